"""Noise from seeds, and between them: for interpolating results and for small variations of one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.config import ModelConfig
from engine.errors import EngineError

FloatArray = NDArray[np.float32]

SEEDS = 2**63
"""A seed is at least 0 and below it: what a signed integer of 64 bits holds."""
MOST_SEEDS = 256
"""Plain seeds that a blend may be made of, so that its noise is drawn in no time."""


@dataclass(frozen=True)
class Blend:
    """Noise on the way from one seed, or blend, to another: standard normal at every weight.

    z = sin((1 - weight)·θ)/sin θ · z(first) + sin(weight·θ)/sin θ · z(second), where cos θ is the correlation of
    the two ends: 0 for two seeds, which makes it cos(π·weight/2) · z(first) + sin(π·weight/2) · z(second), and more
    for blends that have seeds in common (Shoemake's slerp, of the coefficients in place of the noise itself).

    weight 0 is the first end's own noise, 1 the second's; a small weight is a small variation of the first.
    """

    first: int | Blend
    """Seed in [0, 2⁶³), or a blend."""
    second: int | Blend
    """Seed in [0, 2⁶³), or a blend."""
    weight: float
    """In [0, 1]."""

    def __post_init__(self) -> None:
        if not 0 <= self.weight <= 1:
            raise EngineError(f"a blend's weight is {self.weight}; it must be in [0, 1].")
        if self.size > MOST_SEEDS:
            raise EngineError(f"a blend of {self.size} seeds is too large. Blend at most {MOST_SEEDS}.")

    @cached_property
    def size(self) -> int:
        """Seeds that it is made of, one that comes twice counted twice."""
        return sum(end.size if isinstance(end, Blend) else 1 for end in (self.first, self.second))

    @cached_property
    def parts(self) -> dict[int, float]:
        """The plain seeds and their factors, which are not negative and whose squares sum to 1."""
        first, second = parts_of(self.first), parts_of(self.second)
        a, b = self._factors(sum(factor * second.get(seed, 0.0) for seed, factor in first.items()))
        parts = {seed: a * factor for seed, factor in first.items()}
        for seed, factor in second.items():
            parts[seed] = parts.get(seed, 0.0) + b * factor
        return parts

    def _factors(self, correlation: float) -> tuple[float, float]:
        """Of the first and of the second end."""
        if correlation <= 0:  # no seed in common
            angle = 0.5 * math.pi * self.weight
            return math.cos(angle), math.sin(angle)
        angle = math.acos(min(correlation, 1.0))
        if angle < 1e-6:  # the ends are the same
            return 1 - self.weight, self.weight
        whole = math.sin(angle)
        return math.sin((1 - self.weight) * angle) / whole, math.sin(self.weight * angle) / whole


def parts_of(seed: int | Blend) -> dict[int, float]:
    """The plain seeds of a seed or blend, and their factors."""
    return seed.parts if isinstance(seed, Blend) else {seed: 1.0}


class Noises(NamedTuple):
    """What n completions of an image differ by, standard normal."""

    whole: FloatArray
    """(n, noise_global)."""
    patch: FloatArray
    """(n, L, noise_patch); of a model of tokens (n, L, 2), by which each token and its turn are drawn."""
    labels: FloatArray
    """(n, 2, categories of all labels in a row): decides which categories are drawn."""


def draw_noise(config: ModelConfig, seeds: Sequence[int | Blend]) -> Noises:
    """The noises of n seeds and blends, the same on every machine."""
    n, L, size = len(seeds), config.grid.L, config.noise_global
    of_patch = config.noise_patch if config.tokens == "none" else 2
    of_patches, categories = L * of_patch, sum(len(label.categories) for label in config.labels)
    drawn = np.stack([_drawn(seed, size + of_patches + 2 * categories) for seed in seeds])
    whole, patch, labels = np.split(drawn, [size, size + of_patches], axis=1)
    return Noises(whole, patch.reshape(n, L, of_patch), labels.reshape(n, 2, categories))


def _drawn(seed: int | Blend, count: int) -> FloatArray:
    if isinstance(seed, Blend):
        parts = [np.float32(factor) * _drawn(part, count) for part, factor in seed.parts.items()]
        result: FloatArray = np.sum(parts, axis=0, dtype=np.float32)
        return result
    return np.random.Generator(np.random.Philox(key=seed)).standard_normal(count, dtype=np.float32)
