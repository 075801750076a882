"""Which patches a tool touches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Grid
from studio.canvas.tools import footprint, lasso, patch_at, patch_centre, rectangle, segment, shifted

GRID = Grid.of(28, 28, 4)
POINTS = st.tuples(st.floats(-20, 48), st.floats(-20, 48))
INSIDE = st.tuples(st.floats(0, 27.99), st.floats(0, 27.99))
SIZES = st.integers(1, 9)


@pytest.mark.parametrize(
    ("point", "patch"), [((0, 0), 0), ((3.9, 0), 0), ((4, 0), 1), ((0, 4), 7), ((27.9, 27.9), 48)]
)
def test_the_patch_at_a_point(point: tuple[float, float], patch: int) -> None:
    assert patch_at(GRID, point) == patch


@pytest.mark.parametrize("point", [(-0.1, 5), (28, 5), (5, 28), (5, -3)])
def test_there_is_no_patch_outside(point: tuple[float, float]) -> None:
    assert patch_at(GRID, point) is None


@given(st.integers(0, GRID.L - 1))
def test_a_patch_is_at_its_centre(patch: int) -> None:
    assert patch_at(GRID, patch_centre(GRID, patch)) == patch


def test_a_brush_of_one_touches_the_patch_under_it_and_a_broad_one_a_disc() -> None:
    middle = patch_centre(GRID, 24)
    assert footprint(GRID, middle, 1).tolist() == [24]
    assert footprint(GRID, middle, 3).tolist() == [16, 17, 18, 23, 24, 25, 30, 31, 32]
    assert footprint(GRID, middle, 2).tolist() == [17, 23, 24, 25, 31]


@given(POINTS, SIZES)
def test_a_broader_brush_touches_no_less(point: tuple[float, float], size: int) -> None:
    assert set(footprint(GRID, point, size)) <= set(footprint(GRID, point, size + 1))


@given(POINTS, POINTS, SIZES)
def test_a_stroke_touches_what_lies_under_both_its_ends(
    start: tuple[float, float], end: tuple[float, float], size: int
) -> None:
    touched = set(segment(GRID, start, end, size))
    assert set(footprint(GRID, start, size)) | set(footprint(GRID, end, size)) <= touched


@given(INSIDE, INSIDE)
def test_a_fast_stroke_leaves_no_gap(start: tuple[float, float], end: tuple[float, float]) -> None:
    rows, columns = np.divmod(segment(GRID, start, end, 1), GRID.columns)
    reached, cells = {0}, list(zip(rows.tolist(), columns.tolist(), strict=True))
    for _ in cells:
        reached |= {
            j
            for j, (r, c) in enumerate(cells)
            if any(max(abs(r - cells[i][0]), abs(c - cells[i][1])) <= 1 for i in reached)
        }
    assert len(reached) == len(cells)


def test_a_rectangle_touches_every_patch_it_overlaps_in_any_direction_of_drawing() -> None:
    expected = [8, 9, 15, 16]
    for start, end in (((5, 5), (9, 9)), ((9, 9), (5, 5)), ((5, 9), (9, 5))):
        assert rectangle(GRID, start, end).tolist() == expected


def test_a_rectangle_beyond_the_image_is_cut_at_its_border() -> None:
    assert rectangle(GRID, (-100, -100), (3, 3)).tolist() == [0]
    assert rectangle(GRID, (-100, -100), (200, 200)).tolist() == list(range(GRID.L))
    assert rectangle(GRID, (-100, -100), (-1, 200)).tolist() == []


def test_a_lasso_takes_patches_by_their_middle() -> None:
    around = [(5.0, 5.0), (19.0, 5.0), (19.0, 19.0), (5.0, 19.0)]
    inside = lasso(GRID, around)
    rows, columns = np.divmod(inside, GRID.columns)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (1, 4, 1, 4)
    assert lasso(GRID, [(2.0, 2.0)]).tolist() == [0], "a click takes the patch under it"


def test_patches_shifted_over_the_border_are_left_out() -> None:
    kept, places = shifted(GRID, np.array([0, 6, 48]), 1, 0)
    assert kept.tolist() == [0]
    assert places.tolist() == [1]
