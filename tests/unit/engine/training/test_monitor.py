from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from engine.errors import EngineError
from engine.patches import BoolArray, Grid
from engine.pictures.images import UInt8Array
from engine.training.checkpoint import create_run
from engine.training.monitor import EARLY_IMAGES, Monitor, describe, psnr_gain
from engine.training.run import RunFolder
from engine.training.trainer import Trainer

GAINS = {"0": 2.0, "0.5": 2.4}


def test_a_collapsing_run_is_warned_of_once_it_is_no_longer_young() -> None:
    dead = {"psnr_gain": {"0": 0.05, "0.5": 0.1}}
    assert "The noise is ignored" in describe(EARLY_IMAGES, dead)
    assert "The noise is ignored" not in describe(EARLY_IMAGES - 1, dead)
    assert "The noise is ignored" not in describe(EARLY_IMAGES, {"psnr_gain": GAINS})


def test_a_look_leaves_a_sheet_and_a_record(tmp_path: Path, trainer: Trainer) -> None:
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {})
    with Monitor(run, trainer, console=Console(quiet=True), seconds=None) as monitor:
        monitor(trainer, trainer.train_step())
        record = monitor.look()
    assert record["psnr_gain"].keys() == {"0", "0.1", "0.25", "0.5", "half"}
    assert run.read_log().records[-1]["psnr_gain"] == pytest.approx(record["psnr_gain"])
    assert [f.name for f in run.samples.iterdir()] == ["000000008.png"]


def test_the_last_record_says_why_it_ended_with_the_losses_that_no_line_said(
    tmp_path: Path, trainer: Trainer
) -> None:
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {})
    with Monitor(run, trainer, console=Console(quiet=True), seconds=None) as monitor:
        losses = trainer.train_step()
        monitor(trainer, losses)
        monitor.end("time")
    (record,) = run.read_log().records
    assert (record["ended"], record["images"], record["losses"]) == ("time", 8, pytest.approx(losses))
    with Monitor(run, trainer, console=Console(quiet=True), seconds=None) as monitor:
        monitor.end("asked")
    assert run.read_log().records[-1].keys() == {"step", "images", "seconds", "ended"}, "no step was done since"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk is full by itself here")
def test_a_log_that_cannot_be_written_is_one_clear_line(tmp_path: Path, trainer: Trainer) -> None:
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {})
    run.log.symlink_to("/dev/full")
    said = r"run/log\.jsonl cannot be written: No space left on device\. Free space, then --resume\."
    console = Console(quiet=True)
    with Monitor(run, trainer, console=console, seconds=None) as monitor, pytest.raises(EngineError, match=said):
        monitor.end("time")


def test_curves_that_cannot_be_written_are_one_clear_line(tmp_path: Path, trainer: Trainer) -> None:
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {})
    (run.path / "tensorboard").write_text("a file")
    with pytest.raises(EngineError, match=r"run/tensorboard cannot be written: .*\. Free space, then --resume\."):
        Monitor(run, trainer, console=Console(quiet=True), seconds=None)


IMAGES = 400


class Sampler:
    """A perfect sampler of a few glyphs, all as likely, or one that is deaf to its noise."""

    grid = Grid.of(8, 8, 4)

    def __init__(self, *, deaf: bool) -> None:
        self.rng, self.deaf = np.random.default_rng(1), deaf
        self.glyphs = np.random.default_rng(0).integers(0, 2, (4, 8, 8, 1), dtype=np.uint8) * 255

    def complete(self, image: UInt8Array, known: BoolArray, *, target: BoolArray, n: int, seed: int) -> Any:
        draws = self.rng.integers(0, len(self.glyphs), n)
        return SimpleNamespace(images=self.glyphs[draws[:1].repeat(n) if self.deaf else draws])


@pytest.mark.parametrize(("deaf", "gain"), [(False, 10 * np.log10(16 / 9)), (True, 0.0)])
def test_the_gain_is_that_of_a_perfect_sampler_though_completions_may_hit_the_truth(deaf: bool, gain: float) -> None:
    model = Sampler(deaf=deaf)
    images = list(model.glyphs[np.random.default_rng(2).integers(0, 4, IMAGES)])
    found = psnr_gain(model, images, np.zeros(4, dtype=bool))  # type: ignore[arg-type]
    assert found == pytest.approx(gain, abs=0.3)
