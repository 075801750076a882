"""Learns the codebook of a model of tokens: k-means, begun by k-means++ and refined by exponential averages.

Sources: Arthur and Vassilvitskii, *k-means++* (2007); van den Oord et al., *Neural Discrete Representation Learning*
(2017), appendix A.1, for the averages.
"""

from __future__ import annotations

import torch
from torch import Tensor

from engine.config import ModelConfig
from engine.networks.inference import to_unit
from engine.patches import patchify

SEEDED, BATCH, STEPS = 16_384, 8_192, 100
"""Patches that k-means++ looks at, and the refinement's."""
DECAY = 0.9
"""Of the averages a step."""


def learn_codebook(model: ModelConfig, images: Tensor, present: Tensor | None = None, *, seed: int) -> Tensor:
    """Entries near which the patches of the data lie, from dark to bright: (codebook, D) in [-1, 1].

    Args:
        images: (N, C, H, W) uint8.
        present: their patches that are there, (N, L) bool; None = all.
        seed: of all random draws.
    """
    rng = torch.Generator().manual_seed(seed)

    def some(count: int) -> Tensor:
        """Patches of random images, (count, D) or fewer."""
        chosen = torch.randint(len(images), (-(-count // model.grid.L),), generator=rng)
        patches = patchify(to_unit(images[chosen]), model.grid)
        there = patches.flatten(0, 1) if present is None else patches[present[chosen]]
        return there[torch.randperm(len(there), generator=rng)[:count]]

    entries = _spread(some(SEEDED), model.codebook, rng)
    counts, sums = torch.ones(len(entries)), entries.clone()
    for _ in range(STEPS):
        batch = some(BATCH)
        nearest = (entries.square().sum(1) - 2 * batch @ entries.T).argmin(1)
        found = torch.bincount(nearest, minlength=len(entries)).float()
        counts = DECAY * counts + (1 - DECAY) * found
        sums = DECAY * sums + (1 - DECAY) * torch.zeros_like(sums).index_add_(0, nearest, batch)
        entries = torch.where(counts[:, None] > 1e-6, sums / counts[:, None].clamp(min=1e-6), entries)
    return entries[entries.mean(1).argsort()]  # what is near in number looks alike: so a little noise changes little


def _spread(patches: Tensor, count: int, rng: torch.Generator) -> Tensor:
    """k-means++: each next entry is a patch drawn in proportion of its squared distance from those before."""
    chosen = [patches[0]]
    distances = torch.full((len(patches),), torch.inf)
    for _ in range(count - 1):
        distances = torch.minimum(distances, (patches - chosen[-1]).square().sum(1))
        # where all patches are entries already, any may come twice
        weights = distances if distances.any() else torch.ones_like(distances)
        chosen.append(patches[int(torch.multinomial(weights, 1, generator=rng))])
    return torch.stack(chosen)
