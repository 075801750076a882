"""Domains g(x) in which a network is shown patches, and writes them (*Big Learning*, Sec. 3.2).

All are orthonormal and of one patch: norms, squared errors and subset pairs stay what they are in pixels, and so does
what can be modelled. What changes is the coordinates in which AdamW scales its steps.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from engine.config import ModelConfig


class Domain(nn.Module):
    """x̂ = g(x) of patches, (B, L, D) -> (B, L, D)."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        p, C = config.patch_size, config.channels
        within = haar(p) if config.domain == "haar" else torch.eye(p)
        across = opponent(C) if config.domain == "opponent" else torch.eye(C)
        self.name = config.domain  # among the weights too, so that those of another domain are refused
        self.register_buffer(self.name, torch.kron(torch.kron(within, within), across))

    @property
    def matrix(self) -> Tensor:
        """(D, D), its rows orthonormal; no parameter."""
        return self.get_buffer(self.name)

    def forward(self, patches: Tensor) -> Tensor:
        """g(x)."""
        return patches @ self.matrix.T

    def inverse(self, coefficients: Tensor) -> Tensor:
        """x of g(x)."""
        return coefficients @ self.matrix


def haar(size: int) -> Tensor:
    """The Haar transform of a row of pixels, (size, size), down to a part of it that no longer halves."""
    if size % 2:
        return torch.eye(size)
    halves = torch.eye(size // 2)
    mean, difference = (torch.kron(halves, torch.tensor([[1.0, sign]])) / math.sqrt(2) for sign in (1, -1))
    return torch.cat([haar(size // 2) @ mean, difference])


def opponent(channels: int) -> Tensor:
    """Brightness, red against green, and both against blue, (channels, channels); alpha stays."""
    axes = torch.eye(channels)
    axes[:3, :3] = nn.functional.normalize(torch.tensor([[1.0, 1.0, 1.0], [1.0, -1.0, 0.0], [1.0, 1.0, -2.0]]))
    return axes


def random_orthogonal(size: int, generator: torch.Generator) -> Tensor:
    """Uniform among all orthogonal matrices, (size, size): rotations and reflections."""
    return nn.init.orthogonal_(torch.empty(size, size), generator=generator)
