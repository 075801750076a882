"""Reading and writing pictures on one thread of their own, so that no event handler waits for a disk.

It is not the model's thread: a picture can be opened while the model loads.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from PIL import Image
from PySide6.QtCore import QObject, Signal

import engine
from studio.document.state import Source
from studio.errors import Failure, FailureKind, failure
from studio.imaging.picture import Picture
from studio.imaging.placement import Shape

Result = TypeVar("Result")


def read_source(path: Path, shape: Shape) -> Source:
    """Read a picture file and fit it to the model.

    Raises:
        engine.EngineError: the file cannot be read.
    """
    return source_of(engine.read_image(path), path.stem, shape)


def source_of(image: Image.Image, name: str, shape: Shape) -> Source:
    """A source of a picture of any mode and size, the model's frame in its middle."""
    picture = Picture.from_image(engine.to_8_bits(image)).shared()
    if picture.thin:
        _ = picture.levels  # here and not when the window fits the whole of it
    return Source.of(name, picture, shape)


WRITING = frozenset({FailureKind.SAVING, FailureKind.EXPORTING})
"""What is still done once the studio closes."""


class FileJobs(QObject):
    """Runs file jobs one after another."""

    saving = Signal(str)
    """A word that a file is being made and written."""
    saved = Signal(object)
    """Path of a file that was exported."""
    worked = Signal(object)
    """FailureKind of a job that has worked."""
    failed = Signal(Failure)
    _done = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="studio-files")
        self._closing = False
        self._done.connect(self._call)

    def submit(
        self,
        doing: str,
        job: Callable[[], Result],
        then: Callable[[Result], object] = lambda _: None,
        *,
        kind: FailureKind = FailureKind.OTHER,
    ) -> None:
        """Run a job; on the UI thread, `then` is called with its result, or `failed` follows."""

        def guarded() -> None:
            if self._closing and kind not in WRITING:
                return
            try:
                result = job()
            except Exception as error:
                self.failed.emit(failure(error, doing, kind))
                return
            self.worked.emit(kind)
            self._done.emit(partial(then, result))

        self._thread.submit(guarded)

    def write(self, path: Path, make: Callable[[], bytes]) -> None:
        """Write a file made on the file thread, whole or not at all; `saved` or `failed` follows."""

        def job() -> None:
            engine.write_atomically(path, make())

        self.saving.emit(self.tr("Saving {0}…").format(path.name))
        words = self.tr("Saving {0}").format(path.name)
        self.submit(words, job, lambda _: self.saved.emit(path), kind=FailureKind.EXPORTING)

    def close(self) -> None:
        """Write what is to be written; of all else, finish what has begun and drop the rest."""
        self._closing = True
        self._thread.shutdown(wait=True)

    def _call(self, then: Callable[[], object]) -> None:
        then()
