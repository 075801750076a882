"""One run is trained by one command at a time: real processes."""

import signal
from pathlib import Path

import pytest

from tests.e2e.command import Command, engine
from tests.e2e.test_engine_commands import SETTINGS, newest, pictures, wait_until
from tests.e2e.test_engine_processes import at_work

__all__ = ["pictures"]


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are not found here by what they run")
@pytest.mark.parametrize("processes", [1, 2])
def test_a_run_in_training_is_resumed_by_nobody_else(pictures: Path, tmp_path: Path, processes: int) -> None:
    run = tmp_path / "run"
    together = ("--processes", processes)
    first = Command("train", pictures, "--out", run, "--images", 10**6, *together, *SETTINGS)
    try:
        wait_until(lambda: newest(run) > 2)
        second = engine("train", pictures, "--out", run, "--resume", "--images", 10**6, *together, code=2)
        assert second.stderr == f"engine: {run} is being trained by another process. Wait for it, or stop it.\n"
        seen = newest(run)
        wait_until(lambda: newest(run) > seen)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    wait_until(lambda: not at_work(run))  # all its processes end with the first
    engine("train", pictures, "--out", run, "--resume", "--images", 8 * newest(run) + 8)
