"""Pictures between numpy and Qt."""

from __future__ import annotations

import numpy as np
from PIL import Image
from PySide6.QtGui import QImage

from engine import UInt8Array


def to_qimage(pixels: UInt8Array) -> QImage:
    """(H, W, 1 to 4) uint8 -> a picture that owns its pixels: RGB, or RGBA where the last of 2 or 4 is opacity."""
    if pixels.shape[-1] in (2, 4):
        colours = np.broadcast_to(pixels[..., :-1], (*pixels.shape[:2], 3))
        rgba = np.ascontiguousarray(np.concatenate([colours, pixels[..., -1:]], axis=-1))
        height, width = rgba.shape[:2]
        return QImage(rgba.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
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
