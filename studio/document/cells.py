"""What is done in one cell of a sheet, done in all of them. Free of Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from studio.document.photo import taken, with_completion
from studio.document.request import UInt8Array
from studio.document.state import Source, State
from studio.imaging.cells import cells
from studio.imaging.picture import with_bands
from studio.imaging.placement import Placement


def in_cells(state: State) -> dict[Placement, State]:
    """The same facts of each cell of source A, as a picture of its own; first come those of the cell in the frame.

    Others are left out if they are wholly transparent, and all are if the frame reaches beyond the picture or lies
    between two pixels. It takes its time.
    """
    source, found = state.sources[0], {state.sources[0].frame: state}
    height, width, _ = source.whole.shape
    hole = state.hole and state.hole.moved(-source.frame.x, -source.frame.y)
    whole = source.frame.is_inside(width, height) and all(float(edge).is_integer() for edge in source.frame.box)
    for frame in cells(source.frame, (width, height)) if whole else ():
        pixels = _under(frame, source.whole.stored.pixels)
        seen = pixels.shape[-1] < 4 or bool(pixels[..., 3].any())
        if frame != source.frame and seen:
            picture, place = source.whole.changed(pixels), replace(frame, x=0, y=0)
            cell = Source.of(source.name, picture, source.shape, placement=place)
            found[frame] = replace(state, sources=(cell, *state.sources[1:]), hole=hole)
    return found


def taken_in_cells(cells: Mapping[Placement, State], images: Sequence[UInt8Array]) -> State:
    """What was made in each cell becomes part of the sheet, see `taken`.

    Args:
        cells: see `in_cells`.
        images: (H, W, C) for each of them.
    """
    (first, *states), (made, *others) = cells.values(), images
    after = taken(first, made)
    source = after.sources[0]
    pixels = source.whole.stored.pixels.copy()
    for frame, state, image in zip(list(cells)[1:], states, others, strict=True):
        _under(frame, pixels)[...] = with_bands(with_completion(state.sources[0], state, image), pixels.shape[-1])
    sheet = Source.of(source.name, source.whole.changed(pixels), source.shape, placement=source.frame)
    return after.with_source(0, sheet)


def _under(frame: Placement, pixels: UInt8Array) -> UInt8Array:
    """(h, w, C), a view: the pixels of the picture under a frame that lies on whole ones."""
    left, top, right, bottom = map(round, frame.box)
    return pixels[top:bottom, left:right]
