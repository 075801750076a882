"""What a run shows of itself: progress bar, log.jsonl, TensorBoard, sample sheets, early warnings."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text
from torch import Tensor
from torch.utils.tensorboard import SummaryWriter

from engine.errors import EngineError
from engine.files import write_atomically
from engine.models.completion import Model
from engine.models.sheet import completion_sheet, standard_subsets
from engine.networks.inference import TorchRuntime
from engine.patches import BoolArray
from engine.pictures.images import UInt8Array
from engine.training.run import LOG_STEPS, RunFolder, looks_due
from engine.training.trainer import Ended, Trainer

GAIN_IMAGES = 32
"""Validation images of the PSNR gain."""
REFERENCES = 8000
"""Labelled, complete training images that name the classes."""
EARLY_IMAGES = 10_000
"""Before so many, no model uses its noise, and no warning is given."""


class Monitor:
    """Told of every step; a context manager around `engine.training.trainer.train`."""

    def __init__(self, run: RunFolder, trainer: Trainer, *, console: Console, seconds: float | None) -> None:
        self.run, self.trainer, self.console, self.seconds = run, trainer, console, seconds
        self.start = time.monotonic()
        self.before = run.read_log().seconds
        self.looks = self._looks_due()
        self.smooth: dict[str, float] = {}
        self.step_seconds = 0.0
        self.latest = self.start
        columns = (BarColumn(bar_width=None), MofNCompleteColumn(), TextColumn("images"), TimeRemainingColumn())
        self.progress = Progress(*columns, TextColumn("{task.description}"), console=console, expand=True)
        self.task = self.progress.add_task("", total=trainer.config.training.images, completed=trainer.images_seen)
        self.losses = Text(style="dim")
        self.live = Live(Group(self.progress, self.losses), console=console, refresh_per_second=4)
        self.curves = run.path / "tensorboard"
        with _writing(self.curves):
            self.board = SummaryWriter(str(self.curves))

    def __enter__(self) -> Monitor:
        self.live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.live.stop()
        if not self.console.is_terminal:
            self.console.print()  # rich ends its last frame without a newline there
        with _writing(self.curves):
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

    def _looks_due(self) -> int:
        return looks_due(self.trainer.config.training, self.trainer.images_seen)

    def look(self) -> dict[str, Any]:
        """Measure the averaged generator, write a sheet, and say so."""
        self.looks = self._looks_due()
        record = measure(self.trainer)
        self.write(record)
        model = Model(self.trainer.config.model, TorchRuntime(self.trainer.average))
        sheet = preview_sheet(model, *preview_images(self.trainer))
        write_atomically(self.run.samples / f"{self.trainer.images_seen:09d}.png", sheet)
        self.console.print(describe(self.trainer.images_seen, record))
        self.latest = time.monotonic()
        return record

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
        with _writing(self.run.log), self.run.log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(head | values) + "\n")
        with _writing(self.curves):
            for group, value in values.items():
                if isinstance(value, dict):
                    for name, number in value.items():
                        self.board.add_scalar(f"{group}/{name}", number, self.trainer.images_seen)
                elif isinstance(value, int | float):
                    self.board.add_scalar(group, value, self.trainer.images_seen)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Say it in one line where that cannot be done."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise EngineError(f"{path} cannot be written: {reason}. Free space, then --resume.") from error


def measure(trainer: Trainer) -> dict[str, Any]:
    """PSNR gain of 8 by subset, and the classes of 200 images at S = ∅ where the data has labels."""
    model = Model(trainer.config.model, TorchRuntime(trainer.average))
    images, present = preview_images(trainer, GAIN_IMAGES)
    names = ("0", "0.1", "0.25", "0.5", "half")
    subsets = standard_subsets(model.grid)
    record: dict[str, Any] = {
        "psnr_gain": {n: round(psnr_gain(model, images, s, present), 3) for n, s in zip(names, subsets, strict=True)}
    }
    classes, there = trainer.data.classes, trainer.data.present
    if classes is not None:
        named = classes >= 0 if there is None else (classes >= 0) & there.all(1)
        if len(few := named.nonzero()[:REFERENCES, 0]):
            record["classes"] = classes_at_empty(model, trainer.data.images[few], classes[few])
    return record


def describe(images_seen: int, record: dict[str, Any]) -> str:
    """One line about a measurement, with a warning where the noise is ignored."""
    gains = record["psnr_gain"]
    text = f"{images_seen:,} images: PSNR gain of 8 " + ", ".join(f"{v:.2f} dB at {k}" for k, v in gains.items())
    if "classes" in record:
        text += f"; classes at S = ∅ {record['classes']}"
    if images_seen >= EARLY_IMAGES and max(gains.values()) < 0.3:
        text += ". The noise is ignored: stop this run, or raise objective.diversity_weight"
    return text


def preview_images(trainer: Trainer, count: int = 5) -> tuple[list[UInt8Array], BoolArray | None]:
    """The first validation images as (H, W, C) uint8, and which of their patches are there, (n, L); None = all."""
    few = trainer.data.validation[:count].permute(0, 2, 3, 1).contiguous().numpy()
    rows = [i % len(few) for i in range(min(count, max(len(few), 5)))]
    present = trainer.data.validation_present
    return [few[i] for i in rows], None if present is None else present[rows].numpy()


def preview_sheet(model: Model, images: list[UInt8Array], present: BoolArray | None = None) -> bytes:
    """PNG of the standard subsets, one image a row, 8 noises; missing patches are completed as others are."""
    buffer = BytesIO()
    zoom = max(1, 64 // model.grid.width)
    sheet = completion_sheet(model, images[:5], standard_subsets(model.grid), present=present, zoom=zoom)
    sheet.save(buffer, "PNG")
    return buffer.getvalue()


def psnr_gain(
    model: Model, images: Sequence[UInt8Array], known: BoolArray, present: BoolArray | None = None, *, n: int = 8
) -> float:
    """By how many dB the mean of n completions is nearer the truth at T than one completion, all images together.

    A perfect posterior sampler gives 10·log10(2n/(n+1)), 2.5 dB at n = 8; a model deaf to its noise gives 0.

    Args:
        images: (H, W, C) uint8 each.
        known: S, (L,) bool; T is the rest.
        present: the patches of each image that are there, (len(images), L); the others are ignored. None = all.
    """
    there = np.ones((len(images), model.grid.L), dtype=bool) if present is None else present
    drawn = [
        model.complete(image, known & its, target=~known & its, n=n, seed=0).images
        for image, its in zip(images, there, strict=True)
    ]
    completions = np.stack(drawn) / 255.0
    truth = np.stack(images)[:, None] / 255.0
    alone = np.square(completions - truth).mean()
    together = np.square(completions.mean(axis=1, keepdims=True) - truth).mean()
    return 10 * float(np.log10(max(alone, 1e-12) / max(together, 1e-12)))


def classes_at_empty(model: Model, references: Tensor, labels: Tensor, *, n: int = 200) -> list[int]:
    """How many of n images drawn at S = ∅ fall in each class, by the 5 nearest labelled images.

    Args:
        references: (R, C, H, W) uint8.
        labels: (R,) int64, 0 ... classes - 1.
    """
    blank = np.zeros(model.config.shape, dtype=np.uint8)
    drawn = model.complete(blank, np.zeros(model.grid.L, dtype=bool), n=n, seed=0).images
    flat = torch.from_numpy(drawn).permute(0, 3, 1, 2).flatten(1).float()
    distances = torch.cdist(flat, references.flatten(1).float())
    votes = labels[distances.topk(5, largest=False).indices].mode(dim=1).values
    counts: list[int] = torch.bincount(votes, minlength=int(labels.max()) + 1).tolist()
    return counts
