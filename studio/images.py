"""Pictures between numpy and Qt."""

from __future__ import annotations

import numpy as np
from PIL import Image
from PySide6.QtGui import QImage

from studio.request import UInt8Array


def to_qimage(pixels: UInt8Array) -> QImage:
    """(H, W, 1 or 3) uint8 -> an RGB picture that owns its pixels."""
    rgb = np.ascontiguousarray(np.broadcast_to(pixels, (*pixels.shape[:2], 3)))
    height, width = rgb.shape[:2]
    return QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


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
