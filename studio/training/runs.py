"""Training runs as processes of their own: started, watched through their files, paused and resumed. Free of Qt.

A run outlives the studio. `studio.json` in its folder says which process trains it, for how many minutes, and
since which second of its log; the log says how far it is and why it ended; `console.txt` is what it printed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
import psutil

import engine
from studio.i18n import translate
from studio.training.recipes import Recipe

_STUDIO, _CONSOLE = "studio.json", "console.txt"
_LAST_WORDS = 2**16
"""Bytes at the end of what a run printed, in which it says why it ended."""

_children: list[subprocess.Popen[bytes]] = []
"""Processes that this studio started: they have to be waited for when they have ended."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run as its files describe it."""

    path: Path
    data: str
    running: bool
    begun: bool
    """Its config is written: it is a run, and no other can have its name."""
    images: int
    """Images seen."""
    total: int
    """Images after which it ends; 0 if not known yet."""
    seconds: float
    resumable: bool
    """There is a saved state to go on from."""
    losses: dict[str, engine.Curve]
    """By name."""
    gains: dict[str, engine.Curve]
    """PSNR gains by the share that is known."""
    sheet: Path | None
    """The newest sheet of samples."""
    problem: str
    """Why it ended, if it ended badly."""
    limit: int = 0
    """Minutes after which it was to stop this time; 0 if it goes on to its last image, or of an older studio."""
    spent: float = 0.0
    """Minutes that it had trained this time when it last wrote to its log."""
    ended: str = ""
    """See `engine.RunLog.ended`; of this time."""
    first_losses: int = 0
    """Images after which it measures its losses first; 0 if not known yet."""
    first_look: int = 0
    """Images after which it measures its gains and draws its first sheet; 0 if not known yet."""
    base: str = ""
    """The reference of the model that it adapts; empty: it trains a model of its own."""
    exportable: bool = False
    """A model can be made of it; of an adaptation, which measures first, an adapter."""

    @property
    def progress(self) -> float:
        """How far it is on its way to where it stops, 0 to 1."""
        if self.out_of_time or self.converged:
            return 1.0
        of_time = self.spent / self.limit if self.limit else 0.0
        return min(1.0, max(of_time, self.images / self.total if self.total else 0.0))

    @property
    def done(self) -> bool:
        """It has seen all its images."""
        return not self.running and 0 < self.total <= self.images

    @property
    def out_of_time(self) -> bool:
        """It stopped as its minutes were over."""
        return not self.running and self.limit > 0 and self.ended == "time"

    @property
    def converged(self) -> bool:
        """It adapts a model, and stopped as more training made it no better."""
        return not self.running and self.ended == "score"


def runs_folder() -> Path:
    """Where runs are that the studio started."""
    return platformdirs.user_data_path("patchwork", appauthor=False) / "runs"


def start_run(path: Path, data: Path, *, recipe: Recipe, minutes: int | None, images: int | None) -> None:
    """Start to train into a new folder.

    Raises:
        engine.EngineError: the folder holds a run already, or cannot be made.
    """
    if is_running(path) or engine.RunFolder(path).begun:  # else it ended before the training began
        words = translate("Errors", "{0} already holds a run. Resume it, or choose another name.")
        raise engine.EngineError(words.format(path))
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        words = translate("Errors", "{0} cannot be made: {1}. Choose another name.")
        raise engine.EngineError(words.format(path, error.strerror)) from error
    _train(path, recipe.command(str(data)), minutes=minutes, images=images)


def resume_run(path: Path, *, minutes: int | None, images: int | None) -> None:
    """Go on with a run that was paused or cut off."""
    if is_running(path):
        words = translate("Errors", "{0} is running already. Pause it first.")
        raise engine.EngineError(words.format(path.name))
    _train(path, ["train", read_run(path).data, "--resume"], minutes=minutes, images=images)


def pause_run(path: Path) -> None:
    """Tell a run to save and end; it may take some seconds."""
    process = _process(path)
    if process is not None:
        with suppress(psutil.NoSuchProcess):  # it ended in this very moment
            process.terminate()


