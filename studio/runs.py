"""Training runs as processes of their own: started, watched through their files, paused and resumed. Free of Qt.

A run outlives the studio. `studio.json` in its folder says which process trains it; `console.txt` is what it printed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

import engine
from studio.wording import translate

_PROCESS, _CONSOLE = "studio.json", "console.txt"
LONGEST_LOG = 50 * 2**20
"""Bytes of a log that are read."""
GAIN = "PSNR gain at "
"""How the names of the curves begin that tell what completions gain; the share that is known follows."""
Curve = list[tuple[int, float]]

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


def configs() -> dict[str, str]:
    """The engine's shipped configs: name -> description."""
    return {name: engine.load_config(name).description for name in engine.shipped_configs()}


def channels(config: str) -> int:
    """1 if the models of a shipped config are grey, 3 if they are in colour."""
    return int(engine.load_config(config).model.channels)


def start_run(path: Path, data: Path, *, config: str, minutes: int | None, images: int | None) -> None:
    """Start to train into a new folder.

    Raises:
        engine.EngineError: the folder holds a run already, or cannot be made.
    """
    if (path / _CONSOLE).exists():
        words = translate("Errors", "{0} already holds a run. Resume it, or choose another name.")
        raise engine.EngineError(words.format(path))
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        words = translate("Errors", "{0} cannot be made: {1}. Choose another name.")
        raise engine.EngineError(words.format(path, error.strerror)) from error
    _train(path, [str(data), "--config", config], minutes=minutes, images=images)


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


def list_runs(folder: Path) -> list[Run]:
    """All runs in a folder, the newest first."""
    paths = [path.parent for path in folder.glob(f"*/{_CONSOLE}")]
    return [read_run(path) for path in sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)]


def read_run(path: Path) -> Run:
    """Read a run's files; what is not there yet, or cut off in the middle, is passed over."""
    records = _log(path / "log.jsonl")
    curves: dict[str, Curve] = {}
    for record in records:
        for group in ("losses", "psnr_gain"):
            values = record.get(group)
            for name, value in values.items() if isinstance(values, dict) else ():
                if isinstance(value, int | float):
                    label = name if group == "losses" else f"{GAIN}{name}"
                    curves.setdefault(label, []).append((int(record["images"]), float(value)))
    config, record = _json(path / "config.json"), _json(path / "run.json")
    training = config.get("training")
    running = is_running(path)
    return Run(
        path=path,
        data=str(record.get("data", "")),
        running=running,
        images=max((int(r["images"]) for r in records), default=0),
        total=int(training.get("images", 0)) if isinstance(training, dict) else 0,
        seconds=max((float(r.get("seconds", 0)) for r in records), default=0.0),
        resumable=(path / "checkpoints" / "latest").exists(),
        curves=curves,
        sheet=max((path / "samples").glob("*.png"), default=None),
        problem="" if running else _problem(path),
    )


def export_command(path: Path, model: Path) -> list[str]:
    """The command that makes a model of a run."""
    return [sys.executable, "-m", "engine", "export", str(path), str(model)]


def _train(path: Path, arguments: Sequence[str], *, minutes: int | None, images: int | None) -> None:
    budget = [f"--minutes={minutes}"] if minutes is not None else []
    budget += [f"--images={images}"] if images is not None else []
    command = [sys.executable, "-m", "engine", "train", *arguments, "--out", str(path), *budget]
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
        lines = (path / _CONSOLE).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    said = [line for line in lines if line.startswith("engine: ") or "Error" in line]
    return said[-1].removeprefix("engine: ") if said else ""


def _log(path: Path) -> list[dict[str, Any]]:
    if not path.is_file() or path.stat().st_size > LONGEST_LOG:
        return []
    records = []
    for line in path.read_text("utf-8", errors="replace").splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            continue  # the last line of a run that is writing it, or was killed while it did
        if isinstance(record, dict) and isinstance(record.get("images"), int):
            records.append(record)
    return records


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
