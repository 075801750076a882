"""Which patches are known, by rule: orders in which patches become known, halves, checkerboard, grow and shrink.

Pure functions of the patch grid, free of Qt. A subset is (L,) bool, True = known.
"""

from __future__ import annotations

from bisect import bisect_left
from enum import Enum, auto
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine import Grid, random_subset
from studio.document.request import BoolArray, UInt8Array

Side = Literal["left", "right", "top", "bottom"]
"""A half of the image."""
_DARK, _LIGHT = 48, 207
"""What is darker is black, what is lighter is white, whatever a JPEG has made of it."""
_MOST_GREY = 0.1
"""Share of pixels that soft edges make grey; that of a photo is several times as large."""


class Order(Enum):
    """In which order patches become known as their share grows: a larger share adds to a smaller."""

    RANDOM = auto()
    INITIAL = auto()
    """Row by row from the upper left corner."""
    CENTRE = auto()
    """Squares that grow from the middle."""


def first_patches(grid: Grid, count: int, order: Order, seed: int, free: BoolArray) -> BoolArray:
    """(L,) with exactly `count` known patches, at most all that are free: the first of the order among those.

    Args:
        seed: of the random order; the others do not use it.
        free: (L,) patches that can be known: those not ignored.
    """

    def known(first: int) -> BoolArray:
        return _first(grid, first, order, seed) & free

    return known(bisect_left(range(grid.L), count, key=lambda first: int(known(first).sum())))


def half(grid: Grid, side: Side) -> BoolArray:
    """(L,): one half known; a middle row or column of an odd grid is not."""
    rows, columns = grid.positions()
    known: BoolArray = {
        "left": columns < grid.columns // 2,
        "right": columns >= grid.columns - grid.columns // 2,
        "top": rows < grid.rows // 2,
        "bottom": rows >= grid.rows - grid.rows // 2,
    }[side]
    return known


def checkerboard(grid: Grid) -> BoolArray:
    """(L,): a checkerboard whose upper left patch is known."""
    rows, columns = grid.positions()
    known: BoolArray = (rows + columns) % 2 == 0
    return known


def cross(grid: Grid) -> BoolArray:
    """(L,): the row and the column through the middle; of an even number, the two beside it."""
    from_middle = np.abs(2 * grid.positions() + 1 - np.array(grid.shape)[:, None])
    crossed: BoolArray = (from_middle <= 1).any(axis=0)
    return crossed


def grown(grid: Grid, subset: BoolArray) -> BoolArray:
    """(L,): the subset and the neighbours of its patches, diagonal ones too."""
    wide, (n, m) = np.pad(subset.reshape(grid.shape), 1), grid.shape
    near = [wide[1 + v : 1 + v + n, 1 + u : 1 + u + m] for v in (-1, 0, 1) for u in (-1, 0, 1)]
    known: BoolArray = np.logical_or.reduce(near).reshape(-1)
    return known


def shrunk(grid: Grid, subset: BoolArray) -> BoolArray:
    """(L,): the subset without the patches that touch others; the image's border does not count."""
    return ~grown(grid, ~subset)


def is_black_and_white(mask: UInt8Array) -> bool:
    """Whether a picture, (h, w, 1), is a mask, with edges as soft as they may be, and not a photo."""
    return float(((mask > _DARK) & (mask < _LIGHT)).mean()) <= _MOST_GREY


def _first(grid: Grid, count: int, order: Order, seed: int) -> BoolArray:
    if order is Order.RANDOM:
        return random_subset(grid, count / grid.L, seed)
    ranks: NDArray[np.intp] = np.arange(grid.L)
    if order is Order.CENTRE:
        away = np.abs(grid.positions() - (np.array(grid.shape)[:, None] - 1) / 2)
        ranks = np.lexsort((away.sum(axis=0), away.max(axis=0))).argsort()
    first: BoolArray = ranks < count
    return first
