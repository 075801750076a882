import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
import torch
from PIL import Image
from rich.console import Console

from engine.config import LabelConfig
from engine.errors import EngineError
from engine.models.library import CARD
from engine.training.auto import AUTO
from engine.training.checkpoint import load_state, part
from engine.training.export import export_model
from engine.training.launch import config_of, read_weights, run_training
from engine.training.run import RunFolder
from engine.training.trainer import Trainer
from tests.unit.engine.conftest import TINY


def start(
    data: Path,
    run: Path,
    *,
    resume: bool = False,
    settings: list[str] | None = None,
    init: Path | None = None,
    auto: bool = False,
    console: Console | None = None,
) -> Trainer:
    """`engine train`, of 32 images in batches of 8; with `--config auto` instead of a tiny one's file, if so."""
    config = run.parent / "tiny.json"
    config.write_text(TINY.model_dump_json())
    return run_training(
        RunFolder(run),
        data=data,
        config=AUTO if auto else str(config),
        settings=["training.images=32", *(settings or [])],
        init=init,
        seconds=None,
        resume=resume,
        device="cpu",
        seed=0,
        command="engine train",
        console=console or Console(quiet=True),
        stop=lambda: False,
    )


def test_a_start_whose_first_save_failed_can_be_repeated(picture_folder: Path, tmp_path: Path) -> None:
    in_the_way = tmp_path / "run" / "checkpoints" / "00000000.safetensors"
    in_the_way.mkdir(parents=True)
    with pytest.raises(EngineError, match="cannot be written"):
        start(picture_folder, tmp_path / "run")
    in_the_way.rmdir()
    assert start(picture_folder, tmp_path / "run").images_seen == 32


@pytest.mark.parametrize("resume", [False, True])
def test_a_run_that_another_process_trains_is_left_alone(picture_folder: Path, tmp_path: Path, resume: bool) -> None:
    run = RunFolder(tmp_path / "run")
    if resume:
        start(picture_folder, run.path)
    with run.held():
        before = sorted(run.path.rglob("*"))
        with pytest.raises(EngineError, match=r"run is being trained by another process\. Wait for it, or stop it\."):
            start(picture_folder, run.path, resume=resume)
        assert sorted(run.path.rglob("*")) == before
    start(picture_folder, run.path, resume=resume)


def test_a_setting_that_decides_the_images_is_named_where_it_is_changed_in_a_resume(
    picture_folder: Path, tmp_path: Path
) -> None:
    start(picture_folder, tmp_path / "run")
    with pytest.raises(EngineError, match=r"run was begun with data\.crop=1\.0, which decides its images\."):
        start(picture_folder, tmp_path / "run", resume=True, settings=["data.crop=0.5", "training.images=48"])


@pytest.mark.parametrize(("every", "looked"), [(16, [8, 16, 32]), (24, [8, 24, 32]), (128, [8, 32]), (1000, [32])])
def test_it_is_looked_at_early_now_and_then_and_at_the_end(
    picture_folder: Path, tmp_path: Path, every: int, looked: list[int]
) -> None:
    start(picture_folder, tmp_path / "run", settings=[f"training.monitor_images={every}"])
    records = RunFolder(tmp_path / "run").read_log().records
    assert [record["images"] for record in records if "psnr_gain" in record] == looked


@pytest.mark.parametrize("place", ["run", "nested/run", "."])
@pytest.mark.parametrize("resume", [False, True])
def test_a_run_among_its_pictures_is_refused_as_its_samples_would_be_read_as_some(
    picture_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, resume: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(picture_folder.rglob("*"))
    with pytest.raises(EngineError, match=r"lies among the pictures\. Choose an --out elsewhere\."):
        start(Path("pictures"), picture_folder / place, resume=resume)
    assert [path for path in sorted(picture_folder.rglob("*")) if path.name != "tiny.json"] == before


def test_a_run_beside_its_pictures_is_none_among_them(picture_folder: Path, tmp_path: Path) -> None:
    assert start(picture_folder, tmp_path / "pictures-run").images_seen == 32


def test_a_run_settles_its_labels_from_the_data_and_keeps_them_when_it_is_resumed(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / "data" / name).mkdir(parents=True)
        for i in range(10):
            Image.new("L", (12, 12), 10 * i).save(tmp_path / "data" / name / f"{i}.png")
    run = RunFolder(tmp_path / "run")
    start(tmp_path / "data", run.path, settings=['data.labels=["class"]'])
    settled = (LabelConfig(name="class", categories=("a", "b")),)
    assert run.read_config().model.labels == settled
    trainer = start(tmp_path / "data", run.path, resume=True, settings=["training.images=48"])
    assert trainer.config.model.labels == trainer.data.label_configs == settled
    settings = ["data.class_label=kind", 'model.labels=[{name="kind",categories=["a","b"]}]', "training.images=48"]
    renamed = start(tmp_path / "data", run.path, resume=True, settings=settings)
    assert renamed.images_seen == 48
    assert renamed.data.labels is not None
    assert trainer.data.labels is not None
    assert torch.equal(renamed.data.labels, trainer.data.labels)
    assert export_model(run, tmp_path / "model").config.labels == (LabelConfig(name="kind", categories=("a", "b")),)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (["training.warmup_images=31"], ""),
        (["training.warmup_images=32"], "The warm-up covers the whole run: it learns by the energy score alone."),
        (["training.warmup_images=99", "objective.diversity=none"], "it learns by squared error alone"),
    ],
)
def test_it_says_so_where_no_adversarial_phase_will_come(
    picture_folder: Path, tmp_path: Path, settings: list[str], said: str
) -> None:
    spoken = StringIO()
    start(picture_folder, tmp_path / "run", settings=settings, console=Console(file=spoken, width=200))
    assert said in spoken.getvalue()
    assert ("alone" in spoken.getvalue()) == bool(said)


