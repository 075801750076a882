"""The discriminator f_φ(x, y_S; S, T): a convolutional stem, then a transformer; it never sees z."""

from __future__ import annotations

import itertools

import torch
from torch import Tensor, nn

from engine.config import DiscriminatorConfig, ModelConfig
from engine.networks.layers import Block, LabelTokens, grid_positions, in_float32, with_masks
from engine.subsets import SubsetPair


class Discriminator(nn.Module):
    """Its optimum is log q(x_T | x_S) / p_θ(x_T | x_S) (Eq. 5); blind outside S ∪ T."""

    def __init__(self, model: ModelConfig, config: DiscriminatorConfig) -> None:
        super().__init__()
        widths = [model.channels + 2, *config.stem]
        stem: list[nn.Module] = []
        for before, after in itertools.pairwise(widths):
            stem += [nn.Conv2d(before, after, 3, stride=2, padding=1), nn.GELU()]
        self.stem = nn.Sequential(*stem[:-1])
        height, width = model.grid.height, model.grid.width
        for _ in config.stem:
            height, width = (height + 1) // 2, (width + 1) // 2
        tokens = config.stem[-1]
        self.position = nn.Parameter(grid_positions(height, width, tokens))
        self.blocks = nn.ModuleList(Block(width=tokens, heads=config.heads) for _ in range(config.depth))
        self.norm = nn.RMSNorm(tokens)
        self.head = nn.Linear(tokens, 1)
        if model.labels:
            self.label_tokens = LabelTokens(model.labels, tokens)

    def forward(self, images: Tensor, pair: SubsetPair[Tensor], given: Tensor | None = None) -> Tensor:
        """Score a batch.

        Args:
            images: (B, C, H, W) in [-1, 1].
            pair: S and T by pixels, (B, 1, H, W) bool each.
            given: y_S, (B, Y) int64, of a model with labels; -1 where a label is not in S.

        Returns:
            logits: (B,).
        """
        x = with_masks(images * pair.union, pair)
        x = self.stem(x.contiguous(memory_format=torch.channels_last))
        x = x.flatten(2).transpose(1, 2) + self.position
        if given is not None:
            x = torch.cat([x, self.label_tokens(given)], dim=1)
        for block in self.blocks:
            x = block(x)
        with in_float32(x):
            logits: Tensor = self.head(self.norm(x.float()).mean(dim=1))[:, 0]
        return logits
