"""In neither paper: the engine's own adversarial objectives on 2-D points, against exact conditionals.

A point is an image of two patches of one number each. A tiny generator and a tiny discriminator learn every
subset pair of them, by Eq. 5 alone or by Eq. 5 with Eq. 6, through the engine's own objectives: a mistake there shows
here first. All runs, each variant with each seed, are one batch of R networks, rows in that order.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from engine.errors import EngineError

KNOWN = torch.tensor([[0, 0], [1, 0], [0, 1], [0, 0], [0, 0]], dtype=torch.float32)
"""S of the five subset pairs, (5, 2); the first SAME_UNION of them have the same union."""
TARGET = torch.tensor([[1, 1], [0, 1], [1, 0], [1, 0], [0, 1]], dtype=torch.float32)
"""T of the five subset pairs, (5, 2)."""
JOINT, SECOND_GIVEN_FIRST, FIRST_GIVEN_SECOND, FIRST, SECOND = range(5)
"""The five subset pairs by name."""
SAME_UNION = 3
VARIANTS = ("Eq. 5", "Eq. 5 + 6")
INPUT_SCALE = 3.0
"""Coordinates are multiplied by this before they enter a network: about 1/σ, or it would learn slowly."""


@dataclass(frozen=True, kw_only=True)
class Adversarial:
    """The settings of a run."""

    seeds: tuple[int, ...] = (0, 1, 2, 3)
    steps: int = 6000
    batch: int = 256
    """Points a step, an even number, as neighbours are paired; Eq. 6 is computed on half as many more."""
    width: int = 48
    """Of the three hidden layers of each network."""
    noise: int = 16
    """Dimension of z."""
    adversarial: Literal["logistic", "relativistic"] = "relativistic"
    """The form of Eq. 5, as in the engine's configs."""
    centring: float = 0.01
    """Weight of (f_real + f_fake)² in the relativistic form."""
    communication: float = 1.0
    """Weight of Eq. 6 in the variant that has it."""
    penalty: float = 0.2
    """γ of the approximate R1 and R2 penalties."""
    penalty_sigma: float = 0.05
    """Standard deviation of the penalties' finite difference."""
    learning_rate: float = 5e-4
    """AdamW, betas (0, .99); falls linearly to a twentieth over the last half."""
    ema: float = 0.995
    """Decay of the averaged generator a step."""
    variance: float = 0.1
    """Of q's components."""
    records: int = 60
    """Looks at the averaged generator during the run, the start not counted."""

    def __post_init__(self) -> None:
        if not 0 <= self.communication < math.inf:
            raise EngineError(f"communication is {self.communication}. Give a weight from 0.")

    @property
    def runs(self) -> int:
        """R: variants x seeds."""
        return len(VARIANTS) * len(self.seeds)

    def record_steps(self) -> list[int]:
        """Steps after which the run is looked at, from 0 to `steps`."""
        return [round(i * self.steps / self.records) for i in range(self.records + 1)]


class Perceptrons(nn.Module):
    """R multilayer perceptrons of the same sizes; the variants of a seed start alike."""

    def __init__(self, sizes: tuple[int, ...], seeds: tuple[int, ...], stream: int) -> None:
        super().__init__()
        generators = [torch.Generator().manual_seed(2 * seed + stream) for seed in seeds]
        weights, biases = [], []
        for before, after in itertools.pairwise(sizes):
            draws = torch.stack([torch.randn(before, after, generator=g) for g in generators])
            weights.append(nn.Parameter((draws / math.sqrt(before)).repeat(len(VARIANTS), 1, 1)))
            biases.append(nn.Parameter(torch.zeros(len(VARIANTS) * len(seeds), 1, after)))
        self.weights, self.biases = nn.ParameterList(weights), nn.ParameterList(biases)

    def forward(self, x: Tensor, rows: slice = slice(None)) -> Tensor:
        """The perceptrons `rows`, r of the R: (r, B, in) -> (r, B, out)."""
        last = len(self.weights) - 1
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = torch.baddbmm(bias[rows], x, weight[rows])
            if layer < last:
                x = nn.functional.silu(x) * 1.6
        return x


class Generators(nn.Module):
    """p_θ(x_T|x_S): each reads x at S alone, and writes at T alone."""

    def __init__(self, settings: Adversarial) -> None:
        super().__init__()
        sizes = (6 + settings.noise, *(settings.width,) * 3, 2)
        self.perceptrons = Perceptrons(sizes, settings.seeds, stream=0)

    def forward(self, x: Tensor, pair: Tensor, z: Tensor, rows: slice = slice(None)) -> Tensor:
        """Complete x (r, B, 2) by subset pair (r, B) and z (r, B, noise): x at S, new at T, else 0; (r, B, 2)."""
        S, T = KNOWN[pair], TARGET[pair]
        written: Tensor = self.perceptrons(torch.cat([INPUT_SCALE * S * x, S, T, z], -1), rows)
        return S * x + T * written


class Discriminators(nn.Module):
    """f(x; S, T): each reads x at S ∪ T alone, gets S and T too, and never sees z."""

    def __init__(self, settings: Adversarial) -> None:
        super().__init__()
        self.perceptrons = Perceptrons((6, *(settings.width,) * 3, 1), settings.seeds, stream=1)

    def forward(self, x: Tensor, pair: Tensor, rows: slice = slice(None)) -> Tensor:
        """x (r, B, 2), subset pair (r, B) -> logits (r, B)."""
        S, T = KNOWN[pair], TARGET[pair]
        logits: Tensor = self.perceptrons(torch.cat([INPUT_SCALE * (S + T) * x, S, T], -1), rows)
        return logits[..., 0]
