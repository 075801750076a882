"""The rest of a large picture around the model's frame: shown dimly, so that one sees where the frame lies."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from studio.canvas.viewport import Viewport
from studio.document.state import Source
from studio.imaging.picture import Picture, on_white, to_image
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
        """Show what is around the frame of another source, or of the same one placed elsewhere."""
        height, width = source.whole.shape[:2]
        frame = source.frame
        if frame.x <= 0 and frame.y <= 0 and frame.x + frame.width >= width and frame.y + frame.height >= height:
            self._source = None
            return
        before, keeps_alpha = self._source, source.shape[2] == 4
        if (
            before is None
            or before.whole is not source.whole
            or before.frame.inverted is not frame.inverted
            or (before.shape[2] == 4) is not keeps_alpha
        ):
            self._image = _small(source.whole, keeps_alpha=keeps_alpha)
            if frame.inverted:
                self._image.invertPixels()
        self._source = source

    def draw(self, painter: QPainter, viewport: Viewport) -> None:
        """Draw the whole picture as it lies about the frame."""
        if self._source is None:
            return
        height, width = self._source.whole.shape[:2]
        frame, (H, W, _) = self._source.frame, self._source.shape
        unit = viewport.scale / frame.unit(self._source.shape)
        painter.save()
        painter.translate(viewport.x, viewport.y)
        if frame.flip_x:
            painter.translate(viewport.scale * W, 0)
            painter.scale(-1, 1)
        if frame.flip_y:
            painter.translate(0, viewport.scale * H)
            painter.scale(1, -1)
        painter.setOpacity(_OPACITY)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, unit * width < self._image.width())
        painter.drawImage(QRectF(-frame.x * unit, -frame.y * unit, width * unit, height * unit), self._image)
        painter.restore()


def _small(whole: Picture, *, keeps_alpha: bool) -> QImage:
    """Every n-th pixel; transparent ones on white, unless they are to be seen through."""
    step = -(-max(whole.shape[:2]) // _LARGEST)
    few = whole.pixels[::step, ::step]
    if few.shape[-1] == 4 and not keeps_alpha:
        few = np.asarray(on_white(to_image(few)))
    return to_qimage(few)
