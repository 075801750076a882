"""Training runs as processes of their own: started, watched through their files, paused and resumed. Free of Qt.

A run outlives the studio. `studio.json` in its folder says which process trains it; `console.txt` is what it printed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

import engine
from studio.recipes import Recipe
from studio.run_log import Curve, RunLog
from studio.wording import translate

_PROCESS, _CONSOLE = "studio.json", "console.txt"
_LAST_WORDS = 2**16
"""Bytes at the end of what a run printed, in which it says why it ended."""

_children: dict[int, subprocess.Popen[bytes]] = {}
"""Processes that this studio started: they have to be waited for, else they seem to live on when they have ended."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run as its files describe it."""

    path: Path
    data: str
    running: bool
    images: int
    """Images seen."""
    total: int
    """Images after which it ends; 0 if not known yet."""
    seconds: float
    resumable: bool
    """There is a saved state to go on from, or to export."""
    curves: dict[str, Curve]
    """(images, value) by name."""
    sheet: Path | None
    """The newest sheet of samples."""
    problem: str
    """Why it ended, if it ended badly."""


def runs_folder() -> Path:
    """Where runs are that the studio started."""
    return platformdirs.user_data_path("patchwork", appauthor=False) / "runs"


def start_run(path: Path, data: Path, *, recipe: Recipe, minutes: int | None, images: int | None) -> None:
    """Start to train into a new folder.

    Raises:
        engine.EngineError: the folder holds a run already, or cannot be made.
    """
    if is_running(path) or (path / "config.json").exists():  # else it ended before the training began
        words = translate("Errors", "{0} already holds a run. Resume it, or choose another name.")
        raise engine.EngineError(words.format(path))
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        words = translate("Errors", "{0} cannot be made: {1}. Choose another name.")
        raise engine.EngineError(words.format(path, error.strerror)) from error
    settings = [f"--set={setting}" for setting in recipe.settings]
    _train(path, [str(data), "--config", recipe.config, *settings], minutes=minutes, images=images)


def resume_run(path: Path, *, minutes: int | None, images: int | None) -> None:
    """Go on with a run that was paused or cut off."""
    if is_running(path):
        words = translate("Errors", "{0} is running already. Pause it first.")
        raise engine.EngineError(words.format(path.name))
    _train(path, [read_run(path).data, "--resume"], minutes=minutes, images=images)


def pause_run(path: Path) -> None:
    """Tell a run to save and end; it may take some seconds."""
    process = _process(path)
    if process is not None and is_running(path):
        with suppress(ProcessLookupError):  # it ended in this very moment
            os.kill(process, signal.SIGTERM)


def is_running(path: Path) -> bool:
    """Whether the process that trains a run is alive."""
    process = _process(path)
    if process is None:
        return False
    if process in _children:
        return _children[process].poll() is None
    try:
        os.kill(process, 0)
        command = Path(f"/proc/{process}/cmdline")
        return not command.exists() or str(path).encode() in command.read_bytes()
    except OSError:
        return False


def list_runs(folder: Path, logs: MutableMapping[Path, RunLog] | None = None) -> list[Run]:
    """All runs in a folder, the newest first.

    Args:
        logs: what was read of their logs when they were listed the last time; kept up to date.
    """
    logs = {} if logs is None else logs
    found = [path.parent for path in folder.glob(f"*/{_CONSOLE}")]
    for gone in logs.keys() - set(found):
        del logs[gone]
    paths = sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
    return [read_run(path, logs.setdefault(path, _log_of(path))) for path in paths]


def read_run(path: Path, log: RunLog | None = None) -> Run:
    """Read a run's files; what is not there yet, or cut off in the middle, is passed over.

    Args:
        log: what was read of its log before; by default nothing.
    """
    log = log or _log_of(path)
    log.update()
    config, record = _json(path / "config.json"), _json(path / "run.json")
    training = config.get("training")
    running = is_running(path)
    return Run(
        path=path,
        data=str(record.get("data", "")),
        running=running,
        images=log.images,
        total=int(training.get("images", 0)) if isinstance(training, dict) else 0,
        seconds=log.seconds,
        resumable=(path / "checkpoints" / "latest").exists(),
        curves=log.curves,
        sheet=max((path / "samples").glob("*.png"), default=None),
        problem="" if running else _problem(path),
    )


def export_command(path: Path, model: Path) -> list[str]:
    """The command that makes a model of a run."""
    return [sys.executable, "-m", "engine", "export", str(path), str(model)]


def _train(path: Path, arguments: Sequence[str], *, minutes: int | None, images: int | None) -> None:
    budget = [f"--minutes={minutes}"] if minutes is not None else []
    budget += [f"--images={images}"] if images is not None else []
    shared = ["--processes", "0"]  # as many as leave the studio cores enough
    command = [sys.executable, "-m", "engine", "train", *arguments, "--out", str(path), *budget, *shared]
    with (path / _CONSOLE).open("wb") as console:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT, start_new_session=True
        )
    _children[child.pid] = child
    engine.write_atomically(path / _PROCESS, json.dumps({"process": child.pid}).encode())


def _process(path: Path) -> int | None:
    process = _json(path / _PROCESS).get("process")
    return process if isinstance(process, int) and process > 1 else None


def _problem(path: Path) -> str:
    try:
        with (path / _CONSOLE).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LAST_WORDS))
            lines = file.read().decode("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    said = [line for line in lines if line.startswith("engine: ") or "Error" in line]
    return said[-1].removeprefix("engine: ") if said else ""


def _log_of(path: Path) -> RunLog:
    return RunLog(path / "log.jsonl")


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
