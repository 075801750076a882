"""`engine features`, `engine evaluate` and `engine figure` in real processes, over real files."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.config import Config, LabelConfig, ModelConfig
from engine.networks.generator import Generator
from engine.training.checkpoint import write_model
from tests.e2e.command import engine

MODEL = ModelConfig(image_size=12, patch_size=4, width=16, depth=1, heads=2)
CONFIG = "[model]\nimage_size = 12\npatch_size = 4\nwidth = 16\ndepth = 1\nheads = 2\n"


def bars(folder: Path, count: int, seed: int) -> Path:
    folder.mkdir()
    rng = np.random.default_rng(seed)
    for i in range(count):
        image = rng.integers(0, 40, (12, 12), dtype=np.uint8)
        place = rng.integers(0, 9)
        image[place : place + 3] = 255
        Image.fromarray(image).save(folder / f"{i:02d}.png")
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with train/, unseen/, tiny.toml, and model/ with features/ that `engine features` made."""
    folder = tmp_path_factory.mktemp("evaluation")
    train = bars(folder / "train", 60, 0)
    bars(folder / "unseen", 48, 1)
    (folder / "tiny.toml").write_text(CONFIG)
    torch.manual_seed(0)
    config = Config(model=MODEL)
    card = {"data": str(train), "images_seen": 0, "config": config.model_dump(mode="json")}
    write_model(folder / "model", config, Generator(MODEL), card, None)
    done = engine("features", train, folder / "model" / "features", "--config", folder / "tiny.toml", "--images", 600)
    assert "hash" in done.stdout
    return folder


def test_evaluate_prints_tables_and_writes_numbers_and_a_sheet(place: Path, tmp_path: Path) -> None:
    done = engine(
        *("evaluate", "--model", place / "model", "--data", place / "unseen", "--shares", "0,.5"),
        *("--shapes", "random,half", "--images", 30, "--repeated", 4, "--repeats", 3),
        *("--json", tmp_path / "numbers.json"),
    )
    record = json.loads((tmp_path / "numbers.json").read_text())
    features = json.loads((place / "model" / "features" / "features.json").read_text())
    assert record["features"][0]["hash"] == features["hash"] in done.stdout
    assert record["command"].startswith("engine evaluate")
    assert [(c["shape"], c["share"]) for c in record["cells"]] == [("empty", 0), ("random", 0.5), ("half", 0.5)]
    for cell in record["cells"]:
        for measure in cell["measures"].values():
            assert measure["low"] <= measure["value"] <= measure["high"]
    assert record["data"]["also_trained_on"] == 0
    assert record["cells"][0]["measures"]["gain"]["reference"] == pytest.approx(10 * np.log10(6 / 4))
    assert "half 50 %" in done.stdout
    assert "95 % bootstrap interval" in done.stdout
    with Image.open(tmp_path / "numbers.png") as sheet:
        assert sheet.width > 10 * 96
    assert sorted(f.name for f in tmp_path.iterdir()) == ["numbers.json", "numbers.png"]


def test_evaluate_measures_the_labels_that_a_model_knows(place: Path, tmp_path: Path) -> None:
    for number, file in enumerate(sorted((place / "unseen").glob("*.png"))):
        (tmp_path / "data" / "ab"[number % 2]).mkdir(parents=True, exist_ok=True)
        shutil.copy(file, tmp_path / "data" / "ab"[number % 2])
    config = Config(model=MODEL.model_copy(update={"labels": (LabelConfig(name="class", categories=("a", "b")),)}))
    write_model(tmp_path / "model", config, Generator(config.model), {}, None)
    numbers, diagram = tmp_path / "numbers.json", tmp_path / "diagram.png"
    options = ["evaluate", "--features", place / "model" / "features", "--data", tmp_path / "data", "--part", "all"]
    options += ["--shares", ".5", "--shapes", "half", "--images", 30, "--repeated", 4, "--repeats", 2]
    done = engine(*options, "--model", tmp_path / "model", "--json", numbers, "--reliability", diagram)
    assert "class, 25 %" in done.stdout
    cells = json.loads(numbers.read_text())["labels"]
    assert [(cell["label"], cell["share"]) for cell in cells] == [("class", s) for s in (1, 0.5, 0.25, 0.1, 0)]
    assert sum(each["images"] for each in cells[0]["reliability"]) == 30
    with Image.open(diagram) as drawn:
        assert drawn.width > 300
    done = engine(*options, "--model", place / "model", "--reliability", tmp_path / "none.png", code=2)
    assert done.stderr == "engine: model 'model' has no labels. Leave out --reliability.\n"


def test_evaluate_names_what_it_could_not_read_and_that_colour_is_lost(place: Path, tmp_path: Path) -> None:
    for i in range(40):
        Image.new("RGB", (12, 12), (250, 6 * i, 0)).save(tmp_path / f"{i:02d}.png")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    done = engine(
        *("evaluate", "--model", place / "model", "--data", tmp_path, "--shares", "0.5", "--shapes", "half"),
        *("--images", 30, "--repeated", 2, "--repeats", 2, "--part", "all", "--targets", "half"),
    )
    assert "--figure sheet.png draws the completions" in " ".join(done.stdout.split())
    assert "skipped: " in done.stdout
    assert "broken.png is not an image" in " ".join(done.stdout.split())
    assert "Pictures in colour become grey, as the model is." in done.stdout


