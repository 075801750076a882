import json
from dataclasses import asdict, replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from rich.console import Console

from engine.config import DataConfig, LabelConfig, ModelConfig, load_config
from engine.data.idx import read_idx, write_idx
from engine.data.readers import read_pictures
from engine.errors import EngineError
from engine.evaluation.ablation import (
    RESULT,
    Outcome,
    Plan,
    check_held_out,
    run_arm,
    spread,
    tables,
)
from engine.evaluation.arms import RECIPE, STUDIES, Arm, Study, find_arms
from engine.evaluation.incomplete import write_incomplete
from engine.subsets import sample_pairs
from engine.training.checkpoint import create_run
from tests.unit.engine.conftest import TINY

QUIET = Console(quiet=True)
ARMS = RECIPE.arms
SMALL = ModelConfig(width=16, depth=1, heads=2)
"""Of 28 x 28."""


def plan(folder: Path, *, images: int = 64, study: Study = RECIPE, minutes: float | None = None) -> Plan:
    return Plan(
        study=study,
        data=folder / "data",
        held_out=folder / "held-out",
        out=folder / "runs",
        config="mnist-fast",
        images=images,
        minutes=minutes,
        measured=20,
        features=None,
        device="cpu",
        command="engine ablate",
    )


def fitting(arm: Arm) -> str:
    """A config whose images the arm can be trained on."""
    return "colour32" if arm.colour else "mnist-fast"


def outcome(arm: str, seed: int, value: float, *, diverged: str = "", yardstick: str = "") -> Outcome:
    names = [f"{share:g} {column.measure}" for share in RECIPE.shares for column in RECIPE.columns]
    measures = {} if diverged else dict.fromkeys(names, value)
    return Outcome(arm=arm, seed=seed, seconds=60.0, measures=measures, yardstick=yardstick, diverged=diverged)


@pytest.mark.parametrize("arm", [*ARMS, *STUDIES["domains"].arms[1:]], ids=lambda arm: arm.name)
def test_every_arm_is_the_base_with_one_thing_changed(arm: Arm, tmp_path: Path) -> None:
    base, changed = (load_config(fitting(arm), plan(tmp_path).settings(a)).model_dump() for a in (ARMS[0], arm))
    sections = [name for name in base if base[name] != changed[name]]
    values = [f"{s}.{key}" for s in sections for key in base[s] if base[s][key] != changed[s][key]]
    assert values == sorted(text.split("=")[0] for text in arm.settings)
    assert bool(values) == (arm is not ARMS[0])


def test_an_eighth_of_the_budget_is_warm_up(tmp_path: Path) -> None:
    training = load_config("mnist-fast", plan(tmp_path, images=6400).settings(ARMS[0])).training
    assert (training.images, training.warmup_images) == (6400, 800)


def test_an_unknown_arm_is_named_with_those_that_there_are() -> None:
    with pytest.raises(EngineError, match=r"no arm 'eq7'.*logistic-eq6"):
        find_arms(["eq7"])
    assert [arm.name for arm in find_arms(["energy", "base"])] == ["energy", "base"]
    assert find_arms([]) == list(ARMS)


def test_a_measured_run_is_read_and_not_made_again(tmp_path: Path) -> None:
    asked = plan(tmp_path)
    run = asked.run(ARMS[0], 0)
    create_run(run, load_config("mnist-fast", asked.settings(ARMS[0])), {})
    kept = outcome("base", 0, 1.5, yardstick=asked.yardstick)
    (run.path / RESULT).write_text(json.dumps(asdict(kept)))
    assert run_arm(asked, ARMS[0], 0, stop=lambda: True, console=QUIET) == kept
    (run.path / RESULT).write_text("{}")
    with pytest.raises(EngineError, match="damaged"):
        run_arm(asked, ARMS[0], 0, stop=lambda: True, console=QUIET)


