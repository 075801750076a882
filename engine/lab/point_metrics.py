"""How far a model of 2-D points is from q: forward and reverse KL, calibration, and agreement with itself.

KL is between histograms: that of samples and q's exact masses of the same bins. So even q's own samples are
not at 0; `floor` says where they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.lab import points
from engine.lab.adversarial import FIRST, FIRST_GIVEN_SECOND, JOINT, SECOND, SECOND_GIVEN_FIRST
from engine.lab.tables import MEANINGS

Complete = Callable[[Tensor, int], Tensor]
"""x (R, n, 2) and a subset pair -> x at S, completed at T, (R, n, 2)."""

NAMES = tuple(MEANINGS)
"""Columns of `judge`."""

_LINE = torch.linspace(-2.2, 2.2, 45)
_PLANE = torch.linspace(-2.2, 2.2, 29)
_SMOOTH = 0.1
"""Added to every count in the forward KL, so that an empty bin is not infinitely wrong."""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How many samples are drawn."""

    values: int = 16
    """Values of x_S, at equally spaced quantiles of q."""
    each: int = 4000
    """Samples of x_T for every one of them."""
    joint: int = 40_000


def judge(complete: Complete, runs: int, variance: float, effort: Effort) -> Tensor:
    """All metrics of R models -> (R, len(NAMES))."""
    sides = [_conditional(complete, runs, variance, effort, S) for S in (0, 1)]
    forward, reverse, calibration = ((a + b) / 2 for a, b in zip(*sides, strict=True))
    routes = [_plane_histogram(x) for x in reach_joint(complete, runs, effort.joint)]
    exact = points.joint_masses(_PLANE, variance).flatten()
    mean = torch.stack(routes).mean(0)
    disagreement = torch.stack([divergence(route, mean) for route in routes]).mean(0)
    joint = divergence(exact, _smooth(routes[0], effort.joint)), divergence(routes[0], exact)
    return torch.stack([forward, reverse, calibration, *joint, disagreement], -1)


def floor(variance: float, effort: Effort) -> Tensor:
    """What q itself would get, (len(NAMES),)."""
    generator = torch.Generator().manual_seed(0)

    def complete(x: Tensor, pair: int) -> Tensor:
        given = {SECOND_GIVEN_FIRST: 0, FIRST_GIVEN_SECOND: 1}.get(pair)
        weights = torch.full(x.shape, 0.5) if given is None else points.weights_given(x[..., given], variance)
        component = (torch.rand(x.shape[:-1], generator=generator) > weights[..., 0]).long()
        new = points.sample(torch.randn(x.shape, generator=generator), component, variance)
        kept = {JOINT: (), FIRST: (), SECOND: ()}.get(pair, (given,))
        return torch.stack([x[..., i] if i in kept else new[..., i] for i in (0, 1)], -1)

    return judge(complete, 1, variance, effort)[0]


def reach_joint(complete: Complete, runs: int, n: int) -> list[Tensor]:
    """Samples of p(x₁, x₂), of p(x₂|x₁) p(x₁) and of p(x₁|x₂) p(x₂): three (R, n, 2)."""
    nothing = torch.zeros(runs, n, 2)
    return [
        complete(nothing, JOINT),
        complete(complete(nothing, FIRST), SECOND_GIVEN_FIRST),
        complete(complete(nothing, SECOND), FIRST_GIVEN_SECOND),
    ]


def conditional_samples(complete: Complete, runs: int, given: Tensor, each: int, S: int) -> Tensor:
    """Samples of the other coordinate given coordinate S: values (m,) -> (R, m, each)."""
    x = torch.zeros(runs, len(given) * each, 2)
    x[..., S] = given.repeat_interleave(each)
    pair = SECOND_GIVEN_FIRST if S == 0 else FIRST_GIVEN_SECOND
    return complete(x, pair)[..., 1 - S].reshape(runs, len(given), each)


def divergence(p: Tensor, q: Tensor) -> Tensor:
    """KL[p‖q] in nats over the last axis, bins of no mass in p counting nothing."""
    return (p * (p.clamp_min(1e-30).log() - q.clamp_min(1e-30).log())).sum(-1)


def _conditional(
    complete: Complete, runs: int, variance: float, effort: Effort, S: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Forward KL, reverse KL and calibration given coordinate S, each (R,)."""
    given = points.quantiles(effort.values, variance)
    y = conditional_samples(complete, runs, given, effort.each, S)
    counts = torch.zeros(runs, len(given), len(_LINE) - 1).scatter_add_(2, _bins(y, _LINE), torch.ones_like(y))
    p, q = counts / effort.each, points.conditional_masses(given, _LINE, variance)
    u = points.cumulative(y, points.weights_given(given, variance), variance).sort(-1).values
    gap = (u - (torch.arange(effort.each) + 0.5) / effort.each).abs().amax(-1)
    return divergence(q, _smooth(p, effort.each)).mean(-1), divergence(p, q).mean(-1), gap.mean(-1)


def _plane_histogram(x: Tensor) -> Tensor:
    """(R, n, 2) -> (R, cells)."""
    cells = _bins(x, _PLANE)
    side = len(_PLANE) - 1
    index = cells[..., 0] * side + cells[..., 1]
    counts = torch.zeros(len(x), side * side).scatter_add_(1, index, torch.ones(index.shape))
    return counts / x.shape[1]


def _bins(values: Tensor, edges: Tensor) -> Tensor:
    """The bin of each value; what lies outside goes to the outermost."""
    return (torch.bucketize(values.contiguous(), edges) - 1).clamp(0, len(edges) - 2)


def _smooth(p: Tensor, n: int) -> Tensor:
    """The histogram p (..., bins) of n samples with _SMOOTH added to every count."""
    return (p * n + _SMOOTH) / (n + _SMOOTH * p.shape[-1])
