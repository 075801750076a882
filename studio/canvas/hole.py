"""From pointer to hole: brush, eraser, rectangle and lasso say what is to be replaced in a photo, to its pixel."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import count

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QUndoStack

from studio.canvas import tools
from studio.canvas.tool_dispatch import ToolHandler
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Point, Tool
from studio.document.commands import ChangeCommand
from studio.document.document import Document
from studio.document.photo import with_hole
from studio.document.state import State
from studio.imaging.hole import HoleStroke

_SIZES, _SIZES_A_CELL = 64, 32
"""A brush of size 1 is so much narrower than the shorter side of the picture, or of a cell of a sheet."""
_series = count(1 << 20)
"""`QUndoCommand.id` of a stroke and of what the frame does because of it."""
_BRUSHES = (Tool.BRUSH, Tool.ERASER)
_AREAS = (Tool.RECTANGLE, Tool.LASSO)


class HoleHandler(ToolHandler):
    """One stroke at a time. Points are in image pixels. The frame follows at its end."""

    def __init__(
        self, document: Document, stack: QUndoStack, toolbox: Toolbox, *, placed: Callable[[int], object]
    ) -> None:
        """Args: placed: is called when the frame has placed itself, with the series of steps that may still join."""
        self._document, self._stack, self._toolbox, self._placed = document, stack, toolbox, placed
        self._before: State | None = None
        self._points: list[Point] = []
        self._path: list[Point] = []
        self._restores = False

    @property
    def active(self) -> bool:
        return self._before is not None

    @property
    def path(self) -> list[Point]:
        if not self.active or self._toolbox.tool not in _AREAS:
            return []
        return self._path if self._toolbox.tool is Tool.LASSO else tools.corners(self._path[0], self._path[-1])

    @property
    def radius(self) -> float | None:
        """Of the brush in hand, in image pixels; None if none is."""
        if self._toolbox.tool not in _BRUSHES or not self._paints:
            return None
        source = self._document.sources[0]
        return self._radius / source.frame.unit(source.shape)

    def claims(self, point: Point, reach: float, *, other: bool = False) -> bool:
        return self._paints and self._toolbox.tool in (*_BRUSHES, *_AREAS) and not other

    def press(self, point: Point, *, erase: bool = False, other: bool = False) -> None:
        """Begin a stroke. Args: erase: give back what was to be replaced, whatever the tool."""
        if self._before is None:
            self._before = self._document.state
            self._restores = erase or self._toolbox.tool is Tool.ERASER
            self._points, self._path = [], [point]
            self._document.set_gesture(True)
            self.move(point)

    def move(self, point: Point) -> None:
        if self._before is None:
            return
        self._path.append(point)
        source = self._document.sources[0]
        here = source.frame.to_picture(*point, source.shape)
        if self._toolbox.tool in _AREAS:
            corners = self._path if self._toolbox.tool is Tool.LASSO else self.path
            points = [source.frame.to_picture(*corner, source.shape) for corner in corners]
            self._show(HoleStroke(points=tuple(points), radius=0, restores=self._restores))
        elif not self._points or math.dist(here, self._points[-1]) > self._radius / 4:
            self._points.append(here)
            self._show(HoleStroke(points=tuple(self._points), radius=self._radius, restores=self._restores))

    def release(self) -> None:
        if self._before is None:
            return
        before, self._before = self._before, None
        after = self._document.state
        self._document.set_gesture(False)
        if after.hole is not None and after.hole != before.hole:
            state, series = with_hole(after, after.hole), next(_series)
            self._stack.push(ChangeCommand(self._document, self._text(), state=state, before=before, series=series))
            if state.sources[0] is not before.sources[0]:
                self._placed(series)

    def cancel(self) -> None:
        if self._before is not None:
            before, self._before = self._before, None
            self._document.change(before)
            self._document.set_gesture(False)

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

    def _show(self, stroke: HoleStroke) -> None:
        assert self._before is not None
        assert self._before.hole is not None
        hole = self._before.hole.with_stroke(stroke)
        self._document.change(replace(self._before, hole=hole))

    def _text(self) -> str:
        if self._restores:
            return QCoreApplication.translate("HoleHandler", "Give Back")
        return QCoreApplication.translate("HoleHandler", "Mark What to Replace")
