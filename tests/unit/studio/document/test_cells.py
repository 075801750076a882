"""What is done in one cell of a sheet, done in all of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine import Grid, UInt8Array
from studio.document.cells import in_cells, taken_in_cells
from studio.document.noise import SheetNoise
from studio.document.photo import as_opened, as_patches, with_hole
from studio.document.state import TARGET, Source, State
from studio.imaging.hole import Hole, HoleStroke
from studio.imaging.picture import Picture, Stored

GRID = Grid.of(32, 32, 8)
EMPTY = np.s_[:32, 64:96]


def art() -> UInt8Array:
    """Two rows of three cells with alpha; one cell is wholly transparent."""
    pixels = np.random.default_rng(2).choice(np.array([0, 90, 255], dtype=np.uint8), (64, 96, 4))
    pixels[..., 3] = 255
    pixels[EMPTY] = 0
    return pixels


def sheet(pixels: UInt8Array) -> State:
    source = Source.of("s", Picture(pixels, Stored(pixels=pixels, palette=b"abcd")), (32, 32, 4))
    nothing = np.full(GRID.L, TARGET, dtype=np.int8)
    state = State(model="m", grid=GRID, sources=(source,), assignment=nothing, noise=SheetNoise.from_seed(0))
    brushed = Hole(strokes=(HoleStroke(points=((40.0, 40.0), (44.0, 52.0)), radius=3),))
    return with_hole(as_opened(state), brushed)


def test_every_cell_gets_what_was_made_of_it_where_one_was_brushed_and_empty_ones_stay() -> None:
    before, state = art(), sheet(art())
    cells = in_cells(state)
    assert [(frame.x, frame.y) for frame in cells] == [(32, 32), (0, 0), (32, 0), (0, 32), (64, 32)]
    for frame, cell in cells.items():
        np.testing.assert_array_equal(cell.known_pixels, state.known_pixels)
        x, y = int(frame.x), int(frame.y)
        np.testing.assert_array_equal(cell.given, before[y : y + 32, x : x + 32])
    made = [np.full((32, 32, 4), (i, i, i, 255), dtype=np.uint8) for i in range(10, 15)]
    after = taken_in_cells(cells, made)
    for frame, image in zip(cells, made, strict=True):
        x, y = int(frame.x), int(frame.y)
        now, was = after.sources[0].whole.stored.pixels[y : y + 32, x : x + 32], before[y : y + 32, x : x + 32]
        changed = (now == image).all(axis=-1)
        assert changed.any()
        assert not changed[state.known_pixels].any()
        np.testing.assert_array_equal(now[~changed], was[~changed])
    assert not after.sources[0].whole.pixels[EMPTY].any()
    assert after.sources[0].whole.stored.palette == b"abcd"
    assert after.sources[0].frame == state.sources[0].frame
    assert after.known.all()


def test_by_patches_too_every_cell_has_the_same_ones_known() -> None:
    state = as_patches(sheet(art()))
    cells = in_cells(state)
    made = np.full((32, 32, 4), (7, 7, 7, 255), dtype=np.uint8)
    pixels = taken_in_cells(cells, [made] * len(cells)).sources[0].whole.pixels
    target = GRID.mask(state.target)
    for frame in cells:
        x, y = int(frame.x), int(frame.y)
        np.testing.assert_array_equal((pixels[y : y + 32, x : x + 32] == made).all(axis=-1), target)


def test_a_frame_that_reaches_beyond_the_sheet_is_alone() -> None:
    state = sheet(art())
    beyond = replace(state.sources[0].frame, x=80)
    assert list(in_cells(state.with_source(0, state.sources[0].placed(beyond)))) == [beyond]
