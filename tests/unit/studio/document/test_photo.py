"""Photos: a hole in what is known, the frame around it, and taking what was made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QUndoStack

from engine import Grid, UInt8Array
from studio.document.commands import PatchCommand
from studio.document.document import Document
from studio.document.noise import SheetNoise
from studio.document.photo import (
    as_cells,
    as_opened,
    as_patches,
    as_photo,
    taken,
    with_completion,
    with_cross,
    with_hole,
    wrapped,
)
from studio.document.state import IGNORED, TARGET, Source, State
from studio.imaging.hole import Hole, HoleStroke
from studio.imaging.picture import Picture, Stored
from studio.imaging.placement import Placement

GRID = Grid.of(32, 32, 8)
SHAPE = (32, 32, 3)
PHOTO = np.random.default_rng(1).integers(0, 200, (300, 400, 3), dtype=np.uint8)
MADE: UInt8Array = np.full(SHAPE, 255, dtype=np.uint8)
DOT = HoleStroke(points=((200.0, 150.0),), radius=20)


def photo(placement: Placement | None = None) -> State:
    source = Source.of("a", Picture(PHOTO), SHAPE, placement=placement)
    nothing = np.full(GRID.L, TARGET, dtype=np.int8)
    return as_photo(State(model="m", grid=GRID, sources=(source,), assignment=nothing, noise=SheetNoise.from_seed(0)))


def placed(state: State, placement: Placement) -> State:
    return replace(state, sources=(state.sources[0].placed(placement),))


def brushed(state: State, stroke: HoleStroke) -> State:
    assert state.hole is not None
    return with_hole(state, state.hole.with_stroke(stroke))


def test_a_photo_is_known_but_for_its_hole_to_a_pixel() -> None:
    state = photo()
    assert state.known.all()
    assert state.known_pixels.all()
    state = brushed(state, DOT)
    assert state.sources[0].frame == Placement(x=160, y=110, width=80, height=80)
    assert state.known.sum() == 12
    assert (state.target == ~state.known).all()
    inside = ~state.known_pixels
    assert not inside[~GRID.mask(state.target)].any()
    assert 0 < inside.sum() < GRID.mask(state.target).sum(), "a patch may be known in part"


def test_the_request_says_which_pixels_come_back_and_its_facts_follow_them() -> None:
    state = brushed(photo(), DOT)
    request = state.request((0,))
    assert request.known_pixels is not None
    np.testing.assert_array_equal(request.known_pixels, state.known_pixels)
    wider = brushed(state, HoleStroke(points=((208.0, 158.0),), radius=10))
    assert np.array_equal(wider.known, state.known)
    assert wider.facts(0) != state.facts(0)


def test_the_frame_stays_while_it_suits_and_where_it_was_placed_by_hand() -> None:
    state = brushed(photo(), DOT)
    wider = brushed(state, HoleStroke(points=((203.0, 150.0),), radius=20))
    assert wider.sources[0].frame == state.sources[0].frame
    by_hand = placed(state, Placement(x=100, y=50, width=200, height=200))
    more = brushed(by_hand, HoleStroke(points=((210.0, 160.0),), radius=5))
    assert more.sources[0].frame.box == pytest.approx((100, 50, 300, 250))
    elsewhere = brushed(more, HoleStroke(points=((350.0, 160.0),), radius=5))
    assert elsewhere.sources[0].frame.frames((180, 130, 355, 170))
    assert elsewhere.hole is not None
    assert elsewhere.hole.placed == elsewhere.sources[0].frame.box


def test_what_is_beyond_the_picture_is_target_and_never_known() -> None:
    state = placed(photo(), Placement(x=320, y=100, width=160, height=160))
    np.testing.assert_array_equal(state.known.reshape(4, 4), np.indices((4, 4))[1] < 2)
    np.testing.assert_array_equal(state.target, ~state.known)
    ignoring = replace(state, assignment=np.full(GRID.L, IGNORED, dtype=np.int8))
    assert not ignoring.target.any()


def test_what_is_known_stays_bit_for_bit_and_only_the_hole_is_the_models() -> None:
    state = brushed(photo(), DOT)
    done = with_completion(state.sources[0], state, MADE)
    rows, columns = np.indices((300, 400)) + 0.5
    away = np.hypot(columns - 200, rows - 150)
    np.testing.assert_array_equal(done[away > 21], PHOTO[away > 21])
    assert (done[away < 15] == 255).all()


@pytest.mark.parametrize("flip", [False, True])
def test_out_painting_extends_the_picture_and_leaves_the_rest_transparent(flip: bool) -> None:
    after = taken(placed(photo(), Placement(x=320, y=200, width=160, height=160, flip_x=flip)), MADE)
    whole = after.sources[0].whole.pixels
    assert whole.shape == (360, 480, 4)
    np.testing.assert_array_equal(whole[:300, :400, :3], PHOTO)
    assert (whole[200:360, 400:] == 255).all(), "what the frame showed is opaque"
    assert not whole[:200, 400:, 3].any()
    assert not whole[300:, :320, 3].any()
    assert after.known.all()
    corner = placed(after, Placement(x=400, y=120, width=80, height=80))
    assert not corner.known.any(), "what is transparent is still to be made"


@pytest.mark.parametrize("x", [-20.4, 340.4])
def test_nothing_is_left_to_make_where_the_frame_ended_between_two_pixels(x: float) -> None:
    after = taken(placed(photo(), Placement(x=x, y=40.5, width=80.3, height=80.3)), MADE)
    assert after.sources[0].whole.shape == (300, 420, 4)
    assert after.known.all()
    assert after.sources[0].frame.x == pytest.approx(0 if x < 0 else 339.7)


def test_a_picture_that_is_extended_all_around_stays_opaque_and_its_hole_is_taken() -> None:
    after = taken(placed(brushed(photo(), DOT), Placement(x=-50, y=-100, width=500, height=500)), MADE)
    assert after.sources[0].whole.shape == (500, 500, 3)
    assert after.sources[0].frame.box == pytest.approx((0, 0, 500, 500))
    assert after.hole is not None
    assert after.hole.strokes == ()
    np.testing.assert_array_equal(after.sources[0].whole.pixels[100:200, 50:200], PHOTO[:100, :150])


def test_what_is_taken_keeps_resolution_and_exif_and_looks_like_its_file() -> None:
    state = brushed(photo(), DOT)
    stored = Stored(pixels=PHOTO, per_metre=(11811, 11811), exif=b"Exif")
    source = Source.of("a", Picture(PHOTO, stored), SHAPE, placement=state.sources[0].frame)
    after = taken(replace(state, sources=(source,)), MADE).sources[0].whole
    assert (after.stored.per_metre, after.stored.exif) == ((11811, 11811), b"Exif")
    np.testing.assert_array_equal(after.stored.pixels, after.pixels)


def test_from_the_hole_to_patches_and_back() -> None:
    state = brushed(photo(), DOT)
    patches = as_patches(state)
    assert patches.hole is None
    np.testing.assert_array_equal(patches.known, state.known)
    again = as_photo(patches)
    assert again.known.all()
    assert again.hole == Hole(placed=state.sources[0].frame.box)


def test_a_preset_says_what_is_known_in_place_of_the_hole_and_undo_brings_it_back() -> None:
    document, stack = Document(brushed(photo(), DOT)), QUndoStack()
    before, own = document.known.copy(), document.assignment
    stack.push(PatchCommand(document, "All Known", after=own, empties=True))
    assert document.known.all()
    stack.undo()
    np.testing.assert_array_equal(document.known, before)


def test_a_completion_of_a_picture_of_the_models_size_is_taken_pixel_by_pixel() -> None:
    source = Source.of("a", Picture(PHOTO[:32, :32]), SHAPE)
    half = np.where(GRID.positions()[1] < 2, 0, TARGET).astype(np.int8)
    state = State(model="m", grid=GRID, sources=(source,), assignment=half, noise=SheetNoise.from_seed(0))
    after = taken(state, MADE)
    assert after.hole is None
    assert after.known.all()
    np.testing.assert_array_equal(after.sources[0].whole.pixels[:, :16], PHOTO[:32, :16])
    assert (after.sources[0].whole.pixels[:, 16:] == 255).all()


ART = np.random.default_rng(2).choice(np.array([0, 90, 255], dtype=np.uint8), (96, 128, 3))
"""Three rows of four cells."""


def sheet(pixels: UInt8Array = ART) -> State:
    return as_opened(replace(photo(), sources=(Source.of("s", Picture(pixels), SHAPE),)))


def test_a_sheet_opens_on_its_first_cell_and_the_frame_goes_to_the_cell_where_a_stroke_begins() -> None:
    state = sheet()
    assert state.cells
    np.testing.assert_array_equal(state.given, ART[:32, :32])
    state = brushed(state, HoleStroke(points=((70.0, 40.0), (60.0, 40.0)), radius=2))
    assert state.sources[0].frame.box == pytest.approx((64, 32, 96, 64))
    np.testing.assert_array_equal(state.given, ART[32:64, 64:96])
    assert not sheet(ART[:90]).cells
    assert not as_opened(photo()).cells


def test_a_completion_taken_into_a_cell_leaves_the_rest_of_the_sheet_and_strokes_that_began_elsewhere() -> None:
    there = HoleStroke(points=((10.0, 10.0),), radius=4)
    state = brushed(brushed(sheet(), there), HoleStroke(points=((94.0, 40.0),), radius=5))
    now = taken(state, MADE)
    assert now.hole is not None
    assert now.hole.strokes == (there,)
    pixels, inside = now.sources[0].whole.pixels, np.zeros(ART.shape[:2], dtype=bool)
    inside[32:64, 64:96] = True
    np.testing.assert_array_equal(pixels[~inside], ART[~inside])
    changed = (pixels != ART).any(axis=-1)
    assert changed.any()
    assert set(np.unique(pixels)) <= {0, 90, 255}, "no seam is mixed"


def test_cells_of_another_picture_begin_where_the_frame_is() -> None:
    state = as_cells(placed(sheet(ART[:90]), Placement(x=5, y=7, width=32, height=32)))
    assert state.cells
    assert state.sources[0].frame.box == pytest.approx((5, 7, 37, 39))
    onto = as_cells(placed(sheet(), Placement(x=40, y=60, width=40, height=40)))
    assert onto.sources[0].frame.box == pytest.approx((32, 64, 64, 96))


def test_a_cell_wraps_around_by_half_and_back_and_nothing_else_moves() -> None:
    state = brushed(sheet(), HoleStroke(points=((40.0, 40.0),), radius=2))
    once = wrapped(state, 0, 1)
    np.testing.assert_array_equal(once.given, np.roll(state.given, (16, 16), (0, 1)))
    pixels = once.sources[0].whole.pixels
    moved = (pixels != ART).any(axis=-1)
    assert moved[32:64, 32:64].any()
    assert not moved[:32].any()
    assert not moved[:, 64:].any()
    np.testing.assert_array_equal(wrapped(wrapped(once, 0), 1).sources[0].whole.pixels, ART)


@pytest.mark.parametrize(("side", "middle"), [(32, [1, 2]), (40, [2])], ids=["between two patches", "within one"])
def test_the_patches_in_which_the_borders_of_a_tile_meet_are_to_be_completed(side: int, middle: list[int]) -> None:
    grid = Grid.of(side, side, 8)
    source = Source.of("a", Picture(PHOTO[:side, :side]), (side, side, 3))
    ignored = np.full(grid.L, IGNORED, dtype=np.int8)
    before = State(model="m", grid=grid, sources=(source,), assignment=ignored, noise=SheetNoise.from_seed(0))
    state = with_cross(wrapped(before, 0, 1))
    np.testing.assert_array_equal(state.given, np.roll(before.given, (side // 2, side // 2), (0, 1)))
    np.testing.assert_array_equal(state.target, np.isin(grid.positions(), middle).any(axis=0))
    np.testing.assert_array_equal(state.known, ~state.target)
