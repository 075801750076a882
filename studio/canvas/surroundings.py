"""The rest of a large picture around the model's square: shown dimly, so that one sees where the square lies."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from studio.canvas.viewport import Viewport
from studio.document.state import Source
from studio.imaging.picture import Picture
from studio.imaging.qt_images import to_qimage

_LARGEST = 1600
"""Pixels along the longer side of what is drawn."""
_OPACITY = 0.4


class Surroundings:
    """Keeps a small copy of one picture, so that painting it costs little however large it is."""

    def __init__(self) -> None:
        self._source: Source | None = None
        self._image = QImage()

    def refresh(self, source: Source) -> None:
        """Show what is around the square of another source, or of the same one placed elsewhere."""
        height, width = source.whole.shape[:2]
        square = source.square
        if square.x <= 0 and square.y <= 0 and square.x + square.side >= width and square.y + square.side >= height:
            self._source = None
            return
        before = self._source
        if before is None or before.whole is not source.whole or before.square.inverted is not square.inverted:
            self._image = _small(source.whole)
            if square.inverted:
                self._image.invertPixels()
        self._source = source

    def draw(self, painter: QPainter, viewport: Viewport, size: int) -> None:
        """Draw the whole picture as it lies about the square.

        Args:
            size: pixels of the model along one side.
        """
        if self._source is None:
            return
        height, width = self._source.whole.shape[:2]
        square = self._source.square
        unit = viewport.scale * size / square.side
        painter.save()
        painter.translate(viewport.x, viewport.y)
        if square.flip_x:
            painter.translate(viewport.scale * size, 0)
            painter.scale(-1, 1)
        if square.flip_y:
            painter.translate(0, viewport.scale * size)
            painter.scale(1, -1)
        painter.setOpacity(_OPACITY)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, unit * width < self._image.width())
        frame = QRectF(-square.x * unit, -square.y * unit, width * unit, height * unit)
        painter.drawImage(frame, self._image)
        painter.restore()


def _small(whole: Picture) -> QImage:
    """Every n-th pixel, transparent ones on white."""
    step = -(-max(whole.shape[:2]) // _LARGEST)
    few = whole.pixels[::step, ::step]
    if few.shape[-1] == 4:
        alpha = few[..., 3:].astype(np.float32) / 255
        few = (few[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
    return to_qimage(few)
