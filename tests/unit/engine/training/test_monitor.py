from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from engine.errors import EngineError
from engine.training.checkpoint import create_run
from engine.training.monitor import Monitor
from engine.training.run import RunFolder
from engine.training.trainer import Trainer


def test_a_look_leaves_a_sheet_and_a_record(tmp_path: Path, trainer: Trainer) -> None:
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {})
    with Monitor(run, trainer, console=Console(quiet=True), seconds=None) as monitor:
        monitor(trainer, trainer.train_step())
        look = monitor.look()
    assert look.psnr_gain.keys() == {"0", "0.1", "0.25", "0.5", "half"}
    assert run.read_log().records[-1]["psnr_gain"] == pytest.approx(look.psnr_gain, abs=1e-3)
    assert [f.name for f in run.samples.iterdir()] == ["000000008.png"]


def test_a_start_draws_a_sheet_within_a_minute_and_then_each_minute_though_no_look_is_due(
    tmp_path: Path, trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {})
    clock = [100.0]
    monkeypatch.setattr("engine.training.monitor.time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(Monitor, "_looks_due", lambda self: 0)
    drawn = []
    with Monitor(run, trainer, console=Console(quiet=True), seconds=None) as monitor:
        for seconds in (10, 31, 60, 92, 890, 1000):
            clock[0], before = 100.0 + seconds, len(list(run.samples.glob("*")))
            monitor(trainer, trainer.train_step())
            if len(list(run.samples.glob("*"))) > before:
                drawn.append(seconds)
    assert drawn == [31, 92, 890]


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
