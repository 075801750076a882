"""What a user can do to the known patches as a whole: presets, their share, grow and shrink, mask files."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QWidget

import engine
from studio import dialogs
from studio.actions.action_set import Handlers
from studio.actions.patches import MOST_VIEWS
from studio.canvas.toolbox import Toolbox
from studio.document import presets
from studio.document.commands import Gesture, PatchCommand
from studio.document.document import Document
from studio.document.presets import Order, Side
from studio.document.request import BoolArray
from studio.document.state import IGNORED, TARGET, Assignment
from studio.editing.noise import draw_seed
from studio.errors import FailureKind
from studio.files.jobs import FileJobs
from studio.imaging.picture import Picture, to_png
from studio.imaging.placement import Placement
from studio.imaging.render import coverage, render
from studio.settings import Settings

_SHARE = 1
"""The series of steps of the share slider without the mouse, which merge."""


class SubsetOperations(QObject):
    """Turns wishes into undo commands. Ignored patches stay ignored but for `ignore_none`."""

    noted = Signal(str)
    """A short word of what was done."""

    def __init__(self, document: Document, stack: QUndoStack, files: FileJobs, toolbox: Toolbox) -> None:
        super().__init__()
        self._document, self._stack, self._files, self._toolbox = document, stack, files, toolbox
        self._gesture: Gesture | None = None

    def handlers(self, window: QWidget, settings: Settings) -> Handlers:
        """What the actions of this part do. Args: window: the parent of file dialogs."""
        document = self._document
        return {
            "by_random": partial(self._order, Order.RANDOM, self.tr("At Random")),
            "by_initial": partial(self._order, Order.INITIAL, self.tr("Initial Portion")),
            "by_centre": partial(self._order, Order.CENTRE, self.tr("Centre")),
            "half_left": partial(self._half, "left", self.tr("Left Half")),
            "half_right": partial(self._half, "right", self.tr("Right Half")),
            "half_top": partial(self._half, "top", self.tr("Top Half")),
            "half_bottom": partial(self._half, "bottom", self.tr("Bottom Half")),
            "whole": lambda: self._assign(self.tr("All Known"), np.ones(document.grid.L, dtype=bool)),
            "none": lambda: self._assign(self.tr("None Known"), np.zeros(document.grid.L, dtype=bool)),
            "invert": lambda: self._assign(self.tr("Invert"), ~document.known),
            "checkerboard": lambda: self._assign(self.tr("Checkerboard"), presets.checkerboard(document.grid)),
            "grow": lambda: self._assign(self.tr("Grow Known Patches"), presets.grown(document.grid, document.known)),
            "shrink": lambda: self._assign(
                self.tr("Shrink Known Patches"), presets.shrunk(document.grid, document.known)
            ),
            **{f"know_view_{i}": partial(self._know_view, i, but=False) for i in range(MOST_VIEWS)},
            **{f"know_all_but_view_{i}": partial(self._know_view, i, but=True) for i in range(MOST_VIEWS)},
            "shuffle": self.shuffle,
            "ignore_none": self.ignore_none,
            "from_transparency": self.from_transparency,
            "import_mask": partial(self._ask_import, window, settings),
            "export_mask": partial(self._ask_export, window, settings),
        }

    def ignore_none(self) -> None:
        """Ignored patches become targets."""
        before = self._document.assignment
        self._push(self.tr("Ignore None"), np.where(before == IGNORED, TARGET, before).astype(np.int8))

    def from_transparency(self) -> None:
        """Known where the picture in hand is opaque, target where it is transparent or beyond its border."""
        source = self._document.sources[self._index]
        opaque = coverage(source.whole, source.frame, source.shape)
        self._assign(self.tr("From Transparency"), self._document.grid.subset(opaque))

    def shuffle(self) -> None:
        """As many known patches as now, elsewhere at random."""
        self._toolbox.share_by(Order.RANDOM)
        self._share(self.tr("Shuffle"), int(self._document.known.sum()), draw_seed())

    def begin_share(self) -> None:
        """The share slider is held: what follows is one undo step."""
        self._gesture = Gesture(self._document)

    def set_share(self, count: int) -> None:
        """Make so many patches known, in order; as many are the same ones until they are shuffled."""
        if self._gesture is not None:
            self._gesture.replace(self._assignment(self._first(count, self._document.scatter)))
        else:
            self._share(self.tr("Share of Known Patches"), count, self._document.scatter, series=_SHARE)

    def end_share(self) -> None:
        """The share slider is let go."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.commit(self._stack, self.tr("Share of Known Patches"))

    @property
    def _index(self) -> int:
        """Of the source in hand."""
        return self._toolbox.held(self._document)

    def _order(self, order: Order, text: str) -> None:
        """As many known patches as now, by another order, which the share slider follows from now on."""
        self._toolbox.share_by(order)
        known, most = int(self._document.known.sum()), int((self._document.assignment != IGNORED).sum())
        count = known if 0 < known < most else round(most / 2)
        self._assign(text, self._first(count, self._document.scatter))

    def _half(self, side: Side, text: str) -> None:
        self._assign(text, presets.half(self._document.grid, side))

    def _know_view(self, position: int, *, but: bool) -> None:
        """One view of the image known, or all but that."""
        view = self._document.views[position]
        patches = view.patches(self._document.grid)
        text = self.tr("Know All but {0}") if but else self.tr("Know {0}")
        self._assign(text.format(view.name), ~patches if but else patches)

    def _first(self, count: int, seed: int) -> BoolArray:
        document = self._document
        return presets.first_patches(document.grid, count, self._toolbox.order, seed, document.assignment != IGNORED)

    def _assignment(self, known: BoolArray) -> Assignment:
        """Patches that stay known keep their source; new ones come from that in hand; ignored ones stay."""
        now = self._document.assignment
        kept = np.where(known, np.where(now < 0, self._index, now), TARGET)
        return np.where(now == IGNORED, IGNORED, kept).astype(np.int8)

    def _assign(self, text: str, known: BoolArray) -> None:
        """Make the patches of a subset (L,) known, the rest targets."""
        self._push(text, self._assignment(known), empties=True)

    def _push(self, text: str, after: Assignment, *, empties: bool = False) -> None:
        document = self._document
        had_hole = document.hole is not None and bool(document.hole.strokes)
        if not np.array_equal(document.assignment, after) or (empties and had_hole):
            self._stack.push(PatchCommand(document, text, after=after, empties=empties))

    def _share(self, text: str, count: int, seed: int, *, series: int = -1) -> None:
        document = self._document
        after = self._assignment(self._first(count, seed))
        if np.array_equal(document.assignment, after) and seed == document.scatter:
            return
        self._stack.push(PatchCommand(document, text, after=after, scatter=seed, series=series, empties=True))

    def _ask_import(self, window: QWidget, settings: Settings) -> None:
        if path := dialogs.ask_mask(window, settings):
            doing, then = self.tr("Opening {0}").format(path.name), partial(self._take_mask, path.stem)
            job = partial(_read_mask, path)
            self._files.submit(doing, job, self._document.still(then), kind=FailureKind.READING)

    def _ask_export(self, window: QWidget, settings: Settings) -> None:
        """Write the known patches as PNG: white = known; targets and ignored patches are black."""
        title = QCoreApplication.translate("Dialogs", "Export Mask: White Is Known")
        if path := dialogs.ask_export(window, settings, title, f"{self._document.sources[0].name}-mask.png", ".png"):
            mask = self._document.grid.mask(self._document.known)[..., None]
            self._files.write(path, partial(to_png, np.where(mask, 255, 0).astype(np.uint8)))

    def _take_mask(self, name: str, mask: Picture) -> None:
        """A mask of the picture's own size lies on it as the model's frame does; others are cut to its aspect."""
        source = self._document.sources[self._index]
        shape = (*source.shape[:2], 1)
        height, width = mask.shape[:2]
        same = mask.shape[:2] == source.whole.shape[:2]
        frame = replace(source.frame, inverted=False) if same else Placement.cropped(width, height, shape)
        white = render(mask, frame, shape)[..., 0] > 127
        self._assign(self.tr("Import Mask {0}").format(name), self._document.grid.subset(white))
        words = (
            self.tr("Opened {0}: white is known")
            if presets.is_black_and_white(mask.pixels)
            else self.tr("{0} has greys: lighter than medium grey is known")
        )
        self.noted.emit(words.format(name))


def _read_mask(path: Path) -> Picture:
    """The luminance of a mask file."""
    mask = Picture.from_image(engine.mask_values(engine.read_image(path)))
    _ = mask.colours  # here and not when it is laid on the picture, between two frames
    return mask
