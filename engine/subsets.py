"""Samplers of subset pairs (S, T): the weighting of big learning's many tasks.

Free of torch. A subset is a (L,) bool array, a batch of them (B, L).
"""

from __future__ import annotations

import numpy as np

from engine.config import SubsetConfig
from engine.patches import BoolArray, Grid


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


def sample_pairs(
    config: SubsetConfig, grid: Grid, batch: int, rng: np.random.Generator
) -> tuple[BoolArray, BoolArray]:
    """Draw `batch` subset pairs.

    Returns:
        known, target: each (batch, L) bool; S ∩ T = ∅, T ≠ ∅, S ∪ T not always the whole image.
    """
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
        _never_empty(known[i], target[i], rng)
    return known, target


def split_union(known: BoolArray, target: BoolArray, rng: np.random.Generator) -> tuple[BoolArray, BoolArray]:
    """A second subset pair with the same union Ω (Eq. 6): (B, L), (B, L) -> (B, L), (B, L)."""
    union = known | target
    share = rng.uniform(0, 0.9, (len(union), 1))
    second = union & (rng.random(union.shape) < share)
    rest = union & ~second
    for i in range(len(union)):
        if not rest[i].any():
            second[i], rest[i] = rest[i].copy(), second[i].copy()
    return second, rest


def _never_empty(known: BoolArray, target: BoolArray, rng: np.random.Generator) -> None:
    """Where T came out empty, make one patch a target, in place."""
    if not target.any():
        patch = rng.integers(len(target))
        known[patch], target[patch] = False, True
