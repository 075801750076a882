"""Cells of a sheet: which pictures are sheets, and the way from cell to cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from studio.imaging.cells import cell_at, first_cell, is_sheet, walked
from studio.imaging.picture import Picture
from studio.imaging.placement import Placement, is_exact

SHAPE = (32, 32, 4)
EXTENT = (96, 64)
"""Three cells across and two down."""
FIRST = first_cell(SHAPE)
NOISE = np.random.default_rng(0).integers(0, 256, (64, 96, 4), dtype=np.uint8)
FEW = (NOISE // 128 * 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("pixels", "shape", "expected"),
    [
        (FEW[..., :3], (32, 32, 3), True),
        (NOISE, SHAPE, True),
        (NOISE, (32, 32, 3), False),
        (NOISE[..., :3], SHAPE, False),
        (FEW[:60], SHAPE, False),
        (FEW[:32, :32], SHAPE, False),
    ],
    ids=["few colours", "alpha", "a photo with alpha", "a photo", "no whole cells", "a single cell"],
)
def test_pixel_art_of_whole_cells_is_a_sheet(pixels: np.ndarray, shape: tuple[int, int, int], expected: bool) -> None:
    assert is_sheet(Picture(np.ascontiguousarray(pixels)), shape) is expected


def test_the_cell_at_a_point_is_whole_cells_away_and_inside_the_picture() -> None:
    assert cell_at(FIRST, (0, 0), EXTENT) == FIRST
    assert cell_at(FIRST, (95.9, 31.9), EXTENT) == replace(FIRST, x=64)
    assert cell_at(FIRST, (500, -3), EXTENT) == replace(FIRST, x=64)
    shifted = replace(FIRST, x=37, y=5)
    assert cell_at(shifted, (4.5, 60), EXTENT) == replace(FIRST, x=5, y=5), "where no whole cell is, the nearest"
    wide = Placement(x=-10, y=0, width=200, height=64)
    assert cell_at(wide, (50, 50), EXTENT) == wide


def test_one_walks_row_by_row_and_round() -> None:
    places, frame = [], FIRST
    for _ in range(6):
        places.append((frame.x, frame.y))
        assert is_exact(frame, SHAPE)
        frame = walked(frame, 1, 0, EXTENT)
    assert places == [(0, 0), (32, 0), (64, 0), (0, 32), (32, 32), (64, 32)]
    assert frame == FIRST
    assert walked(FIRST, -1, 0, EXTENT) == replace(FIRST, x=64, y=32)
    assert walked(walked(FIRST, 0, 1, EXTENT), 0, 1, EXTENT) == FIRST
    flipped = replace(FIRST, x=64, flip_x=True)
    assert walked(flipped, 1, 0, EXTENT) == replace(flipped, x=32), "right is as one sees it"
    shifted = replace(FIRST, x=8, y=8)
    assert walked(walked(shifted, 1, 0, EXTENT), 1, 0, EXTENT) == shifted, "one row of two whole cells"