def test_what_was_measured_on_other_images_is_measured_anew_and_not_trained_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = plan(tmp_path)
    run = asked.run(ARMS[0], 0)
    create_run(run, load_config("mnist-fast", asked.settings(ARMS[0])), {})
    (run.path / RESULT).write_text(json.dumps(asdict(outcome("base", 0, 1.5, yardstick="20 of others"))))
    monkeypatch.setattr("engine.evaluation.ablation.export_model", lambda *_: None)
    monkeypatch.setattr("engine.evaluation.ablation._measure", lambda *_: {"0 ffd": 3.0})
    anew = run_arm(asked, ARMS[0], 0, stop=lambda: True, console=QUIET)
    assert anew is not None
    assert (anew.measures, anew.yardstick) == ({"0 ffd": 3.0}, asked.yardstick)
    assert json.loads((run.path / RESULT).read_text())["yardstick"] == asked.yardstick


def test_too_few_held_out_images_are_refused_before_anything_is_trained(tmp_path: Path) -> None:
    (tmp_path / "held-out").mkdir()
    for i in range(5):
        Image.new("L", (28, 28), i).save(tmp_path / "held-out" / f"{i}.png")
    with pytest.raises(EngineError, match="5 held-out images are too few"):
        check_held_out(plan(tmp_path))


def test_a_run_of_another_budget_is_no_part_of_the_comparison(tmp_path: Path) -> None:
    create_run(plan(tmp_path).run(ARMS[0], 0), TINY, {})
    with pytest.raises(EngineError, match="another config or budget"):
        run_arm(plan(tmp_path), ARMS[0], 0, stop=lambda: True, console=QUIET)


def test_seeds_are_summed_up_as_mean_and_deviation() -> None:
    runs = [outcome("base", seed, value) for seed, value in enumerate((1.0, 2.0, 3.0))]
    assert spread(runs, "0.5 ffd") == (2.0, 1.0)


def test_a_diverged_run_is_counted_and_does_not_enter_the_mean() -> None:
    runs = [outcome("base", 0, 2.0), outcome("base", 1, 4.0), outcome("base", 2, 0.0, diverged="it is NaN")]
    console = Console(width=100)
    with console.capture() as capture:
        for table in tables(RECIPE, runs):
            console.print(table)
    text = capture.get()
    assert text.count("base: relativistic (1 of 3 diverged)") == 2
    assert text.count("3.0 ±1.4") == 2


@pytest.mark.parametrize("study", STUDIES)
def test_every_arm_of_a_study_is_a_config_and_is_found_by_its_name(study: str, tmp_path: Path) -> None:
    asked = plan(tmp_path, study=STUDIES[study])
    for arm in asked.study.arms:
        assert find_arms([arm.name], asked.study.arms) == [arm]
        assert load_config(fitting(arm), asked.settings(arm)).training.images == 64


def test_a_budget_of_time_is_what_is_left_of_it(tmp_path: Path) -> None:
    arm, asked = STUDIES["labels"].arms[1], plan(tmp_path, study=STUDIES["labels"], minutes=2)
    config = load_config("mnist-fast", asked.settings(arm))
    assert config.training.decay_by == "time"
    run = asked.run(arm, 0)
    assert asked.left(run) == 120
    create_run(run, config, {})
    run.log.write_text('{"step": 9, "images": 288, "seconds": 90.0}\n')
    assert asked.left(run) == 30
    assert plan(tmp_path, study=STUDIES["labels"]).left(run) is None


def test_a_classifier_alone_sees_its_share_and_completes_nothing(tmp_path: Path) -> None:
    asked = plan(tmp_path, study=STUDIES["labels"])
    (arm,) = find_arms(["alone-25"], asked.study.arms)
    config = load_config("mnist-fast", asked.settings(arm))
    model = config.model.model_copy(update={"labels": (LabelConfig(name="digit", categories=("0", "1")),)})
    pair = sample_pairs(config.subsets, model, 50, np.random.default_rng(0))
    assert (pair.known[:, :49].sum(axis=1) == round(0.25 * 49)).all()
    assert not pair.target[:, :49].any()
    assert pair.target[:, 49].all()
    assert config.training.warmup_images == config.training.images, "no discriminator"


