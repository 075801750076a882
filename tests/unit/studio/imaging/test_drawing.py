"""Pixels drawn under the model's frame lie in the picture where the model sees them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.imaging.drawing import as_colour, colours_of, contrasting, drawn, in_channels
from studio.imaging.picture import Picture
from studio.imaging.placement import Placement
from studio.imaging.render import render


@given(
    bands=st.sampled_from([1, 3, 4]),
    channels=st.sampled_from([1, 3, 4]),
    x=st.integers(-20, 30),
    y=st.integers(-20, 30),
    flips=st.tuples(st.booleans(), st.booleans()),
    inverted=st.booleans(),
    seed=st.integers(0, 99),
)
def test_the_model_sees_what_was_drawn_and_the_rest_as_before(
    bands: int, channels: int, x: int, y: int, flips: tuple[bool, bool], inverted: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    picture = Picture(rng.integers(0, 256, (24, 20, bands), dtype=np.uint8))
    shape = (12, 8, channels)
    frame = Placement(x=x, y=y, width=8, height=12, flip_x=flips[0], flip_y=flips[1], inverted=inverted)
    seen = render(picture, frame, shape)
    changed = rng.random((12, 8)) < 0.3
    colour = rng.integers(0, 256, channels, dtype=np.uint8)
    seen[changed] = colour
    after, placed = drawn(picture, frame, seen, changed)
    again = render(after, placed, shape)
    np.testing.assert_array_equal(again[changed], seen[changed])
    left, top = round(placed.x - frame.x), round(placed.y - frame.y)
    inside = np.zeros((24, 20), dtype=bool)
    mask = changed[:: -1 if flips[1] else 1, :: -1 if flips[0] else 1]
    for row, column in np.argwhere(mask):
        if 0 <= row + y < 24 and 0 <= column + x < 20:
            inside[row + y, column + x] = True
    kept = after.pixels[top : top + 24, left : left + 20, :bands]
    np.testing.assert_array_equal(kept[~inside] if bands > 1 else kept[~inside][..., :1], picture.pixels[~inside])


def test_a_picture_grows_no_further_than_to_what_is_drawn_beyond_it() -> None:
    picture = Picture(np.full((10, 10, 4), 200, dtype=np.uint8))
    frame = Placement(x=-6, y=-6, width=32, height=56)
    seen = np.zeros((56, 32, 4), dtype=np.uint8)
    changed = np.zeros((56, 32), dtype=bool)
    seen[3, 20], changed[3, 20] = [1, 2, 3, 255], True
    after, placed = drawn(picture, frame, seen, changed)
    assert after.shape == (13, 15, 4)
    assert (placed.x, placed.y) == (-6, -3)
    assert tuple(after.pixels[0, 14]) == (1, 2, 3, 255)
    assert (after.pixels[:3, :14] == 0).all()


@pytest.mark.parametrize(("colour", "grey"), [((10, 10, 10, 255), 10), ((255, 0, 0, 255), 76)])
def test_a_colour_is_grey_to_a_model_of_grey_pictures(colour: tuple[int, int, int, int], grey: int) -> None:
    assert in_channels(colour, 1).tolist() == [grey]
    assert in_channels(colour, 3).tolist() == list(colour[:3])
    assert as_colour(in_channels(colour, 4)) == colour
    assert as_colour(in_channels(colour, 1)) == (grey, grey, grey, 255)


def test_the_colours_of_a_picture_are_its_own_if_they_are_few_and_those_that_stand_for_them_if_not() -> None:
    few = np.array([[200, 0, 0, 255], [0, 0, 9, 255], [5, 6, 7, 0], [200, 0, 0, 255]], dtype=np.uint8)
    assert colours_of(few, most=8) == [(0, 0, 9, 255), (200, 0, 0, 255), (0, 0, 0, 0)]
    many = np.random.default_rng(0).integers(0, 256, (4000, 3), dtype=np.uint8)
    found = colours_of(many, most=24)
    assert 12 < len(set(found)) <= 24
    assert colours_of(many[:, :1], most=300)[0] == (0, 0, 0, 255)


def test_a_pencil_begins_with_a_colour_that_is_seen() -> None:
    assert contrasting(np.zeros((4, 4, 1), dtype=np.uint8)) == (255, 255, 255, 255)
    assert contrasting(np.zeros((4, 4, 4), dtype=np.uint8)) == (0, 0, 0, 255), "what is transparent counts as white"
