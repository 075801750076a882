"""What a user can do with sources: add, remove, take in hand, flip, shift and place them; paste back into a photo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage, QUndoStack

import engine
from studio.canvas.toolbox import Toolbox
from studio.document.commands import MixCommand, PlaceCommand
from studio.document.document import IGNORED, TARGET, Document, Source
from studio.document.source_colours import letter
from studio.errors import FailureKind, failure
from studio.files.jobs import FileJobs, write_png
from studio.imaging.paste_back import paste_back
from studio.imaging.placement import Placement
from studio.imaging.qt_images import to_pil

LARGEST_MIX = 26
"""A to Z."""
_SHIFT, _SIZE = 11, 12
"""`QUndoCommand.id` of steps that merge: shifting a picture, and making the square larger or smaller."""
STEP = 1.1
"""One step larger or smaller."""


class SourceOperations(QObject):
    """Turns wishes into undo commands on the sources."""

    noted = Signal(str)
    """A short word of what was done."""
    failed = Signal(object)
    """Failure."""

    def __init__(self, document: Document, stack: QUndoStack, files: FileJobs, toolbox: Toolbox) -> None:
        super().__init__()
        self._document, self._stack, self._files, self._toolbox = document, stack, files, toolbox
        files.added.connect(self._added)
        document.sources_changed.connect(self._keep_in_hand)

    @property
    def index(self) -> int:
        """Of the source in hand."""
        return self._toolbox.held(self._document)

    @property
    def source(self) -> Source:
        """The source in hand."""
        return self._document.sources[self.index]

    def add(self, path: Path) -> None:
        """Add a picture file as a further source."""
        if self._has_room():
            self._files.open(path, size=self._size, channels=self._channels, add=True)

    def paste(self) -> None:
        """Add the picture, or the picture file, that is on the clipboard."""
        self.take(QGuiApplication.clipboard().mimeData(), self.tr("Pasted picture"))

    def take(self, data: QMimeData, name: str) -> None:
        """Add the pictures of a drop or a clipboard."""
        local = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        image = data.imageData()
        if local:
            for path in local:
                self.add(Path(path))
        elif isinstance(image, QImage) and not image.isNull():
            if self._has_room():
                self._files.fit(to_pil(image), name, size=self._size, channels=self._channels, add=True)
        else:
            self._fail(self.tr("There is no picture here. Copy or drop a picture or a picture file."))

    def remove(self) -> None:
        """Remove the source in hand; patches known from it become targets."""
        document, gone = self._document, self.index
        if len(document.sources) == 1:
            return
        assignment, origin = document.assignment.copy(), document.origin.copy()
        lost = assignment == gone
        assignment[lost], origin[lost] = TARGET, np.flatnonzero(lost)
        assignment[assignment > gone] -= 1
        sources = (*document.sources[:gone], *document.sources[gone + 1 :])
        text = self.tr("Remove Source {0}").format(letter(gone))
        self._stack.push(MixCommand(document, text, sources=sources, assignment=assignment, origin=origin))

    def paint_from(self, index: int) -> None:
        """Take another source in hand."""
        if index < len(self._document.sources):
            self._toolbox.paint_from(index)

    def paint_from_next(self) -> None:
        """Take the next source in hand, after the last the first."""
        self._toolbox.paint_from((self.index + 1) % len(self._document.sources))

    def flip_x(self) -> None:
        """Exchange left and right."""
        self._place(self.tr("Flip Horizontally"), lambda p: replace(p, flip_x=not p.flip_x))

    def flip_y(self) -> None:
        """Exchange top and bottom."""
        self._place(self.tr("Flip Vertically"), lambda p: replace(p, flip_y=not p.flip_y))

    def invert(self, index: int | None = None) -> None:
        """Exchange dark and light of the source in hand, or of another."""
        self._place(self.tr("Invert Picture"), lambda p: replace(p, inverted=not p.inverted), index=index)

    def crop(self) -> None:
        """The largest square inside the picture."""
        self._place(self.tr("Crop to Square"), lambda p: self._as_seen(Placement.cropped(*self._extent), p))

    def fit(self) -> None:
        """The whole picture inside the square."""
        self._place(self.tr("Fit Whole Picture"), lambda p: self._as_seen(Placement.fitted(*self._extent), p))

    def actual(self) -> None:
        """One pixel of the picture a pixel of the model, about the same middle."""

        def place(p: Placement) -> Placement:
            x, y = (round(c + (p.side - self._size) / 2) for c in (p.x, p.y))
            return replace(p, x=x, y=y, side=self._size)

        self._place(self.tr("Picture at Model Size"), place)

    def enlarge(self, steps: float) -> None:
        """The square larger (steps > 0) or smaller on the picture."""
        width, height = self._extent

        def place(p: Placement) -> Placement:
            return p.enlarged(STEP**steps, width=width, height=height, size=self._size)

        self._place(self.tr("Resize Square"), place, series=_SIZE)

    def set_offset(self, right: float, down: float) -> None:
        """Move the picture in hand, in pixels of the model from the middle of the square."""
        now = self.source.square.offset(*self._extent, size=self._size)
        right, down = right - now[0], down - now[1]
        self._place(
            self.tr("Shift Picture"),
            lambda p: p.shifted(right, down, size=self._size).kept(*self._extent),
            series=_SHIFT,
        )

    def paste_back(self, path: Path) -> None:
        """Write the whole picture in hand, completed under the square, with a soft seam."""
        document, source, index = self._document, self.source, self.index
        picture = document.picture()
        if picture is None:
            return
        own = (document.assignment == index) & (document.origin == np.arange(document.grid.L))
        made = document.grid.mask(~own & (document.assignment != IGNORED))
        seam = document.grid.patch_size / 2

        def job() -> None:
            write_png(path, paste_back(source.whole, source.square, picture, made, seam=seam))
            self._files.saved.emit(path)

        self._files.submit(self.tr("Saving {0}").format(path.name), job, FailureKind.EXPORTING)

    @property
    def _extent(self) -> tuple[int, int]:
        """Width and height of the picture in hand."""
        height, width = self.source.whole.shape[:2]
        return width, height

    @property
    def _size(self) -> int:
        return self._document.grid.width

    @property
    def _channels(self) -> int:
        return int(self._document.sources[0].pixels.shape[-1])

    def _as_seen(self, placement: Placement, before: Placement) -> Placement:
        return replace(placement, flip_x=before.flip_x, flip_y=before.flip_y, inverted=before.inverted)

    def _place(
        self, text: str, change: Callable[[Placement], Placement], *, index: int | None = None, series: int = -1
    ) -> None:
        index = self.index if index is None else index
        before = self._document.sources[index]
        placement = change(before.square)
        if placement != before.square:
            after = before.placed(placement)
            command = PlaceCommand(self._document, text, index=index, before=before, after=after, series=series)
            self._stack.push(command)

    def _added(self, source: Source) -> None:
        self._document.when_still(partial(self._show, source))

    def _show(self, source: Source) -> None:
        if not self._has_room():
            return
        document = self._document
        index = len(document.sources)
        text = self.tr("Add Source {0}").format(letter(index))
        sources = (*document.sources, document.fit(source))
        self._stack.push(
            MixCommand(document, text, sources=sources, assignment=document.assignment, origin=document.origin)
        )
        self._toolbox.paint_from(index)
        self.noted.emit(self.tr("The brush paints from {0}, {1}").format(letter(index), source.name))

    def _keep_in_hand(self) -> None:
        if self._toolbox.source >= len(self._document.sources):
            self._toolbox.paint_from(len(self._document.sources) - 1)

    def _has_room(self) -> bool:
        if len(self._document.sources) < LARGEST_MIX:
            return True
        self._fail(self.tr("There are {0} sources already. Remove one first.").format(LARGEST_MIX))
        return False

    def _fail(self, message: str) -> None:
        self.failed.emit(failure(engine.EngineError(message), self.tr("Adding a source"), FailureKind.READING))
