"""From pointer to hole: brush, eraser, rectangle and lasso say what is to be replaced in a photo, to its pixel."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import count

from PySide6.QtGui import QUndoStack

from studio.canvas.tool_dispatch import AREAS, ToolHandler
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Point, Tool
from studio.document.commands import Gesture
from studio.document.document import Document
from studio.document.photo import with_hole
from studio.imaging.hole import HoleStroke

_SIZES, _SIZES_A_CELL = 64, 32
"""A brush of size 1 is so much narrower than the shorter side of the picture, or of a cell of a sheet."""
_series = count(1 << 20)
"""`QUndoCommand.id` of a stroke and of what the frame does because of it."""
_BRUSHES = (Tool.BRUSH, Tool.ERASER)


class HoleHandler(ToolHandler):
    """Strokes in the photo's own pixels. The frame follows at the end of each."""

    def __init__(
        self, document: Document, stack: QUndoStack, toolbox: Toolbox, *, placed: Callable[[int], object]
    ) -> None:
        """Args: placed: is called when the frame has placed itself, with the series of steps that may still join."""
        super().__init__(document, stack, toolbox)
        self._placed = placed
        self._points: list[Point] = []
        self._restores = False

    @property
    def radius(self) -> float | None:
        """Of the brush in hand, in image pixels; None if none is."""
        if self._toolbox.tool not in _BRUSHES or not self._paints:
            return None
        source = self._document.sources[0]
        return self._radius / source.frame.unit(source.shape)

    def claims(self, point: Point, reach: float, *, other: bool = False) -> bool:
        return self._paints and self._toolbox.tool in (*_BRUSHES, *AREAS) and not other

    def press(self, point: Point, *, erase: bool = False, other: bool = False) -> None:
        """Begin a stroke. Args: erase: give back what was to be replaced, whatever the tool."""
        if self._gesture is None:
            self._restores = erase or self._toolbox.tool is Tool.ERASER
            self._points, self._path = [], [point]
            self._gesture = Gesture(self._document)
            self.move(point)

    def move(self, point: Point) -> None:
        if self._gesture is None:
            return
        self._path.append(point)
        source = self._document.sources[0]
        here = source.frame.to_picture(*point, source.shape)
        if self._toolbox.tool in AREAS:
            self._points = [source.frame.to_picture(*corner, source.shape) for corner in self.path]
            self._show(self._gesture, radius=0)
        elif not self._points or math.dist(here, self._points[-1]) > self._radius / 4:
            self._points.append(here)
            self._show(self._gesture, radius=self._radius)

    def _commit(self, gesture: Gesture) -> None:
        before, after, series = gesture.begun, self._document.state, next(_series)
        if after.hole is not None and after.hole != before.hole:
            after = with_hole(after, after.hole)
        gesture.commit(self._stack, self._text(), state=after, series=series)
        if after.sources[0] is not before.sources[0]:
            self._placed(series)

    @property
    def _paints(self) -> bool:
        return self._document.hole is not None and self._toolbox.held(self._document) == 0

    @property
    def _radius(self) -> float:
        """Of the brush, in pixels of the picture."""
        source = self._document.sources[0]
        if self._document.cells:
            side = min(source.frame.width, source.frame.height) / _SIZES_A_CELL
        else:
            side = min(source.whole.shape[:2]) / _SIZES
        return max(self._toolbox.stroke_size * side / 2, 0.5)

    def _show(self, gesture: Gesture, *, radius: float) -> None:
        assert gesture.begun.hole is not None
        stroke = HoleStroke(points=tuple(self._points), radius=radius, restores=self._restores)
        self._document.change(replace(gesture.begun, hole=gesture.begun.hole.with_stroke(stroke)))

    def _text(self) -> str:
        return self.tr("Give Back") if self._restores else self.tr("Mark What to Replace")