def test_a_run_that_cannot_begin_shows_no_bar(place: Path, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    done = engine("features", tmp_path / "text.png", tmp_path / "f1", "--config", place / "tiny.toml", code=2)
    assert done.stdout == ""
    done = engine(
        *("evaluate", "--model", place / "model", "--data", place / "unseen", "--shares", ".99", "--images", 20),
        code=2,
    )
    assert "leaves none to complete" in done.stderr
    assert done.stdout == ""


def test_help_lists_the_arms() -> None:
    shown = " ".join(engine("ablate", "--help").stdout.replace("│", " ").split())
    assert "base, logistic, eq6" in shown


def test_figure_draws_a_sheet(place: Path, tmp_path: Path) -> None:
    unseen, other = place / "unseen", place / "train"
    out = tmp_path / "sheet.png"
    engine("figure", out, "--kind", "anomalies", "--model", place / "model", "--data", unseen, "--other", other)
    with Image.open(out) as sheet:
        assert sheet.height > 9 * 96


def test_tokens_are_learnt_exported_completed_and_measured_by_steps(place: Path, tmp_path: Path) -> None:
    tokens = 'tokens = "vq"\ncodebook = 8\nnoise_global = 0\nnoise_patch = 0\n'
    (tmp_path / "tokens.toml").write_text(CONFIG + tokens)
    run, model, picture = tmp_path / "run", tmp_path / "model", place / "unseen" / "00.png"
    engine("train", place / "train", "--out", run, "--config", tmp_path / "tokens.toml", "--images", 192)
    engine("export", run, model)
    complete = ("complete", picture, "--known", "25%", "--n", 2, "--steps", 3, "--order", "random")
    engine(*complete, "--model", model, "--out", tmp_path / "drawn")
    assert len(list((tmp_path / "drawn").glob("*.png"))) == 2
    refused = engine(*complete, "--model", place / "model", "--out", tmp_path / "none", code=2)
    assert refused.stderr == "engine: model 'model' draws all patches at once. Leave out steps and order.\n"
    assert not (tmp_path / "none").exists()
    done = engine(
        *("steps", "--model", model, "--data", place / "unseen", "--steps", "1,9", "--images", 40),
        *("--features", place / "model" / "features", "--json", tmp_path / "ways.json"),
    )
    assert "Steps against quality" in done.stdout
    ways = json.loads((tmp_path / "ways.json").read_text())["ways"]
    orders = ("random", "raster", "confidence")
    assert [(way["sampling"]["order"], way["sampling"]["steps"]) for way in ways] == [
        (order, steps) for order in orders for steps in (1, 9)
    ]


BAD = {
    "training data": (["--data", "{place}/train"], "is what 'model' was trained on"),
    "nowhere to write": (["--data", "{place}/unseen", "--json", "{tmp}/x/y.json"], "there is no folder"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_line_status_2_and_nothing_written(case: str, place: Path, tmp_path: Path) -> None:
    arguments, message = BAD[case]
    words = [word.format(place=place, tmp=tmp_path) for word in arguments]
    done = engine("evaluate", "--model", place / "model", *words, code=2)
    assert message in done.stderr
    assert done.stderr.startswith("engine: ")
    assert done.stderr.count("\n") == 1
    assert not any(tmp_path.iterdir())


def test_ablate_trains_measures_and_goes_on_where_it_was(place: Path, tmp_path: Path) -> None:
    command = (
        *("ablate", place / "train", "--held-out", place / "unseen", "--out", tmp_path / "runs"),
        *("--config", place / "tiny.toml", "--images", 128, "--seeds", 2, "--arm", "logistic", "--arm", "energy"),
        *("--measured", 30, "--features", place / "model" / "features", "--json", tmp_path / "numbers.json"),
    )
    done = engine(*command)
    assert "S = ∅" in done.stdout
    assert "energy score alone" in done.stdout
    numbers = json.loads((tmp_path / "numbers.json").read_text())
    assert [(o["arm"], o["seed"]) for o in numbers["outcomes"]] == [
        *(("logistic", 0), ("energy", 0), ("logistic", 1), ("energy", 1))
    ]
    assert all(o["measures"]["0.5 ffd"] > 0 for o in numbers["outcomes"])
    states = {path: path.stat().st_mtime_ns for path in (tmp_path / "runs").rglob("*.safetensors")}
    engine(*command)
    assert json.loads((tmp_path / "numbers.json").read_text())["outcomes"] == numbers["outcomes"]
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "runs").rglob("*.safetensors")} == states


def test_probe_tells_what_a_model_has_learnt_of_labels(place: Path, tmp_path: Path) -> None:
    for number, file in enumerate(sorted((place / "unseen").glob("*.png"))):
        (tmp_path / "data" / "ab"[number % 2]).mkdir(parents=True, exist_ok=True)
        shutil.copy(file, tmp_path / "data" / "ab"[number % 2])
    options = ("probe", tmp_path / "data", "--model", place / "model", "--json", tmp_path / "numbers.json")
    done = engine(*options, "--steps", 2)
    record = json.loads((tmp_path / "numbers.json").read_text())
    name = place / "model"
    assert list(record["accuracy"]) == ["pixels, linear", f"{name}, linear", f"{name}, all weights", "from scratch"]
    assert (record["label"], record["unseen"]) == ("class", 4)
    assert "from scratch" in done.stdout
    done = engine("probe", place / "train", "--model", place / "model", code=2)
    assert done.stderr.endswith("train has no labels. Give class folders, or labels beside the pictures.\n")
