"""Orders, halves, checkerboard, growing and shrinking on odd and even grids."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine import Grid, random_subset
from studio.document.presets import Order, Side, checkerboard, first_patches, grown, half, is_black_and_white, shrunk

ODD, EVEN = Grid.of(28, 28, 4), Grid.of(64, 64, 8)
grids = st.sampled_from([ODD, EVEN])


@given(
    grids,
    st.sampled_from(Order),
    st.integers(0, 64),
    st.integers(0, 64),
    st.integers(0, 9),
    st.integers(0, 2**64 - 1),
)
def test_so_many_are_known_as_asked_for_and_more_add_to_fewer_whatever_is_ignored(
    grid: Grid, order: Order, a: int, b: int, seed: int, ignored: int
) -> None:
    free = np.array([not ignored >> patch & 1 for patch in range(grid.L)])
    few, many = sorted(min(n, int(free.sum())) for n in (a, b))
    fewer, more = (first_patches(grid, n, order, seed, free) for n in (few, many))
    assert (fewer.sum(), more.sum()) == (few, many)
    assert not (more & ~free).any()
    assert (more | ~fewer).all()


@pytest.mark.parametrize("grid", [ODD, EVEN])
def test_without_ignored_patches_a_random_share_is_the_engines(grid: Grid) -> None:
    for n in range(grid.L + 1):
        known = first_patches(grid, n, Order.RANDOM, 5, np.ones(grid.L, dtype=bool))
        np.testing.assert_array_equal(known, random_subset(grid, n / grid.L, 5))


def test_the_initial_portion_goes_row_by_row_past_what_is_ignored() -> None:
    free = np.arange(49) != 3
    np.testing.assert_array_equal(
        np.flatnonzero(first_patches(ODD, 4, Order.INITIAL, 0, free)), np.array([0, 1, 2, 4])
    )


@pytest.mark.parametrize("side", [1, 3, 5])
def test_the_centre_grows_in_squares(side: int) -> None:
    square = first_patches(ODD, side**2, Order.CENTRE, 0, np.ones(49, dtype=bool)).reshape(7, 7)
    low, high = 3 - side // 2, 4 + side // 2
    assert square[low:high, low:high].all()
    assert square.sum() == side**2


OPPOSITE: tuple[tuple[Side, Side], ...] = ("left", "right"), ("top", "bottom")


def test_halves_do_not_overlap_and_are_of_one_size() -> None:
    for grid in (ODD, EVEN):
        for one, other in OPPOSITE:
            a, b = half(grid, one), half(grid, other)
            assert not (a & b).any()
            assert a.sum() == b.sum() == grid.columns * (grid.columns // 2)
    assert half(ODD, "top")[:21].all()
    assert half(ODD, "left").reshape(7, 7)[:, :3].all()


def test_neighbours_on_a_checkerboard_differ() -> None:
    square = checkerboard(ODD).reshape(7, 7)
    assert square[0, 0]
    assert (square[1:] != square[:-1]).all()
    assert (square[:, 1:] != square[:, :-1]).all()


def test_growing_adds_the_eight_neighbours_and_shrinking_takes_them_back() -> None:
    dot = np.zeros(49, dtype=bool)
    dot[24] = True
    assert np.flatnonzero(grown(ODD, dot)).tolist() == [16, 17, 18, 23, 24, 25, 30, 31, 32]
    np.testing.assert_array_equal(shrunk(ODD, grown(ODD, dot)), dot)
    assert shrunk(ODD, np.ones(49, dtype=bool)).all(), "the border of the image takes nothing away"
    assert not grown(ODD, np.zeros(49, dtype=bool)).any()


def test_a_mask_is_black_and_white_with_soft_edges_and_as_jpeg_and_a_photo_is_not() -> None:
    down, right = np.mgrid[0:28, 0:28] - 13.5
    away = 10 - np.hypot(down, right)
    hard = np.where(away > 0, 255, 0).astype(np.uint8)
    soft = (away.clip(-0.5, 0.5) * 255 + 127.5).astype(np.uint8)
    file = BytesIO()
    Image.fromarray(hard.repeat(8, 0).repeat(8, 1)).save(file, "JPEG", quality=50)
    for mask in (hard, soft, np.asarray(Image.open(file)), hard // 255 * 230 + 20):
        assert is_black_and_white(mask[..., None])
    photo = (127 + 60 * np.sin(down / 3) + 60 * np.cos(right / 4)).clip(0, 255).astype(np.uint8)
    for picture in (photo, np.full((28, 28), 128, dtype=np.uint8)):
        assert not is_black_and_white(picture[..., None])
