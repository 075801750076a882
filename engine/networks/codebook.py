"""The vocabulary of patches: a codebook, by whose entries patches are told as tokens."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.config import ModelConfig


class Codebook(nn.Module):
    """Vector quantisation: patches (B, L, D) in [-1, 1] -> tokens (B, L) int64: numbers of nearest entries."""

    entries: Tensor
    """(codebook, D) in [-1, 1]; no parameter, but part of the weights. `engine.training.codebook` learns them."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.register_buffer("entries", torch.zeros(config.codebook, config.patch_size**2 * config.channels))

    def forward(self, patches: Tensor) -> Tensor:
        """(B, L, D) -> (B, L)."""
        with torch.autocast(patches.device.type, enabled=False):
            distances = self.entries.square().sum(1) - 2 * patches.float() @ self.entries.T
        return distances.argmin(-1)
