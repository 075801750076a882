"""Reading and writing pictures on one thread of their own, so that no event handler waits for a disk.

It is not the model's thread: a picture can be opened while the model loads.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QCoreApplication, QObject, Signal

import engine
from studio.document.document import Source
from studio.document.interning import shared
from studio.document.presets import is_black_and_white
from studio.document.request import UInt8Array
from studio.errors import FailureKind, failure
from studio.imaging.colour import colours_of
from studio.imaging.placement import to_pixels


def read_source(path: Path, *, size: int, channels: int) -> Source:
    """Read a picture file and fit it to the model.

    Raises:
        engine.EngineError: the file cannot be read.
    """
    return source_of(engine.read_image(path), path.stem, size=size, channels=channels)


def source_of(image: Image.Image, name: str, *, size: int, channels: int) -> Source:
    """A source of a picture of any mode and size, the model's square in its middle."""
    pixels = to_pixels(engine.to_8_bits(image))
    return Source(name=name, pixels=shared(pixels)).fitted(size=size, channels=channels)


def write_png(path: Path, pixels: UInt8Array) -> None:
    """Write (H, W, C) as PNG: the file is either whole or as it was before.

    Raises:
        engine.EngineError: the folder cannot be written.
    """
    buffer = BytesIO()
    Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels).save(buffer, "PNG")
    engine.write_atomically(path, buffer.getvalue())


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
    """(h, w, 1) uint8, the file's name, and whether it is black and white."""
    failed = Signal(object)
    """Failure."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="studio-files")
        self._closing = False

    def open(self, path: Path, *, size: int, channels: int, add: bool = False) -> None:
        """Read a picture; `opened`, or `added`, or `failed` follows."""
        doing = QCoreApplication.translate("FileJobs", "Opening {0}").format(path.name)
        done = self.added if add else self.opened
        self._run(doing, lambda: done.emit(read_source(path, size=size, channels=channels)), FailureKind.READING)

    def fit(self, image: Image.Image, name: str, *, size: int, channels: int, add: bool = False) -> None:
        """Fit a picture that is in memory already; `opened`, or `added`, or `failed` follows."""
        done = self.added if add else self.opened
        doing = QCoreApplication.translate("FileJobs", "Pasting")
        self._run(doing, lambda: done.emit(source_of(image, name, size=size, channels=channels)), FailureKind.READING)

    def read_mask(self, path: Path) -> None:
        """Read the luminance of a mask file; `mask_read` or `failed` follows."""
        doing = QCoreApplication.translate("FileJobs", "Opening {0}").format(path.name)

        def job() -> None:
            mask = to_pixels(engine.mask_values(engine.read_image(path)))
            colours_of(mask)  # here and not when it is laid on the picture, between two frames
            self.mask_read.emit(mask, path.stem, is_black_and_white(mask))

        self._run(doing, job, FailureKind.READING)

    def save(self, path: Path, pixels: UInt8Array) -> None:
        """Write a PNG; `saved` or `failed` follows."""

        def job() -> None:
            write_png(path, pixels)
            self.saved.emit(path)

        self._run(QCoreApplication.translate("FileJobs", "Saving {0}").format(path.name), job, FailureKind.EXPORTING)

    def write(self, path: Path, make: Callable[[], bytes]) -> None:
        """Write a file made on the file thread; `saved` or `failed` follows."""

        def job() -> None:
            engine.write_atomically(path, make())
            self.saved.emit(path)

        self._run(QCoreApplication.translate("FileJobs", "Saving {0}").format(path.name), job, FailureKind.EXPORTING)

    def submit(self, doing: str, job: Callable[[], None], matter: FailureKind = FailureKind.OTHER) -> None:
        """Run any other job; it tells of its end by a signal of its own, or `failed` follows."""
        self._run(doing, job, matter)

    def close(self) -> None:
        """Write what is to be written; of all else, finish what has begun and drop the rest."""
        self._closing = True
        self._thread.shutdown(wait=True)

    def _run(self, doing: str, job: Callable[[], None], matter: FailureKind) -> None:
        def guarded() -> None:
            if self._closing and matter not in WRITING:
                return
            try:
                job()
            except Exception as error:
                self.failed.emit(failure(error, doing, matter))

        _: Future[None] = self._thread.submit(guarded)