def test_a_models_card_tells_its_labels_and_everyone_whose_pictures_it_learnt(tmp_path: Path) -> None:
    for name in ("dark", "light"):
        (tmp_path / "pictures" / name).mkdir(parents=True)
        for i in range(10):
            Image.new("L", (24, 24), 10 * i + 100 * (name == "light")).save(tmp_path / "pictures" / name / f"{i}.png")
    settings = ['data.labels=["*"]', 'credits=["Ann, painter", "Bob"]', "licence=CC BY 4.0"]
    start(tmp_path / "pictures", tmp_path / "run", settings=settings)
    card = export_model(RunFolder(tmp_path / "run"), tmp_path / "model").card
    assert card["description"].endswith("seen of pictures; labels class (2)")
    assert card["credits"] == ["Ann, painter", "Bob"]
    assert card["licence"] == "CC BY 4.0"


def test_an_incomplete_run_leaves_a_model_with_a_preview(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    for i in range(20):
        picture = Image.new("L", (24, 24), 10 * i)
        picture.paste(255, (0, 0, 12, 12))
        picture.save(tmp_path / "pictures" / f"{i}.png")
    trainer = start(tmp_path / "pictures", tmp_path / "run", settings=["data.incomplete=white"])
    assert trainer.data.present is not None
    assert not trainer.data.present.all()
    assert export_model(RunFolder(tmp_path / "run"), tmp_path / "model").preview is not None


def test_a_run_from_before_images_were_drawn_to_be_held_out_keeps_the_last_ones(
    picture_folder: Path, tmp_path: Path
) -> None:
    run = RunFolder(tmp_path / "run")
    last = start(picture_folder, run.path, settings=["data.held_out=last"])
    written = json.loads(run.config.read_text())
    del written["data"]["held_out"]
    run.config.write_text(json.dumps(written))
    again = start(picture_folder, run.path, resume=True, settings=["training.images=48"])
    assert again.images_seen == 48
    assert again.data.fingerprint() == last.data.fingerprint()
    assert run.read_config().data.held_out == "last"


def test_a_run_keeps_the_images_that_were_drawn_to_be_held_out(picture_folder: Path, tmp_path: Path) -> None:
    first = start(picture_folder, tmp_path / "run")
    again = start(picture_folder, tmp_path / "run", resume=True, settings=["training.images=48"])
    assert (again.data.validation == first.data.validation).all()
    last = start(picture_folder, tmp_path / "last", settings=["data.held_out=last"])
    assert not (last.data.validation == first.data.validation).all()


def test_a_config_that_suits_the_pictures_is_chosen_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for i in range(12):
        Image.new("RGB", (12, 18), (20 * i, 0, 90)).save(tmp_path / "data" / f"{i}.png")
    said = Console(record=True, width=200, file=StringIO())
    trainer = run_training(
        RunFolder(tmp_path / "run"),
        data=tmp_path / "data",
        config="auto",
        settings=["training.images=32", "training.batch=8", "model.width=16", "model.heads=2"],
        seconds=None,
        resume=False,
        device="cpu",
        seed=0,
        command="engine train",
        console=said,
        stop=lambda: False,
    )
    assert "--config auto: 12x18 RGB" in said.export_text()
    assert trainer.config.model.shape == (18, 12, 3)
    assert RunFolder(tmp_path / "run").read_config() == trainer.config


STILL = "training.learning_rate=1e-12"
"""So that a run's weights are those that it began with."""


@pytest.mark.parametrize("kind", ["run", "model"])
def test_a_run_begins_with_the_weights_and_the_config_of_another_or_of_a_model(
    picture_folder: Path, tmp_path: Path, kind: str
) -> None:
    first = RunFolder(tmp_path / "run")
    settings = ["model.seam_channels=4", "objective.centring=0.02", "licence=theirs", 'credits=["Ann"]']
    start(picture_folder, first.path, settings=settings)
    source = first.path
    if kind == "model":
        source = export_model(first, tmp_path / "model").path
    config = config_of(source)
    assert config == first.read_config(), "without what the card tells of that training"
    trainer = start(picture_folder, tmp_path / "second", settings=[STILL, "training.batch=4"], init=source, auto=True)
    changed = config.training.model_copy(update={"learning_rate": 1e-12, "batch": 4})
    second = RunFolder(tmp_path / "second")
    assert trainer.config == second.read_config()
    told = export_model(second, tmp_path / "next").card["init"]
    assert (told["command"], told["images_seen"]) == (first.read_record()["command"], 32)
    assert (told["licence"], told["credits"]) == ("theirs", ["Ann"])
    whose = {"licence": "unknown", "credits": ()}
    assert trainer.config == config.model_copy(update={"training": changed} | whose)
    averages = part(load_state(first)[0], "average")
    for network in (trainer.generator, trainer.average):
        for name, value in network.state_dict().items():
            torch.testing.assert_close(value, averages[name], rtol=1e-3, atol=1e-4, msg=name)  # a model's are float16
    other = start(picture_folder, tmp_path / "third", settings=[STILL, "model.seam_channels=4"])
    assert not torch.allclose(other.generator.head.weight, averages["head.weight"], rtol=1e-3, atol=1e-4)


def test_the_weights_may_be_those_of_a_run_and_the_objective_that_of_a_config(
    picture_folder: Path, tmp_path: Path
) -> None:
    start(picture_folder, tmp_path / "run")
    settings = [STILL, "objective.adversarial=logistic"]
    trainer = start(picture_folder, tmp_path / "second", settings=settings, init=tmp_path / "run")
    assert trainer.config.objective.adversarial == "logistic"
    torch.testing.assert_close(trainer.generator.head.weight, read_weights(tmp_path / "run")["head.weight"])


def test_a_model_without_labels_can_learn_some(picture_folder: Path, tmp_path: Path) -> None:
    start(picture_folder, tmp_path / "run")
    for i, file in enumerate(sorted(picture_folder.glob("*.png"))):
        copy = tmp_path / "classes" / "ab"[i % 2] / file.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copy)
    settings = [STILL, 'data.labels=["*"]']
    trainer = start(tmp_path / "classes", tmp_path / "second", settings=settings, init=tmp_path / "run", auto=True)
    assert [label.categories for label in trainer.config.model.labels] == [("a", "b")]
    torch.testing.assert_close(trainer.generator.head.weight, read_weights(tmp_path / "run")["head.weight"])


