"""One run is trained by one command at a time: real processes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.command import engine
from tests.e2e.test_engine_commands import SETTINGS, newest, pictures, wait_until
from tests.e2e.test_engine_processes import at_work

__all__ = ["pictures"]


def train(pictures: Path, out: Path, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "engine", "train", pictures, "--out", out, *arguments]
    return subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are not found here by what they run")
@pytest.mark.parametrize("processes", [1, 2])
def test_a_run_in_training_is_resumed_by_nobody_else(
    pictures: Path, tmp_path: Path, request: pytest.FixtureRequest, processes: int
) -> None:
    run = tmp_path / "run"
    first = train(pictures, run, "--images", 10**6, "--processes", processes, *SETTINGS)
    request.addfinalizer(first.kill)
    wait_until(lambda: newest(run) > 2)
    second = train(pictures, run, "--resume", "--images", 10**6, "--processes", processes)
    said = second.communicate(timeout=60)[1]  # all its processes end with the first
    assert (second.returncode, said) == (
        2,
        f"engine: {run} is being trained by another process. Wait for it, or stop it.\n",
    )
    seen = newest(run)
    wait_until(lambda: newest(run) > seen + 2)
    first.kill()
    first.communicate(timeout=60)
    wait_until(lambda: not at_work(run))
    engine("train", pictures, "--out", run, "--resume", "--images", 8 * newest(run), "--processes", processes)
