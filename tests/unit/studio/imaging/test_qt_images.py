"""Pictures go to Qt and back without a changed pixel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage

from studio.imaging.qt_images import to_pil, to_qimage


@pytest.mark.parametrize("shape", [(28, 28, 1), (28, 28, 3), (5, 7, 1), (5, 7, 3), (1, 1, 3)])
def test_there_and_back(shape: tuple[int, int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    back = np.asarray(to_pil(to_qimage(pixels)).convert("RGB"))
    np.testing.assert_array_equal(back, np.broadcast_to(pixels, (*shape[:2], 3)))


@pytest.mark.parametrize("bands", [2, 4])
def test_opacity_is_kept(bands: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, bands), dtype=np.uint8)
    back = np.asarray(to_pil(to_qimage(pixels)))
    np.testing.assert_array_equal(back[..., 3], pixels[..., -1])
    np.testing.assert_array_equal(back[..., :3], np.broadcast_to(pixels[..., :-1], (5, 7, 3)))


def test_an_empty_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        to_pil(QImage())
