"""The `engine` command in a process of its own, forked from one that has imported torch: that takes seconds."""

from __future__ import annotations

import multiprocessing
import os
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


def engine(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, and assert how it ends."""
    words = [*map(str, arguments)]
    with tempfile.TemporaryDirectory() as folder:
        out, err = (Path(folder) / name for name in ("out", "err"))
        process = FORKSERVER.Process(target=_run, args=(words, Path.cwd(), dict(os.environ), out, err))
        process.start()
        process.join()
        printed, complained = out.read_text("utf-8"), err.read_text("utf-8")
    assert process.exitcode == code, printed + complained
    return subprocess.CompletedProcess(words, process.exitcode, printed, complained)


def _run(words: list[str], folder: Path, environment: dict[str, str], out: Path, err: Path) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for stream, path in ((1, out), (2, err)):
        with path.open("wb") as file:
            os.dup2(file.fileno(), stream)
    sys.argv = ["engine", *words]
    from engine.cli.main import main

    forbid_network(pytest.MonkeyPatch())
    main()
