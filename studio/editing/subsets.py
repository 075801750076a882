"""What a user can do to the known patches as a whole: presets, grow and shrink, masks from and to files."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from studio.canvas.toolbox import Toolbox
from studio.document import presets
from studio.document.commands import PatchCommand
from studio.document.document import IGNORED, TARGET, Document
from studio.document.presets import Order, Side
from studio.document.request import BoolArray, UInt8Array
from studio.files.jobs import FileJobs
from studio.imaging.picture import Picture
from studio.imaging.placement import coverage, render


class SubsetOperations(QObject):
    """Turns wishes into undo commands. Ignored patches stay ignored but for `ignore_none`."""

    noted = Signal(str)
    """A short word of what was done."""

    def __init__(self, document: Document, stack: QUndoStack, files: FileJobs, toolbox: Toolbox) -> None:
        super().__init__()
        self._document, self._stack, self._files, self._toolbox = document, stack, files, toolbox
        files.mask_read.connect(self._mask_read)

    def order(self, order: Order) -> None:
        """As many known patches as now, by another order, which the share slider follows from now on."""
        self._toolbox.share_by(order)
        free = self._document.assignment != IGNORED
        known, most = int(self._document.known.sum()), int(free.sum())
        count = known if 0 < known < most else round(most / 2)
        names = {
            Order.RANDOM: self.tr("At Random"),
            Order.INITIAL: self.tr("Initial Portion"),
            Order.CENTRE: self.tr("Centre"),
        }
        seed = self._document.scatter
        self.assign(names[order], presets.first_patches(self._document.grid, count, order, seed, free))

    def half(self, side: Side) -> None:
        """One half known."""
        names = {
            Side.LEFT: self.tr("Left Half"),
            Side.RIGHT: self.tr("Right Half"),
            Side.TOP: self.tr("Top Half"),
            Side.BOTTOM: self.tr("Bottom Half"),
        }
        self.assign(names[side], presets.half(self._document.grid, side))

    def checkerboard(self) -> None:
        """Every other patch known."""
        self.assign(self.tr("Checkerboard"), presets.checkerboard(self._document.grid))

    def grow(self) -> None:
        """The neighbours of known patches known too."""
        self.assign(self.tr("Grow Known Patches"), presets.grown(self._document.grid, self._document.known))

    def shrink(self) -> None:
        """Known patches that touch others become targets."""
        self.assign(self.tr("Shrink Known Patches"), presets.shrunk(self._document.grid, self._document.known))

    def ignore_none(self) -> None:
        """Ignored patches become targets."""
        before = self._document.assignment
        after = np.where(before == IGNORED, TARGET, before).astype(np.int8)
        if not np.array_equal(before, after):
            self._stack.push(PatchCommand(self._document, self.tr("Ignore None"), before=before, after=after))

    def from_transparency(self) -> None:
        """Known where the picture in hand is opaque, target where it is transparent or beyond its border."""
        source = self._document.sources[self._index]
        opaque = coverage(source.whole, source.square, size=self._document.grid.width)
        self.assign(self.tr("From Transparency"), self._document.grid.subset(opaque))

    def import_mask(self, path: Path) -> None:
        """Known where a mask file is white."""
        self._files.read_mask(path)

    def export_mask(self, path: Path) -> None:
        """Write the known patches as PNG: white = known; targets and ignored patches are black."""
        mask = self._document.grid.mask(self._document.known)[..., None]
        pixels: UInt8Array = np.where(mask, 255, 0).astype(np.uint8)
        self._files.save(path, pixels)

    def assign(self, text: str, known: BoolArray) -> None:
        """Make the patches of a subset (L,) known, from the source in hand where they are new, the rest targets."""
        now = self._document.assignment
        kept = np.where(now < 0, self._index, now)
        after = np.where(now == IGNORED, IGNORED, np.where(known, kept, TARGET)).astype(np.int8)
        if not np.array_equal(now, after):
            self._stack.push(PatchCommand(self._document, text, before=now, after=after))

    @property
    def _index(self) -> int:
        return self._toolbox.held(self._document)

    def _mask_read(self, mask: Picture, name: str, plain: bool) -> None:
        self._document.when_still(partial(self._take_mask, mask, name, plain))

    def _take_mask(self, mask: Picture, name: str, plain: bool) -> None:
        """A mask of the picture's own size lies on it as the model's square does; others are cut to a square."""
        source, size = self._document.sources[self._index], self._document.grid.width
        height, width = mask.shape[:2]
        same = mask.shape[:2] == source.whole.shape[:2]
        square = replace(source.square, inverted=False) if same else type(source.square).cropped(width, height)
        white = render(mask, square, size=size, channels=1)[..., 0] > 127
        self.assign(self.tr("Import Mask {0}").format(name), self._document.grid.subset(white))
        words = (
            self.tr("Opened {0}: white is known")
            if plain
            else self.tr("{0} has greys: lighter than medium grey is known")
        )
        self.noted.emit(words.format(name))
