"""What lies on the canvas, from bottom to top. Each function draws one layer and knows nothing of events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPalette, QPen, QPolygonF

from engine import Grid
from studio.canvas.tools import Point
from studio.canvas.viewport import Viewport
from studio.document.request import BoolArray

Role = QPalette.ColorRole


def draw_picture(painter: QPainter, viewport: Viewport, image: QImage) -> None:
    """The picture, its pixels as hard-edged squares."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(frame(viewport, image.width(), image.height()), image)


def draw_border(painter: QPainter, viewport: Viewport, grid: Grid, palette: QPalette) -> None:
    """A thin line around the picture, so that it ends somewhere on any ground."""
    painter.setPen(_hairline(palette.color(Role.Shadow)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame(viewport, grid.width, grid.height).adjusted(-0.5, -0.5, 0.5, 0.5))


def draw_unfilled(painter: QPainter, viewport: Viewport, grid: Grid, subset: BoolArray, palette: QPalette) -> None:
    """Hatched patches that have no pixels to show."""
    painter.setPen(Qt.PenStyle.NoPen)
    hatch = QBrush(palette.color(Role.Mid), Qt.BrushStyle.BDiagPattern)
    for rectangle in _rectangles(viewport, grid, np.flatnonzero(subset)):
        painter.fillRect(rectangle, palette.color(Role.Base))
        painter.fillRect(rectangle, hatch)


def draw_shading(painter: QPainter, viewport: Viewport, grid: Grid, target: BoolArray, palette: QPalette) -> None:
    """A breath of the accent colour on the patches that the model made; known ones stay clear."""
    tint = QColor(palette.color(Role.Highlight))
    tint.setAlphaF(0.24)
    veil = QImage(grid.columns, grid.rows, QImage.Format.Format_ARGB32_Premultiplied)
    veil.fill(Qt.GlobalColor.transparent)
    for patch in np.flatnonzero(target):
        row, column = divmod(int(patch), grid.columns)
        veil.setPixelColor(column, row, tint)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(frame(viewport, grid.width, grid.height), veil)


def draw_grid(painter: QPainter, viewport: Viewport, grid: Grid) -> None:
    """The patch grid, faint on dark and on bright pixels alike."""
    step, whole = viewport.scale * grid.patch_size, frame(viewport, grid.width, grid.height)
    colour, hair = QColor(128, 128, 128, 90), 1 / painter.device().devicePixelRatioF()
    for i in range(1, grid.columns):
        painter.fillRect(QRectF(viewport.x + i * step, viewport.y, hair, whole.height()), colour)
    for i in range(1, grid.rows):
        painter.fillRect(QRectF(viewport.x, viewport.y + i * step, whole.width(), hair), colour)


def draw_outline(
    painter: QPainter, viewport: Viewport, grid: Grid, subset: BoolArray, colour: QColor, *, border: bool = True
) -> None:
    """A line around a subset of patches, with a dark line under it so that it shows on anything.

    Args:
        border: draw it along the border of the image too.
    """
    sides = edges(grid, subset, border=border)
    for line_colour, width in ((QColor(0, 0, 0, 120), 4), (colour, 2)):
        for a, b in sides:
            (x, y), (right, bottom) = viewport.to_widget(*a), viewport.to_widget(*b)
            half = width / 2
            painter.fillRect(QRectF(x - half, y - half, right - x + width, bottom - y + width), line_colour)


def draw_ignored(painter: QPainter, viewport: Viewport, grid: Grid, subset: BoolArray, palette: QPalette) -> None:
    """Patches that take no part: covered and crossed out, so that nobody takes them for picture."""
    cover = QColor(palette.color(Role.Midlight))
    cover.setAlphaF(0.94)
    cross = QPen(palette.color(Role.PlaceholderText), 1.2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(cross)
    for rectangle in _rectangles(viewport, grid, np.flatnonzero(subset)):
        painter.fillRect(rectangle, cover)
        inner = rectangle.adjusted(*(k * rectangle.width() / 3.2 for k in (1, 1, -1, -1)))
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())
    painter.restore()


def draw_path(painter: QPainter, viewport: Viewport, path: Sequence[Point]) -> None:
    """The rectangle or lasso being drawn, closed."""
    polygon = QPolygonF([QPointF(*viewport.to_widget(*point)) for point in path])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, style in ((QColor(0, 0, 0, 150), Qt.PenStyle.SolidLine), (QColor("white"), Qt.PenStyle.DashLine)):
        pen = _hairline(colour)
        pen.setStyle(style)
        painter.setPen(pen)
        painter.drawPolygon(polygon)


def edges(grid: Grid, subset: BoolArray, *, border: bool = True) -> list[tuple[Point, Point]]:
    """The sides of patches, in image pixels, with the subset on one side only."""
    p = grid.patch_size
    wide = np.pad(subset.reshape(grid.shape), 1, mode="constant" if border else "edge")
    found: list[tuple[Point, Point]] = []
    for row, column in np.argwhere(wide[1:, 1:-1] != wide[:-1, 1:-1]):
        x, y = float(column * p), float(row * p)
        found.append(((x, y), (x + p, y)))
    for row, column in np.argwhere(wide[1:-1, 1:] != wide[1:-1, :-1]):
        x, y = float(column * p), float(row * p)
        found.append(((x, y), (x, y + p)))
    return found


def frame(viewport: Viewport, width: int, height: int) -> QRectF:
    """Where a picture of so many pixels lies on the widget."""
    return QRectF(viewport.x, viewport.y, viewport.scale * width, viewport.scale * height)


def _rectangles(viewport: Viewport, grid: Grid, patches: Iterable[int]) -> list[QRectF]:
    side = viewport.scale * grid.patch_size
    corners = (divmod(int(patch), grid.columns) for patch in patches)
    return [QRectF(viewport.x + column * side, viewport.y + row * side, side, side) for row, column in corners]


def _hairline(colour: QColor) -> QPen:
    pen = QPen(colour)
    pen.setCosmetic(True)
    return pen
