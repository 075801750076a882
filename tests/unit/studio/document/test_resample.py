"""A document for another model: the same halves, the same moves, the same pictures at another size."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Grid
from studio.document.document import Document
from studio.document.resample import resample_assignment, resample_origin
from studio.files.examples import left_half
from tests.unit.studio.conftest import GRID

FINER = Grid.of(64, 64, 4)


@pytest.mark.parametrize("new", [FINER, Grid.of(28, 28, 2), Grid.of(28, 28, 14)])
def test_what_lies_under_the_middle_of_a_patch_is_what_it_becomes(new: Grid) -> None:
    old = np.arange(GRID.L, dtype=np.int8)
    found = resample_assignment(old, GRID, new).reshape(new.columns, new.columns)
    for row in range(new.columns):
        for column in range(new.columns):
            u, v = ((i + 0.5) / new.columns * GRID.columns for i in (column, row))
            assert found[row, column] == int(v) * GRID.columns + int(u)


def test_the_same_grid_changes_nothing(document: Document) -> None:
    np.testing.assert_array_equal(resample_assignment(document.assignment, GRID, GRID), document.assignment)
    origin = np.random.default_rng(0).permutation(GRID.L).astype(np.int32)
    np.testing.assert_array_equal(resample_origin(origin, GRID, GRID), origin)


def test_there_and_back_to_a_finer_grid_changes_nothing() -> None:
    finer = Grid.of(28, 28, 2)
    there = resample_assignment(left_half(GRID), GRID, finer)
    assert (there == left_half(GRID)[0]).sum() == 4 * (left_half(GRID) == 0).sum()
    np.testing.assert_array_equal(resample_assignment(there, finer, GRID), left_half(GRID))


def test_a_patch_moved_by_one_becomes_four_moved_by_two() -> None:
    finer = Grid.of(28, 28, 2)
    origin = np.arange(GRID.L, dtype=np.int32)
    origin[8] = 0  # row 1, column 1 shows row 0, column 0
    found = resample_origin(origin, GRID, finer).reshape(14, 14)
    np.testing.assert_array_equal(found[2:4, 2:4], [[0, 1], [14, 15]])
    assert (found.reshape(-1) != np.arange(finer.L)).sum() == 4
