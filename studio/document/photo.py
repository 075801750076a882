"""A picture larger than the model: it is known but for what is to be replaced in it. Free of Qt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from studio.document.presets import cross
from studio.document.request import UInt8Array
from studio.document.state import IGNORED, TARGET, Source, State
from studio.imaging.cells import cell_at, first_cell, is_sheet
from studio.imaging.hole import Hole
from studio.imaging.paste_back import paste_back, room
from studio.imaging.placement import Placement, is_exact

SEAM = 1
"""Pixels of the model over which a picture passes into what was made in its hole, inside the hole."""


def as_photo(state: State) -> State:
    """The same pictures, all of them known that is not ignored, and nothing yet to be replaced."""
    known = np.where(state.assignment == TARGET, 0, state.assignment).astype(np.int8)
    return replace(state, assignment=known, hole=Hole(placed=state.sources[0].frame.box))


def as_opened(state: State) -> State:
    """Source A as a new picture: a photo if it is larger than the model, and a sheet if it is made of cells."""
    return on_cells(as_photo(state) if state.sources[0].is_larger else state)


def on_cells(state: State) -> State:
    """The frame on the first cell of source A, if that is a sheet of the model's size of cell."""
    source = state.sources[0]
    if not is_sheet(source.whole, source.shape):
        return replace(state, cells=False)
    return with_frame(replace(state, cells=True), source.frame.turned_as(first_cell(source.shape)))


def as_cells(state: State) -> State:
    """The frame at the model's size, on a cell: one of those that fill the picture or, if none do, where it is."""
    source = state.sources[0]
    (height, width, _), (H, W, _) = source.whole.shape, source.shape
    frame = source.frame.at_model_size(source.shape)
    start = frame.turned_as(first_cell(source.shape)) if height % H == width % W == 0 else frame
    middle = frame.x + W / 2, frame.y + H / 2
    return with_frame(replace(state, cells=True), cell_at(start, middle, (width, height)))


def as_patches(state: State) -> State:
    """The patches that the hole touches are targets, as if they had been erased one by one."""
    erased = np.where(state.target, TARGET, state.assignment).astype(np.int8)
    return replace(state, assignment=erased, hole=None)


def with_hole(state: State, hole: Hole) -> State:
    """Another hole, and the frame around it; it stays where it is if it suits, or if it was placed by hand.

    On a sheet of cells it goes to the cell in which the last stroke began.
    """
    bounds, source = hole.bounds, state.sources[0]
    if state.cells and hole.strokes:
        height, width, _ = source.whole.shape
        cell = cell_at(source.frame, hole.strokes[-1].points[0], (width, height))
        return replace(state, hole=hole) if cell == source.frame else with_frame(replace(state, hole=hole), cell)
    by_hand, is_first = source.frame.box != hole.placed, len(hole.strokes) == 1
    if bounds is None or (source.frame.frames(bounds) if by_hand else not is_first and source.frame.suits(bounds)):
        return replace(state, hole=hole)
    height, width, _ = source.whole.shape
    around = source.frame.turned_as(Placement.around(bounds, width, height, source.shape))
    return with_frame(replace(state, hole=hole), around)


def with_frame(state: State, frame: Placement) -> State:
    """The frame elsewhere on source A, where it has placed itself."""
    sources = state.sources[0].placed(frame), *state.sources[1:]
    return replace(state, sources=sources, hole=state.hole and replace(state.hole, placed=frame.box))


def with_completion(source: Source, state: State, completed: UInt8Array) -> UInt8Array:
    """(h, w, 1, 3 or 4): a whole picture with what was made of it, see `paste_back`.

    Args:
        source: one of the state's; the hole is in the first.
        completed: (H, W, C).
    """
    index = state.sources.index(source)
    own = (state.assignment == index) & (state.origins == np.arange(state.grid.L))
    made = state.grid.mask(~own & (state.assignment != IGNORED))
    hole = state.hole if index == 0 else None
    seam = state.grid.patch_size / 2 if hole is None else SEAM
    if is_exact(source.frame, source.shape):
        seam = 0  # what was made is as sharp as what is around it
    return paste_back(source.whole, source.frame, completed, made, seam=seam, hole=hole)


def taken(state: State, completed: UInt8Array) -> State:
    """What was made becomes part of the picture, which grows where the frame reaches beyond it; nothing is replaced.

    On a sheet of cells, strokes that began in other cells stay. It copies the whole picture, and so takes its time.
    """
    source = state.sources[0]
    picture = source.whole.changed(with_completion(source, state, completed))
    before, above, _, _ = room(source.whole, source.frame) if state.hole is not None else (0, 0, 0, 0)
    height, width, _ = picture.shape
    frame = replace(
        source.frame,
        x=_on_the_picture(source.frame.x + before, source.frame.width, width),
        y=_on_the_picture(source.frame.y + above, source.frame.height, height),
    )
    sources = Source.of(source.name, picture, source.shape, placement=frame), *state.sources[1:]
    hole = state.hole
    if hole is not None:
        others = [each for each in hole.strokes if state.cells and not source.frame.frames(each.points[0] * 2)]
        strokes = tuple(each.moved(before, above) for each in others)
        hole = Hole(strokes=strokes, placed=frame.box if hole.placed == source.frame.box else None)
    rest = np.where(state.assignment == IGNORED, IGNORED, 0).astype(np.int8)
    return replace(state, sources=sources, assignment=rest, origin=None, hole=hole)


def wrapped(state: State, *axes: int) -> State:
    """What source A has under the frame, moved by half: what leaves it comes back on the other side.

    Opposite borders meet in the middle then, where what they do not have in common can be replaced: a tile that was
    completed there repeats without a seam. It copies the whole picture, and so takes its time.

    Args:
        axes: 0: by half its height; 1: its width.
    """
    source = state.sources[0]
    left, top, right, bottom = (max(0, round(edge)) for edge in source.frame.box)
    pixels = source.whole.stored.pixels.copy()
    part = pixels[top:bottom, left:right]
    part[...] = np.roll(part, [part.shape[axis] // 2 for axis in axes], axes)
    tile = Source.of(source.name, source.whole.changed(pixels), source.shape, placement=source.frame)
    return replace(state, sources=(tile, *state.sources[1:]))


def with_cross(state: State) -> State:
    """The patches in which the borders meet of what was wrapped both ways are targets, the rest of source A known."""
    assignment = np.where(cross(state.grid), TARGET, 0).astype(np.int8)
    return replace(state, assignment=assignment, origin=None, hole=state.hole and Hole())


def _on_the_picture(start: float, extent: float, whole: float) -> float:
    """Where a frame begins that reached less than a pixel beyond the picture, which grows by whole pixels."""
    inside = min(max(start, 0.0), whole - extent)
    return inside if abs(inside - start) < 1 and inside >= 0 else start
