"""What is known of each picture: by a folder of masks, or by transparency."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.batch.inputs import Input
from engine.batch.known import Known
from engine.config import ModelConfig
from engine.errors import EngineError

RGBA = ModelConfig(image_size=12, channels=4, patch_size=4)


def given(stem: str = "a", mask: Path | None = None) -> Input:
    return Input(name=f"/pictures/{stem}.png", stem=Path(stem), data=Path(f"/pictures/{stem}.png"), mask=mask)


def half(width: int, height: int) -> np.ndarray:
    """(height, width) uint8, the upper half white."""
    mask = np.zeros((height, width), dtype=np.uint8)
    mask[: height // 2] = 255
    return mask


def test_alpha_asks_for_what_is_transparent_in_the_pictures_own_resolution() -> None:
    pixels = np.dstack([np.full((24, 24, 3), 90, dtype=np.uint8), half(24, 24)])
    fitted = Known("alpha", RGBA)(given(), Image.fromarray(pixels))
    np.testing.assert_array_equal(fitted.known, half(12, 12) > 0)
    assert fitted.missing is not None
    np.testing.assert_array_equal(fitted.missing, half(24, 24) == 0)
    with pytest.raises(EngineError, match=r"a\.png: nothing is to be completed"):
        Known("alpha", RGBA)(given(), Image.new("RGB", (24, 24)))


@pytest.mark.parametrize("size", [(24, 24), (12, 12)])
def test_a_mask_is_of_the_pictures_size_or_of_the_models(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "sub").mkdir()
    Image.fromarray(half(*size)).save(tmp_path / "sub" / "a.png")
    fitted = Known(str(tmp_path), RGBA)(given("sub/a"), Image.new("RGB", (24, 24), "red"))
    np.testing.assert_array_equal(fitted.known, half(12, 12) > 0)
    assert tuple(fitted.image[0, 0]) == (255, 0, 0, 255)


def test_a_mask_of_another_size_is_an_error_unless_it_is_to_be_fitted(tmp_path: Path) -> None:
    Image.fromarray(half(6, 6)).save(tmp_path / "a.png")
    picture = Image.new("RGB", (24, 24))
    words = "is 6x6; the picture is 24x24, the model's image is 12x12"
    with pytest.raises(EngineError, match=words):
        Known(str(tmp_path), RGBA)(given(), picture)
    fitted = Known(str(tmp_path), RGBA, fit=True)(given(), picture)
    np.testing.assert_array_equal(fitted.known, half(12, 12) > 0)
    with pytest.raises(EngineError, match=r"b\.png has no mask in .* Add b\.png there"):
        Known(str(tmp_path), RGBA)(given("b"), picture)


def test_a_mask_beside_a_picture_comes_first_and_the_negative_has_the_same_patches(tmp_path: Path) -> None:
    beside = tmp_path / "a.mask.png"
    Image.fromarray(half(12, 12)[::-1]).save(beside)
    Image.fromarray(half(12, 12)).save(tmp_path / "a.png")
    fitted = Known(str(tmp_path), RGBA, invert=True)(given(mask=beside), Image.new("RGB", (12, 12), "red"))
    np.testing.assert_array_equal(fitted.known, half(12, 12)[::-1] > 0)
    assert tuple(fitted.image[-1, 0]) == (0, 255, 255, 255)
