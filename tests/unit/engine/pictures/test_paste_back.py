"""Pasting back: only what was made is new, in the picture's own resolution, mode and profile."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageCms

from engine.pictures.images import fit_image
from engine.pictures.paste_back import paste_back

MADE = np.zeros((8, 8), dtype=bool)
MADE[4:, 4:] = True


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


@pytest.mark.parametrize("bands", [1, 3, 4])
def test_all_but_what_was_made_stays_bit_for_bit(bands: int) -> None:
    pixels = noise(30, 50, bands)
    picture = Image.fromarray(pixels[..., 0] if bands == 1 else pixels)
    result = paste_back(picture, np.full((8, 8, bands), 255, dtype=np.uint8), MADE, seam=0)
    made = np.zeros((30, 50), dtype=bool)
    made[15:, 25:40] = True  # of the 30x30 in the middle
    after = np.atleast_3d(np.asarray(result)).reshape(30, 50, -1)
    np.testing.assert_array_equal(after[~made], pixels[~made])
    assert (after[made] == 255).all()


def test_a_picture_of_the_models_size_gets_the_very_pixels() -> None:
    pixels, completed = noise(8, 8, 4), noise(8, 8, 4)
    completed[..., 3] = np.where(completed[..., 3] < 128, 0, completed[..., 3])
    completed[completed[..., 3] == 0] = 0
    result = np.asarray(paste_back(Image.fromarray(pixels), completed, MADE, seam=0))
    np.testing.assert_array_equal(result[MADE], completed[MADE])


def test_the_seam_is_inside_what_was_made_and_a_finer_mask_has_none() -> None:
    picture = Image.new("L", (80, 80), 0)
    picture.putpixel((0, 0), 7)
    photo = Image.fromarray(np.asarray(picture) + noise(80, 80) // 8)
    white = np.full((8, 8, 1), 255, dtype=np.uint8)
    result = np.asarray(paste_back(photo, white, MADE, seam=2))
    np.testing.assert_array_equal(result[:40], np.asarray(photo)[:40])
    assert result[41, 60] < 100 < 255 == result[79, 60]
    missing = np.zeros((80, 80), dtype=bool)
    missing[50:, 50:] = True
    result = np.asarray(paste_back(photo, white, MADE, seam=2, missing=missing))
    np.testing.assert_array_equal(result[~missing], np.asarray(photo)[~missing])
    assert (result[missing] == 255).all()


def test_there_is_a_seam_too_where_what_was_made_ends_with_the_cut_and_the_picture_goes_on() -> None:
    photo, white = Image.fromarray(noise(80, 120) // 8), np.full((8, 8, 1), 255, dtype=np.uint8)
    result = np.asarray(paste_back(photo, white, np.ones((8, 8), dtype=bool), seam=2))
    assert result[40, 21] < 100 < 255 == result[40, 60]
    assert result[0, 60] == 255, "nothing is above the picture"


def test_colours_of_transparent_pixels_do_not_bleed_into_those_that_are_seen() -> None:
    completed = np.zeros((8, 8, 4), dtype=np.uint8)
    completed[::2] = (200, 40, 40, 255)
    photo = Image.fromarray(noise(64, 64, 3))
    result = np.asarray(paste_back(photo, completed, np.ones((8, 8), dtype=bool), seam=0))
    seen = result[result[..., 3] > 40]
    assert (np.abs(seen[:, :3].astype(int) - (200, 40, 40)) < 30).all()


def test_the_colour_profile_stays_and_what_was_made_is_in_its_terms() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    picture = Image.fromarray(noise(16, 16, 3))
    picture.info["icc_profile"] = profile  # of another kind of picture: it changes nothing
    result = paste_back(picture, fit_image(picture, (8, 8, 3)), MADE, seam=0)
    assert result.info["icc_profile"] == profile
    grey = Image.fromarray(noise(16, 16))
    grey.info["icc_profile"] = profile
    coloured = paste_back(grey, noise(8, 8, 3), MADE, seam=0)
    assert (coloured.mode, "icc_profile" in coloured.info) == ("RGB", False)
