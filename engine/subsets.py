"""Subset pairs (S, T) and their samplers: the weighting of big learning's many tasks.

Free of torch. A subset is a (L,) bool array, a batch of them (B, L).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from engine.config import ModelConfig, SubsetConfig
from engine.errors import EngineError
from engine.patches import BoolArray, Grid, pixel_mask

if TYPE_CHECKING:
    from torch import Tensor

Mask = TypeVar("Mask", BoolArray, "Tensor")
OtherMask = TypeVar("OtherMask", BoolArray, "Tensor")


@dataclass(frozen=True, eq=False)
class SubsetPair(Generic[Mask]):
    """Which patches and labels are given and which are to be generated: bool arrays or tensors, S ∩ T = ∅.

    (L + Y,) of one image, the patches first, then the labels; (B, L + Y) of a batch; (B, 1, H, W) where patches are
    told by pixels.
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
        """The same pairs of patches as pixel masks: (B, L + Y) -> (B, 1, H, W)."""
        return self.map(lambda subset: pixel_mask(subset[:, : grid.L], grid))


def random_subset(grid: Grid, share: float, seed: int) -> BoolArray:
    """(L,) bool with exactly round(share · L) patches, drawn uniformly; a larger share adds to a smaller."""
    order = np.random.default_rng(seed).permutation(grid.L)
    return order < round(share * grid.L)


def half_plane(grid: Grid, share: float, rng: np.random.Generator) -> BoolArray:
    """(L,) bool with round(share · L) patches, all on one side of a line at a random angle."""
    rows, columns = np.mgrid[0 : grid.rows, 0 : grid.columns]
    angle = rng.uniform(0, 2 * np.pi)
    height = np.cos(angle) * rows + np.sin(angle) * columns
    order = (height + rng.uniform(0, 1e-6, height.shape)).reshape(-1).argsort().argsort()
    result: BoolArray = order < round(share * grid.L)
    return result


def block_subset(grid: Grid, share: float, rng: np.random.Generator) -> BoolArray:
    """(L,) bool: a half-plane or a rectangle of about share · L patches, or its complement."""
    if rng.random() < 0.5:
        return half_plane(grid, share, rng)
    rows, columns = np.mgrid[0 : grid.rows, 0 : grid.columns]
    outside = rng.random() < 0.5
    area = (1 - share if outside else share) * grid.L
    aspect = np.exp(rng.uniform(-0.7, 0.7))
    h = int(np.clip(round(np.sqrt(area * aspect)), 0, grid.rows))
    w = int(np.clip(round(area / h), 0, grid.columns)) if h else 0
    top, left = rng.integers(0, grid.rows - h + 1), rng.integers(0, grid.columns - w + 1)
    inside = (rows >= top) & (rows < top + h) & (columns >= left) & (columns < left + w)
    result: BoolArray = (inside ^ outside).reshape(-1)
    return result


def sample_pairs(
    config: SubsetConfig, model: ModelConfig, batch: int, rng: np.random.Generator
) -> SubsetPair[BoolArray]:
    """Draw `batch` subset pairs, (batch, L + Y): T ≠ ∅, and S ∪ T is not always everything.

    Of labels, it draws the tasks of Table 2 of *Big Learning*: supervised, conditional, and all mixtures of them with
    completing and unconditional generation.
    """
    L, Y = model.grid.L, len(model.labels)
    known = np.zeros((batch, L + Y), dtype=bool)
    target = np.zeros((batch, L + Y), dtype=bool)
    for i in range(batch):
        known[i, :L], target[i, :L] = _sample_patches(config, model, rng)
        if Y:
            task = rng.random()
            if task < config.supervised:  # no pixel in T: so they are asked for before any is drawn
                target[i, :L], target[i, L:] = False, True
                if config.supervised_share:
                    known[i, :L] = _some(model.grid, config.supervised_share, 0, rng)
                elif rng.random() < 0.5:
                    known[i, :L] = True
            elif task < config.supervised + config.conditional:
                known[i, L:] = True
            else:
                share = max(0.0, rng.uniform(-0.5, 1))  # a third of them with no label given
                known[i, L:] = rng.random(Y) < share
                ignored = rng.random(Y) < rng.choice([0.0, 0.5])
                target[i, L:] = ~known[i, L:] & ~ignored
    return SubsetPair(known, target)


