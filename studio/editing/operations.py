"""What a user can do, one method each: the verbs behind menus, keys and panels."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage, QUndoStack

import engine
from studio.canvas.toolbox import Toolbox
from studio.document.commands import Gesture, NoiseCommand, OpenCommand, PatchCommand
from studio.document.document import IGNORED, TARGET, Assignment, Document, Source
from studio.document.noise import SheetNoise, name_of
from studio.document.presets import Order, first_patches
from studio.document.request import BoolArray
from studio.errors import FailureKind, failure
from studio.files.export import finished
from studio.files.jobs import FileJobs
from studio.imaging.qt_images import to_pil, to_qimage

SEEDS = 1_000_000
"""Drawn seeds have at most six digits: short enough to read out."""


class Operations(QObject):
    """Turns wishes into undo commands on the document, and into file jobs."""

    failed = Signal(object)
    """`studio.errors.Failure`."""
    noted = Signal(str)
    """A short word of what was done."""

    def __init__(self, document: Document, stack: QUndoStack, files: FileJobs, toolbox: Toolbox) -> None:
        super().__init__()
        self._document, self._stack, self._files, self._toolbox = document, stack, files, toolbox
        self._gesture: Gesture | None = None
        files.opened.connect(self._opened)
        files.saved.connect(lambda path: self.noted.emit(self.tr("Saved {0}").format(path)))
        files.failed.connect(self.failed)

    def open(self, path: Path) -> None:
        """Open a picture file as source A."""
        self._files.open(path, size=self._document.grid.width, channels=self._channels)

    def copy(self) -> None:
        """Put the chosen completion on the clipboard."""
        picture = self._document.picture()
        if picture is not None:
            QGuiApplication.clipboard().setImage(to_qimage(finished(picture, self._document.state)))
            self.noted.emit(self.tr("Completion copied"))

    def copy_seed(self) -> None:
        """Put the seed of the chosen completion on the clipboard."""
        name = name_of(self._document.noise.seed)
        QGuiApplication.clipboard().setText(name)
        self.noted.emit(self.tr("Seed {0} copied").format(name))

    def paste(self) -> None:
        """Open the picture, or the picture file, that is on the clipboard."""
        self.take(QGuiApplication.clipboard().mimeData(), self.tr("Pasted picture"))

    def take(self, data: QMimeData, name: str) -> None:
        """Open the first picture of a drop or a clipboard."""
        local = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if local:
            self.open(Path(local[0]))
            return
        image = data.imageData()
        if isinstance(image, QImage) and not image.isNull():
            size = self._document.grid.width
            self._files.fit(to_pil(image), name, size=size, channels=self._channels)
            return
        self._fail(self.tr("There is no picture here. Copy or drop a picture or a picture file."))

    def know_all(self) -> None:
        """Every patch known."""
        self._assign(self.tr("All Known"), np.ones(self._document.grid.L, dtype=bool))

    def know_none(self) -> None:
        """No patch known: the model makes the whole picture."""
        self._assign(self.tr("None Known"), np.zeros(self._document.grid.L, dtype=bool))

    def invert(self) -> None:
        """Known patches become targets and targets known; ignored ones stay."""
        self._assign(self.tr("Invert"), ~self._document.known)

    def shuffle(self) -> None:
        """As many known patches as now, elsewhere at random."""
        self._toolbox.share_by(Order.RANDOM)
        self._scatter(self.tr("Shuffle"), int(self._document.known.sum()), random.randrange(SEEDS))

    def begin_share(self) -> None:
        """The share slider is held: what follows is one undo step."""
        self._gesture = Gesture(self._document)

    def set_share(self, count: int) -> None:
        """Make so many patches known, in order; as many are the same ones until they are shuffled."""
        if self._gesture is not None:
            self._gesture.replace(self._assignment(self._first(count, self._document.scatter)))
        else:
            self._scatter(self.tr("Share of Known Patches"), count, self._document.scatter, merges=True)

    def end_share(self) -> None:
        """The share slider is let go."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.commit(self._stack, self.tr("Share of Known Patches"))

    def choose(self, position: int) -> None:
        """Put another completion of the sheet on the canvas."""
        if position != self._document.noise.chosen:
            self._change_noise(self._document.noise.choose(position), self.tr("Choose Completion"))

    @property
    def _channels(self) -> int:
        return int(self._document.sources[0].pixels.shape[-1])

    def _opened(self, source: Source) -> None:
        self._document.when_still(partial(self._show, source))

    def _show(self, source: Source) -> None:
        """Which patches are known stays; the ignored and the moved ones were so in the old picture."""
        document, source = self._document, self._document.fit(source)
        ignored = document.assignment == IGNORED
        command = OpenCommand(
            document,
            self.tr("Open {0}").format(source.name),
            sources=(source, *document.sources[1:]),
            assignment=np.where(ignored, TARGET, document.assignment).astype(np.int8),
            origin=np.where(document.assignment > 0, document.origin, np.arange(document.grid.L)).astype(np.int32),
        )
        self._stack.push(command)
        words = self.tr("Opened {0}; no patch is ignored any more") if ignored.any() else self.tr("Opened {0}")
        self.noted.emit(words.format(source.name))

    def _assignment(self, known: BoolArray) -> Assignment:
        """Patches that stay known keep their source; new ones come from that in hand; ignored ones stay."""
        now = self._document.assignment
        held = self._toolbox.held(self._document)
        kept = np.where(known, np.where(now < 0, held, now), TARGET)
        return np.where(now < TARGET, now, kept).astype(np.int8)

    def _assign(self, text: str, known: BoolArray) -> None:
        before, after = self._document.assignment, self._assignment(known)
        if not np.array_equal(before, after):
            self._stack.push(PatchCommand(self._document, text, before=before, after=after))

    def _first(self, count: int, seed: int) -> BoolArray:
        document = self._document
        return first_patches(document.grid, count, self._toolbox.order, seed, document.assignment != IGNORED)

    def _scatter(self, text: str, count: int, seed: int, *, merges: bool = False) -> None:
        document = self._document
        before, after = document.assignment, self._assignment(self._first(count, seed))
        if np.array_equal(before, after) and seed == document.scatter:
            return
        scatter = document.scatter, seed
        self._stack.push(PatchCommand(document, text, before=before, after=after, scatter=scatter, merges=merges))

    def _change_noise(self, noise: SheetNoise, text: str) -> None:
        self._stack.push(NoiseCommand(self._document, text, noise=noise))

    def _fail(self, message: str) -> None:
        self.failed.emit(failure(engine.EngineError(message), self.tr("Opening"), FailureKind.READING))
