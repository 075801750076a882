"""What is exported says what it came from, pixel for pixel."""

from __future__ import annotations

import json
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from studio import export
from studio.document import Document


def test_a_png_is_lossless_and_holds_model_seed_and_mask(document: Document) -> None:
    pixels = document.sources[0].pixels
    with Image.open(BytesIO(export.png(pixels, export.describe(document.state)))) as image:
        np.testing.assert_array_equal(np.asarray(image)[..., None], pixels)
        about = json.loads(image.text["Patchwork"])  # type: ignore[attr-defined]
    assert (about["model"], about["seed"]) == ("mnist", 0)
    assert about["patches"] == ["###...."] * 7


def test_a_sheet_has_a_white_line_around_each_picture_and_its_exact_pixels() -> None:
    pictures = [np.full((28, 28, 1), value, dtype=np.uint8) for value in (0, 50, 100)]
    sheet = export.sheet([pictures, pictures[:2]])
    assert sheet.shape == (2 * (112 + 2) + 2, 3 * (112 + 2) + 2, 3)
    assert (sheet[2:114, 116:228] == 50).all()
    assert (sheet[:2] == 255).all()
    assert (sheet[116:228, 230:] == 255).all()


@pytest.mark.parametrize("suffix", [".gif", ".png"])
def test_an_animation_goes_there_and_back(suffix: str) -> None:
    frames = [np.full((28, 28, 1), value, dtype=np.uint8) for value in (0, 100, 200)]
    with Image.open(BytesIO(export.animation(frames, suffix=suffix, milliseconds=100))) as image:
        assert image.n_frames == 4  # type: ignore[attr-defined]
        image.seek(2)
        assert np.asarray(image.convert("L")).mean() == 200


def test_the_given_picture_shows_known_patches_only(document: Document) -> None:
    picture = export.given_picture(document.given(), document.state)
    np.testing.assert_array_equal(picture[:, :12, :1], document.sources[0].pixels[:, :12])
    assert (picture[:, 12:] == [160, 175, 210]).all()
