"""The folder of a run tells how far it is, without torch; and one that an older version made can be gone on with."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

from engine.config import Config, TrainingConfig
from engine.training.export import export_model
from engine.training.launch import run_training
from engine.training.run import LOG_STEPS, RunFolder, first_look, looks_due
from tests.unit.engine.conftest import TINY, stripes

OLD_RUN = Path(__file__).parents[3] / "fixtures" / "run-0.1.0"
"""Made by version 0.1.0 on forty of `stripes`, and stopped after 24 of its 50 steps."""


def test_what_a_run_says_is_read_without_torch() -> None:
    code = "import sys, engine; engine.RunFolder, engine.RunLog; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(("every", "batch"), [(16, 8), (128, 8), (1000, 8), (32_000, 64), (64, 64)])
def test_the_first_look_is_the_first_that_is_due(every: int, batch: int) -> None:
    training = TrainingConfig(monitor_images=every, batch=batch)
    steps = (batch * step for step in range(1, 10**6))
    assert first_look(training) == next(seen for seen in steps if looks_due(training, seen))


def test_progress_is_of_the_log_or_of_the_saved_state_whichever_knows_more(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    assert run.progress(run.read_log()).images == run.progress(run.read_log()).total == 0
    run.checkpoints.mkdir()
    run.write_config(Config(training=TrainingConfig(images=80_000, batch=32)))
    run.log.write_text('{"images": 3200}\n')
    (run.checkpoints / "00000099.safetensors").touch()
    progress = run.progress(run.read_log())
    assert (progress.images, progress.total) == (3200, 80_000)
    assert (progress.first_losses, progress.first_look) == (LOG_STEPS * 32, 2016)
    (run.checkpoints / "00000101.safetensors").touch()
    assert run.progress(run.read_log()).images == 3232


def test_a_run_is_resumable_with_a_config_and_a_saved_state(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    run.checkpoints.mkdir()
    assert (run.begun, run.resumable) == (False, False)
    run.write_config(TINY)
    assert (run.begun, run.resumable) == (True, False)
    (run.checkpoints / "00000001.safetensors").touch()
    assert (run.begun, run.resumable) == (True, True)


def test_one_process_alone_holds_a_run(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    with run.held() as first:
        with run.held() as second:
            assert (first, second) == (True, False)
        with run.held() as third:
            assert not third, "who was refused takes nothing away"
    with run.held() as again:
        assert again


def test_a_run_of_version_0_1_0_goes_on_as_it_would_have_there(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    for i, image in enumerate(stripes(40)[:, 0].numpy()):
        Image.fromarray(image).save(tmp_path / "pictures" / f"{i:02}.png")
    run = RunFolder(tmp_path / "run")
    shutil.copytree(OLD_RUN, run.path)
    trainer = run_training(
        run,
        data=tmp_path / "pictures",
        config="",
        settings=[],
        seconds=None,
        resume=True,
        device="cpu",
        seed=0,
        command="engine train --resume",
        console=Console(quiet=True),
        stop=lambda: False,
    )
    assert (trainer.step, trainer.seed) == (50, 3)
    log = run.read_log()
    (losses,) = [record["losses"] for record in log.records if record["images"] == 400 and "losses" in record]
    there = {"diversity": 2.03837, "generator": 0.727679, "communication": 0.138836, "discriminator": 0.662929}
    assert losses == pytest.approx(losses | there, rel=1e-3)
    assert (log.ended, log.images) == ("images", 400)
    assert json.loads(run.record.read_text())["resumed_by"] == ["engine train --resume"]
    assert export_model(run, tmp_path / "model").card["images_seen"] == 400
