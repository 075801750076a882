"""Training runs as processes of their own: started, watched through their files, paused and resumed. Free of Qt.

A run outlives the studio. `studio.json` in its folder says which process trains it, for how many minutes, and
since which second of its log; the log says how far it is and why it ended; `console.txt` is what it printed.
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
from studio.i18n import translate
from studio.training.recipes import Recipe
from studio.training.run_log import Curve, RunLog

_STUDIO, _CONSOLE = "studio.json", "console.txt"
_LAST_WORDS = 2**16
"""Bytes at the end of what a run printed, in which it says why it ended."""

_LOG_STEPS = 50
"""Steps of training between two lines of the log: `engine.training.monitor.LOG_STEPS`, which is torch's to import."""

_children: dict[int, subprocess.Popen[bytes]] = {}
"""Processes that this studio started: they have to be waited for, else they seem to live on when they have ended."""


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
    """There is a saved state to go on from, or to export."""
    curves: dict[str, Curve]
    """(images, value) by name."""
    sheet: Path | None
    """The newest sheet of samples."""
    problem: str
    """Why it ended, if it ended badly."""
    limit: int = 0
    """Minutes after which it was to stop this time; 0 if it goes on to its last image, or of an older studio."""
    spent: float = 0.0
    """Minutes that it had trained this time when it last wrote to its log."""
    ended: str = ""
    """See `RunLog.ended`; of this time."""
    first_losses: int = 0
    """Images after which it measures its losses first; 0 if not known yet."""
    first_look: int = 0
    """Images after which it measures its gains and draws its first sheet; 0 if not known yet."""

    @property
    def progress(self) -> float:
        """How far it is on its way to where it stops, 0 to 1."""
        if self.out_of_time:
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
    config, record, studio = (_json(path / name) for name in ("config.json", "run.json", _STUDIO))
    found = config.get("training")
    training = found if isinstance(found, dict) else {}
    batch = _count(training, "batch")
    total, every = _count(training, "images"), _count(training, "monitor_images")
    running, begun = is_running(path), (path / "config.json").exists()
    since: Any = studio.get("since")
    known = isinstance(since, int | float)
    spent = max(0.0, log.seconds - since) if known else 0.0
    return Run(
        path=path,
        data=str(record.get("data", "")),
        running=running,
        begun=begun,
        images=max(log.images, _saved_steps(path) * batch),  # lines of the log are far between on a slow machine
        total=total,
        seconds=log.seconds,
        resumable=begun and (path / "checkpoints" / "latest").exists(),
        curves=log.curves,
        sheet=max((path / "samples").glob("*.png"), default=None),
        problem="" if running else _problem(path),
        limit=_count(studio, "minutes") if known else 0,
        spent=spent / 60,
        ended=log.ended if spent else "",  # else it is why it ended the time before
        first_losses=min(_LOG_STEPS * batch, total),
        first_look=min(every, total),
    )


def export_command(path: Path, model: Path) -> list[str]:
    """The command that makes a model of a run."""
    return [sys.executable, "-m", "engine", "export", str(path), str(model)]


def _train(path: Path, arguments: Sequence[str], *, minutes: int | None, images: int | None) -> None:
    budget = [f"--minutes={minutes}"] if minutes is not None else []
    budget += [f"--images={images}"] if images is not None else []
    shared = ["--processes", "0"]  # as many as leave the studio cores enough
    command = [sys.executable, "-m", "engine", "train", *arguments, "--out", str(path), *budget, *shared]
    log = _log_of(path)
    log.update()
    with (path / _CONSOLE).open("wb") as console:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT, start_new_session=True
        )
    _children[child.pid] = child
    asked = {"process": child.pid, "minutes": minutes, "since": log.seconds}
    engine.write_atomically(path / _STUDIO, json.dumps(asked).encode())


def _process(path: Path) -> int | None:
    process = _json(path / _STUDIO).get("process")
    return process if isinstance(process, int) and process > 1 else None


def _saved_steps(path: Path) -> int:
    try:
        return int(Path((path / "checkpoints" / "latest").read_text("utf-8").strip()).stem)
    except (OSError, ValueError):
        return 0


def _count(values: dict[str, Any], name: str) -> int:
    value = values.get(name)
    return value if isinstance(value, int) else 0


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
