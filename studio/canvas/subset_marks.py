"""What tells known, target and ignored patches from one another: outline, hatching and crosses."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPalette, QPen

from studio.canvas import layers
from studio.canvas.layers import Side
from studio.canvas.viewport import Viewport
from studio.document.document import Document
from studio.document.request import BoolArray
from studio.document.state import IGNORED

Role = QPalette.ColorRole


class SubsetMarks:
    """Computed when patches change, drawn as often as need be."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._facts: tuple[tuple[int, int], bytes] | None = None
        self._outline: list[Side] = []
        self._targets: list[tuple[int, int]] = []
        self._ignored: list[tuple[int, int]] = []

    def refresh(self) -> None:
        document, grid = self._document, self._document.grid
        facts = grid.shape, document.assignment.tobytes()
        if facts == self._facts:
            return
        self._facts = facts
        self._outline = layers.edges(grid, document.known, border=False)
        self._targets, self._ignored = self._cells(document.target), self._cells(document.assignment == IGNORED)

    def draw_outline(self, painter: QPainter, viewport: Viewport, palette: QPalette) -> None:
        """A line around the known patches."""
        layers.draw_outline(painter, viewport, self._outline, palette.color(Role.Highlight))

    def draw_unfilled(self, painter: QPainter, viewport: Viewport, palette: QPalette) -> None:
        """Hatched patches that have no pixels to show; as one shape, which has no seams at any scale."""
        area = QPainterPath()
        area.setFillRule(Qt.FillRule.WindingFill)
        for rectangle in self._rectangles(viewport, self._targets):
            area.addRect(rectangle)
        painter.fillPath(area, palette.color(Role.Base))
        painter.fillPath(area, QBrush(palette.color(Role.Mid), Qt.BrushStyle.BDiagPattern))

    def draw_ignored(self, painter: QPainter, viewport: Viewport, palette: QPalette) -> None:
        """Patches that take no part: covered and crossed out, so that nobody takes them for picture."""
        cover = QColor(palette.color(Role.Midlight))
        cover.setAlphaF(0.94)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(palette.color(Role.PlaceholderText), 1.2))
        for rectangle in self._rectangles(viewport, self._ignored):
            painter.fillRect(rectangle, cover)
            inner = rectangle.adjusted(*(k * rectangle.width() / 3.2 for k in (1, 1, -1, -1)))
            painter.drawLine(inner.topLeft(), inner.bottomRight())
            painter.drawLine(inner.topRight(), inner.bottomLeft())
        painter.restore()

    def _cells(self, subset: BoolArray) -> list[tuple[int, int]]:
        """Row and column of the patches of a subset."""
        return [(int(row), int(column)) for row, column in np.argwhere(subset.reshape(self._document.grid.shape))]

    def _rectangles(self, viewport: Viewport, cells: list[tuple[int, int]]) -> list[QRectF]:
        side = viewport.scale * self._document.grid.patch_size
        return [QRectF(viewport.x + column * side, viewport.y + row * side, side, side) for row, column in cells]
