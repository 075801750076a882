"""The pencil: draws pixel by pixel into the picture in hand. What is drawn on is known from then on."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QUndoStack

from engine import UInt8Array
from studio.canvas import tools
from studio.canvas.tool_dispatch import ToolHandler
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Point
from studio.document.commands import ChangeCommand
from studio.document.document import Document
from studio.document.state import Source, State
from studio.imaging.drawing import CLEAR, as_colour, drawn, in_channels
from studio.imaging.placement import is_exact


class _Stroke:
    """Pixels that are being drawn into one source; each shows in the document at once.

    A patch that the pencil touches becomes known from that source, in its own place, with the pixels that one sees
    there: those of a completion, of another source or of a patch that was moved are taken over. So are those of a
    patch that was duplicated from there: it does not change with it.
    """

    def __init__(self, document: Document, index: int, colour: UInt8Array) -> None:
        self._document, self._index, self._colour = document, index, colour
        self._before: State = document.state
        self._changed = np.zeros(document.shape[:2], dtype=bool)
        document.set_gesture(True)

    def draw(self, columns: tools.Indices, rows: tools.Indices) -> None:
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
        seen[rows, columns] = self._colour
        self._changed |= (seen != source.pixels).any(axis=-1)
        assignment, origin = document.assignment.copy(), document.origin.copy()
        assignment[patches], origin[patches] = self._index, patches
        source = replace(source, pixels=seen)
        sources = (*document.sources[: self._index], source, *document.sources[self._index + 1 :])
        document.change(replace(document.state, sources=sources, assignment=assignment, origin=origin))

    def _with_copies(self, patches: tools.Indices) -> tools.Indices:
        """These patches, and all that show the same pixels of the source elsewhere: there they are to stay."""
        document = self._document
        while True:
            moved = document.origin != np.arange(document.grid.L)
            shown = (document.assignment == self._index) & moved & np.isin(document.origin, patches)
            found = np.union1d(patches, np.flatnonzero(shown))
            if len(found) == len(patches):
                return found
            patches = found

    def commit(self, stack: QUndoStack, text: str) -> None:
        """End the stroke as one undo step; as none if nothing changed."""
        document, before, after = self._document, self._before, self._document.state
        document.set_gesture(False)
        if self._changed.any():
            after = replace(after, sources=tuple(map(self._with_its_picture, after.sources)))
        if self._changed.any() or not np.array_equal(before.assignment, after.assignment):
            stack.push(ChangeCommand(document, text, state=after, before=before))
        elif after.sources is not before.sources:
            document.change(before)

    def abort(self) -> None:
        """End the stroke and undo what it did."""
        self._document.change(self._before)
        self._document.set_gesture(False)

    def _with_its_picture(self, source: Source) -> Source:
        """The source that was drawn into with the whole picture as it now is; any other as it is."""
        if source is not self._document.sources[self._index] or source.original is None:
            return source
        original, placement = drawn(source.original, source.frame, source.pixels, self._changed)
        return replace(source, original=original, placement=placement)


class PencilHandler(ToolHandler):
    """One stroke at a time. Points are in image pixels."""

    def __init__(
        self, document: Document, stack: QUndoStack, toolbox: Toolbox, *, say: Callable[[str], object]
    ) -> None:
        """Args: say: is told why nothing can be drawn."""
        self._document, self._stack, self._toolbox, self._say = document, stack, toolbox, say
        self._stroke: _Stroke | None = None
        self._picks = self._erases = False
        self._last: Point = (0, 0)

    @property
    def active(self) -> bool:
        return self._picks or self._stroke is not None

    def press(self, point: Point, *, erase: bool = False, other: bool = False) -> None:
        """Begin a stroke in the colour in hand.

        Args:
            erase: make pixels transparent.
            other: take the colour under the pointer in hand instead.
        """
        if self.active:
            return
        self._last = point
        if other:
            self._picks = True
        elif refusal := self._refusal(erase=erase):
            self._say(refusal)
            return
        else:
            colour = in_channels(CLEAR if erase else self._toolbox.colour, self._document.shape[2])
            self._stroke = _Stroke(self._document, self._toolbox.held(self._document), colour)
            self._erases = erase
        self.move(point)

    def move(self, point: Point) -> None:
        if self._picks:
            self._pick(point)
        elif self._stroke is not None:
            self._stroke.draw(*tools.pixel_line(self._last, point))
        self._last = point

    def release(self) -> None:
        stroke, self._stroke, self._picks = self._stroke, None, False
        if stroke is not None:
            erased = QCoreApplication.translate("PencilHandler", "Erase Pixels")
            stroke.commit(
                self._stack, erased if self._erases else QCoreApplication.translate("PencilHandler", "Draw")
            )

    def cancel(self) -> None:
        stroke, self._stroke, self._picks = self._stroke, None, False
        if stroke is not None:
            stroke.abort()

    def _refusal(self, *, erase: bool) -> str:
        """Why nothing can be drawn; empty if it can."""
        source = self._document.sources[self._toolbox.held(self._document)]
        if not is_exact(source.frame, source.shape):
            return QCoreApplication.translate(
                "PencilHandler",
                "The pencil draws the picture's own pixels: choose One Pixel for One in the Sources menu.",
            )
        if erase and source.shape[2] < 4:
            return QCoreApplication.translate(
                "PencilHandler", "The pictures of this model are not transparent: draw over what is to go."
            )
        return ""

    def _pick(self, point: Point) -> None:
        column, row = (math.floor(c) for c in point)
        if 0 <= column < self._document.grid.width and 0 <= row < self._document.grid.height:
            self._toolbox.colour_with(as_colour(self._document.seen()[row, column]))
