"""What a run shows of itself: progress bar, log.jsonl, TensorBoard, sample sheets, early warnings."""

from __future__ import annotations

import json
import time
from io import BytesIO
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text
from torch.utils.tensorboard import SummaryWriter

from engine.files import explained, write_atomically
from engine.models.completion import Model
from engine.models.sheet import completion_sheet, standard_subsets
from engine.networks.inference import TorchRuntime
from engine.patches import BoolArray
from engine.pictures.images import UInt8Array
from engine.training.looks import Look, preview_images, take_look
from engine.training.run import LOG_STEPS, RunFolder, looks_due
from engine.training.trainer import Ended, Trainer

FIRST_SHEET, EACH_SHEET, LAST_SHEET = 30.0, 60.0, 900.0
"""Seconds of a start until its first sheet, from one to the next, and until looks alone draw them."""
UNWRITABLE = "cannot be written", "Free space, then --resume."
"""What is wrong with a log then, and the remedy."""


class Monitor:
    """Told of every step; a context manager around `engine.training.trainer.train`."""

    def __init__(self, run: RunFolder, trainer: Trainer, *, console: Console, seconds: float | None) -> None:
        self.run, self.trainer, self.console, self.seconds = run, trainer, console, seconds
        self.start = time.monotonic()
        self.before = run.read_log().seconds
        self.looks = self._looks_due()
        self.sheet_due = self.start + FIRST_SHEET
        self.last: Look | None = None
        self.smooth: dict[str, float] = {}
        self.step_seconds = 0.0
        self.latest = self.start
        columns = (BarColumn(bar_width=None), MofNCompleteColumn(), TextColumn("images"), TimeRemainingColumn())
        self.progress = Progress(*columns, TextColumn("{task.description}"), console=console, expand=True)
        self.task = self.progress.add_task("", total=trainer.config.training.images, completed=trainer.images_seen)
        self.losses = Text(style="dim")
        self.live = Live(Group(self.progress, self.losses), console=console, refresh_per_second=4)
        self.curves = run.path / "tensorboard"
        with explained(self.curves, *UNWRITABLE):
            self.board = SummaryWriter(str(self.curves))

    def __enter__(self) -> Monitor:
        self.live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.live.stop()
        if not self.console.is_terminal:
            self.console.print()  # rich ends its last frame without a newline there
        with explained(self.curves, *UNWRITABLE):
            self.board.close()

    def __call__(self, trainer: Trainer, losses: dict[str, float]) -> None:
        """Log one step, and measure the model when a look is due. `launch` takes the last look.

        Raises:
            EngineError: the log cannot be written.
        """
        for name, value in losses.items():
            self.smooth[name] = 0.98 * self.smooth.get(name, value) + 0.02 * value
        now = time.monotonic()
        self.step_seconds = 0.95 * (self.step_seconds or now - self.latest) + 0.05 * (now - self.latest)
        self.latest = now
        rate = trainer.config.training.batch / self.step_seconds
        left = trainer.config.training.images
        if self.seconds is not None:
            left = min(left, trainer.images_seen + int(rate * max(self.start + self.seconds - now, 0)))
        self.progress.update(self.task, completed=trainer.images_seen, total=left, description=f"{rate:.0f} images/s")
        self.losses.plain = "  ".join(f"{name} {value:.3f}" for name, value in self.smooth.items())
        if trainer.step % LOG_STEPS == 0:
            self.write({"losses": self.smooth, "images_per_second": rate})
        if self._looks_due() > self.looks and trainer.images_seen < trainer.config.training.images:
            self.look()
        elif self.sheet_due <= now < self.start + LAST_SHEET:
            self._draw_sheet()

    def _looks_due(self) -> int:
        return looks_due(self.trainer.config.training, self.trainer.images_seen)

    def look(self) -> Look:
        """Measure the averaged generator, write a sheet, and say so."""
        self.looks = self._looks_due()
        look = take_look(self.trainer)
        self.write(look.record())
        self._draw_sheet()
        self.console.print(look.describe(self.trainer.images_seen, self.last))
        self.last = look
        self.latest = time.monotonic()
        return look

    def _draw_sheet(self) -> None:
        model = Model(self.trainer.config.model, TorchRuntime(self.trainer.average))
        sheet = preview_sheet(model, *preview_images(self.trainer))
        write_atomically(self.run.samples / f"{self.trainer.images_seen:09d}.png", sheet)
        self.latest = time.monotonic()
        self.sheet_due = self.latest + EACH_SHEET

    def end(self, ended: Ended) -> None:
        """Say why the training ended: the last record of this start, with the losses since the one before."""
        unsaid = self.smooth and self.trainer.step % LOG_STEPS
        self.write({"ended": ended} | ({"losses": self.smooth} if unsaid else {}))

    def write(self, values: dict[str, Any]) -> None:
        """Add a record to the log and to TensorBoard.

        Raises:
            EngineError: they cannot be written.
        """
        elapsed = self.before + time.monotonic() - self.start
        head = {"step": self.trainer.step, "images": self.trainer.images_seen, "seconds": round(elapsed, 1)}
        with explained(self.run.log, *UNWRITABLE), self.run.log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(head | values) + "\n")
        with explained(self.curves, *UNWRITABLE):
            for group, value in values.items():
                if isinstance(value, dict):
                    for name, number in value.items():
                        self.board.add_scalar(f"{group}/{name}", number, self.trainer.images_seen)
                elif isinstance(value, int | float):
                    self.board.add_scalar(group, value, self.trainer.images_seen)


def preview_sheet(model: Model, images: list[UInt8Array], present: BoolArray | None = None) -> bytes:
    """PNG of the standard subsets, one image a row, 8 noises; missing patches are completed as others are."""
    buffer = BytesIO()
    zoom = max(1, 64 // model.grid.width)
    sheet = completion_sheet(model, images[:5], standard_subsets(model.grid), present=present, zoom=zoom)
    sheet.save(buffer, "PNG")
    return buffer.getvalue()
