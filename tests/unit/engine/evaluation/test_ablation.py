import json
from dataclasses import asdict
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

from engine.config import load_config
from engine.errors import EngineError
from engine.evaluation.ablation import (
    MEASURES,
    RESULT,
    SHARES,
    Outcome,
    Plan,
    check_held_out,
    run_arm,
    spread,
    tables,
)
from engine.evaluation.arms import ARMS, Arm, find_arms
from engine.training.checkpoint import create_run
from tests.unit.engine.conftest import TINY

QUIET = Console(quiet=True)


def plan(folder: Path, *, images: int = 64) -> Plan:
    return Plan(
        data=folder / "data",
        held_out=folder / "held-out",
        out=folder / "runs",
        config="mnist-fast",
        images=images,
        measured=20,
        features=None,
        device="cpu",
        command="engine ablate",
    )


def outcome(arm: str, seed: int, value: float, *, diverged: str = "", yardstick: str = "") -> Outcome:
    measures = {} if diverged else {f"{share:g} {name}": value for share in SHARES for name in MEASURES}
    return Outcome(arm=arm, seed=seed, seconds=60.0, measures=measures, yardstick=yardstick, diverged=diverged)


@pytest.mark.parametrize("arm", ARMS, ids=lambda arm: arm.name)
def test_every_arm_is_the_base_with_one_thing_changed(arm: Arm, tmp_path: Path) -> None:
    base, changed = (load_config("mnist-fast", plan(tmp_path).settings(a)).model_dump() for a in (ARMS[0], arm))
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
        for table in tables(runs):
            console.print(table)
    text = capture.get()
    assert text.count("base: relativistic (1 of 3 diverged)") == 2
    assert text.count("3.0 ±1.4") == 2
