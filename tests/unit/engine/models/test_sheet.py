"""The real pictures of a sheet, and what they say of a model's ground."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import EngineError
from engine.models.library import find_model
from engine.models.sheet import tile, truths
from engine.pictures.images import border_brightness


@pytest.mark.parametrize("zoom", [1, 3])
def test_the_real_pictures_come_back_out_of_a_sheet(zoom: int) -> None:
    rows = list(np.random.default_rng(0).integers(0, 256, (4, 10, 12, 12, 3), dtype=np.uint8))
    found = truths(tile(rows, zoom=zoom), size=12)
    np.testing.assert_array_equal(found, [row[-1] for row in rows])


def test_another_picture_is_no_sheet() -> None:
    assert truths(Image.new("RGB", (300, 200)), size=12) == []
    assert truths(Image.new("RGB", (1, 1)), size=12) == []


def test_the_border_alone_tells_the_ground() -> None:
    pixels = np.full((8, 8, 1), 200, dtype=np.uint8)
    pixels[1:-1, 1:-1] = 0
    assert border_brightness(pixels) == 200


def test_the_bundled_digits_are_on_black_and_a_model_without_preview_does_not_say(tmp_path: Path) -> None:
    info = find_model("mnist")
    assert info.ground == pytest.approx(0, abs=10)
    folder = Path(shutil.copytree(info.path, tmp_path / "mine"))
    (folder / "preview.png").write_bytes(b"damaged")
    with pytest.raises(EngineError, match=r"preview\.png"):
        _ = find_model(folder).ground
    (folder / "preview.png").unlink()
    assert find_model(folder).ground is None
