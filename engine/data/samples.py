"""Pictures on their way from a source into one array: read and fitted in threads, kept in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image

from engine.config import DataConfig, LabelConfig, ModelConfig
from engine.data.labels import IntArray, LabelTable, json_labels
from engine.data.store import ImageStore
from engine.errors import EngineError
from engine.patches import BoolArray
from engine.pictures.files import IMAGE_SUFFIXES
from engine.pictures.images import UInt8Array, fit_image, is_coloured
from engine.pictures.incomplete import fit_incomplete, present_by_value

IN_HAND = 64
"""Pictures being decoded, or waiting for their turn, at once."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """What a source holds."""

    images: UInt8Array
    """(N, H, W, C), cut and resized as the config says."""
    labels: IntArray | None = None
    """(N, Y) categories of the source's labels, -1 = unknown; None where it has none."""
    label_configs: tuple[LabelConfig, ...] = ()
    """The Y labels."""
    present: BoolArray | None = None
    """(N, L), the patches of each image that are there; None where none is missing."""
    notes: list[str] = field(default_factory=list)
    """Lines for whoever gave the pictures: those that could not be read, labels left out, whether colour is lost."""


@dataclass(kw_only=True)
class Sample:
    """One picture and what its source says of it."""

    image: UInt8Array
    """(H, W, C)."""
    present: BoolArray | None = None
    """(L,), the patches that are there; None = all."""
    labels: dict[str, str | int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def take_json(self, data: bytes, *, name: str) -> None:
        """Add the labels of a JSON file; one that is damaged costs the labels, not the picture."""
        try:
            self.labels |= json_labels(data)
        except ValueError as error:
            self.notes.append(f"{name} is not JSON, and its labels count as unknown: {error}")


class Fitter:
    """Makes images of pictures as the configs say; several threads may."""

    def __init__(self, model: ModelConfig, config: DataConfig) -> None:
        self.model, self.config = model, config
        self.loses_colour = False
        """Whether a picture so far was in colour, and the model is not."""

    def __call__(self, picture: Image.Image, *, name: str, present: BoolArray | None = None) -> Sample:
        """Cut and resize a picture.

        Args:
            name: what to call it in errors.
            present: (H, W) bool, its pixels that are there by a mask.

        Raises:
            EngineError: no whole patch of it is there.
        """
        if self.model.channels == 1 and not self.loses_colour and is_coloured(picture):
            self.loses_colour = True  # never back to False: several threads fit pictures
        if self.config.incomplete != "":
            shown = present_by_value(picture, self.config.incomplete)
            present = shown if present is None else present & shown
        if present is None:
            return Sample(image=fit_image(picture, self.model.shape, crop=self.config.crop))
        image, pixels = fit_incomplete(picture, present, self.model.shape, crop=self.config.crop)
        patches = self.model.grid.subset(pixels)
        if not patches.any():
            raise EngineError(f"{name} has no whole patch that is there. Leave it out.")
        return Sample(image=image, present=None if patches.all() else patches)


def collect(
    path: Path,
    items: Iterable[Item],
    read: Callable[[Item], Sample],
    store: ImageStore,
    *,
    threaded: bool = True,
) -> Pictures:
    """Read samples, keeping their order, with a line for each item that failed.

    Args:
        threaded: whether to; where reading is no work it only costs.

    Raises:
        EngineError: there is no usable one.
    """

    def attempt(item: Item) -> Sample | str:
        try:
            return read(item)
        except EngineError as error:
            return str(error)

    labels = LabelTable()
    incomplete: dict[int, BoolArray] = {}
    skipped: list[str] = []
    notes: list[str] = []
    for result in in_order(attempt, items) if threaded else map(attempt, items):
        if isinstance(result, str):
            skipped.append(result)
            continue
        if result.present is not None:
            incomplete[labels.count] = result.present
        store.add(result.image)
        labels.add(result.labels)
        notes.extend(result.notes)
    if not labels.count and not skipped:
        raise no_pictures(path)
    if not labels.count:
        raise EngineError(f"{path} holds no usable image: none of {len(skipped)} can be read. {skipped[0]}")
    configs, values, left_out = labels.finish()
    return Pictures(
        images=store.array(),
        labels=values,
        label_configs=configs,
        present=_present(incomplete, labels.count),
        notes=[*(f"skipped: {line}" for line in skipped), *notes, *left_out],
    )


def no_pictures(path: Path) -> EngineError:
    """What to raise where a source holds none."""
    return EngineError(f"{path} holds no image file. Give one with {', '.join(sorted(IMAGE_SUFFIXES))} files.")


def no_source(path: Path) -> EngineError:
    """What to raise where there is no source."""
    return EngineError(f"{path} does not exist. Give a folder of images, an IDX file or a glob of .tar shards.")


def _present(incomplete: dict[int, BoolArray], count: int) -> BoolArray | None:
    if not incomplete:
        return None
    present = np.ones((count, len(next(iter(incomplete.values())))), dtype=np.bool_)
    for row, patches in incomplete.items():
        present[row] = patches
    return present


def in_order(
    function: Callable[[Item], Result], items: Iterable[Item], *, threads: int | None = None, ahead: int = IN_HAND
) -> Iterator[Result]:
    """A map in threads that takes items as it goes: `Executor.map` would take, and hold, all of them at once.

    Args:
        threads: by default one for each processor.
        ahead: items that are taken before the first result is waited for; one that is there comes at once.
    """
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        waiting: deque[Future[Result]] = deque()
        for item in items:
            waiting.append(pool.submit(function, item))
            while waiting and (len(waiting) >= ahead or waiting[0].done()):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
