"""Lines around a subset of patches."""

from __future__ import annotations

import numpy as np

from engine import Grid
from studio.canvas.layers import edges

GRID = Grid.of(28, 28, 4)


def test_one_patch_has_four_sides() -> None:
    subset = np.zeros(GRID.L, dtype=bool)
    subset[8] = True
    assert {frozenset(edge) for edge in edges(GRID, subset)} == {
        frozenset({(4.0, 4.0), (8.0, 4.0)}),
        frozenset({(4.0, 8.0), (8.0, 8.0)}),
        frozenset({(4.0, 4.0), (4.0, 8.0)}),
        frozenset({(8.0, 4.0), (8.0, 8.0)}),
    }


def test_the_border_of_the_image_is_drawn_only_when_wanted() -> None:
    whole = np.ones(GRID.L, dtype=bool)
    assert len(edges(GRID, whole)) == 4 * GRID.columns
    assert edges(GRID, whole, border=False) == []
