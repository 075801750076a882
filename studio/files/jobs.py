"""Reading and writing pictures on one thread of their own, so that no event handler waits for a disk.

It is not the model's thread: a picture can be opened while the model loads.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QObject, Signal

import engine
from studio.document.presets import is_black_and_white
from studio.document.request import UInt8Array
from studio.document.state import Source
from studio.errors import FailureKind, failure
from studio.imaging.picture import Picture, to_png


def read_source(path: Path, *, size: int, channels: int) -> Source:
    """Read a picture file and fit it to the model.

    Raises:
        engine.EngineError: the file cannot be read.
    """
    return source_of(engine.read_image(path), path.stem, size=size, channels=channels)


def source_of(image: Image.Image, name: str, *, size: int, channels: int) -> Source:
    """A source of a picture of any mode and size, the model's square in its middle."""
    picture = Picture.from_image(engine.to_8_bits(image)).shared()
    return Source.of(name, picture, size=size, channels=channels)


def write_png(path: Path, pixels: UInt8Array) -> None:
    """Write (H, W, C) as PNG: the file is either whole or as it was before.

    Raises:
        engine.EngineError: the folder cannot be written.
    """
    engine.write_atomically(path, to_png(pixels))


WRITING = frozenset({FailureKind.SAVING, FailureKind.EXPORTING})
"""What is still done once the studio closes."""


class FileJobs(QObject):
    """Runs file jobs one after another; each ends in a signal."""

    opened = Signal(object)
    """Source."""
    saved = Signal(object)
    """Path."""
    added = Signal(object)
    """Source that is to join the others."""
    mask_read = Signal(object, str, bool)
    """Picture of one band, the file's name, and whether it is black and white."""
    failed = Signal(object)
    """Failure."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="studio-files")
        self._closing = False

    def open(self, path: Path, *, size: int, channels: int, add: bool = False) -> None:
        """Read a picture; `opened`, or `added`, or `failed` follows."""
        self._make(
            self.tr("Opening {0}").format(path.name), partial(read_source, path, size=size, channels=channels), add
        )

    def fit(self, image: Image.Image, name: str, *, size: int, channels: int, add: bool = False) -> None:
        """Fit a picture that is in memory already; `opened`, or `added`, or `failed` follows."""
        self._make(self.tr("Pasting"), partial(source_of, image, name, size=size, channels=channels), add)

    def read_mask(self, path: Path) -> None:
        """Read the luminance of a mask file; `mask_read` or `failed` follows."""

        def job() -> None:
            mask = Picture.from_image(engine.mask_values(engine.read_image(path)))
            _ = mask.colours  # here and not when it is laid on the picture, between two frames
            self.mask_read.emit(mask, path.stem, is_black_and_white(mask.pixels))

        self.submit(self.tr("Opening {0}").format(path.name), job, FailureKind.READING)

    def save(self, path: Path, pixels: UInt8Array) -> None:
        """Write (H, W, 1 to 4) as PNG; `saved` or `failed` follows."""
        self.write(path, partial(to_png, pixels))

    def write(self, path: Path, make: Callable[[], bytes]) -> None:
        """Write a file made on the file thread, whole or not at all; `saved` or `failed` follows."""

        def job() -> None:
            engine.write_atomically(path, make())
            self.saved.emit(path)

        self.submit(self.tr("Saving {0}").format(path.name), job, FailureKind.EXPORTING)

    def submit(self, doing: str, job: Callable[[], object], kind: FailureKind = FailureKind.OTHER) -> None:
        """Run any other job; it tells of its end by a signal of its own, or `failed` follows."""

        def guarded() -> None:
            if self._closing and kind not in WRITING:
                return
            try:
                job()
            except Exception as error:
                self.failed.emit(failure(error, doing, kind))

        self._thread.submit(guarded)

    def close(self) -> None:
        """Write what is to be written; of all else, finish what has begun and drop the rest."""
        self._closing = True
        self._thread.shutdown(wait=True)

    def _make(self, doing: str, make: Callable[[], Source], add: bool) -> None:
        done = self.added if add else self.opened
        self.submit(doing, lambda: done.emit(make()), FailureKind.READING)
