"""Replayable augmentation of what the discriminator sees, after DiffAugment.

The parameters are drawn once and applied to real and completed images alike, masks moving with their pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.config import AugmentConfig
from engine.networks.layers import with_masks
from engine.patches import Grid
from engine.subsets import SubsetPair


@dataclass(frozen=True)
class Augmentation:
    """One drawn augmentation for each image of a batch; apply it as often as wanted."""

    shift: Tensor
    """(B, 2) whole pixels, down and right."""
    colour: Tensor
    """(B, 3) brightness offset, contrast and saturation factors."""
    kept: Tensor
    """(B, 1, H, W) bool: False where pixels are taken out of S ∪ T."""

    @staticmethod
    def sample(config: AugmentConfig, batch: int, grid: Grid, generator: torch.Generator) -> Augmentation | None:
        """Draw parameters on the CPU, or None where the config augments nothing."""
        if not (config.translate or config.colour or config.cutout):
            return None
        uniform = torch.rand(batch, 7, generator=generator)
        chosen = torch.rand(batch, 3, generator=generator) < torch.tensor(
            [config.translate, config.colour, config.cutout]
        )
        sides = torch.tensor([grid.height, grid.width])
        shift = ((uniform[:, :2] * 2 - 1) * (sides / 8)).round() * chosen[:, :1]
        neutral = torch.tensor([0.0, 1.0, 1.0])
        drawn = torch.stack([uniform[:, 2] - 0.5, uniform[:, 3] + 0.5, uniform[:, 4] * 2], dim=1)
        colour = torch.where(chosen[:, 1:2], drawn, neutral)
        corner = (uniform[:, 5:7] * (sides / 2)).floor()
        rows, columns = (
            (along >= corner[:, i : i + 1]) & (along < corner[:, i : i + 1] + len(along) // 2)
            for i, along in enumerate(map(torch.arange, (grid.height, grid.width)))
        )
        inside = rows[:, None, :, None] & columns[:, None, None, :] & chosen[:, 2, None, None, None]
        return Augmentation(shift.long(), colour, ~inside)

    def __getitem__(self, few: slice) -> Augmentation:
        return Augmentation(self.shift[few], self.colour[few], self.kept[few])

    def to(self, device: torch.device) -> Augmentation:
        """The same parameters on another device."""
        return Augmentation(self.shift.to(device), self.colour.to(device), self.kept.to(device))

    def __call__(self, images: Tensor, pair: SubsetPair[Tensor]) -> tuple[Tensor, SubsetPair[Tensor]]:
        """images (B, C, H, W) in [-1, 1], pair (B, 1, H, W) -> the same, augmented; zeros outside S ∪ T."""
        images = images * pair.union
        moved = self._translate(with_masks(self._coloured(images), pair))
        pair = SubsetPair(moved[:, -2:-1], moved[:, -1:]).map(lambda mask: mask.bool() & self.kept)
        return moved[:, :-2] * pair.union, pair

    def _coloured(self, images: Tensor) -> Tensor:
        brightness, contrast, saturation = (self.colour[:, i, None, None, None] for i in range(3))
        if images.shape[1] == 4:  # premultiplied: what is transparent stays so, whatever its colour would be
            colours, alpha = (images[:, :3] + 1) / 2, (images[:, 3:] + 1) / 2
            grey = colours.mean(dim=1, keepdim=True)
            colours = (colours - grey) * saturation + grey
            mean = colours.mean(dim=(1, 2, 3), keepdim=True)
            colours = (colours - mean * alpha) * contrast + (mean + brightness / 2) * alpha
            return torch.cat([2 * colours - 1, images[:, 3:]], dim=1)
        grey = images.mean(dim=1, keepdim=True)
        images = (images - grey) * saturation + grey
        mean = images.mean(dim=(1, 2, 3), keepdim=True)
        return (images - mean) * contrast + mean + brightness

    def _translate(self, images: Tensor) -> Tensor:
        B, _C, H, W = images.shape
        pad = max(H, W) // 8 + 1
        padded = F.pad(images, [pad] * 4)
        rows = torch.arange(H, device=images.device)[None] + pad - self.shift[:, :1]
        columns = torch.arange(W, device=images.device)[None] + pad - self.shift[:, 1:]
        batch = torch.arange(B, device=images.device)[:, None, None]
        return padded.permute(0, 2, 3, 1)[batch, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


@dataclass(frozen=True)
class Crop:
    """A random part of each image of a batch, up to an eighth of its side beyond it; apply it as often as wanted."""

    side: Tensor
    """(B,) share of the image's sides, .6 to 1."""
    centre: Tensor
    """(B, 2) from the image's own centre, right and down, in halves of its sides."""

    @staticmethod
    def sample(batch: int, generator: torch.Generator) -> Crop:
        """Draw on the CPU."""
        uniform = torch.rand(batch, 3, generator=generator)
        side = 0.6 + 0.4 * uniform[:, 0]
        return Crop(side, (2 * uniform[:, 1:] - 1) * (1.25 - side)[:, None])

    def __getitem__(self, few: slice | Tensor) -> Crop:
        return Crop(self.side[few], self.centre[few])

    def to(self, device: torch.device) -> Crop:
        """The same crops on another device."""
        return Crop(self.side.to(device), self.centre.to(device))

    def places(self, height: int, width: int) -> Tensor:
        """Where in the image so many pixels of the crop are: (B, height, width, 2), as `F.grid_sample` takes them."""
        right, down = ((2 * torch.arange(n, device=self.side.device) + 1) / n - 1 for n in (width, height))
        x, y = (self.side[:, None] * u + self.centre[:, i : i + 1] for i, u in enumerate((right, down)))
        return torch.stack([x[:, None].expand(-1, height, -1), y[:, :, None].expand(-1, -1, width)], dim=-1)
