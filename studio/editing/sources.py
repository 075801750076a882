"""What a user can do with sources: open, add, remove, take in hand, place, and paste back into a photo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QMimeData, QObject, QSysInfo, Signal
from PySide6.QtGui import QGuiApplication, QImage, QUndoStack
from PySide6.QtWidgets import QWidget

import engine
from studio import dialogs
from studio.actions.action_set import Handlers
from studio.canvas.toolbox import Toolbox
from studio.document.commands import ChangeCommand, OpenCommand, PlaceCommand
from studio.document.document import Document
from studio.document.noise import name_of
from studio.document.photo import as_opened
from studio.document.source_colours import letter
from studio.document.state import IGNORED, TARGET, Source
from studio.errors import Failure, FailureKind, failure
from studio.files.examples import first_part
from studio.files.export import turned_back, whole
from studio.files.jobs import FileJobs, read_source, source_of
from studio.imaging.cells import walked
from studio.imaging.encoding import SUFFIXES
from studio.imaging.picture import Picture, keep_levels
from studio.imaging.placement import Placement, Shape
from studio.imaging.qt_images import to_pil
from studio.settings import Settings

LARGEST_MIX = 26
"""A to Z."""
_SHIFT, _SIZE, _CELL = 11, 12, 14
"""`QUndoCommand.id` of steps that merge: shifting a picture, making the frame larger or smaller, going to a cell."""
STEP = 1.1
"""One step larger or smaller."""


def local_files(data: QMimeData) -> list[Path]:
    """The files and folders of this computer in a drop or a clipboard."""
    files = [url for url in data.urls() if url.isLocalFile()]
    for url in files:
        if url.host().lower() in ("localhost", QSysInfo.machineHostName().lower()):
            url.setHost("")  # which Qt would take for the first folder of the path
    return [Path(url.toLocalFile()) for url in files]


class SourceOperations(QObject):
    """Turns wishes into undo commands on the sources."""

    noted = Signal(str)
    """A short word of what was done."""
    failed = Signal(Failure)

    def __init__(self, document: Document, stack: QUndoStack, files: FileJobs, toolbox: Toolbox) -> None:
        super().__init__()
        self._document, self._stack, self._files, self._toolbox = document, stack, files, toolbox
        document.sources_changed.connect(self._sources_changed)
        self._sources_changed()

    def handlers(self, window: QWidget, settings: Settings) -> Handlers:
        """What the actions of this part do. Args: window: the parent of file dialogs."""
        return {
            "paste": self.paste,
            "paste_source": partial(self.paste, add=True),
            "as_source": self.add_completion,
            "add_source": partial(self._ask_add, window, settings),
            "remove_source": self.remove,
            "next_source": self.paint_from_next,
            "flip_x": partial(self._place, self.tr("Flip Horizontally"), lambda p: replace(p, flip_x=not p.flip_x)),
            "flip_y": partial(self._place, self.tr("Flip Vertically"), lambda p: replace(p, flip_y=not p.flip_y)),
            "invert_picture": self.invert,
            "square_larger": partial(self.enlarge, 1),
            "square_smaller": partial(self.enlarge, -1),
            "crop_square": partial(self._reset, self.tr("Crop to Frame"), Placement.cropped),
            "fit_whole": partial(self._reset, self.tr("Fit Whole Picture"), Placement.fitted),
            "model_size": partial(
                self._place, self.tr("Picture at Model Size"), lambda p: p.at_model_size(self._document.shape)
            ),
            "cell_right": partial(self._walk, 1, 0),
            "cell_left": partial(self._walk, -1, 0),
            "cell_above": partial(self._walk, 0, -1),
            "cell_below": partial(self._walk, 0, 1),
            "paste_back": partial(self._ask_paste_back, window, settings),
        }

    @property
    def index(self) -> int:
        """Of the source in hand."""
        return self._toolbox.held(self._document)

    @property
    def source(self) -> Source:
        """The source in hand."""
        return self._document.sources[self.index]

    @property
    def transparent(self) -> bool:
        """Whether the source in hand does not fill the model's frame."""
        return self.source.whole.shape[-1] == 4 or not self.source.frame.is_inside(*self._extent)

    def open(self, path: Path, *, add: bool = False) -> None:
        """Open a picture file as source A, or add it as a further source."""
        if self._has_room(add):
            self._read(self.tr("Opening {0}").format(path.name), partial(read_source, path), add=add)

    def paste(self, *, add: bool = False) -> None:
        """Open or add the picture, or the picture file, that is on the clipboard."""
        self._take(QGuiApplication.clipboard().mimeData(), self.tr("Pasted picture"), add=add)

    def drop(self, data: QMimeData, *, add: bool = False) -> None:
        """Open or add what was dropped."""
        self._take(data, QCoreApplication.translate("Window", "Dropped picture"), add=add)

    def add_completion(self) -> None:
        """Add the completion on the canvas, so that one can paint from it."""
        document, picture = self._document, self._document.picture()
        if picture is None:
            return
        state, (H, W, _) = document.state, document.shape
        inverted = all(source.frame.inverted for source in state.sources)
        frame = Placement(x=0, y=0, width=W, height=H, inverted=inverted)
        name = f"{state.sources[0].name}-{name_of(state.noise.seed)}"
        shown = Picture(turned_back(picture, state)).shared()
        self.add(Source.of(name, shown, document.shape, placement=frame))

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
        state = replace(document.state, sources=sources, assignment=assignment, origin=origin)
        self._stack.push(ChangeCommand(document, text, state=state))

    def paint_from(self, index: int) -> None:
        """Take another source in hand."""
        if index < len(self._document.sources):
            self._toolbox.paint_from(index)

    def paint_from_next(self) -> None:
        """Take the next source in hand, after the last the first."""
        self._toolbox.paint_from((self.index + 1) % len(self._document.sources))

    def invert(self, index: int | None = None) -> None:
        """Exchange dark and light of the source in hand, or of another."""
        self._place(self.tr("Invert Picture"), lambda p: replace(p, inverted=not p.inverted), index=index)

    def enlarge(self, steps: float) -> None:
        """The frame larger (steps > 0) or smaller on the picture."""
        self._place(
            self.tr("Resize Frame"),
            lambda p: p.enlarged(STEP**steps, *self._extent, self._document.shape),
            series=_SIZE,
        )

    def set_offset(self, right: float, down: float) -> None:
        """Move the picture in hand, in pixels of the model from the middle of the frame."""
        now = self.source.frame.offset(*self._extent, self._document.shape)
        right, down = right - now[0], down - now[1]
        self._place(
            self.tr("Shift Picture"),
            lambda p: p.shifted(right, down, self._document.shape).kept(*self._extent),
            series=_SHIFT,
        )

    def _walk(self, right: int, down: int) -> None:
        """Go on by cells of the sheet in hand."""
        self._place(self.tr("Go to Cell"), lambda p: walked(p, right, down, self._extent), series=_CELL)

    def _take(self, data: QMimeData | None, name: str, *, add: bool) -> None:
        """Open the first picture of a drop or a clipboard, or add all of them."""
        data = data or QMimeData()  # a clipboard may hold nothing at all
        paths, image = local_files(data), data.imageData()
        if paths:
            for path in paths if add else paths[:1]:
                self.open(path, add=add)
        elif isinstance(image, QImage) and not image.isNull():
            if self._has_room(add):
                self._read(self.tr("Pasting"), partial(source_of, to_pil(image), name), add=add)
        else:
            self._fail(self.tr("There is no picture here. Copy or drop a picture or a picture file."))

    def _ask_add(self, window: QWidget, settings: Settings) -> None:
        if path := dialogs.ask_add(window, settings):
            self.open(path, add=True)

    def _ask_paste_back(self, window: QWidget, settings: Settings) -> None:
        """Write the whole picture in hand, completed under the frame, with a soft seam."""
        title = QCoreApplication.translate("Dialogs", "Export Whole Picture")
        path = dialogs.ask_export(window, settings, title, f"{self.source.name}-completed.png", *SUFFIXES)
        source, state, picture = self.source, self._document.state, self._document.picture()
        if path is not None and picture is not None:
            self._files.write(path, lambda: whole(source, state, picture, path.suffix))

    @property
    def _extent(self) -> tuple[int, int]:
        """Width and height of the picture in hand."""
        height, width = self.source.whole.shape[:2]
        return width, height

    def _reset(self, text: str, frame: Callable[[int, int, Shape], Placement]) -> None:
        """Place the frame anew on the picture, which stays flipped and inverted as it is."""
        place = frame(*self._extent, self._document.shape)
        self._place(text, lambda p: p.turned_as(place))

    def _place(
        self, text: str, change: Callable[[Placement], Placement], *, index: int | None = None, series: int = -1
    ) -> None:
        index = self.index if index is None else index
        before = self._document.sources[index]
        placement = change(before.frame)
        if placement != before.frame:
            source = before.placed(placement)
            self._stack.push(PlaceCommand(self._document, text, index=index, source=source, series=series))

    def _read(self, doing: str, read: Callable[..., Source], *, add: bool) -> None:
        """Read a picture for the present model, then open or add it."""
        job, then = partial(read, shape=self._document.shape), self._document.still(self.add if add else self._open)
        self._files.submit(doing, job, then, kind=FailureKind.READING)

    def _open(self, source: Source) -> None:
        """Which patches are known stays; the ignored and the moved ones were so in the old picture."""
        document, source = self._document, source.fitted(self._document.shape)
        ignored, before = document.assignment == IGNORED, document.state
        state = replace(
            before,
            sources=(source, *document.sources[1:]),
            assignment=np.where(ignored, TARGET, document.assignment).astype(np.int8),
            origin=np.where(document.assignment > 0, document.origin, np.arange(document.grid.L)).astype(np.int32),
            hole=None,
        )
        if before.hole is not None and not source.is_larger:  # whose patches were all known
            state = replace(state, assignment=first_part(state.grid, state.views))
        state = as_opened(state)
        self._stack.push(OpenCommand(document, self.tr("Open {0}").format(source.name), state=state))
        words = self.tr("Opened {0}; no patch is ignored any more") if ignored.any() else self.tr("Opened {0}")
        self.noted.emit(words.format(source.name))

    def add(self, source: Source) -> None:
        """Add a source and take it in hand."""
        if not self._has_room(add=True):
            return
        document, index, source = self._document, len(self._document.sources), source.fitted(self._document.shape)
        text, sources = self.tr("Add Source {0}").format(letter(index)), (*document.sources, source)
        self._stack.push(ChangeCommand(document, text, state=replace(document.state, sources=sources)))
        self._toolbox.paint_from(index)
        self.noted.emit(self.tr("The brush paints from {0}, {1}").format(letter(index), source.name))

    def _sources_changed(self) -> None:
        keep_levels(source.whole for source in self._document.sources)
        if self._toolbox.source >= len(self._document.sources):
            self._toolbox.paint_from(len(self._document.sources) - 1)

    def _has_room(self, add: bool) -> bool:
        if not add or len(self._document.sources) < LARGEST_MIX:
            return True
        self._fail(self.tr("There are {0} sources already. Remove one first.").format(LARGEST_MIX))
        return False

    def _fail(self, message: str) -> None:
        self.failed.emit(failure(engine.EngineError(message), self.tr("Opening"), FailureKind.READING))