def _sample_patches(
    config: SubsetConfig, model: ModelConfig, rng: np.random.Generator
) -> tuple[BoolArray, BoolArray]:
    """S and T of one image, (L,) each."""
    grid = model.grid
    if config.raster and rng.random() < config.raster:
        place, each = rng.integers(grid.L), np.arange(grid.L)
        return each < place, each == place
    known = np.zeros(grid.L, dtype=bool)
    if config.hole:
        row, column, rows, columns = config.hole
        hole = np.zeros(grid.shape, dtype=bool)
        hole[row : row + rows, column : column + columns] = True
        return ~hole.reshape(-1), hole.reshape(-1)
    if model.views and rng.random() < config.views:
        known = views_subset(model, rng)
    elif rng.random() >= config.empty:
        share = rng.uniform(config.share_min, config.share_max)
        known = _some(grid, share, config.blocks, rng)
    target = ~known
    if rng.random() < config.partial:
        target &= _some(grid, rng.uniform(0, 1), config.blocks, rng)
    if not target.any():
        patch = rng.choice(np.flatnonzero(~known)) if not known.all() else rng.integers(grid.L)
        known[patch], target[patch] = False, True
    return known, target


def _some(grid: Grid, share: float, blocks: float, rng: np.random.Generator) -> BoolArray:
    """(L,): about a share of the patches, at least one: in blocks, or each for itself."""
    if rng.random() < blocks:
        return block_subset(grid, share, rng)
    return rng.permutation(grid.L) < max(1, round(share * grid.L))


def view_subset(model: ModelConfig, *names: str) -> BoolArray:
    """(L,): the patches of views.

    Raises:
        EngineError: the model has no view of that name.
    """
    inside = np.zeros(model.grid.shape, dtype=bool)
    views = {view.name: view for view in model.views}
    for name in names:
        if name not in views:
            has = f"its views are {', '.join(views)}" if views else "it has no views"
            raise EngineError(f"the model has no view '{name}'; {has}.")
        view = views[name]
        inside[view.row : view.row + view.rows, view.column : view.column + view.columns] = True
    return inside.reshape(-1)


def views_subset(model: ModelConfig, rng: np.random.Generator) -> BoolArray:
    """(L,): whole views known; or, in a third of the draws, all but the same block of each view."""
    names = [view.name for view in model.views]
    sizes = {(view.rows, view.columns) for view in model.views}
    if len(names) == 1 or (len(sizes) == 1 and rng.random() < 1 / 3):
        rows, columns = sizes.pop()
        inner = Grid(rows=rows, columns=columns, patch_size=model.patch_size)
        block = block_subset(inner, rng.uniform(0.3, 0.95), rng).reshape(rows, columns)
        if block.all():
            block.flat[rng.integers(block.size)] = False
        known = np.ones(model.grid.shape, dtype=bool)
        for view in model.views:
            known[view.row : view.row + rows, view.column : view.column + columns] = block
        return known.reshape(-1)
    count = int(rng.integers(1, len(names)))
    return view_subset(model, *rng.choice(names, count, replace=False))


def split_union(pair: SubsetPair[BoolArray], L: int, rng: np.random.Generator) -> SubsetPair[BoolArray]:
    """A second subset pair with the same union Ω (Eq. 6), (B, L + Y): patches split anew, T ≠ ∅; labels as before.

    The labels of x¹ and x² are given to both, or to neither, as f is compared under both pairs.
    """
    union = pair.union[:, :L]
    share = rng.uniform(0, 0.9, (len(union), 1))
    known = union & (rng.random(union.shape) < share)
    target = union & ~known
    all_known = ~target.any(axis=1, keepdims=True)
    patches = known & ~all_known, np.where(all_known, known, target)
    labels = pair.known[:, L:], pair.target[:, L:]
    return SubsetPair(*(np.concatenate(parts, axis=1) for parts in zip(patches, labels, strict=True)))
