"""q(x) of the adversarial simulation: two Gaussians on a diagonal, so that each coordinate tells of the other.

All that is asked of it is exact: its densities over bins, its conditionals, its samples.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

MEANS = torch.tensor([[-1.0, -1.0], [1.0, 1.0]]) / math.sqrt(2)
"""(2, 2): the paper's (±1, 0) turned by 45°, equally weighted. Symmetric in the two coordinates."""


def sample(normal: Tensor, component: Tensor, variance: float) -> Tensor:
    """Points of q: standard normal (..., 2) and component (...) in {0, 1} -> (..., 2)."""
    means: Tensor = MEANS[component]
    return means + normal * math.sqrt(variance)


def weights_given(value: Tensor, variance: float) -> Tensor:
    """Weights of the components given one coordinate: (...) -> (..., 2)."""
    return torch.softmax(-(value[..., None] - MEANS[:, 0]).square() / (2 * variance), -1)


def cumulative(value: Tensor, weights: Tensor, variance: float) -> Tensor:
    """Distribution function of a coordinate under component weights: (..., n), (..., 2) -> (..., n)."""
    parts: Tensor = torch.special.ndtr((value[..., None] - MEANS[:, 0]) / math.sqrt(variance))
    return (parts * weights[..., None, :]).sum(-1)


def conditional_masses(given: Tensor, edges: Tensor, variance: float) -> Tensor:
    """q of the other coordinate in the bins between `edges` (n + 1): given (m,) -> (m, n)."""
    weights = weights_given(given, variance)
    return cumulative(edges.expand(len(given), -1), weights, variance).diff()


def joint_masses(edges: Tensor, variance: float) -> Tensor:
    """q of the cells between `edges` (n + 1) in both coordinates -> (n, n)."""
    line = torch.special.ndtr((edges[:, None] - MEANS[:, 0]) / math.sqrt(variance)).diff(dim=0)
    return torch.einsum("ik,jk->ij", line, line) / 2


def quantiles(count: int, variance: float) -> Tensor:
    """Values of a coordinate at the middles of `count` equally probable parts of q, (count,)."""
    grid = torch.linspace(-3, 3, 6001)
    half = torch.full((1, 2), 0.5)
    levels = (torch.arange(count) + 0.5) / count
    return grid[torch.searchsorted(cumulative(grid[None], half, variance)[0], levels)]
