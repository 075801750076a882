"""A picture larger than the model: it is known but for what is to be replaced in it. Free of Qt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from studio.document.request import UInt8Array
from studio.document.state import IGNORED, TARGET, Source, State
from studio.imaging.hole import Hole
from studio.imaging.paste_back import paste_back, room
from studio.imaging.placement import Placement, is_exact

SEAM = 1
"""Pixels of the model over which a picture passes into what was made in its hole, inside the hole."""


def as_photo(state: State) -> State:
    """The same pictures, all of them known that is not ignored, and nothing yet to be replaced."""
    known = np.where(state.assignment == TARGET, 0, state.assignment).astype(np.int8)
    return replace(state, assignment=known, hole=Hole(placed=state.sources[0].frame.box))


def as_patches(state: State) -> State:
    """The patches that the hole touches are targets, as if they had been erased one by one."""
    erased = np.where(state.target, TARGET, state.assignment).astype(np.int8)
    return replace(state, assignment=erased, hole=None)


def with_hole(state: State, hole: Hole) -> State:
    """Another hole, and the frame around it; it stays where it is if it suits, or if it was placed by hand."""
    bounds, source = hole.bounds, state.sources[0]
    by_hand, is_first = source.frame.box != hole.placed, len(hole.strokes) == 1
    if bounds is None or (source.frame.frames(bounds) if by_hand else not is_first and source.frame.suits(bounds)):
        return replace(state, hole=hole)
    height, width, _ = source.whole.shape
    around = source.frame.turned_as(Placement.around(bounds, width, height, source.shape))
    return with_frame(replace(state, hole=hole), around)


def with_frame(state: State, frame: Placement) -> State:
    """The frame elsewhere on source A, where it has placed itself."""
    assert state.hole is not None
    sources = state.sources[0].placed(frame), *state.sources[1:]
    return replace(state, sources=sources, hole=replace(state.hole, placed=frame.box))


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

    It copies the whole picture, and so takes its time.
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
        hole = Hole(placed=frame.box if hole.placed == source.frame.box else None)
    rest = np.where(state.assignment == IGNORED, IGNORED, 0).astype(np.int8)
    return replace(state, sources=sources, assignment=rest, origin=None, hole=hole)


def _on_the_picture(start: float, extent: float, whole: float) -> float:
    """Where a frame begins that reached less than a pixel beyond the picture, which grows by whole pixels."""
    inside = min(max(start, 0.0), whole - extent)
    return inside if abs(inside - start) < 1 and inside >= 0 else start
