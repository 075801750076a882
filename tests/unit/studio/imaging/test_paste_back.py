"""Pasting back into a photo: what was made goes in, all else stays bit for bit."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

import engine
from studio.imaging.paste_back import paste_back
from studio.imaging.picture import Picture
from studio.imaging.placement import Placement
from studio.imaging.render import render
from tests.profiles import LINEAR_GREY, WIDE_GAMUT

RNG = np.random.default_rng(0)
PHOTO = RNG.integers(0, 256, (300, 400, 3), dtype=np.uint8)
MADE = np.indices((28, 28))[1] >= 16


def square(x: float, y: float, side: float) -> Placement:
    return Placement(x=x, y=y, width=side, height=side)


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("placement", [square(50, 40, 28), square(31.5, 20.25, 213.7)])
def test_pixels_outside_what_was_made_are_bit_identical(placement: Placement, flip: bool) -> None:
    placement = replace(placement, flip_x=flip)
    completed = np.full((28, 28, 3), 200, dtype=np.uint8)
    result = paste_back(Picture(PHOTO), placement, completed, MADE, seam=2)
    unit = placement.width / 28
    inner = (12 if flip else 16) * unit + placement.x
    columns = np.arange(400) + 0.5
    made = (
        (columns < inner) & (columns > placement.x)
        if flip
        else (columns > inner) & (columns < placement.x + 28 * unit)
    )
    rows = np.arange(300) + 0.5
    inside = ((rows > placement.y) & (rows < placement.y + placement.height))[:, None] & made[None]
    changed = (result != PHOTO).any(axis=-1)
    assert not (changed & ~_grown(inside)).any()
    assert (result[inside] == 200).all(axis=-1).mean() > 0.3


def _grown(mask: np.ndarray) -> np.ndarray:
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    grown[:-1] |= mask[1:]
    grown[:, 1:] |= mask[:, :-1]
    grown[:, :-1] |= mask[:, 1:]
    return grown


def test_the_seam_is_a_ramp_without_a_step() -> None:
    black = np.zeros((280, 280, 1), dtype=np.uint8)
    white = np.full((28, 28, 1), 255, dtype=np.uint8)
    line = paste_back(Picture(black), square(0, 0, 280), white, MADE, seam=4)[140, :, 0].astype(int)
    assert (line[:160] == 0).all()
    assert (line[205:] == 255).all(), "the picture ends here: no seam to the right"
    assert (np.diff(line) >= 0).all()
    assert np.diff(line).max() < 20


def test_a_frame_amid_a_photo_is_soft_on_its_outer_side_too() -> None:
    black = np.zeros((400, 400, 1), dtype=np.uint8)
    white = np.full((28, 28, 1), 255, dtype=np.uint8)
    line = paste_back(Picture(black), square(60, 60, 280), white, MADE, seam=4)[200, :, 0].astype(int)
    assert np.abs(np.diff(line)).max() < 20
    assert line.max() == 255


def test_nothing_made_changes_nothing_even_where_the_completion_differs() -> None:
    completed = np.zeros((28, 28, 3), dtype=np.uint8)
    result = paste_back(
        Picture(PHOTO), Placement.cropped(400, 300, (28, 28, 3)), completed, np.zeros((28, 28), dtype=bool), seam=2
    )
    np.testing.assert_array_equal(result, PHOTO)


def test_grey_models_complete_colour_photos_and_transparent_pixels_become_opaque() -> None:
    grey = np.full((28, 28, 1), 90, dtype=np.uint8)
    result = paste_back(Picture(PHOTO), square(0, 0, 280), grey, MADE, seam=0)
    assert (result[10, 200] == 90).all()
    glass = np.zeros((28, 28, 4), dtype=np.uint8)
    result = paste_back(Picture(glass), square(0, 0, 28), grey, MADE, seam=0)
    assert result[5, 20].tolist() == [90, 90, 90, 255]
    assert result[5, 5].tolist() == [0, 0, 0, 0]


def test_a_frame_of_the_models_size_goes_back_pixel_for_pixel() -> None:
    placement = replace(square(50, 40, 28), flip_y=True, inverted=True)
    seen = render(Picture(PHOTO), placement, (28, 28, 3))
    everything = np.ones((28, 28), dtype=bool)
    np.testing.assert_array_equal(paste_back(Picture(PHOTO), placement, seen, everything, seam=0), PHOTO)


@pytest.mark.parametrize(("x", "y"), [(-14, 0), (0, -14), (386, 0), (0, 286)])
def test_of_a_frame_that_reaches_beyond_the_photo_the_part_on_it_goes_back(x: int, y: int) -> None:
    seen = RNG.integers(0, 256, (28, 28, 3), dtype=np.uint8)
    result = paste_back(Picture(PHOTO), square(x, y, 28), seen, np.ones((28, 28), dtype=bool), seam=0)
    expected = np.pad(PHOTO, ((28, 28), (28, 28), (0, 0)))
    expected[y + 28 : y + 56, x + 28 : x + 56] = seen
    np.testing.assert_array_equal(result, expected[28:-28, 28:-28])


def test_what_was_made_is_enlarged_smoothly() -> None:
    step = np.where(np.indices((28, 28))[1] < 14, 50, 200).astype(np.uint8)[..., None]
    line = paste_back(Picture(PHOTO), square(0, 0, 280), step, np.ones((28, 28), dtype=bool), seam=0)[140, :, 0]
    assert len(np.unique(line)) > 5, "no hard edge amid what the model made"


@pytest.mark.parametrize(("x", "y"), [(-28, 0), (0, -28), (400, 0), (0, 300)])
def test_of_a_frame_beside_the_photo_nothing_goes_back(x: int, y: int) -> None:
    seen = np.zeros((28, 28, 3), dtype=np.uint8)
    result = paste_back(Picture(PHOTO), square(x, y, 28), seen, np.ones((28, 28), dtype=bool), seam=1)
    np.testing.assert_array_equal(result, PHOTO)


def test_of_pixel_art_that_was_enlarged_each_pixel_is_enlarged_alike() -> None:
    sprite = np.zeros((56, 32, 4), dtype=np.uint8)
    sprite[10:40, 8:24] = [200, 30, 40, 255]
    completed = np.zeros((28, 16, 4), dtype=np.uint8)
    completed[::2, ::3] = [10, 90, 20, 255]
    frame = Placement(x=0, y=0, width=32, height=56)
    result = paste_back(Picture(sprite), frame, completed, np.ones((28, 16), dtype=bool), seam=0)
    np.testing.assert_array_equal(result, completed.repeat(2, 0).repeat(2, 1))


@pytest.mark.parametrize("bands", [1, 3, 4])
def test_what_a_model_makes_transparent_is_so_in_the_picture_too(bands: int) -> None:
    original = np.full((40, 30, bands), 90, dtype=np.uint8)
    completed = np.zeros((28, 16, 4), dtype=np.uint8)
    completed[14:] = [10, 20, 30, 128]
    frame = Placement(x=6, y=8, width=16, height=28, inverted=True, flip_y=True)
    made = np.zeros((28, 16), dtype=bool)
    made[:, :8] = True
    result = paste_back(Picture(original), frame, completed, made, seam=0)
    assert result.shape == (40, 30, 4)
    assert (result[8:22, 6:14] == [245, 235, 225, 128]).all()
    assert (result[22:36, 6:14] == 0).all()
    untouched = np.ones((40, 30), dtype=bool)
    untouched[8:36, 6:14] = False
    assert (result[untouched] == [90, 90, 90, 90 if bands == 4 else 255]).all()


def test_in_a_seam_colours_count_as_much_as_they_are_seen() -> None:
    clear = np.zeros((60, 60, 4), dtype=np.uint8)
    red = np.full((28, 28, 4), [200, 0, 0, 255], dtype=np.uint8)
    result = paste_back(Picture(clear), square(10, 10, 28), red, np.ones((28, 28), dtype=bool), seam=8)
    seen = result[..., 3] > 0
    assert 0 < (result[seen][:, 3] < 255).sum() < seen.sum()
    assert (result[seen][:, :3] == [200, 0, 0]).all(), "no darker edge"


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_what_is_made_is_pasted_in_the_terms_of_the_photos_profile(mode: str, channels: int) -> None:
    image = Image.fromarray(PHOTO[:60, :60]).convert(mode)
    image.info["icc_profile"] = LINEAR_GREY if mode == "L" else WIDE_GAMUT
    photo = Picture.from_image(image)
    completed = np.full((28, 28, channels), (150, 90, 120, 255)[:channels], dtype=np.uint8)
    result = paste_back(photo, square(20, 10, 28), completed, MADE, seam=0)
    written = Image.open(BytesIO(photo.stored.png(result)))
    if mode != "L" or channels == 1:
        untouched = np.asarray(written.convert(mode))[:, :36]
        np.testing.assert_array_equal(untouched, np.asarray(image)[:, :36])
        assert written.info["icc_profile"] == image.info["icc_profile"]
    shown = np.asarray(engine.to_srgb(written).convert("RGB"))
    before = np.asarray(engine.to_srgb(image).convert("RGB"))
    np.testing.assert_array_equal(shown[:10], before[:10])
    expected = (150, 150, 150) if channels == 1 else (150, 90, 120)
    assert np.abs(shown[12:36, 38:46].astype(int) - expected).max() <= 2
