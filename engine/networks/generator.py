"""The generator: a transformer over patches and labels that writes x_T and y_T given x_S, y_S and noise.

Where patches are tokens, it writes the logits of p(x_T | x_S, y_S) in place of x_T.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.config import ModelConfig
from engine.networks.codebook import Codebook
from engine.networks.domains import Domain
from engine.networks.layers import Block, LabelTokens, grid_positions, in_float32, with_masks
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
    """p_θ(x_T, y_T | x_S, y_S). What is ignored takes no part; the output does not depend on what is outside S."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        width, D = config.width, config.patch_size**2 * config.channels
        self.codebook = Codebook(config) if config.tokens != "none" else None
        if self.codebook is None:
            self.embed: nn.Module = nn.Linear(D, width)
        else:
            self.embed = nn.Embedding(config.codebook, width)
            nn.init.normal_(self.embed.weight, std=0.7)
        self.position = nn.Parameter(grid_positions(config.grid.rows, config.grid.columns, width))
        self.mask_token = nn.Parameter(0.5 * torch.randn(width))
        self.known_token = nn.Parameter(0.5 * torch.randn(width))
        condition = min(width, 128)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Initializing zero-element tensors")  # where there is no noise
            self.patch_noise = nn.Linear(config.noise_patch, width, bias=False)
            nn.init.normal_(self.patch_noise.weight, std=0.1)
            self.whole_noise = nn.Sequential(nn.Linear(config.noise_global, condition), nn.GELU())
        self.blocks = nn.ModuleList(
            Block(width=width, heads=config.heads, condition=condition) for _ in range(config.depth)
        )
        self.norm = nn.RMSNorm(width)
        self.head = nn.Linear(width, D if self.codebook is None else config.codebook)
        self.domain = Domain(config) if config.domain != "pixels" else None
        self.seam = Seam(config) if config.seam_channels else None
        if config.labels:
            self.label_tokens = LabelTokens(config.labels, width)
            self.label_heads = nn.ModuleList(nn.Linear(width, len(label.categories)) for label in config.labels)

    def forward(
        self, patches: Tensor, pair: SubsetPair[Tensor], noise: Noise, labels: Tensor | None = None
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Complete a batch.

        Args:
            patches: (B, L, D) in [-1, 1]; only those in S are read.
            pair: S and T, (B, L + Y) bool each.
            noise: of the same batch size.
            labels: y, (B, Y) int64, of a model with labels; only those in S are read.

        Returns:
            (B, L, D): x_S at S, the model's x_T in (-1, 1) at T, zero elsewhere; and the logits of each label,
            (B, categories), of which those in T tell p(y | x_S, y_S). Where patches are tokens, in place of x the
            logits of each patch's token, (B, L, codebook), of which those at T tell p(x_l | x_S, y_S).
        """
        L, union = self.config.grid.L, pair.union
        S, T = (subset[:, :L, None] for subset in (pair.known, pair.target))
        given = torch.where(S, patches, 0.0)
        content = given if self.codebook is None else self.codebook(given)
        if self.domain is not None:
            content = self.domain(content)
        x = torch.where(S, self.embed(content) + self.known_token, self.mask_token + self.patch_noise(noise.patch))
        x = x + self.position
        if labels is not None:
            x = torch.cat([x, self.label_tokens(torch.where(pair.known[:, L:], labels, -1))], dim=1)
        condition = self.whole_noise(noise.whole)
        # a compiled network cannot look into a tensor to choose its way
        whole = not torch.compiler.is_compiling() and bool(union.all())
        mask = None if whole else union[:, None, None, :]
        for block in self.blocks:
            x = block(x, mask, condition)
        with in_float32(x):  # bfloat16 has coarser steps than a byte: the discriminator would see them
            x = self.norm(x.float())
            raw = self.head(x[:, :L])
            logits: tuple[Tensor, ...] = ()
            if labels is not None:
                logits = tuple(head(token) for head, token in zip(self.label_heads, x[:, L:].unbind(1), strict=True))
        if self.codebook is not None:
            return raw, logits
        if self.domain is not None:
            raw = self.domain.inverse(raw)
        if self.seam is not None:
            raw = raw + self.seam(torch.where(S, patches, torch.where(T, torch.tanh(raw), 0.0)), pair)
        return torch.where(T, torch.tanh(raw), given), logits


class Seam(nn.Module):
    """Two 3x3 convolutions over the assembled image, told where S and T are; (B, L, D) -> (B, L, D)."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.grid = config.grid
        self.first = nn.Conv2d(config.channels + 2, config.seam_channels, 3, padding=1)
        self.second = nn.Conv2d(config.seam_channels, config.channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)

    def forward(self, patches: Tensor, pair: SubsetPair[Tensor]) -> Tensor:
        """patches (B, L, D) that are zero outside S ∪ T; pair (B, L + Y) bool."""
        image = with_masks(unpatchify(patches, self.grid), pair.by_pixel(self.grid))
        image = image.contiguous(memory_format=torch.channels_last)  # twice as fast with so few channels
        return patchify(self.second(nn.functional.gelu(self.first(image))), self.grid)
