"""Level lines of a surface, all at once. Free of Qt."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def level_lines(values: FloatArray, levels: Sequence[float]) -> FloatArray:
    """Pieces of the lines at which a surface (n, m) has a level: (k, 2), each two rows [i, j] are a piece's ends.

    Every square of the grid is cut into two triangles. A plane through a triangle's corners has the level on one
    straight piece or nowhere, so nothing is ambiguous.
    """
    corners = _triangles(*values.shape)
    heights = values[corners[..., 0], corners[..., 1]]
    pieces = [_pieces(corners, heights, level) for level in levels]
    return np.concatenate(pieces) if pieces else np.empty((0, 2))


@lru_cache(maxsize=8)
def _triangles(n: int, m: int) -> NDArray[np.int64]:
    """The corners [i, j] of all triangles of a grid: (3, t, 2)."""
    first = np.indices((n - 1, m - 1)).reshape(2, -1).T
    halves = [[(0, 0), (1, 0), (1, 1)], [(0, 0), (0, 1), (1, 1)]]
    made: NDArray[np.int64] = np.concatenate(
        [np.stack([first + np.array(corner) for corner in half]) for half in halves], 1
    )
    return made


def _pieces(corners: NDArray[np.int64], heights: FloatArray, level: float) -> FloatArray:
    """(3, t, 2) corners and their (3, t) heights -> (k, 2)."""
    above = heights > level
    crossed = above.any(0) & ~above.all(0)
    corners, heights, above = corners[:, crossed], heights[:, crossed], above[:, crossed]
    following = [1, 2, 0]
    cut = above != above[following]
    rise = heights[following] - heights
    share = np.divide(level - heights, rise, out=np.zeros_like(rise), where=cut)
    ends = corners + share[..., None] * (corners[following] - corners)
    ordered: FloatArray = ends.swapaxes(0, 1)[cut.T]
    return ordered
