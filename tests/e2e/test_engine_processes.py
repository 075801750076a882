"""`engine train --processes 2`: two real processes that are one command."""

import json
import os
import signal
from pathlib import Path

import pytest

from tests.e2e.command import Command, engine
from tests.e2e.test_engine_commands import SETTINGS, newest, pictures, wait_until

__all__ = ["pictures"]


def start(pictures: Path, out: Path) -> Command:
    return Command("train", pictures, "--out", out, "--processes", 2, *SETTINGS)


def at_work(run: Path) -> list[int]:
    """The processes that train a run, but for the one that started them."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(run).encode() in words and int(process.name) != os.getpid():
            found.append(int(process.name))
    return found


def endings(run: Path) -> list[str]:
    """Why a run ended, time after time."""
    records = map(json.loads, (run / "log.jsonl").read_text().splitlines())
    return [record["ended"] for record in records if "ended" in record]


def test_two_processes_train_save_at_ctrl_c_and_go_on(pictures: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    both = start(pictures, run)
    wait_until(lambda: newest(run) >= 12)  # past the warm-up
    both.send_signal(signal.SIGINT)
    done = both.wait()
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("seen, and saved. Next: engine export") == 1, "each process speaks"
    assert f"Or continue: engine train {pictures} --out {run} --resume --processes 2" in done.stdout
    assert json.loads((run / "run.json").read_text())["processes"] == 2
    assert endings(run) == ["asked"], "the first process alone writes"
    stopped = newest(run)
    engine("train", pictures, "--out", run, "--resume", "--images", 8 * (stopped + 4), "--processes", 2)
    assert newest(run) == stopped + 4
    assert endings(run) == ["asked", "images"]


def test_what_is_wrong_is_said_once_and_with_status_2(pictures: Path, tmp_path: Path) -> None:
    sixes = (*SETTINGS, "--set", "training.batch=6")
    done = engine("train", pictures, "--out", tmp_path / "run", "--processes", 2, *sixes, code=2)
    remedy = "Set training.batch to a multiple of 8."
    assert done.stderr == f"engine: a global batch of 6 cannot be shared by 2 processes in fours. {remedy}\n"
    assert not (tmp_path / "run" / "config.json").exists()


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are not found here by what they run")
@pytest.mark.parametrize("victim", ["first", "worker"])
def test_none_trains_on_alone_when_another_is_killed(pictures: Path, tmp_path: Path, victim: str) -> None:
    run = tmp_path / "run"
    both = start(pictures, run)
    wait_until(lambda: newest(run) >= 2)
    workers = sorted(at_work(run))
    assert len(workers) == 2
    if victim == "first":
        both.send_signal(signal.SIGKILL)
    else:
        os.kill(workers[1], signal.SIGKILL)
    assert both.wait().returncode != 0
    wait_until(lambda: not at_work(run))
