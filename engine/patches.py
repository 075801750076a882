"""Patches and subsets: patchify/unpatchify and pixel mask <-> patch subset.

This is the one place that knows polarity: **True (white) = known**, everywhere.
Nothing here imports torch, so that the studio can count patches before torch is loaded;
`patchify` and `unpatchify` use tensor methods alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError

if TYPE_CHECKING:
    from torch import Tensor

BoolArray = NDArray[np.bool_]
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The patch grid of an image: L = rows · columns patches of patch_size² pixels, row by row."""

    rows: int
    """Patches from top to bottom."""
    columns: int
    """Patches from left to right."""
    patch_size: int
    """Pixels along one side of a patch."""

    def __post_init__(self) -> None:
        if min(self.rows, self.columns, self.patch_size) < 1:
            raise EngineError(
                f"a grid of {self.rows} x {self.columns} patches of {self.patch_size} pixels has no pixel. "
                "Each must be 1 or more."
            )

    @classmethod
    def of(cls, height: int, width: int, patch_size: int) -> Grid:
        """The grid of an image of height x width pixels.

        Raises:
            EngineError: patch_size does not divide both.
        """
        if patch_size < 1 or height % patch_size or width % patch_size:
            raise EngineError(
                f"patch_size {patch_size} does not divide the image's {height}x{width} pixels. "
                "Choose a patch_size that does."
            )
        return cls(rows=height // patch_size, columns=width // patch_size, patch_size=patch_size)

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.rows * self.patch_size

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return self.columns * self.patch_size

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns), as numpy takes it."""
        return self.rows, self.columns

    @property
    def L(self) -> int:
        """Number of patches."""
        return self.rows * self.columns

    def positions(self) -> NDArray[np.intp]:
        """(2, L): row and column of each patch."""
        return np.stack(np.divmod(np.arange(self.L), self.columns))

    def mask(self, subset: BoolArray) -> BoolArray:
        """Patch subset (L,) bool -> pixel mask (H, W) bool."""
        return subset.reshape(self.shape).repeat(self.patch_size, axis=0).repeat(self.patch_size, axis=1)

    def subset(self, mask: BoolArray) -> BoolArray:
        """Pixel mask (H, W) bool -> patch subset (L,) bool: a patch is known if all its pixels are.

        Raises:
            EngineError: the mask has another size than the image.
        """
        if mask.shape != (self.height, self.width):
            raise EngineError(
                f"the mask is {'x'.join(map(str, mask.shape[::-1]))}; "
                f"the image is {self.width}x{self.height}. Resize the mask to the image."
            )
        p = self.patch_size
        return mask.reshape(self.rows, p, self.columns, p).all(axis=(1, 3)).reshape(-1)

    def split(self, images: NDArray[Scalar]) -> NDArray[Scalar]:
        """Images (..., H, W, C) -> their patches (..., L, p, p, C)."""
        *front, _H, _W, C = images.shape
        p = self.patch_size
        return (
            images.reshape(*front, self.rows, p, self.columns, p, C).swapaxes(-4, -3).reshape(*front, self.L, p, p, C)
        )

    def join(self, patches: NDArray[Scalar]) -> NDArray[Scalar]:
        """The inverse of `split`."""
        *front, _L, p, _p, C = patches.shape
        return (
            patches.reshape(*front, *self.shape, p, p, C).swapaxes(-4, -3).reshape(*front, self.height, self.width, C)
        )


def patchify(images: Tensor, grid: Grid) -> Tensor:
    """(B, C, H, W) -> (B, L, D), D = patch_size² · C, patches row by row, pixels row by row, channels last."""
    B, C, _H, _W = images.shape
    p = grid.patch_size
    x = images.reshape(B, C, grid.rows, p, grid.columns, p)
    return x.permute(0, 2, 4, 3, 5, 1).reshape(B, grid.L, p**2 * C)


def unpatchify(patches: Tensor, grid: Grid) -> Tensor:
    """(B, L, D) -> (B, C, H, W): the inverse of `patchify`."""
    B, _L, D = patches.shape
    p = grid.patch_size
    C = D // p**2
    x = patches.reshape(B, grid.rows, grid.columns, p, p, C)
    return x.permute(0, 5, 1, 3, 2, 4).reshape(B, C, grid.height, grid.width)


def pixel_mask(subset: Tensor, grid: Grid) -> Tensor:
    """Patch subsets (B, L) -> pixel masks (B, 1, H, W), same dtype."""
    return unpatchify(subset[..., None].expand(-1, -1, grid.patch_size**2), grid)
