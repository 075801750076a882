"""From pointer to stroke: brush, eraser, ignore, rectangle and lasso change which patches are known."""

from __future__ import annotations

from studio.canvas import tools
from studio.canvas.tool_dispatch import AREAS, ToolHandler
from studio.canvas.tools import Indices, Point, Tool
from studio.document.commands import Gesture
from studio.document.state import IGNORED, TARGET


class PaintHandler(ToolHandler):
    """Strokes from the source in hand, or that make targets or ignored patches."""

    _value = 0

    def footprint(self, point: Point) -> Indices:
        size = 1 if self._toolbox.tool in AREAS else self._toolbox.stroke_size
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
        if erase or self._toolbox.tool is Tool.ERASER:
            self._value = TARGET
        elif other or self._toolbox.tool is Tool.IGNORE:
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
            self._fill(self._gesture, tools.rectangle(grid, self._path[0], point))
        elif self._toolbox.tool is Tool.LASSO:
            self._fill(self._gesture, tools.lasso(grid, self._path))
        else:
            self._gesture.paint(tools.segment(grid, last, point, self._toolbox.stroke_size), self._value)

    def _fill(self, gesture: Gesture, patches: Indices) -> None:
        assignment, origin = gesture.before()
        assignment[patches], origin[patches] = self._value, patches
        gesture.replace(assignment, origin)

    def _text(self) -> str:
        if self._toolbox.tool is Tool.RECTANGLE:
            return self.tr("Rectangle")
        if self._toolbox.tool is Tool.LASSO:
            return self.tr("Lasso")
        if self._value == TARGET:
            return self.tr("Eraser Stroke")
        return self.tr("Ignore Stroke") if self._value == IGNORED else self.tr("Brush Stroke")
