"""From pointer to stroke: brush, eraser, ignore, rectangle and lasso change which patches are known."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QUndoStack

from studio.canvas import tools
from studio.canvas.tool_dispatch import ToolHandler
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Indices, Point, Tool
from studio.document.commands import Gesture
from studio.document.document import Document
from studio.document.state import IGNORED, TARGET

_AREAS = (Tool.RECTANGLE, Tool.LASSO)


class PaintHandler(ToolHandler):
    """One stroke at a time. Points are in image pixels."""

    def __init__(self, document: Document, stack: QUndoStack, toolbox: Toolbox) -> None:
        self._document, self._stack, self._toolbox = document, stack, toolbox
        self._gesture: Gesture | None = None
        self._value = 0
        self._path: list[Point] = []

    @property
    def active(self) -> bool:
        return self._gesture is not None

    @property
    def path(self) -> list[Point]:
        if not self.active or self._toolbox.tool not in _AREAS:
            return []
        if self._toolbox.tool is Tool.LASSO:
            return self._path
        return tools.corners(self._path[0], self._path[-1])

    def footprint(self, point: Point) -> Indices:
        size = 1 if self._toolbox.tool in _AREAS else self._toolbox.stroke_size
        return tools.footprint(self._document.grid, point, size)

    def press(self, point: Point, *, erase: bool = False, other: bool = False) -> None:
        """Begin a stroke from the source in hand.

        Args:
            erase: make targets, whatever the tool.
            other: make ignored patches, whatever the tool.
        """
        if self._gesture is not None:
            return
        self._gesture = Gesture(self._document)
        tool = self._toolbox.tool
        if erase or tool is Tool.ERASER:
            self._value = TARGET
        elif other or tool is Tool.IGNORE:
            self._value = IGNORED
        else:
            self._value = self._toolbox.held(self._document)
        self._path = [point]
        self.move(point)

    def move(self, point: Point) -> None:
        if self._gesture is None:
            return
        grid, last = self._document.grid, self._path[-1]
        self._path.append(point)
        if self._toolbox.tool is Tool.RECTANGLE:
            self._fill(tools.rectangle(grid, self._path[0], point))
        elif self._toolbox.tool is Tool.LASSO:
            self._fill(tools.lasso(grid, self._path))
        else:
            self._gesture.paint(tools.segment(grid, last, point, self._toolbox.stroke_size), self._value)

    def release(self) -> None:
        if self._gesture is None:
            return
        gesture, self._gesture = self._gesture, None
        gesture.commit(self._stack, self._text())

    def cancel(self) -> None:
        if self._gesture is None:
            return
        gesture, self._gesture = self._gesture, None
        gesture.abort()

    def _fill(self, patches: Indices) -> None:
        assert self._gesture is not None
        assignment, origin = self._gesture.before()
        assignment[patches], origin[patches] = self._value, patches
        self._gesture.replace(assignment, origin)

    def _text(self) -> str:
        if self._toolbox.tool is Tool.RECTANGLE:
            return QCoreApplication.translate("PaintHandler", "Rectangle")
        if self._toolbox.tool is Tool.LASSO:
            return QCoreApplication.translate("PaintHandler", "Lasso")
        if self._value == TARGET:
            return QCoreApplication.translate("PaintHandler", "Eraser Stroke")
        if self._value == IGNORED:
            return QCoreApplication.translate("PaintHandler", "Ignore Stroke")
        return QCoreApplication.translate("PaintHandler", "Brush Stroke")
