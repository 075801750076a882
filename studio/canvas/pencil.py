"""The pencil: draws pixel by pixel into the picture in hand. What is drawn on is known from then on."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtGui import QUndoStack

from studio.canvas import tools
from studio.canvas.tool_dispatch import ToolHandler
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Indices, Point
from studio.document.commands import Gesture
from studio.document.document import Document
from studio.document.state import Source
from studio.imaging.drawing import CLEAR, as_colour, drawn, in_channels
from studio.imaging.placement import is_exact


class PencilHandler(ToolHandler):
    """Strokes into one source; each pixel shows in the document at once.

    A patch that the pencil touches becomes known from that source, in its own place, with the pixels that one sees
    there: those of a completion, of another source or of a patch that was moved are taken over. So are those of a
    patch that was duplicated from there: it does not change with it.
    """

    def __init__(
        self, document: Document, stack: QUndoStack, toolbox: Toolbox, *, say: Callable[[str], object]
    ) -> None:
        """Args: say: is told why nothing can be drawn."""
        super().__init__(document, stack, toolbox)
        self._say = say
        self._picks = self._erases = False
        self._index, self._last = 0, (0.0, 0.0)
        self._changed = np.zeros((0, 0), dtype=bool)
        """(H, W) pixels of the source that were drawn."""

    @property
    def active(self) -> bool:
        return self._picks or self._gesture is not None

    def press(self, point: Point, *, erase: bool = False, other: bool = False) -> None:
        """Begin a stroke in the colour in hand.

        Args:
            erase: make pixels transparent.
            other: take the colour under the pointer in hand instead.
        """
        if self.active:
            return
        if other:
            self._picks = True
        elif refusal := self._refusal(erase=erase):
            self._say(refusal)
            return
        else:
            self._index, self._erases = self._toolbox.held(self._document), erase
            self._changed = np.zeros(self._document.shape[:2], dtype=bool)
            self._gesture = Gesture(self._document)
        self._last = point
        self.move(point)

    def move(self, point: Point) -> None:
        if self._picks:
            self._pick(point)
        elif self._gesture is not None:
            self._draw(*tools.pixel_line(self._last, point))
        self._last = point

    def release(self) -> None:
        self._picks = False
        super().release()

    def cancel(self) -> None:
        self._picks = False
        super().cancel()

    def _draw(self, columns: Indices, rows: Indices) -> None:
        """Draw pixels of the image: (k,) columns, (k,) rows."""
        document, grid = self._document, self._document.grid
        inside = (columns >= 0) & (columns < grid.width) & (rows >= 0) & (rows < grid.height)
        columns, rows = columns[inside], rows[inside]
        if not len(rows):
            return
        touched = np.unique(rows // grid.patch_size * grid.columns + columns // grid.patch_size)
        patches = self._with_copies(touched)
        own = (document.assignment[patches] == self._index) & (document.origin[patches] == patches)
        taken_over = np.isin(np.arange(grid.L), patches[~own])
        source = document.sources[self._index]
        seen = np.where(grid.mask(taken_over)[..., None], document.seen(), source.pixels)
        seen[rows, columns] = in_channels(CLEAR if self._erases else self._toolbox.colour, document.shape[2])
        self._changed |= (seen != source.pixels).any(axis=-1)
        assignment, origin = document.assignment.copy(), document.origin.copy()
        assignment[patches], origin[patches] = self._index, patches
        state = document.state.with_source(self._index, replace(source, pixels=seen))
        document.change(replace(state, assignment=assignment, origin=origin))

    def _with_copies(self, patches: Indices) -> Indices:
        """These patches, and all that show the same pixels of the source elsewhere: there they are to stay."""
        document = self._document
        while True:
            moved = document.origin != np.arange(document.grid.L)
            shown = (document.assignment == self._index) & moved & np.isin(document.origin, patches)
            found = np.union1d(patches, np.flatnonzero(shown))
            if len(found) == len(patches):
                return found
            patches = found

    def _commit(self, gesture: Gesture) -> None:
        state = self._document.state
        if self._changed.any():
            state = state.with_source(self._index, self._with_its_picture(state.sources[self._index]))
        gesture.commit(self._stack, self._text(), state=state)

    def _with_its_picture(self, source: Source) -> Source:
        """The source that was drawn into with the whole picture as it now is."""
        if source.original is None:
            return source
        original, placement = drawn(source.original, source.frame, source.pixels, self._changed)
        return replace(source, original=original, placement=placement)

    def _text(self) -> str:
        return self.tr("Erase Pixels") if self._erases else self.tr("Draw")

    def _refusal(self, *, erase: bool) -> str:
        """Why nothing can be drawn; empty if it can."""
        source = self._document.sources[self._toolbox.held(self._document)]
        if not is_exact(source.frame, source.shape):
            return self.tr("The pencil draws the picture's own pixels: choose One Pixel for One in the Sources menu.")
        if erase and source.shape[2] < 4:
            return self.tr("The pictures of this model are not transparent: draw over what is to go.")
        return ""

    def _pick(self, point: Point) -> None:
        column, row = (math.floor(c) for c in point)
        if 0 <= column < self._document.grid.width and 0 <= row < self._document.grid.height:
            self._toolbox.colour_with(as_colour(self._document.seen()[row, column]))
