"""The model's frame on a photo: its corners resize it, and its sides move it; on a sheet, a click on a cell does."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import Qt

from studio.canvas.tool_dispatch import ToolHandler
from studio.canvas.tools import Point, Tool
from studio.document.commands import Gesture
from studio.imaging.cells import cell_at

Corner = tuple[int, int]
"""0 or 1 each: left or right, top or bottom."""
CORNERS: tuple[Corner, ...] = ((0, 0), (1, 0), (0, 1), (1, 1))


class FrameHandler(ToolHandler):
    """Drags of the frame, which follows the pointer over the picture."""

    _corner: Corner | None = None
    _start: Point = (0, 0)

    def claims(self, point: Point, reach: float, *, other: bool = False) -> bool:
        if self._document.hole is None:
            return False
        if self._document.cells:
            return self._toolbox.tool is Tool.PLACE
        inside = 0 <= point[0] <= self._document.grid.width and 0 <= point[1] <= self._document.grid.height
        takes_all = self._toolbox.tool is Tool.PLACE and inside
        return takes_all or self.corner(point, reach) is not None or self.is_side(point, reach)

    def cursor(self, point: Point, reach: float) -> Qt.CursorShape | None:
        corner = self.corner(point, reach)
        if corner is not None:
            return Qt.CursorShape.SizeFDiagCursor if corner[0] == corner[1] else Qt.CursorShape.SizeBDiagCursor
        return Qt.CursorShape.SizeAllCursor if self.claims(point, reach) else None

    def corner(self, point: Point, reach: float) -> Corner | None:
        """The corner that a point is on, as it is seen. Args: reach: how near counts, in image pixels."""
        if self._document.cells:
            return None  # they all have one size
        width, height = self._document.grid.width, self._document.grid.height
        near = {corner: math.dist(point, (corner[0] * width, corner[1] * height)) for corner in CORNERS}
        nearest = min(CORNERS, key=near.__getitem__)
        return nearest if self._document.hole is not None and near[nearest] <= reach else None

    def is_side(self, point: Point, reach: float) -> bool:
        """Whether a point is on a side of the frame."""
        (u, v), width, height = point, self._document.grid.width, self._document.grid.height
        within = -reach <= u <= width + reach and -reach <= v <= height + reach
        nearest = min(abs(u), abs(u - width), abs(v), abs(v - height))
        return self._document.hole is not None and within and nearest <= reach

    def press(self, point: Point, *, erase: bool = False, other: bool = False) -> None:
        if self._gesture is None:
            self._corner = self.corner(point, self.reach)
            self._start = self._in_picture(point)
            self._gesture = Gesture(self._document)
            if self._document.cells:
                self.move(point)

    def move(self, point: Point) -> None:
        if self._gesture is None:
            return
        before, (x, y) = self._gesture.begun.sources[0], self._in_picture(point)
        frame, (height, width, _) = before.frame, before.whole.shape
        if self._document.cells:
            frame = cell_at(frame, (x, y), (width, height))
        elif self._corner is None:
            frame = replace(frame, x=round(frame.x + x - self._start[0]), y=round(frame.y + y - self._start[1]))
        else:
            corner = self._corner[0] ^ frame.flip_x, self._corner[1] ^ frame.flip_y
            frame = frame.dragged(corner, x, y, least=min(before.shape[1], width))
        self._document.set_source(0, before.placed(frame.kept(width, height)))

    def _text(self) -> str:
        return self.tr("Move Frame") if self._corner is None else self.tr("Resize Frame")

    def _in_picture(self, point: Point) -> Point:
        source = self._document.sources[0]
        return source.frame.to_picture(*point, source.shape)
