"""Which patches a tool touches: pure geometry, free of Qt. Points are in image pixels, (u, v) = (right, down)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from engine import Grid

Point = tuple[float, float]
Indices = NDArray[np.intp]


class Tool(Enum):
    """What the pointer does."""

    BRUSH = auto()
    ERASER = auto()
    RECTANGLE = auto()
    IGNORE = auto()
    """Paints patches that are neither known nor targets."""
    LASSO = auto()
    RELOCATE = auto()
    """Selects known patches, and moves or duplicates them."""
    PENCIL = auto()
    """Draws pixel by pixel."""
    PLACE = auto()
    """Moves the picture under the model's frame."""


def patch_at(grid: Grid, point: Point) -> int | None:
    """The patch under a point; None outside the image."""
    column, row = (math.floor(c / grid.patch_size) for c in point)
    inside = 0 <= row < grid.rows and 0 <= column < grid.columns
    return row * grid.columns + column if inside else None


def patch_centre(grid: Grid, patch: int) -> Point:
    """The middle of a patch."""
    row, column = divmod(patch, grid.columns)
    return (column + 0.5) * grid.patch_size, (row + 0.5) * grid.patch_size


def footprint(grid: Grid, point: Point, size: int) -> Indices:
    """(k,) patches under a round brush `size` patches across: those whose middle it covers, and that at the point."""
    rows, columns = grid.positions()
    u, v = (c / grid.patch_size for c in point)
    covered = np.hypot(columns + 0.5 - u, rows + 0.5 - v) <= size / 2 if size > 1 else np.zeros(grid.L, dtype=bool)
    under = patch_at(grid, point)
    if under is not None:
        covered[under] = True
    return np.flatnonzero(covered)


def segment(grid: Grid, start: Point, end: Point, size: int) -> Indices:
    """(k,) patches under a brush that moves in a straight line, however fast."""
    length = math.dist(start, end) / grid.patch_size
    steps = max(1, math.ceil(length * 4))
    touched = np.zeros(grid.L, dtype=bool)
    for t in np.linspace(0, 1, steps + 1):
        point = ((1 - t) * start[0] + t * end[0], (1 - t) * start[1] + t * end[1])
        touched[footprint(grid, point, size)] = True
    return np.flatnonzero(touched)


def pixel_line(start: Point, end: Point) -> tuple[Indices, Indices]:
    """Columns and rows, (k,) each, of the pixels on the straight line between those under two points."""
    (x0, y0), (x1, y1) = (tuple(math.floor(c) for c in point) for point in (start, end))
    steps = max(abs(x1 - x0), abs(y1 - y0)) + 1
    columns, rows = (np.rint(np.linspace(a, b, steps)).astype(np.intp) for a, b in ((x0, x1), (y0, y1)))
    return columns, rows


def rectangle(grid: Grid, start: Point, end: Point) -> Indices:
    """(k,) patches that the rectangle between two corners touches; none where it misses the image."""
    low, high = ([f(a, b) / grid.patch_size for a, b in zip(start, end, strict=True)] for f in (min, max))
    rows, columns = grid.positions()
    inside = (columns + 1 > low[0]) & (columns <= high[0]) & (rows + 1 > low[1]) & (rows <= high[1])
    return np.flatnonzero(inside)


def corners(start: Point, end: Point) -> list[Point]:
    """The four corners of the rectangle between two of them, around it."""
    return [start, (end[0], start[1]), end, (start[0], end[1])]


def lasso(grid: Grid, path: Sequence[Point]) -> Indices:
    """(k,) patches whose middle lies inside a closed path (even-odd rule), and those at its ends."""
    rows, columns = grid.positions()
    u, v = (columns + 0.5) * grid.patch_size, (rows + 0.5) * grid.patch_size
    inside = np.zeros(grid.L, dtype=bool)
    for (x0, y0), (x1, y1) in zip(path, [*path[1:], *path[:1]], strict=True):
        crosses = (y0 > v) != (y1 > v)
        if crosses.any():
            inside ^= crosses & (u < x0 + (v - y0) * (x1 - x0) / (y1 - y0))
    for end in (path[0], path[-1]):
        under = patch_at(grid, end)
        if under is not None:
            inside[under] = True
    return np.flatnonzero(inside)


def shifted(grid: Grid, patches: Indices, right: int, down: int) -> tuple[Indices, Indices]:
    """Patches (k,) moved by whole patches: ((m,) those that stay inside the image, (m,) where they come to lie)."""
    rows, columns = np.divmod(patches, grid.columns)
    rows, columns = rows + down, columns + right
    inside = (rows >= 0) & (rows < grid.rows) & (columns >= 0) & (columns < grid.columns)
    return patches[inside], (rows * grid.columns + columns)[inside]