@pytest.fixture(scope="module")
def bars(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """IDX files of 40 pictures of 28 x 28: a bar above or below, which their labels tell."""
    folder = tmp_path_factory.mktemp("bars")
    images, labels = np.zeros((40, 28, 28), dtype=np.uint8), (np.arange(40) % 2).astype(np.uint8)
    for number, image in enumerate(images):
        image[4 + 12 * labels[number] : 12 + 12 * labels[number]] = 160 + 2 * number
    for name in ("data", "held-out"):
        (folder / name).mkdir()
        write_idx(folder / name / "images-idx3-ubyte", images if name == "data" else images // 2)
        write_idx(folder / name / "labels-idx1-ubyte", labels)
    return folder


def test_incomplete_data_are_the_complete_ones_with_half_of_each_picture_hidden(bars: Path, tmp_path: Path) -> None:
    config, source = load_config("mnist-fast"), bars / "data" / "images-idx3-ubyte"
    write_incomplete(source, tmp_path, config)
    whole = tmp_path / "all-images-idx3-ubyte"
    assert (read_idx(whole) == read_idx(source)).all()
    assert (read_idx(tmp_path / "tenth-images-idx3-ubyte") == read_idx(source)[:4]).all()
    shown = {}
    for kind in ("random", "half"):
        hidden = DataConfig(present=str(tmp_path / f"{kind}-masks-idx3-ubyte"))
        present = read_pictures(whole, config.model, hidden).present
        assert present is not None
        assert (present.sum(axis=1) == 24).all(), "of 49"
        assert len(np.unique(present, axis=0)) > 20, "each picture its own"
        rows = present.reshape(-1, 7, 7)
        shown[kind] = np.mean([(rows[:, 1:] == rows[:, :-1]).mean(), (rows[..., 1:] == rows[..., :-1]).mean()])
    assert shown["half"] > 0.75 > 0.6 > shown["random"], "in one piece"
    coloured = load_config("faces64")
    with pytest.raises(EngineError, match="grey images alone"):
        write_incomplete(source, tmp_path, coloured)


def test_classifiers_and_a_kernel_density_are_measured_alike(bars: Path, tmp_path: Path) -> None:
    (tmp_path / "tiny.json").write_text(TINY.model_copy(update={"model": SMALL}).model_dump_json())
    asked = replace(
        plan(tmp_path, study=STUDIES["labels"]),
        data=bars / "data" / "images-idx3-ubyte",
        held_out=bars / "held-out" / "images-idx3-ubyte",
        config=str(tmp_path / "tiny.json"),
        measured=40,
    )
    measures = [f"{share:g} {column.measure}" for share in asked.study.shares for column in asked.study.columns]
    for arm in find_arms(["alone-50", "kernel"], asked.study.arms):
        measured = run_arm(asked, arm, 0, stop=lambda: False, console=QUIET)
        assert measured is not None
        assert measured.measures.keys() >= set(measures)
        assert arm.name != "kernel" or measured.measures["1 accuracy"] == 1


def test_the_arms_of_incomplete_data_learn_from_what_was_written_for_them(
    bars: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tiny.json").write_text(TINY.model_copy(update={"model": SMALL}).model_dump_json())
    asked = replace(plan(tmp_path, study=STUDIES["incomplete"]), config=str(tmp_path / "tiny.json"))
    write_incomplete(bars / "data" / "images-idx3-ubyte", asked.out / "data", load_config(asked.config))
    monkeypatch.setattr("engine.evaluation.ablation._measure", lambda *_: {"0 ffd": 3.0})
    for name, said in (
        ("half-present", "40 pictures incomplete: 49% of all patches"),
        ("tenth", "3 training images"),
    ):
        spoken = StringIO()
        console = Console(file=spoken, width=200)
        (arm,) = find_arms([name], asked.study.arms)
        assert run_arm(asked, arm, 0, stop=lambda: False, console=console)
        assert said in spoken.getvalue()
