"""The folder of a training run: its files, and what they say of it. Free of torch.

A run is a folder: run.json, config.json, checkpoints/ with the last two training states and a pointer to the
newer (`engine.training.checkpoint`), samples/, log.jsonl (`engine.training.run_log`) and tensorboard/.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from engine.config import Config, TrainingConfig, parse_config
from engine.errors import EngineError
from engine.files import explained, make_folder, write_atomically
from engine.models.library import RUN_RECORD
from engine.training.run_log import RunLog

LOG_STEPS = 50
"""Steps between two lines of the log."""


@dataclass(frozen=True, kw_only=True)
class RunProgress:
    """How far a run is, in training images; 0 is what its files do not say yet."""

    images: int
    """Seen so far: the larger of the newest saved state's and the log's."""
    total: int = 0
    """After which it ends."""
    first_losses: int = 0
    """After which its losses are logged first."""
    first_look: int = 0
    """After which its gains are measured and a sheet of samples is drawn first."""


class RunFolder:
    """A run's files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.config = path / "config.json"
        """The run's whole config. It is written last, and makes the folder a run."""
        self.record = path / RUN_RECORD
        """Where the run came from: data, seed, command."""
        self.checkpoints = path / "checkpoints"
        """Folder of the training states."""
        self.pointer = self.checkpoints / "latest"
        """Names the newest training state, for older Patchworks; here the states themselves tell."""
        self.adapter = path / "adapter.safetensors"
        """Of an adaptation, the best by its held-out score so far."""
        self.preview = path / "preview.safetensors"
        """A few validation images, so that an export does not need the data."""
        self.samples = path / "samples"
        """Folder of the sample sheets."""
        self.log = path / "log.jsonl"
        """One JSON object a line."""

    @property
    def begun(self) -> bool:
        """Whether the folder holds a run."""
        return self.config.exists()

    def check_new(self) -> None:
        """Refuse to begin another run here.

        Raises:
            EngineError: the folder holds one.
        """
        if self.begun:
            raise EngineError(f"{self.path} already holds a run. Pass --resume, or choose another --out.")

    @property
    def states(self) -> list[Path]:
        """Files of training states, the newest first."""
        files = [path for path in self.checkpoints.glob("*.safetensors") if path.stem.isdecimal()]
        return sorted(files, key=lambda path: int(path.stem), reverse=True)

    @property
    def resumable(self) -> bool:
        """Whether there is a training state to go on from, or to export."""
        return self.begun and bool(self.states)

    @property
    def newest_sheet(self) -> Path | None:
        """The sample sheet that was drawn last."""
        return max(self.samples.glob("*.png"), default=None)

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Hold the run for this process, or find that another one trains it.

        The system lets go of it when the process ends, however that comes; the file that stays says nothing.

        Yields:
            Whether it is held.

        Raises:
            EngineError: the folder cannot be written.
        """
        make_folder(self.path)
        lock = FileLock(self.path / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        except OSError as error:
            reason = error.strerror or error
            raise EngineError(f"{lock.lock_file} cannot be written: {reason}. Choose another folder.") from error
        try:
            yield True
        finally:
            lock.release()

    def write_config(self, config: Config) -> None:
        """Store the config, replacing the old one."""
        write_atomically(self.config, config.model_dump_json(indent=2).encode())

    def read_config(self) -> Config:
        """The stored config.

        Raises:
            EngineError: this is no run, or its config is damaged.
        """
        return parse_config(self._text(self.config), source=str(self.config))

    def write_record(self, record: dict[str, Any]) -> None:
        """Store where the run came from."""
        write_atomically(self.record, json.dumps(record, indent=2).encode())

    def read_record(self) -> dict[str, Any]:
        """Where the run came from.

        Raises:
            EngineError: this is no run, or its record is damaged.
        """
        with explained(self.record, "is damaged", "Start a new run.", ValueError, RecursionError):
            record = json.loads(self._text(self.record))
        if not isinstance(record, dict) or not {"data", "seed", "command", "device"} <= record.keys():
            raise EngineError(f"{self.record} is not a run's record. Start a new run.")
        return dict(record)

    def note_resume(self, command: str) -> None:
        """Add the command of a resume to the record."""
        record = self.read_record()
        self.write_record(record | {"resumed_by": [*record.get("resumed_by", []), command]})

    def read_log(self) -> RunLog:
        """What the log says by now."""
        return RunLog(self.log)

    def progress(self, log: RunLog) -> RunProgress:
        """How far the run is, by its log and its newest training state."""
        try:
            training = self.read_config().training
        except EngineError:
            return RunProgress(images=log.images)
        return RunProgress(
            images=max(log.images, self._saved_steps() * training.batch),
            total=training.images,
            first_losses=min(LOG_STEPS * training.batch, training.images),
            first_look=min(first_look(training), training.images),
        )

    def _saved_steps(self) -> int:
        return max((int(path.stem) for path in self.states), default=0)

    def _text(self, path: Path) -> str:
        try:
            return path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise EngineError(f"{self.path} is not a run: {path.name} cannot be read. Check the path.") from error


def looks_due(training: TrainingConfig, images_seen: int) -> int:
    """Looks up to now: two early ones, as nobody waits for the first, and then one every `monitor_images`."""
    every = training.monitor_images
    return (images_seen >= every / 16) + (images_seen >= every / 4) + images_seen // every


def first_look(training: TrainingConfig) -> int:
    """Images after which the first of `looks_due` is due."""
    return training.batch * math.ceil(training.monitor_images / 16 / training.batch)
