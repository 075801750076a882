"""The real `engine` command in real processes, over real files."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.e2e.command import PATIENCE_SECONDS, Command, engine

TINY = [
    "model.width=16",
    "model.depth=1",
    "model.heads=2",
    "discriminator.stem=[8,16]",
    "discriminator.depth=1",
    "discriminator.heads=2",
    "training.batch=8",
    "training.warmup_images=80",
    "training.save_seconds=0",
]
KILLS = int(os.environ.get("PATCHWORK_KILLS", "3"))
"""How often one run is killed and resumed; 20 take some minutes."""
SETTINGS = [word for setting in TINY for word in ("--set", setting)]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(0)
    for i in range(40):
        image = np.zeros((28, 28), dtype=np.uint8)
        place = rng.integers(0, 24)
        image[place : place + 4] = 255
        Image.fromarray(image).save(folder / f"{i:02d}.png")
    return folder


@pytest.fixture(scope="module")
def run(pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "bars"
    (pictures / "broken.png").write_bytes(b"no picture")
    done = engine("train", pictures, "--out", out, "--images", 240, *SETTINGS)
    assert "broken.png" in done.stdout
    return out


@pytest.fixture(scope="module")
def model(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "bars"
    engine("export", run, folder)
    return folder


def test_a_run_says_in_which_precision_it_goes_on_wherever_it_is_resumed(run: Path) -> None:
    assert json.loads((run / "config.json").read_text())["training"]["precision"] in {"float32", "bfloat16"}


def test_a_run_leaves_log_sheets_and_states(run: Path) -> None:
    records = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    assert (records[-1]["images"], records[-1]["ended"]) == (240, "images")
    assert records[-2]["psnr_gain"].keys() == {"0", "0.1", "0.25", "0.5", "half"}
    with Image.open(run / "samples" / "000000240.png") as sheet:
        assert sheet.width > 10 * 28
    assert any((run / "tensorboard").iterdir())


def test_an_exported_model_has_a_card_that_tells_where_it_came_from(model: Path, pictures: Path) -> None:
    card = json.loads((model / "card.json").read_text())
    assert card["images_seen"] == 240
    assert card["command"].startswith("engine train")
    assert card["figures"]["psnr_gain"]
    assert card["description"] == f"28x28 grey, {card['parameters']:,} parameters, 240 images seen of {pictures.name}"
    assert card["config"]["description"] == card["description"]
    assert card["fingerprint"]
    assert {"model.safetensors", "model.onnx", "config.json", "card.json", "preview.png"} == {
        f.name for f in model.iterdir()
    }


def test_complete_writes_the_same_bytes_for_the_same_seed(model: Path, pictures: Path, tmp_path: Path) -> None:
    mask = np.zeros((28, 28), dtype=np.uint8)
    mask[:12] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    picture = pictures / "00.png"
    for out in ("a", "b"):
        engine(
            *("complete", picture, "--model", model, "--known", tmp_path / "mask.png"),
            *("--n", 3, "--seed", 5, "--out", tmp_path / out),
        )
    names = [f"00-{seed}.png" for seed in (5, 6, 7)]
    assert sorted(f.name for f in (tmp_path / "a").glob("*.png")) == names
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
        completed, given = np.asarray(Image.open(tmp_path / "a" / name)), np.asarray(Image.open(picture))
        assert (completed[:12] == given[:12]).all()


def test_an_export_tells_how_to_open_the_model_even_where_its_name_is_another_ones(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert engine("export", run.resolve(), "mnist").stdout.splitlines()[-1] == "Next: studio --model ./mnist"
    assert engine("export", run.resolve(), tmp_path / "m").stdout.endswith(f"Next: studio --model {tmp_path / 'm'}\n")
    spaced = engine("export", run.resolve(), tmp_path / "my model").stdout
    assert spaced.endswith(f"Next: studio --model '{tmp_path / 'my model'}'\n"), "it can be pasted"
    assert "is a run, not a model. Make a model of it" in engine("bench", "--model", run, code=2).stderr


def test_an_export_replaces_a_model_only_if_it_is_told_to(model: Path, run: Path, tmp_path: Path) -> None:
    shutil.copytree(model, tmp_path / "m")
    card = tmp_path / "m" / "card.json"
    card.write_text('{"description": "mine"}')
    done = engine("export", run, tmp_path / "m", code=2)
    assert (
        done.stderr
        == f"engine: {tmp_path / 'm'} is a model already. Choose another MODEL_DIR, or give --overwrite.\n"
    )
    assert "mine" in card.read_text()
    engine("export", run, tmp_path / "m", "--overwrite")
    assert "240 images seen" in card.read_text()


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii"])
def test_no_encoding_of_the_output_ends_any_work(
    encoding: str, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    settings = subprocess.run([sys.executable, "-m", "engine", "configs", "mnist"], capture_output=True, check=True)
    assert b"?" in settings.stdout, "a sign that cannot be written is replaced"
    command = ["complete", str(tmp_path / "字.png"), "--known", "50%", "--n", "1", "--out", str(tmp_path / "字")]
    shutil.copy(pictures / "00.png", tmp_path / "字.png")
    subprocess.run([sys.executable, "-m", "engine", *command], capture_output=True, check=True)
    assert (tmp_path / "字" / "字-0.png").exists()


def test_one_completion_is_one_completion(model: Path, pictures: Path, tmp_path: Path) -> None:
    given = ("complete", pictures / "00.png", "--model", model, "--known", 0.5, "--out", tmp_path, "--seed", 7)
    assert engine(*given, "--n", 1).stdout.endswith(f"\n1 completion at 28x28, seed 7, in {tmp_path}\n")
    assert engine(*given, "--n", 2).stdout.endswith(f"\n2 completions at 28x28, seeds 7 to 8, in {tmp_path}\n")


def test_a_run_killed_again_and_again_ends_with_the_weights_of_an_unbroken_one(
    pictures: Path, tmp_path: Path
) -> None:
    """kill -9 at random moments, most of them within a save, then one Ctrl-C; resumed each time."""
    whole, broken, steps = tmp_path / "whole", tmp_path / "broken", 20 * KILLS
    command = ["train", pictures, "--images", 8 * steps, "--out"]
    engine(*command, whole, "--set", "training.save_seconds=60", *SETTINGS[:-2])
    rng = random.Random(0)
    for number in (*[signal.SIGKILL] * KILLS, signal.SIGINT):
        before = newest(broken)
        resume = ["--resume", "--set", "training.save_seconds=0"] if before else SETTINGS
        process = Command(*command, broken, *resume)
        wait_until_past(before, broken)
        time.sleep(rng.uniform(0, 0.05))
        process.send_signal(number)
        assert process.wait().returncode == (0 if number == signal.SIGINT else -signal.SIGKILL)
        assert newest(broken) < steps
    engine(*command, broken, "--resume")
    states = [(folder / f"checkpoints/{steps:08d}.safetensors").read_bytes() for folder in (whole, broken)]
    assert states[0] == states[1]


def newest(run: Path) -> int:
    pointer = run / "checkpoints" / "latest"
    return int(pointer.read_text().split(".")[0]) if pointer.exists() else 0


def wait_until_past(step: int, run: Path) -> None:
    wait_until(lambda: newest(run) > step)


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_training_says_that_pictures_are_few_and_lose_their_colour(tmp_path: Path) -> None:
    (tmp_path / "red").mkdir()
    for i in range(12):
        Image.new("RGB", (28, 28), (250, 10 * i, 0)).save(tmp_path / "red" / f"{i}.png")
    config = ["--config", "mnist", *SETTINGS]
    done = engine("train", tmp_path / "red", "--out", tmp_path / "run", "--images", 8, *config)
    assert "Few pictures: the model will learn 12 by heart" in done.stdout
    assert "Pictures in colour become grey" in done.stdout


def test_training_by_itself_suits_the_pictures_and_takes_incomplete_ones(tmp_path: Path) -> None:
    (tmp_path / "red").mkdir()
    (tmp_path / "masks").mkdir()
    for i in range(12):
        image = Image.new("RGBA", (16, 24), (250, 10 * i, 0, 255))
        image.paste((0, 0, 0, 0), (0, 0, 16, 1))
        image.save(tmp_path / "red" / f"{i}.png")
        Image.new("L", (16, 24), 255 * (i > 0)).save(tmp_path / "masks" / f"{i}.png")  # of the first nothing is there
    incomplete = ["--incomplete", "alpha", "--present", tmp_path / "masks"]
    done = engine("train", tmp_path / "red", "--out", tmp_path / "run", "--images", 8, *incomplete, *SETTINGS[2:])
    assert "--config auto: 16x24 RGBA" in done.stdout
    assert "0.png has no whole patch that is there" in done.stdout
    assert "11 pictures incomplete" in done.stdout
    data = json.loads((tmp_path / "run" / "config.json").read_text())["data"]
    assert (data["incomplete"], data["present"]) == ("alpha", str(tmp_path / "masks"))


def test_a_run_can_be_trained_from_the_config_of_another(run: Path, pictures: Path, tmp_path: Path) -> None:
    engine("train", pictures, "--out", tmp_path / "again", "--config", run / "config.json", "--images", 8)
    before, after = (json.loads((each / "config.json").read_text()) for each in (run, tmp_path / "again"))
    after["training"]["images"] = before["training"]["images"]
    assert after == before


def test_without_a_compiler_compile_is_one_line_and_nothing_written(
    pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("CXX", raising=False)
    done = engine("train", pictures, "--out", tmp_path / "run", "--compile", *SETTINGS, code=2)
    last = done.stderr.splitlines()[-1]
    assert last.startswith("engine: torch.compile does not work on this machine: ")
    assert last.endswith("Leave out --compile, or install a C++ compiler.")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "run").exists()


BAD = {
    "no data": (["train", "{tmp}/nowhere", "--out", "{tmp}/x"], "does not exist"),
    "no image": (["train", "{run}/checkpoints", "--out", "{tmp}/x"], "no image file"),
    "a run that exists": (["train", "{pictures}", "--out", "{run}"], "already holds a run"),
    "nothing to resume": (["train", "{pictures}", "--out", "{tmp}/x", "--resume"], "is not a run"),
    "unknown config": (["train", "{pictures}", "--out", "{tmp}/x", "--config", "nope"], "there is no config 'nope'"),
    "unknown key": (["train", "{pictures}", "--out", "{tmp}/x", "--set", "model.size=1"], "has no setting size"),
    "bad value": (["train", "{pictures}", "--out", "{tmp}/x", "--set", "training.batch=0"], "training.batch"),
    "another batch on resume": (
        ["train", "{pictures}", "--out", "{run}", "--resume", "--set", "training.batch=16"],
        "counts its images in batches of 8",
    ),
    "config on resume": (
        ["train", "{pictures}", "--out", "{run}", "--resume", "--seed", "1"],
        "keeps its config and seed",
    ),
    "a stem of nothing": (["train", "{pictures}", "--out", "{tmp}/x", "--set", "discriminator.stem=[]"], "stem"),
    "an endless rate": (
        ["train", "{pictures}", "--out", "{tmp}/x", "--set", "training.learning_rate=inf"],
        "training.learning_rate is Infinity. It takes a number: above 0.",
    ),
    "a setting that is none": (
        ["train", "{pictures}", "--out", "{tmp}/x", "--set", "training.batch_size=8"],
        "training has no setting batch_size. Did you mean training.batch?",
    ),
    "a name too long": (["bench", "--model", "x" * 300], "there is no model"),
    "compiling what is not trained": (["bench", "--compile"], "--compile and --set are for training. Give --train"),
    "no completions": (
        ["complete", "{pictures}/01.png", "--known", "{pictures}/01.png", "--out", "{tmp}/x", "--n", "0"],
        "--n is 0. It takes at least 1. Try --help.",
    ),
    "a command that is none": (["nonsense"], "No such command 'nonsense'. Try --help."),
    "a file for a folder": (
        ["train", "{pictures}", "--out", "{pictures}/00.png"],
        "00.png is a file, not a folder. Choose another folder.",
    ),
    "a folder in a file": (["train", "{pictures}", "--out", "{pictures}/00.png/x"], "00.png is a file, not a folder"),
    "completions in a file": (
        ["complete", "{pictures}/01.png", "--known", "{pictures}/01.png", "--out", "{pictures}/00.png"],
        "00.png is a file, not a folder",
    ),
    "a model in a file": (["export", "{run}", "{pictures}/00.png/x"], "00.png is a file, not a folder"),
    "a copy in a file": (["pack", "{run}", "{pictures}/00.png"], "00.png is a file, not a folder"),
    "a seed too large": (
        ["complete", "{pictures}/01.png", "--known", "{pictures}/01.png", "--out", "{tmp}/x", "--seed", str(2**70)],
        f"--seed is {2**70}. It takes at most {2**62}. Try --help.",
    ),
    "a simulation's seed too large": (["simulate", "explore", "--seed", str(2**70)], f"--seed is {2**70}. It takes"),
    "words for a number": (["bench", "--threads", "two"], "--threads is two. It takes a whole number. Try --help."),
    "a choice that is none": (
        ["simulate", "adversarial", "--form", "x"],
        "--form: 'x' is not one of 'logistic', 'relativistic'. Choose one of them. Try --help.",
    ),
    "unknown model": (["bench", "--model", "nope"], "there is no model 'nope'"),
    "no such run": (["export", "{tmp}", "{tmp}/model"], "is not a run"),
    "a run that is nowhere": (["export", "{tmp}/nope", "{tmp}/m"], "nope is not a run: "),
    "nothing to pack": (["pack", "{tmp}/nope", "{tmp}/p"], "nope is not a run: "),
    "a folder that is no run": (
        ["pack", "{pictures}", "{tmp}/p"],
        "is not a run: config.json cannot be read. Check the path.",
    ),
    "the settings of nothing": (["configs", "nope"], "there is no config 'nope'"),
    "nothing to complete": (
        ["complete", "{pictures}/01.png", "--known", "{white}", "--out", "{tmp}/x", "--model", "{model}"],
        "white.png leaves nothing to complete. Paint some of it black.",
    ),
    "a share of all": (
        ["complete", "{pictures}/01.png", "--known", "1", "--out", "{tmp}/x", "--model", "{model}"],
        "--known 1 leaves nothing to complete. Take a smaller share.",
    ),
    "a share of more": (
        ["complete", "{pictures}/01.png", "--known", "25", "--out", "{tmp}/x", "--model", "{model}"],
        "--known 25 is neither a mask's file nor a share of patches, 0 to 1 or 0% to 100%.",
    ),
    "not an image": (
        [
            "complete",
            "{pictures}/broken.png",
            "--known",
            "{pictures}/01.png",
            "--out",
            "{tmp}/x",
            "--model",
            "{model}",
        ],
        "broken.png is not an image",
    ),
    "another size": (
        ["complete", "{pictures}/01.png", "--known", "{tmp}/mask.png", "--out", "{tmp}/x", "--model", "{model}"],
        "mask.png is 30x30; the model's image is 28x28. Resize the mask or pass --fit.",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_line_status_2_and_nothing_written(
    case: str, pictures: Path, run: Path, model: Path, tmp_path: Path
) -> None:
    Image.new("L", (30, 30)).save(tmp_path / "mask.tmp", "PNG")
    if case == "another size":
        (tmp_path / "mask.tmp").rename(tmp_path / "mask.png")
    else:
        (tmp_path / "mask.tmp").unlink()
    arguments, message = BAD[case]
    before = sorted(tmp_path.rglob("*"))
    white = run.parent / "white.png"
    Image.new("L", (28, 28), 255).save(white)
    places = {"tmp": tmp_path, "pictures": pictures, "run": run, "model": model, "white": white}
    done = engine(*(a.format_map(places) for a in arguments), code=2)
    assert message in done.stderr
    assert done.stderr.startswith("engine: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_a_run_that_diverges_keeps_its_last_good_state_and_can_go_on(pictures: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    engine("train", pictures, "--out", out, "--images", 40, *SETTINGS)
    done = engine(
        *("train", pictures, "--out", out, "--images", 8000, "--resume"),
        *("--set", "training.learning_rate=1e30", "--set", "training.clip=1e30"),
        code=2,
    )
    assert "training diverged: " in done.stderr
    assert done.stderr.count("\n") == 1
    engine(
        *("train", pictures, "--out", out, "--images", 80, "--resume"),
        *("--set", "training.learning_rate=4e-4", "--set", "training.clip=5"),
    )


def test_a_run_killed_before_its_first_save_can_be_resumed(pictures: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    command = ("train", pictures, "--out", out, "--images")
    process = Command(*command, 3200, *SETTINGS, "--set", "training.save_seconds=600")
    wait_until((out / "config.json").exists)
    process.send_signal(signal.SIGKILL)
    process.wait()
    engine(*command, 80, "--resume")


def test_an_export_never_overwrites_what_is_no_model(run: Path) -> None:
    before = (run / "config.json").read_bytes()
    done = engine("export", run, run, code=2)
    assert "exists and is not a model" in done.stderr
    assert (run / "config.json").read_bytes() == before
