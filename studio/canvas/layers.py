"""What lies on the canvas, from bottom to top. Each function draws one layer and knows nothing of events."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPalette, QPen, QPolygonF

from engine import Grid
from studio.canvas.tools import Point
from studio.canvas.viewport import Viewport
from studio.document.request import BoolArray
from studio.document.views import View
from studio.imaging.qt_images import draw_image

Role = QPalette.ColorRole
Side = tuple[Point, Point]
"""Of a patch: its ends."""
_NAME = 11
"""Height of a view's name on the screen, whatever the zoom."""


def draw_picture(painter: QPainter, viewport: Viewport, image: QImage) -> None:
    """The picture, its pixels as hard-edged squares."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    draw_image(painter, frame(viewport, image.width(), image.height()), image)


def draw_copies(painter: QPainter, viewport: Viewport, image: QImage) -> None:
    """The picture eight times around itself."""
    for right, down in product((-1, 0, 1), repeat=2):
        if right or down:
            x, y = (viewport.scale * by for by in (right * image.width(), down * image.height()))
            draw_picture(painter, viewport.moved(x, y), image)


def draw_border(painter: QPainter, viewport: Viewport, grid: Grid, palette: QPalette) -> None:
    """A thin line around the picture, so that it ends somewhere on any ground."""
    painter.setPen(_hairline(palette.color(Role.Shadow)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame(viewport, grid.width, grid.height).adjusted(-0.5, -0.5, 0.5, 0.5))


def draw_grid(painter: QPainter, viewport: Viewport, grid: Grid) -> None:
    """The patch grid, faint on dark and on bright pixels alike."""
    draw_lines(painter, viewport, (grid.width, grid.height), (0, 0), (grid.patch_size, grid.patch_size))


def draw_lines(painter: QPainter, viewport: Viewport, size: tuple[int, int], start: Point, step: Point) -> None:
    """Faint lines across and down an image of a size, one of each through a point of it, the others steps away."""
    colour, hair = QColor(128, 128, 128, 90), 1 / painter.device().devicePixelRatioF()
    whole, (across, down) = frame(viewport, *size), (_lines(*each) for each in zip(size, start, step, strict=True))
    for u in across:
        painter.fillRect(QRectF(viewport.x + viewport.scale * u, viewport.y, hair, whole.height()), colour)
    for v in down:
        painter.fillRect(QRectF(viewport.x, viewport.y + viewport.scale * v, whole.width(), hair), colour)


def _lines(length: float, start: float, step: float) -> list[float]:
    """Where lines lie inside a length, `step` apart, one of them at `start`."""
    first = start % step or step
    return [first + i * step for i in range(math.ceil((length - first) / step))]


def draw_views(painter: QPainter, viewport: Viewport, grid: Grid, views: Sequence[View], palette: QPalette) -> None:
    """A thin line around each view; its name outside the picture or, of one amid others, in its corner."""
    font = QFont(painter.font())
    font.setPixelSize(_NAME)
    painter.setFont(font)
    for view in views:
        p = grid.patch_size
        (left, top), (right, bottom) = (
            viewport.to_widget(p * column, p * row)
            for row, column in ((view.row, view.column), (view.row + view.rows, view.column + view.columns))
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(0, 0, 0, 80), 3), (QColor(255, 255, 255, 200), 1)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(QRectF(left, top, right - left, bottom - top))
        name = QRectF(left + 1, top - _NAME - 5, right - left, _NAME + 4)
        ink = palette.color(Role.PlaceholderText)
        if view.row and view.row + view.rows == grid.rows:
            name.moveTop(bottom + 3)
        elif view.row:
            name = QRectF(left, top, painter.fontMetrics().horizontalAdvance(view.name) + 6, _NAME + 4)
            painter.fillRect(name, QColor(0, 0, 0, 150))
            name.adjust(3, 0, 0, 0)
            ink = QColor("white")
        painter.setPen(ink)
        words = painter.fontMetrics().elidedText(view.name, Qt.TextElideMode.ElideRight, int(right - left))
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


def draw_outline(painter: QPainter, viewport: Viewport, sides: Sequence[Side], colour: QColor) -> None:
    """Lines along sides of patches, with a dark line under them so that they show on anything."""
    for line_colour, width in ((QColor(0, 0, 0, 120), 4), (colour, 2)):
        for a, b in sides:
            (x, y), (right, bottom) = viewport.to_widget(*a), viewport.to_widget(*b)
            half = width / 2
            painter.fillRect(QRectF(x - half, y - half, right - x + width, bottom - y + width), line_colour)


def draw_path(painter: QPainter, viewport: Viewport, path: Sequence[Point]) -> None:
    """The rectangle or lasso being drawn, closed."""
    polygon = QPolygonF([QPointF(*viewport.to_widget(*point)) for point in path])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, style in ((QColor(0, 0, 0, 150), Qt.PenStyle.SolidLine), (QColor("white"), Qt.PenStyle.DashLine)):
        pen = _hairline(colour)
        pen.setStyle(style)
        painter.setPen(pen)
        painter.drawPolygon(polygon)


def edges(grid: Grid, subset: BoolArray, *, border: bool = True) -> list[Side]:
    """The sides of patches with the subset on one side only. Args: border: count those along the border."""
    p = grid.patch_size
    wide = np.pad(subset.reshape(grid.shape), 1, mode="constant" if border else "edge")
    across, down = wide[1:, 1:-1] != wide[:-1, 1:-1], wide[1:-1, 1:] != wide[1:-1, :-1]
    found: list[Side] = []
    for sides, (right, below) in ((across, (p, 0)), (down, (0, p))):
        for y, x in (np.argwhere(sides) * float(p)).tolist():
            found.append(((x, y), (x + right, y + below)))
    return found


def pixel_edges(point: Point) -> list[Side]:
    """The sides of the pixel under a point."""
    x, y = (float(math.floor(c)) for c in point)
    return [((x, y), (x + 1, y)), ((x, y + 1), (x + 1, y + 1)), ((x, y), (x, y + 1)), ((x + 1, y), (x + 1, y + 1))]


def frame(viewport: Viewport, width: int, height: int) -> QRectF:
    """Where a picture of so many pixels lies on the widget."""
    return QRectF(viewport.x, viewport.y, viewport.scale * width, viewport.scale * height)


def _hairline(colour: QColor) -> QPen:
    pen = QPen(colour)
    pen.setCosmetic(True)
    return pen
