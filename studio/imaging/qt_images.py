"""Pictures between numpy and Qt, and on the screen."""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from engine import UInt8Array

_SQUARE, _SMALL_SQUARE, _SMALL = 8, 4, 240
"""Widget pixels along one side of a square of the checkerboard, and of one under a picture smaller than that."""
CHECKERBOARD = 0xE6, 0xCD
"""Greys of its squares."""


def draw_image(painter: QPainter, frame: QRectF, image: QImage) -> None:
    """Draw a picture, through which one sees a checkerboard where it is transparent."""
    if image.hasAlphaChannel():
        painter.save()
        painter.setBrushOrigin(frame.topLeft())
        small = max(frame.width(), frame.height()) < _SMALL
        painter.fillRect(frame, QBrush(_checkerboard(_SMALL_SQUARE if small else _SQUARE)))
        painter.restore()
    painter.drawImage(frame, image)


def fitted(frame: QRectF, image: QImage) -> QRectF:
    """The largest rectangle of a picture's aspect in the middle of a frame; the frame if there is no picture."""
    if image.isNull():
        return frame
    size = QSizeF(image.size()).scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
    corner = frame.center() - QPointF(size.width() / 2, size.height() / 2)
    return QRectF(corner, size)


@cache
def _checkerboard(side: int) -> QImage:
    squares = QImage(2 * side, 2 * side, QImage.Format.Format_RGB32)
    squares.fill(QColor.fromRgb(*(CHECKERBOARD[0],) * 3))
    painter = QPainter(squares)
    for x, y in ((0, side), (side, 0)):
        painter.fillRect(x, y, side, side, QColor.fromRgb(*(CHECKERBOARD[1],) * 3))
    painter.end()
    return squares


def to_qimage(pixels: UInt8Array) -> QImage:
    """(H, W, 1 to 4) uint8 -> a picture that owns its pixels: RGB, or RGBA where the last of 2 or 4 is opacity."""
    height, width, bands = pixels.shape
    kind, order = (QImage.Format.Format_RGB888, [0, 1, 2] if bands == 3 else [0, 0, 0])
    if bands in (2, 4):
        kind, order = QImage.Format.Format_RGBA8888, [0, 1, 2, 3] if bands == 4 else [0, 0, 0, 1]
    filled = np.ascontiguousarray(pixels[..., order])
    return QImage(filled.data, width, height, len(order) * width, kind).copy()


def to_pil(image: QImage) -> Image.Image:
    """A Qt picture -> RGBA, as the clipboard and drops give one.

    Raises:
        ValueError: the picture is empty.
    """
    if image.isNull():
        raise ValueError("the picture is empty")
    rgba = image.convertToFormat(QImage.Format.Format_RGBA8888)
    width, height = rgba.width(), rgba.height()
    rows = np.frombuffer(rgba.constBits(), dtype=np.uint8).reshape(height, rgba.bytesPerLine())
    return Image.fromarray(rows[:, : 4 * width].reshape(height, width, 4).copy(), "RGBA")