def test_weights_of_another_config_are_refused_and_nothing_is_written(picture_folder: Path, tmp_path: Path) -> None:
    start(picture_folder, tmp_path / "run", settings=["model.width=32"])
    with pytest.raises(EngineError, match=r"^\S+run has weights for another config\. Leave out --init\.$"):
        start(picture_folder, tmp_path / "second", init=tmp_path / "run")
    assert not (tmp_path / "second").exists()


def test_what_is_neither_a_model_nor_a_run_is_refused(picture_folder: Path, tmp_path: Path) -> None:
    for source, auto in (
        (tmp_path / "nothing", False),
        (tmp_path / "nothing", True),
        (picture_folder, False),
        (picture_folder, True),
    ):
        with pytest.raises(EngineError) as caught:
            start(picture_folder, tmp_path / "second", init=source, auto=auto)
        assert source.name in str(caught.value)
        assert "\n" not in str(caught.value)
        assert not (tmp_path / "second").exists()


def test_a_model_whose_card_tells_no_config_is_used_with_a_config_of_ones_own(
    picture_folder: Path, tmp_path: Path
) -> None:
    start(picture_folder, tmp_path / "run")
    model = export_model(RunFolder(tmp_path / "run"), tmp_path / "model").path
    card = json.loads((model / CARD).read_text())
    del card["config"]
    (model / CARD).write_text(json.dumps(card))
    with pytest.raises(EngineError, match=r"does not tell the config of its training\. Give a --config\.$"):
        start(picture_folder, tmp_path / "second", init=model, auto=True)
    assert start(picture_folder, tmp_path / "second", init=model).images_seen == 32
