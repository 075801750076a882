"""Pasting back into a photo: what was made goes in, all else stays bit for bit."""

from __future__ import annotations

import numpy as np
import pytest

from studio.imaging.paste_back import paste_back
from studio.imaging.picture import Picture
from studio.imaging.placement import Placement, render

RNG = np.random.default_rng(0)
PHOTO = RNG.integers(0, 256, (300, 400, 3), dtype=np.uint8)
MADE = np.indices((28, 28))[1] >= 16


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("placement", [Placement(x=50, y=40, side=28), Placement(x=31.5, y=20.25, side=213.7)])
def test_pixels_outside_what_was_made_are_bit_identical(placement: Placement, flip: bool) -> None:
    from dataclasses import replace

    placement = replace(placement, flip_x=flip)
    completed = np.full((28, 28, 3), 200, dtype=np.uint8)
    result = paste_back(Picture(PHOTO), placement, completed, MADE, seam=2)
    unit = placement.side / 28
    inner = (12 if flip else 16) * unit + placement.x
    columns = np.arange(400) + 0.5
    made = (
        (columns < inner) & (columns > placement.x)
        if flip
        else (columns > inner) & (columns < placement.x + 28 * unit)
    )
    rows = np.arange(300) + 0.5
    inside = ((rows > placement.y) & (rows < placement.y + placement.side))[:, None] & made[None]
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
    line = paste_back(Picture(black), Placement(x=0, y=0, side=280), white, MADE, seam=4)[140, :, 0].astype(int)
    assert (line[:160] == 0).all()
    assert (line[205:] == 255).all(), "the picture ends here: no seam to the right"
    assert (np.diff(line) >= 0).all()
    assert np.diff(line).max() < 20


def test_a_square_amid_a_photo_is_soft_on_its_outer_side_too() -> None:
    black = np.zeros((400, 400, 1), dtype=np.uint8)
    white = np.full((28, 28, 1), 255, dtype=np.uint8)
    line = paste_back(Picture(black), Placement(x=60, y=60, side=280), white, MADE, seam=4)[200, :, 0].astype(int)
    assert np.abs(np.diff(line)).max() < 20
    assert line.max() == 255


def test_nothing_made_changes_nothing_even_where_the_completion_differs() -> None:
    completed = np.zeros((28, 28, 3), dtype=np.uint8)
    result = paste_back(
        Picture(PHOTO), Placement.cropped(400, 300), completed, np.zeros((28, 28), dtype=bool), seam=2
    )
    np.testing.assert_array_equal(result, PHOTO)


def test_grey_models_complete_colour_photos_and_transparent_pixels_become_opaque() -> None:
    grey = np.full((28, 28, 1), 90, dtype=np.uint8)
    result = paste_back(Picture(PHOTO), Placement(x=0, y=0, side=280), grey, MADE, seam=0)
    assert (result[10, 200] == 90).all()
    glass = np.zeros((28, 28, 4), dtype=np.uint8)
    result = paste_back(Picture(glass), Placement(x=0, y=0, side=28), grey, MADE, seam=0)
    assert result[5, 20].tolist() == [90, 90, 90, 255]
    assert result[5, 5].tolist() == [0, 0, 0, 0]


def test_a_square_of_the_models_size_goes_back_pixel_for_pixel() -> None:
    placement = Placement(x=50, y=40, side=28, flip_y=True, inverted=True)
    seen = render(Picture(PHOTO), placement, size=28, channels=3)
    everything = np.ones((28, 28), dtype=bool)
    np.testing.assert_array_equal(paste_back(Picture(PHOTO), placement, seen, everything, seam=0), PHOTO)


@pytest.mark.parametrize(("x", "y"), [(-14, 0), (0, -14), (386, 0), (0, 286)])
def test_of_a_square_that_reaches_beyond_the_photo_the_part_on_it_goes_back(x: int, y: int) -> None:
    seen = RNG.integers(0, 256, (28, 28, 3), dtype=np.uint8)
    result = paste_back(Picture(PHOTO), Placement(x=x, y=y, side=28), seen, np.ones((28, 28), dtype=bool), seam=0)
    expected = np.pad(PHOTO, ((28, 28), (28, 28), (0, 0)))
    expected[y + 28 : y + 56, x + 28 : x + 56] = seen
    np.testing.assert_array_equal(result, expected[28:-28, 28:-28])


def test_what_was_made_is_enlarged_smoothly() -> None:
    step = np.where(np.indices((28, 28))[1] < 14, 50, 200).astype(np.uint8)[..., None]
    black = Picture(np.zeros((280, 280, 1), dtype=np.uint8))
    line = paste_back(black, Placement(x=0, y=0, side=280), step, np.ones((28, 28), dtype=bool), seam=0)[140, :, 0]
    assert len(np.unique(line)) > 5, "no hard edge amid what the model made"


@pytest.mark.parametrize(("x", "y"), [(-28, 0), (0, -28), (400, 0), (0, 300)])
def test_of_a_square_beside_the_photo_nothing_goes_back(x: int, y: int) -> None:
    seen = np.zeros((28, 28, 3), dtype=np.uint8)
    result = paste_back(Picture(PHOTO), Placement(x=x, y=y, side=28), seen, np.ones((28, 28), dtype=bool), seam=1)
    np.testing.assert_array_equal(result, PHOTO)
