"""The `engine` command in a process of its own, forked from one that has imported torch: that takes seconds."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.conftest import forbid_network

FORKSERVER = multiprocessing.get_context("forkserver")
FORKSERVER.set_forkserver_preload(
    ["engine.cli.main", "engine.training.launch", "engine.evaluation.report", "engine.evaluation.pretraining"]
)
PATIENCE_SECONDS = 300.0
"""Nothing takes as long as that when it works, on however busy a machine."""


class Command:
    """A command at work, which can be sent signals."""

    def __init__(self, *arguments: object) -> None:
        self._words = [*map(str, arguments)]
        self._folder = tempfile.TemporaryDirectory()
        self._said = [Path(self._folder.name) / name for name in ("out", "err")]
        given = (self._words, Path.cwd(), dict(os.environ), *self._said)
        self._process = FORKSERVER.Process(target=_run, args=given, daemon=True)
        self._process.start()

    def send_signal(self, number: int) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def wait(self) -> subprocess.CompletedProcess[str]:
        """How it ended, and what it said. Killed where it does not end in time."""
        self._process.join(PATIENCE_SECONDS)
        if in_time := self._process.exitcode is not None:
            out, err = (path.read_text("utf-8") if path.exists() else "" for path in self._said)
        else:
            self._process.kill()
            self._process.join()
        self._folder.cleanup()
        assert in_time, f"engine {self._words[0]} did not end within {PATIENCE_SECONDS} s"
        return subprocess.CompletedProcess(self._words, self._process.exitcode or 0, out, err)


def engine(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, and assert how it ends."""
    done = Command(*arguments).wait()
    assert done.returncode == code, done.stdout + done.stderr
    return done


def python(code: str, *arguments: object) -> None:
    """Run a script that imports torch, which stays out of this process."""
    process = FORKSERVER.Process(target=_execute, args=(code, [*map(str, arguments)]))
    process.start()
    process.join()
    assert process.exitcode == 0


def _execute(code: str, words: list[str]) -> None:
    sys.argv = ["-c", *words]
    exec(code, {"__name__": "__main__"})


def _run(words: list[str], folder: Path, environment: dict[str, str], out: Path, err: Path) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for stream, path in ((1, out), (2, err)):
        with path.open("wb") as file:
            os.dup2(file.fileno(), stream)
    sys.argv = ["engine", *words]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs tests in the background ignores it
    from engine.cli.main import main

    forbid_network(pytest.MonkeyPatch())
    main()
