"""Patches and subsets: patchify/unpatchify and pixel mask <-> patch subset.

This is the one place that knows polarity: **True (white) = known**, everywhere.
Nothing here imports torch, so that the studio can count patches before torch is loaded;
`patchify` and `unpatchify` use tensor methods alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError

if TYPE_CHECKING:
    from torch import Tensor

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The patch grid of a square image: L = side² patches of patch_size² pixels, row by row."""

    image_size: int
    """Pixels along one side of the image."""
    patch_size: int
    """Pixels along one side of a patch; divides image_size."""

    def __post_init__(self) -> None:
        if self.patch_size < 1 or self.image_size < 1 or self.image_size % self.patch_size:
            raise EngineError(
                f"patch_size {self.patch_size} does not divide image_size {self.image_size}. "
                "Choose a patch_size that does."
            )

    @property
    def side(self) -> int:
        """Patches along one side."""
        return self.image_size // self.patch_size

    @property
    def L(self) -> int:
        """Number of patches."""
        return self.side**2

    def mask(self, subset: BoolArray) -> BoolArray:
        """Patch subset (L,) bool -> pixel mask (H, W) bool."""
        p = self.patch_size
        return subset.reshape(self.side, self.side).repeat(p, axis=0).repeat(p, axis=1)

    def subset(self, mask: BoolArray) -> BoolArray:
        """Pixel mask (H, W) bool -> patch subset (L,) bool: a patch is known if all its pixels are.

        Raises:
            EngineError: the mask has another size than the image.
        """
        if mask.shape != (self.image_size, self.image_size):
            raise EngineError(
                f"the mask is {'x'.join(map(str, mask.shape[::-1]))}; "
                f"the image is {self.image_size}x{self.image_size}. Resize the mask to the image."
            )
        p, n = self.patch_size, self.side
        return mask.reshape(n, p, n, p).all(axis=(1, 3)).reshape(-1)


def patchify(images: Tensor, patch_size: int) -> Tensor:
    """(B, C, H, W) -> (B, L, D), D = patch_size² · C, patches row by row, pixels row by row, channels last."""
    B, C, H, W = images.shape
    h, w = H // patch_size, W // patch_size
    x = images.reshape(B, C, h, patch_size, w, patch_size)
    return x.permute(0, 2, 4, 3, 5, 1).reshape(B, h * w, patch_size**2 * C)


def unpatchify(patches: Tensor, patch_size: int) -> Tensor:
    """(B, L, D) -> (B, C, H, W): the inverse of `patchify` for square images."""
    B, L, D = patches.shape
    side, C = round(L**0.5), D // patch_size**2
    x = patches.reshape(B, side, side, patch_size, patch_size, C)
    return x.permute(0, 5, 1, 3, 2, 4).reshape(B, C, side * patch_size, side * patch_size)


def pixel_mask(subset: Tensor, patch_size: int) -> Tensor:
    """Patch subsets (B, L) -> pixel masks (B, 1, H, W), same dtype."""
    return unpatchify(subset[..., None].expand(-1, -1, patch_size**2), patch_size)
