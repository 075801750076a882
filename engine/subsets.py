"""Subset pairs (S, T) and their samplers: the weighting of big learning's many tasks.

Free of torch. A subset is a (L,) bool array, a batch of them (B, L).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from engine.config import SubsetConfig
from engine.patches import BoolArray, Grid, pixel_mask

if TYPE_CHECKING:
    from torch import Tensor

Mask = TypeVar("Mask", BoolArray, "Tensor")
OtherMask = TypeVar("OtherMask", BoolArray, "Tensor")


@dataclass(frozen=True, eq=False)
class SubsetPair(Generic[Mask]):
    """Which patches are given and which are to be generated: bool arrays or tensors, S ∩ T = ∅.

    (L,) of one image, (B, L) of a batch, (B, 1, H, W) where it is told by pixels.
    """

    known: Mask
    """S."""
    target: Mask
    """T."""

    @property
    def union(self) -> Mask:
        """Ω = S ∪ T; the rest is ignored."""
        return self.known | self.target

    def __getitem__(self, few: Any) -> SubsetPair[Mask]:
        """The pairs of some of the images."""
        return self.map(lambda subset: subset[few])

    def map(self, function: Callable[[Mask], OtherMask]) -> SubsetPair[OtherMask]:
        """The same done to S and to T."""
        return SubsetPair(function(self.known), function(self.target))

    def by_pixel(self: SubsetPair[Tensor], grid: Grid) -> SubsetPair[Tensor]:
        """The same pairs as pixel masks: (B, L) -> (B, 1, H, W)."""
        return self.map(lambda subset: pixel_mask(subset, grid))


def random_subset(grid: Grid, share: float, seed: int) -> BoolArray:
    """(L,) bool with exactly round(share · L) patches, drawn uniformly; a larger share adds to a smaller."""
    order = np.random.default_rng(seed).permutation(grid.L)
    chosen: BoolArray = order < round(share * grid.L)
    return chosen


def block_subset(grid: Grid, share: float, rng: np.random.Generator) -> BoolArray:
    """(L,) bool: a half-plane or a rectangle of about share · L patches, or its complement."""
    rows, columns = np.mgrid[0 : grid.rows, 0 : grid.columns]
    if rng.random() < 0.5:
        angle = rng.uniform(0, 2 * np.pi)
        height = np.cos(angle) * rows + np.sin(angle) * columns
        order = (height + rng.uniform(0, 1e-6, height.shape)).reshape(-1).argsort().argsort()
        half_plane: BoolArray = order < round(share * grid.L)
        return half_plane
    outside = rng.random() < 0.5
    area = (1 - share if outside else share) * grid.L
    aspect = np.exp(rng.uniform(-0.7, 0.7))
    h = int(np.clip(round(np.sqrt(area * aspect)), 0, grid.rows))
    w = int(np.clip(round(area / h), 0, grid.columns)) if h else 0
    top, left = rng.integers(0, grid.rows - h + 1), rng.integers(0, grid.columns - w + 1)
    inside = (rows >= top) & (rows < top + h) & (columns >= left) & (columns < left + w)
    rectangle: BoolArray = (inside ^ outside).reshape(-1)
    return rectangle


def sample_pairs(config: SubsetConfig, grid: Grid, batch: int, rng: np.random.Generator) -> SubsetPair[BoolArray]:
    """Draw `batch` subset pairs, (batch, L): T ≠ ∅, and S ∪ T is not always the whole image."""
    known = np.zeros((batch, grid.L), dtype=bool)
    target = np.ones((batch, grid.L), dtype=bool)
    for i in range(batch):
        if rng.random() >= config.empty:
            share = rng.uniform(0, config.share_max)
            if rng.random() < config.blocks:
                known[i] = block_subset(grid, share, rng)
            else:
                known[i] = rng.permutation(grid.L) < round(share * grid.L)
        target[i] = ~known[i]
        if rng.random() < config.partial:
            keep = rng.uniform(0.2, 1)
            target[i] &= rng.random(grid.L) < keep
        if not target[i].any():
            patch = rng.integers(grid.L)
            known[i, patch], target[i, patch] = False, True
    return SubsetPair(known, target)


def split_union(pair: SubsetPair[BoolArray], rng: np.random.Generator) -> SubsetPair[BoolArray]:
    """A second subset pair with the same union Ω (Eq. 6), T ≠ ∅; (B, L)."""
    union = pair.union
    share = rng.uniform(0, 0.9, (len(union), 1))
    known = union & (rng.random(union.shape) < share)
    target = union & ~known
    all_known = ~target.any(axis=1, keepdims=True)
    return SubsetPair(known & ~all_known, np.where(all_known, known, target))
