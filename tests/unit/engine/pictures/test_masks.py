"""Masks from files: white is known."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import EngineError
from engine.pictures.masks import read_mask

WHITE = np.arange(64).reshape(8, 8) % 3 == 0


def mask_in(mode: str) -> Image.Image:
    grey = Image.fromarray(np.where(WHITE, 255, 0).astype(np.uint8))
    if mode == "RGBA":
        clear = Image.new("RGBA", (8, 8), (255, 255, 255, 0))
        clear.paste(Image.new("RGBA", (8, 8), "white"), mask=grey)
        return clear
    if mode == "I;16":
        return Image.fromarray(np.where(WHITE, 65535, 1020).astype(np.uint16))
    if mode == "F":
        return Image.fromarray(WHITE.astype(np.float32))
    return grey.convert(mode)


@pytest.mark.parametrize("fit", [False, True])
@pytest.mark.parametrize("mode", ["L", "1", "P", "RGB", "RGBA", "LA", "I;16", "F"])
def test_a_mask_means_the_same_in_every_mode(tmp_path: Path, mode: str, fit: bool) -> None:
    path = tmp_path / ("mask.tiff" if mode == "F" else "mask.png")
    mask_in(mode).save(path)
    assert (read_mask(path, size=(8, 8), fit=fit) == WHITE).all()


def test_a_mask_of_0_and_1_is_stretched_in_8_bits_too_and_nothing_wraps(tmp_path: Path) -> None:
    Image.fromarray(WHITE.astype(np.uint8)).save(tmp_path / "mask.png")
    assert (read_mask(tmp_path / "mask.png", size=(8, 8)) == WHITE).all()
    Image.fromarray(np.where(WHITE, 1.0, -1.0).astype(np.float32)).save(tmp_path / "mask.tiff")
    assert (read_mask(tmp_path / "mask.tiff", size=(8, 8)) == WHITE).all()


def test_a_fitted_mask_gains_no_new_greys(tmp_path: Path) -> None:
    mask_in("L").resize((24, 16), Image.Resampling.NEAREST).save(tmp_path / "mask.png")
    assert read_mask(tmp_path / "mask.png", size=(8, 8), fit=True).shape == (8, 8)
    with pytest.raises(EngineError, match=r"24x16; the model's image is 8x8"):
        read_mask(tmp_path / "mask.png", size=(8, 8))
