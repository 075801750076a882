"""The generator: a transformer over patches that writes x_T given x_S and noise."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.config import ModelConfig
from engine.networks.layers import Block, grid_positions, in_float32, with_masks
from engine.patches import patchify, unpatchify
from engine.subsets import SubsetPair


@dataclass(frozen=True)
class Noise:
    """z: what makes two completions of the same x_S differ. Standard normal."""

    whole: Tensor
    """(B, noise_global): modulates every block."""
    patch: Tensor
    """(B, L, noise_patch): added to the target tokens."""

    @staticmethod
    def sample(config: ModelConfig, batch: int, generator: torch.Generator) -> Noise:
        """Draw `batch` noises on the CPU from a seeded generator."""
        return Noise(
            torch.randn(batch, config.noise_global, generator=generator),
            torch.randn(batch, config.grid.L, config.noise_patch, generator=generator),
        )

    def to(self, device: torch.device) -> Noise:
        """The same noise on another device."""
        return Noise(self.whole.to(device), self.patch.to(device))

    def __getitem__(self, index: slice | Tensor) -> Noise:
        return Noise(self.whole[index], self.patch[index])


class Generator(nn.Module):
    """p_θ(x_T | x_S). Ignored patches take no part; the output does not depend on pixels outside S."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        width, D = config.width, config.patch_size**2 * config.channels
        self.embed = nn.Linear(D, width)
        self.position = nn.Parameter(grid_positions(config.grid.rows, config.grid.columns, width))
        self.mask_token = nn.Parameter(0.5 * torch.randn(width))
        self.known_token = nn.Parameter(0.5 * torch.randn(width))
        self.patch_noise = nn.Linear(config.noise_patch, width, bias=False)
        nn.init.normal_(self.patch_noise.weight, std=0.1)
        condition = min(width, 128)
        self.whole_noise = nn.Sequential(nn.Linear(config.noise_global, condition), nn.GELU())
        self.blocks = nn.ModuleList(
            Block(width=width, heads=config.heads, condition=condition) for _ in range(config.depth)
        )
        self.norm = nn.RMSNorm(width)
        self.head = nn.Linear(width, D)
        self.seam = Seam(config) if config.seam_channels else None

    def forward(self, patches: Tensor, pair: SubsetPair[Tensor], noise: Noise) -> Tensor:
        """Complete a batch.

        Args:
            patches: (B, L, D) in [-1, 1]; only those in S are read.
            pair: S and T, (B, L) bool each.
            noise: of the same batch size.

        Returns:
            (B, L, D): x_S at S, the model's x_T in (-1, 1) at T, zero elsewhere.
        """
        S, T = pair.known[..., None], pair.target[..., None]
        given = torch.where(S, patches, 0.0)
        x = torch.where(S, self.embed(given) + self.known_token, self.mask_token + self.patch_noise(noise.patch))
        x = x + self.position
        condition = self.whole_noise(noise.whole)
        union = pair.union
        # a compiled network cannot look into a tensor to choose its way
        whole = not torch.compiler.is_compiling() and bool(union.all())
        mask = None if whole else union[:, None, None, :]
        for block in self.blocks:
            x = block(x, mask, condition)
        with in_float32(x):  # bfloat16 has coarser steps than a byte: the discriminator would see them
            raw = self.head(self.norm(x.float()))
        if self.seam is not None:
            raw = raw + self.seam(torch.where(S, patches, torch.where(T, torch.tanh(raw), 0.0)), pair)
        return torch.where(T, torch.tanh(raw), given)


class Seam(nn.Module):
    """Two 3x3 convolutions over the assembled image, told where S and T are; (B, L, D) -> (B, L, D)."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.grid = config.grid
        self.first = nn.Conv2d(config.channels + 2, config.seam_channels, 3, padding=1)
        self.second = nn.Conv2d(config.seam_channels, config.channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)

    def forward(self, patches: Tensor, pair: SubsetPair[Tensor]) -> Tensor:
        """patches (B, L, D) that are zero outside S ∪ T; pair (B, L) bool."""
        image = with_masks(unpatchify(patches, self.grid), pair.by_pixel(self.grid))
        image = image.contiguous(memory_format=torch.channels_last)  # twice as fast with so few channels
        return patchify(self.second(nn.functional.gelu(self.first(image))), self.grid)
