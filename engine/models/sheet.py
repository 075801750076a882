"""Sheets of completions, in the layout of the paper's Fig. 3: a row a subset, a column a noise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from engine.config import ModelConfig
from engine.errors import EngineError
from engine.patches import BoolArray, Grid
from engine.pictures.images import UInt8Array, to_pil
from engine.subsets import random_subset

if TYPE_CHECKING:
    from engine.models.completion import Model

GAP = 2
"""White pixels around each picture."""
IGNORED = np.array([150, 170, 205], dtype=np.uint8)
"""Colour of what the model is not given."""


def standard_subsets(grid: Grid) -> list[BoolArray]:
    """Shares 0, .1, .25 and .5 of i.i.d. patches, then the upper half: five (L,) subsets."""
    half = np.arange(grid.L) < grid.L // 2
    return [*(random_subset(grid, share, seed=3) for share in (0.0, 0.1, 0.25, 0.5)), half]


def completion_sheet(
    model: Model,
    images: Sequence[UInt8Array],
    subsets: Sequence[BoolArray],
    *,
    present: BoolArray | None = None,
    n: int = 8,
    zoom: int = 2,
) -> Image.Image:
    """Draw a sheet.

    Args:
        images: one (H, W, C) uint8 a row.
        subsets: S of each row, (L,) bool.
        present: the patches of each image that are there, (rows, L); others are not known. None = all.
        n: noises, seeds 0 ... n - 1.
        zoom: whole factor by which pixels are enlarged.

    Returns:
        an RGB picture: input, n completions, truth, from left to right.
    """
    rows = []
    everything = np.ones((len(images), model.grid.L), dtype=bool)
    for image, subset, there in zip(images, subsets, everything if present is None else present, strict=True):
        completions = model.complete(image, subset & there, n=n, seed=0).images
        given, truth = (as_given(image, shown, model.grid) for shown in (subset & there, there))
        rows.append([given, *(rgb(c) for c in completions), truth])
    return tile(rows, zoom=zoom)


def tile(rows: Sequence[Sequence[UInt8Array]], *, zoom: int = 1, gap: int = GAP) -> Image.Image:
    """Lay out (H, W, 3) uint8 pictures of one size in rows and columns on white."""
    H, W, _ = rows[0][0].shape
    step_y, step_x = H * zoom + gap, W * zoom + gap
    sheet = np.full((len(rows) * step_y + gap, len(rows[0]) * step_x + gap, 3), 255, dtype=np.uint8)
    for r, row in enumerate(rows):
        for c, image in enumerate(row):
            y, x = gap + r * step_y, gap + c * step_x
            sheet[y : y + H * zoom, x : x + W * zoom] = image.repeat(zoom, 0).repeat(zoom, 1)
    return to_pil(sheet)


def as_given(image: UInt8Array, known: BoolArray, grid: Grid) -> UInt8Array:
    """(H, W, C) -> (H, W, 3): the known patches, the rest in the colour of the unknown."""
    return np.where(grid.mask(known)[..., None], rgb(image), IGNORED)


def rgb(image: UInt8Array) -> UInt8Array:
    """(H, W, C) -> (H, W, 3); what is transparent shows a checkerboard."""
    if image.shape[-1] == 1:
        return image.repeat(3, axis=-1)
    if image.shape[-1] == 3:
        return image
    H, W, _ = image.shape
    squares = (np.add.outer(np.arange(H) // 4, np.arange(W) // 4) % 2)[..., None]
    alpha = image[..., 3:] / 255
    return (image[..., :3] * alpha + (1 - alpha) * np.where(squares, 205, 230)).round().astype(np.uint8)


def strip(image: UInt8Array, config: ModelConfig, views: Sequence[str]) -> UInt8Array:
    """(H, W, C) -> (h, w, C): views of an image side by side, as game engines want them.

    Raises:
        EngineError: the model has no view of such a name, or their heights differ.
    """
    named, p = {view.name: view for view in config.views}, config.patch_size
    unknown = [name for name in views if name not in named]
    if unknown:
        has = f"has {', '.join(named)}" if named else "has none"
        raise EngineError(f"there is no view '{unknown[0]}': the model {has}. Choose another.")
    if len({named[name].rows for name in views}) > 1:
        raise EngineError(f"the views {', '.join(views)} differ in height. Choose some of one height.")
    chosen = (named[name] for name in views)
    return np.concatenate(
        [image[p * v.row : p * (v.row + v.rows), p * v.column : p * (v.column + v.columns)] for v in chosen], axis=1
    )
