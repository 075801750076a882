"""What lies over a photo: what was made in its hole, the hole's outline, and the frame with its handles."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPalette, QPen

import engine
from engine import BoolArray, UInt8Array
from studio.canvas import layers
from studio.canvas.frame import CORNERS
from studio.canvas.tools import Point
from studio.canvas.viewport import Viewport
from studio.document.document import Document
from studio.document.photo import SEAM
from studio.document.state import IGNORED
from studio.imaging.paste_back import overlay
from studio.imaging.placement import is_exact
from studio.imaging.qt_images import CHECKERBOARD, to_qimage
from studio.imaging.render import absent

Role = QPalette.ColorRole
_LARGEST = 448
"""Pixels along the longer side of what lies over the frame."""
_HANDLE = 9
"""Widget pixels along one side of a handle."""
_TINT = 110
_RIM = 4
"""Parts of a pixel of the model, at least, that the outline of a hole is as fine as."""
_SQUARE = 16


class PhotoLayer:
    """Computed when the hole, the frame or the completion changes, drawn as often as need be."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._facts: tuple[object, ...] = ()
        self._alpha = self._through = np.zeros((1, 1), dtype=np.uint8)
        self._over = self._inside = self._rim = QImage()
        self._sharp = False

    def refresh(self, completed: UInt8Array) -> None:
        """Args: completed: (H, W, C), what is shown in the hole."""
        document = self._document
        facts = document.hole, document.sources[0], document.known_pixels.tobytes(), document.assignment.tobytes()
        if facts != self._facts:
            self._facts = facts
            self._look()
        over = to_qimage(overlay(completed, self._alpha, hard_edged=self._sharp, through=self._through))
        self._over = over.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)

    def _look(self) -> None:
        """At what is to be replaced, as finely as the picture is, or as the screen may show it."""
        document = self._document
        source, hole, grid = document.sources[0], document.hole, document.grid
        assert hole is not None
        frame = source.frame
        finer = int(min(max(np.ceil(frame.unit(source.shape)), 1), max(_LARGEST // max(grid.height, grid.width), 1)))
        size = grid.width * finer, grid.height * finer
        mask = frame.turned(hole.mask(frame.box, size))
        beyond = absent(source.whole, frame, (size[1], size[0], source.shape[2]))
        own, ignored = (_finer(grid.mask(each), finer) for each in (document.own, document.assignment == IGNORED))
        covered = np.where(own, beyond, ~ignored)
        mask = (mask & own) | covered
        self._sharp = source.whole.colours.hard_edged or is_exact(frame, source.shape)
        seam = 0 if self._sharp else SEAM * finer
        weight = engine.feathered(mask, seam, margins=(seam,) * 4)[..., 0]
        weight[covered] = 1
        self._alpha = (255 * weight).astype(np.uint8)
        squares = np.add.outer(np.arange(size[1]) // _SQUARE, np.arange(size[0]) // _SQUARE) % 2
        self._through = np.where(squares, *CHECKERBOARD).astype(np.uint8)
        self._inside = _plain(mask)
        self._rim = _plain(_rim(_finer(mask, -(-_RIM // finer))))

    def draw_made(self, painter: QPainter, viewport: Viewport) -> None:
        """What was made, over the picture."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not self._sharp)
        painter.drawImage(self._frame(viewport), self._over)

    def draw_unfilled(self, painter: QPainter, viewport: Viewport, palette: QPalette) -> None:
        """A tint where nothing was made yet."""
        self._inside.setColorTable([0, _faint(palette).rgba()])
        painter.drawImage(self._frame(viewport), self._inside)

    def draw_outline(self, painter: QPainter, viewport: Viewport, palette: QPalette) -> None:
        """A line around what is to be replaced."""
        self._rim.setColorTable([0, palette.color(Role.Highlight).rgba()])
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(self._frame(viewport), self._rim)

    def draw_beyond(self, painter: QPainter, whole: Viewport, viewport: Viewport, palette: QPalette) -> None:
        """What is to be replaced beyond the frame, as while a stroke leaves it. Args: whole: the picture's."""
        source, hole = self._document.sources[0], self._document.hole
        if hole is None or hole.bounds is None or source.frame.frames(hole.bounds):
            return
        height, width, _ = source.whole.shape
        frame = source.frame
        painter.save()
        everywhere, inside = QPainterPath(), QPainterPath()
        everywhere.addRect(QRectF(painter.viewport()))
        inside.addRect(self._frame(viewport))
        painter.setClipPath(everywhere - inside)
        for stroke in hole.strokes:
            turned = [(width - x if frame.flip_x else x, height - y if frame.flip_y else y) for x, y in stroke.points]
            points = [QPointF(*whole.to_widget(*point)) for point in turned]
            path = QPainterPath(points[0])
            for point in [*points[1:], points[-1]]:
                path.lineTo(point)
            pen = QPen(_faint(palette), 2 * stroke.radius * whole.scale)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            if not stroke.restores and stroke.radius:
                painter.strokePath(path, pen)
            elif not stroke.restores:
                painter.fillPath(path, _faint(palette))
        painter.restore()

    def draw_cells(self, painter: QPainter, whole: Viewport) -> None:
        """Faint lines between the cells of a sheet. Args: whole: where the picture lies."""
        source = self._document.sources[0]
        (height, width, _), frame = source.whole.shape, source.frame
        start = frame.as_seen(width, height)
        layers.draw_lines(painter, whole, (width, height), start, (frame.width, frame.height))

    def draw_frame(self, painter: QPainter, viewport: Viewport) -> None:
        """The frame, with a handle at each corner by which it is resized."""
        frame = self._frame(viewport)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(0, 0, 0, 110), 3), (QColor("white"), 1)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(frame)
        painter.setPen(QPen(QColor(0, 0, 0, 160), 1))
        for right, down in () if self._document.cells else CORNERS:
            corner = QPointF(frame.right() if right else frame.left(), frame.bottom() if down else frame.top())
            handle = QRectF(QPointF(), QSizeF(_HANDLE, _HANDLE))
            handle.moveCenter(corner)
            painter.fillRect(handle, QColor("white"))
            painter.drawRect(handle)

    def _frame(self, viewport: Viewport) -> QRectF:
        return layers.frame(viewport, self._document.grid.width, self._document.grid.height)


def draw_brush(painter: QPainter, viewport: Viewport, centre: Point, radius: float) -> None:
    """What a press would touch. Args: centre, radius: in pixels of the model's image."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(0, 0, 0, 120), 3), (QColor("white"), 1)):
        painter.setPen(QPen(colour, width))
        r = radius * viewport.scale
        painter.drawEllipse(QPointF(*viewport.to_widget(*centre)), r, r)
    painter.restore()


def _faint(palette: QPalette) -> QColor:
    tint = QColor(palette.color(Role.Highlight))
    tint.setAlpha(_TINT)
    return tint


def _finer(mask: BoolArray, factor: int) -> BoolArray:
    return mask.repeat(factor, axis=0).repeat(factor, axis=1)


def _rim(mask: BoolArray) -> BoolArray:
    """The outermost pixels of a mask, two of them deep; its edge along the border does not count."""
    wide = np.pad(mask, 2, mode="edge")
    inner = mask.copy()
    height, width = mask.shape
    for down, right in ((0, 2), (4, 2), (2, 0), (2, 4)):
        inner &= wide[down : down + height, right : right + width]
    return mask & ~inner


def _plain(mask: BoolArray) -> QImage:
    """An image of one colour, which its table of colours says."""
    height, width = mask.shape
    return QImage(mask.astype(np.uint8).tobytes(), width, height, width, QImage.Format.Format_Indexed8).copy()
