"""Sprite sheets and tilesets: pictures made of cells as large as the model's frame. Free of Qt."""

from __future__ import annotations

import math
from dataclasses import replace

from studio.imaging.picture import Picture
from studio.imaging.placement import SLACK, Placement, Shape


def is_sheet(picture: Picture, shape: Shape) -> bool:
    """Whether a picture is pixel art of several whole cells of the model's size."""
    (height, width, bands), (H, W, C) = picture.shape, shape
    whole = height % H == 0 and width % W == 0 and (height, width) != (H, W)
    return whole and (picture.colours.hard_edged or bands == C == 4)


def first_cell(shape: Shape) -> Placement:
    """The cell in the upper left corner, one pixel for one."""
    return Placement(x=0, y=0, width=shape[1], height=shape[0])


def cell_at(frame: Placement, point: tuple[float, float], extent: tuple[int, int]) -> Placement:
    """The whole cell at a point of the picture, or the one nearest to it.

    Args:
        frame: on a cell: the others are a whole number of frames away.
        extent: width and height of the picture.
    """
    starts, sizes = (frame.x, frame.y), (frame.width, frame.height)
    x, y = (
        start + size * min(max(math.floor((at - start) / size), -before), after)
        for at, start, size, (before, after) in zip(point, starts, sizes, _around(frame, extent), strict=True)
    )
    return replace(frame, x=x, y=y)


def cells(frame: Placement, extent: tuple[int, int]) -> list[Placement]:
    """All cells, row by row. Args: as for `cell_at`."""
    (before, after), (above, below) = _around(frame, extent)
    return [
        replace(frame, x=frame.x + frame.width * column, y=frame.y + frame.height * row)
        for row in range(-above, below + 1)
        for column in range(-before, after + 1)
    ]


def walked(frame: Placement, right: int, down: int, extent: tuple[int, int]) -> Placement:
    """The cell so many cells on, as the picture is seen; after the last of a row comes the first of the next.

    Args:
        frame, extent: as for `cell_at`.
    """
    right, down = (-right if frame.flip_x else right), (-down if frame.flip_y else down)
    (before, after), (above, _) = _around(frame, extent)
    columns, found = before + after + 1, cells(frame, extent)
    return found[(above * columns + before + down * columns + right) % len(found)]


def _around(frame: Placement, extent: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Whole cells before and after that of the frame: across, and down."""
    (left, top, right, bottom), (width, height) = frame.box, extent
    across = left / frame.width, (width - right) / frame.width
    down = top / frame.height, (height - bottom) / frame.height
    before, after, above, below = (max(0, math.floor(count + SLACK)) for count in (*across, *down))
    return (before, after), (above, below)
