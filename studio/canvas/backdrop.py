"""The whole picture in hand, at the resolution of the screen, of which only what is seen is ever scaled."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from studio.canvas.viewport import Viewport
from studio.document.state import Source
from studio.imaging.qt_images import draw_image

_FORMATS = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}


class Backdrop:
    """Keeps what is seen of the picture as an image of the widget: while nothing moves, painting it costs nothing."""

    def __init__(self) -> None:
        self._facts: tuple[object, ...] = ()
        self._image = QImage()

    def draw(self, painter: QPainter, viewport: Viewport, source: Source, *, opacity: float = 1) -> None:
        """Draw the whole picture of a source, turned as in its frame. Args: viewport: where the picture lies."""
        device, ratio = painter.device(), painter.device().devicePixelRatioF()
        size = device.width(), device.height()
        frame = source.frame
        turned = frame.flip_x, frame.flip_y, frame.inverted
        place = (
            round(viewport.scale, 9),
            round(viewport.x, 4),
            round(viewport.y, 4),
        )  # it is worked out from the frame's
        facts = place, size, ratio, turned, source.whole
        if facts != self._facts:
            self._facts = facts
            inner = QSize(round(size[0] * ratio), round(size[1] * ratio))
            self._image = QImage(inner, QImage.Format.Format_ARGB32_Premultiplied)
            self._image.setDevicePixelRatio(ratio)
            self._image.fill(0)
            own = QPainter(self._image)
            _draw(own, viewport, source, ratio)
            own.end()
            if frame.inverted:
                self._image.invertPixels()
        painter.setOpacity(opacity)
        painter.drawImage(0, 0, self._image)
        painter.setOpacity(1)


def _draw(painter: QPainter, viewport: Viewport, source: Source, ratio: float) -> None:
    level, factor = source.whole.level_for(1, viewport.scale * ratio)
    level = source.frame.turned(level)
    step, (down, across, _) = viewport.scale * factor, level.shape
    device = painter.viewport()
    left, top = (max(0, math.floor(-edge / step)) for edge in (viewport.x, viewport.y))
    right = min(across, math.ceil((device.width() - viewport.x) / step))
    bottom = min(down, math.ceil((device.height() - viewport.y) / step))
    if right <= left or bottom <= top:
        return
    pixels = np.ascontiguousarray(level[top:bottom, left:right])
    height, width, bands = pixels.shape
    image = QImage(pixels.data, width, height, bands * width, _FORMATS[bands])
    place = QRectF(viewport.x + step * left, viewport.y + step * top, step * width, step * height)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, step * ratio < 2)
    draw_image(painter, place, image)