def is_running(path: Path) -> bool:
    """Whether the process that trains a run is alive."""
    return _process(path) is not None


def list_runs(folder: Path, logs: MutableMapping[Path, engine.RunLog] | None = None) -> list[Run]:
    """All runs in a folder, the newest first.

    Args:
        logs: what was read of their logs when they were listed the last time; kept up to date.
    """
    logs = {} if logs is None else logs
    found = [path.parent for path in folder.glob(f"*/{_CONSOLE}")]
    for gone in logs.keys() - set(found):
        del logs[gone]
    paths = sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
    runs = []
    for path in paths:
        if path in logs:
            logs[path].update()
        else:
            logs[path] = engine.RunFolder(path).read_log()
        runs.append(read_run(path, logs[path]))
    return runs


def read_run(path: Path, log: engine.RunLog | None = None) -> Run:
    """Read a run's files; what is not there yet, or cut off in the middle, is passed over.

    Args:
        log: its log, up to date; by default it is read.
    """
    folder = engine.RunFolder(path)
    log = log or folder.read_log()
    record = _json(folder.record)
    progress, studio, running = folder.progress(log), _json(path / _STUDIO), is_running(path)
    since, minutes = studio.get("since"), studio.get("minutes")
    known = isinstance(since, int | float)
    spent = max(0.0, log.seconds - since) if isinstance(since, int | float) else 0.0
    return Run(
        path=path,
        data=str(record.get("data", "")),
        base=str(record.get("base", "")),
        exportable=folder.resumable and ("base" not in record or folder.adapter.is_file()),
        running=running,
        begun=folder.begun,
        images=progress.images,
        total=progress.total,
        seconds=log.seconds,
        resumable=folder.resumable,
        losses=log.losses,
        gains=log.gains,
        sheet=folder.newest_sheet,
        problem="" if running else _problem(path),
        limit=minutes if known and isinstance(minutes, int) else 0,
        spent=spent / 60,
        ended=log.ended if spent else "",  # else it is why it ended the time before
        first_losses=progress.first_losses,
        first_look=progress.first_look,
    )


def adapter_of(path: Path) -> Path:
    """The best adapter of an adaptation so far."""
    return engine.RunFolder(path).adapter


def export_command(path: Path, model: Path) -> list[str]:
    """The command that makes a model of a run."""
    return [sys.executable, "-m", "engine", "export", str(path), str(model)]


def _train(path: Path, arguments: Sequence[str], *, minutes: int | None, images: int | None) -> None:
    budget = [f"--minutes={minutes}"] if minutes is not None else []
    budget += [f"--images={images}"] if images is not None else []
    adapts = "adapt" in arguments[:1] or bool(read_run(path).base)  # a small batch, not worth sharing
    shared = [] if adapts else ["--processes", "0"]  # as many as leave the studio cores enough
    command = [sys.executable, "-m", "engine", *arguments, "--out", str(path), *budget, *shared]
    since = engine.RunFolder(path).read_log().seconds
    with (path / _CONSOLE).open("wb") as console:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT, start_new_session=True
        )
    _children[:] = [child, *(other for other in _children if other.poll() is None)]
    asked = {"process": child.pid, "minutes": minutes, "since": since}
    engine.write_atomically(path / _STUDIO, json.dumps(asked).encode())


def _process(path: Path) -> psutil.Process | None:
    """The process that trains a run, if it is alive and not another one that has its number now."""
    number = _json(path / _STUDIO).get("process")
    with suppress(psutil.Error, ValueError, OverflowError):
        if isinstance(number, int) and str(path) in (process := psutil.Process(number)).cmdline():
            return process
    return None


def _problem(path: Path) -> str:
    try:
        with (path / _CONSOLE).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LAST_WORDS))
            lines = file.read().decode("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    said = [line for line in lines if line.startswith("engine: ") or "Error" in line]
    return said[-1].removeprefix("engine: ") if said else ""


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
