"""Reading and writing pictures on one thread of their own, so that no event handler waits for a disk.

It is not the model's thread: a picture can be opened while the model loads.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QCoreApplication, QObject, Signal

import engine
from studio.document import Source
from studio.errors import failure
from studio.request import UInt8Array


def read_source(path: Path, *, size: int, channels: int) -> Source:
    """Read a picture file and fit it to the model.

    Raises:
        engine.EngineError: the file cannot be read.
    """
    pixels = engine.fit_image(engine.read_image(path), size=size, channels=channels)
    return Source(name=path.stem, pixels=pixels)


def write_png(path: Path, pixels: UInt8Array) -> None:
    """Write (H, W, C) as PNG: the file is either whole or as it was before.

    Raises:
        engine.EngineError: the folder cannot be written.
    """
    image = Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            temporary = Path(file.name)
            image.save(file, format="PNG")
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise engine.EngineError(f"{path} cannot be written: {reason}. Choose another folder.") from error


class FileJobs(QObject):
    """Runs file jobs one after another; each ends in a signal."""

    opened = Signal(object)
    """Source."""
    saved = Signal(object)
    """Path."""
    failed = Signal(object)
    """Failure."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="studio-files")

    def open(self, path: Path, *, size: int, channels: int) -> None:
        """Read a picture; `opened` or `failed` follows."""
        doing = QCoreApplication.translate("FileJobs", "Opening {0}").format(path.name)
        self._run(doing, lambda: self.opened.emit(read_source(path, size=size, channels=channels)))

    def fit(self, image: Image.Image, name: str, *, size: int, channels: int) -> None:
        """Fit a picture that is in memory already; `opened` or `failed` follows."""

        def job() -> None:
            pixels = engine.fit_image(image, size=size, channels=channels)
            self.opened.emit(Source(name=name, pixels=pixels))

        self._run(QCoreApplication.translate("FileJobs", "Pasting"), job)

    def save(self, path: Path, pixels: UInt8Array) -> None:
        """Write a PNG; `saved` or `failed` follows."""

        def job() -> None:
            write_png(path, pixels)
            self.saved.emit(path)

        self._run(QCoreApplication.translate("FileJobs", "Saving {0}").format(path.name), job)

    def close(self) -> None:
        """Finish what is being written, drop what has not begun."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _run(self, doing: str, job: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                job()
            except Exception as error:
                self.failed.emit(failure(error, doing))

        _: Future[None] = self._thread.submit(guarded)
