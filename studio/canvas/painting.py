"""From pointer to stroke: what press, move and release with a tool do to the document."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QUndoStack

from studio.canvas import tools
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Indices, Point, Tool
from studio.commands import Gesture
from studio.document import TARGET, Document


class Painting:
    """One stroke at a time. Points are in image pixels."""

    def __init__(self, document: Document, stack: QUndoStack, toolbox: Toolbox) -> None:
        self._document, self._stack, self._toolbox = document, stack, toolbox
        self._gesture: Gesture | None = None
        self._value = 0
        self._start: Point = (0, 0)
        self._last: Point = (0, 0)

    @property
    def active(self) -> bool:
        """Whether a stroke is in progress."""
        return self._gesture is not None

    @property
    def frame(self) -> tuple[Point, Point] | None:
        """The corners of the rectangle being drawn."""
        drawing = self.active and self._toolbox.tool is Tool.RECTANGLE
        return (self._start, self._last) if drawing else None

    def footprint(self, point: Point) -> Indices:
        """(k,) patches that a press at a point would touch."""
        size = 1 if self._toolbox.tool is Tool.RECTANGLE else self._toolbox.brush_size
        return tools.footprint(self._document.grid, point, size)

    def press(self, point: Point, *, erase: bool = False) -> None:
        """Begin a stroke. The eraser, and any tool with `erase`, turns known patches into targets."""
        if self._gesture is not None:
            return
        self._gesture = Gesture(self._document)
        self._value = TARGET if erase or self._toolbox.tool is Tool.ERASER else 0
        self._start = self._last = point
        self.move(point)

    def move(self, point: Point) -> None:
        """Go on with the stroke."""
        if self._gesture is None:
            return
        grid = self._document.grid
        if self._toolbox.tool is Tool.RECTANGLE:
            assignment = self._gesture.before
            assignment[tools.rectangle(grid, self._start, point)] = self._value
            self._gesture.replace(assignment)
        else:
            touched = tools.segment(grid, self._last, point, self._toolbox.brush_size)
            self._gesture.paint(np.asarray(touched), self._value)
        self._last = point

    def release(self) -> None:
        """End the stroke: one undo step."""
        if self._gesture is None:
            return
        gesture, self._gesture = self._gesture, None
        gesture.commit(self._stack, self._text())

    def cancel(self) -> None:
        """Give the stroke up: the document is as it was before it."""
        if self._gesture is None:
            return
        gesture, self._gesture = self._gesture, None
        gesture.abort()

    def _text(self) -> str:
        if self._toolbox.tool is Tool.RECTANGLE:
            return QCoreApplication.translate("Painting", "Rectangle")
        if self._value == TARGET:
            return QCoreApplication.translate("Painting", "Eraser Stroke")
        return QCoreApplication.translate("Painting", "Brush Stroke")
