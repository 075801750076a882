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
from studio.imaging.encoding import OnWhite
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

    waited = Signal(str)
    """What is being done that the user waits for; "": nothing any more."""
    saved = Signal(str)
    """A word that a file was exported."""
    worked = Signal(object)
    """FailureKind of a job that has worked."""
    failed = Signal(Failure)
    _done = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="studio-files")
        self._closing = False
        self._waits: list[str] = []
        self._done.connect(self._call)

    def submit(
        self,
        doing: str,
        job: Callable[[], Result],
        then: Callable[[Result], object] = lambda _: None,
        *,
        kind: FailureKind = FailureKind.OTHER,
        quiet: bool = False,
    ) -> None:
        """Run a job; on the UI thread, `then` is called with its result, or `failed` follows.

        Args:
            quiet: the user does not wait for it.
        """

        def guarded() -> None:
            if self._closing and kind not in WRITING:
                return
            try:
                result = job()
            except Exception as error:
                self.failed.emit(failure(error, doing, kind))
            else:
                self.worked.emit(kind)
                self._done.emit(partial(then, result))
            finally:
                if not quiet:
                    self._done.emit(self._waited)

        if not quiet:
            self._waits.append(doing)
            self.waited.emit(self._waits[0])
        self._thread.submit(guarded)

    def write(self, path: Path, make: Callable[[], bytes]) -> None:
        """Write a file made on the file thread, whole or not at all; `saved` or `failed` follows."""

        def job() -> str:
            data = make()
            engine.write_atomically(path, data)
            words = self.tr("Saved {0}").format(path)
            if isinstance(data, OnWhite):
                lost = self.tr("What was transparent is white now: {0} files keep it, {1} files do not.")
                words = f"{words}. " + lost.format(data.remedy, path.suffix[1:].upper())
            return words

        doing = self.tr("Saving {0}").format(path.name)
        self.submit(doing, job, self.saved.emit, kind=FailureKind.EXPORTING)

    def close(self) -> None:
        """Write what is to be written; of all else, finish what has begun and drop the rest."""
        self._closing = True
        self._thread.shutdown(wait=True)

    def _waited(self) -> None:
        """The first of those that the user waits for has ended."""
        del self._waits[0]
        self.waited.emit(self._waits[0] if self._waits else "")

    def _call(self, then: Callable[[], object]) -> None:
        then()
