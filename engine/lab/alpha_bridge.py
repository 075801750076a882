"""The α-Bridge: from maximum likelihood to adversarial learning by the α-divergence, with exact densities.

After Zhao, Cong, Dai, Carin, *Bridging Maximum Likelihood and Adversarial Learning via α-Divergence*, AAAI 2020:

    D_α[q‖p_θ] = (1 − ∫ q^α p_θ^(1 − α) dx) / (α (1 − α)),

which is KL[q‖p_θ], maximum likelihood, as α → 1 and KL[p_θ‖q], what adversarial learning minimises, as α → 0.
q is the 25 Gaussians of `exploration`, and p_θ fewer or as many Gaussians of equal weights, which start as there.
Every row but the last keeps one α; the last, the bridge, begins at 1 and goes down to 0 over the middle half of its
steps. Integrals are sums over a grid. For Gaussians not much narrower than its spacing these are as good as exact, so
there is no sampling and no noise.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor

from engine.lab.exploration import START, centres
from engine.lab.mixtures import cholesky, isotropic
from engine.lab.simulation import Resumable

_SPACING = 0.2
_LEAST_SIGMA = 0.15
"""Of a component's Cholesky factors: narrower ones would fall through the grid."""
_SAMPLES = 3000
_COVERED = 0.25
"""A mode is covered if p has at least this share of q's mass there."""
_RADIUS = 3.0
"""Within so many σ of its centre a sample is of a mode."""
_TINY = 1e-4
"""α nearer than this to 0 or 1 is that KL."""


@dataclass(frozen=True, kw_only=True)
class AlphaBridge:
    """The settings of a run."""

    seeds: tuple[int, ...] = (0, 1, 2)
    alphas: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)
    """Of the rows that keep one."""
    components: int = 12
    """Of p_θ."""
    steps: int = 600
    learning_rate: float = 0.1
    """Adam's; falls linearly to a tenth over the last quarter."""
    variance: float = 0.05
    """Of q's components."""
    records: int = 60
    """Looks at the run, the start not counted."""

    @property
    def names(self) -> list[str]:
        """What the rows are called."""
        return [f"α = {alpha:g}" for alpha in self.alphas] + ["α-Bridge"]

    def bridge(self, step: int) -> float:
        """α of the bridge at a step."""
        return min(max(1.5 - 2 * step / self.steps, 0.0), 1.0)

    def record_steps(self) -> list[int]:
        """Steps after which the run is recorded, from 0 to `steps`."""
        return [round(i * self.steps / self.records) for i in range(self.records + 1)]


@dataclass(kw_only=True)
class AlphaBridgeState(Resumable):
    """Where a run stands."""

    mixtures: Tensor
    """(rows, seeds, K, 5), see engine.lab.mixtures."""
    moments: Tensor
    """Adam's two, (2, rows, seeds, K, 5)."""
    records: Tensor
    """(records + 1, rows, seeds, K, 5); rows not reached yet are 0."""


def grid() -> Tensor:
    """Points over which integrals are summed, (N, 2)."""
    line = torch.arange(-8.0, 7.0 + _SPACING / 2, _SPACING)
    return torch.cartesian_prod(line, line)


def log_density(mixtures: Tensor, x: Tensor) -> Tensor:
    """Log density of mixtures (..., K, 5) at x (N, 2) -> (..., N), nats."""
    l11, l21, l22 = (entry[..., None] for entry in cholesky(mixtures))
    first = (x[:, 0] - mixtures[..., 0, None]) / l11
    second = (x[:, 1] - mixtures[..., 1, None] - l21 * first) / l22
    logs = -0.5 * (first.square() + second.square()) - l11.log() - l22.log()
    return logs.logsumexp(-2) - math.log(2 * math.pi * mixtures.shape[-2])


def alpha_divergence(log_q: Tensor, log_p: Tensor, alpha: Tensor, cell: float) -> Tensor:
    """D_α[q‖p] in nats from log densities over a grid of cells of this area: (..., N), (...) α -> (...)."""
    a = alpha.clamp(_TINY, 1 - _TINY)
    middle = (1 - cell * (a[..., None] * log_q + (1 - a[..., None]) * log_p).exp().sum(-1)) / (a * (1 - a))
    forward = cell * (log_q.exp() * (log_q - log_p)).sum(-1)
    reverse = cell * (log_p.exp() * (log_p - log_q)).sum(-1)
    return torch.where(alpha < _TINY, reverse, torch.where(alpha > 1 - _TINY, forward, middle))


def start_bridge(settings: AlphaBridge) -> AlphaBridgeState:
    """Every mean at -5 + .1·N(0, I), every Cholesky factor the identity; all rows of a seed alike."""
    mean, deviation = START
    draws = [
        torch.randn(settings.components, 2, generator=torch.Generator().manual_seed(seed)) for seed in settings.seeds
    ]
    first = isotropic(mean + deviation * torch.stack(draws), 1.0)
    mixtures = first.expand(len(settings.names), *first.shape).clone()
    records = torch.zeros(settings.records + 1, *mixtures.shape)
    records[0] = mixtures
    return AlphaBridgeState(done=0, mixtures=mixtures, moments=torch.zeros(2, *mixtures.shape), records=records)


def advance_bridge(state: AlphaBridgeState, settings: AlphaBridge) -> None:
    """Make one step of every row, in place."""
    mixtures = state.mixtures.requires_grad_()
    x = grid()
    log_q = log_density(isotropic(centres(), settings.variance), x)
    alpha = torch.tensor([*settings.alphas, settings.bridge(state.done)])[:, None].expand(mixtures.shape[:2])
    loss = alpha_divergence(log_q, log_density(mixtures, x), alpha, _SPACING**2)
    (gradient,) = torch.autograd.grad(loss.sum(), mixtures)
    state.done += 1
    state.mixtures = _adam(mixtures.detach(), gradient, state, settings)
    for record, step in enumerate(settings.record_steps()):
        if step == state.done:
            state.records[record] = state.mixtures


def coverage(mixtures: Tensor, variance: float) -> tuple[Tensor, Tensor]:
    """Modes covered and share of samples of quality: (..., K, 5) -> (...) int, (...) from 0 to 1.

    A sample is of quality within 3σ of a mode's centre. A mode is covered that has a quarter of q's share of them.
    """
    rng = torch.Generator().manual_seed(0)
    each = _SAMPLES // mixtures.shape[-2]
    noise = torch.randn(2, each, generator=rng)
    l11, l21, l22 = (entry[..., None] for entry in cholesky(mixtures))
    x = torch.stack(
        [mixtures[..., 0, None] + l11 * noise[0], mixtures[..., 1, None] + l21 * noise[0] + l22 * noise[1]], -1
    ).flatten(-3, -2)
    near = (x[..., None, :] - centres()).norm(dim=-1) < _RADIUS * variance**0.5
    shares = near.float().mean(-2)
    expected = (1 - math.exp(-(_RADIUS**2) / 2)) / len(centres())
    return (shares > _COVERED * expected).sum(-1), shares.sum(-1)


def recorded(state: AlphaBridgeState, settings: AlphaBridge) -> tuple[list[int], Tensor]:
    """Steps recorded so far and where it stands, n from 0 on, and the mixtures then, (n, rows, seeds, K, 5)."""
    steps = [step for step in settings.record_steps() if step <= state.done]
    records = state.records[: len(steps)]
    if steps[-1] == state.done:
        return steps, records
    return [*steps, state.done], torch.cat([records, state.mixtures[None]])


def alpha_bridge_report(state: AlphaBridgeState, settings: AlphaBridge) -> dict[str, Any]:
    """By row and seed at the end: modes covered, quality, both KLs; and the course of the first two."""
    steps, records = recorded(state, settings)
    covered, quality = map(torch.stack, zip(*(coverage(each, settings.variance) for each in records), strict=True))
    x = grid()
    log_q = log_density(isotropic(centres(), settings.variance), x)
    log_p = log_density(state.mixtures, x)
    forward, reverse = (alpha_divergence(log_q, log_p, torch.tensor(a), _SPACING**2) for a in (1.0, 0.0))
    return {
        "settings": asdict(settings),
        "steps_done": state.done,
        "rows": {
            name: {
                "covered": covered[-1, row].tolist(),
                "quality": quality[-1, row].tolist(),
                "forward_kl": forward[row].tolist(),
                "reverse_kl": reverse[row].tolist(),
            }
            for row, name in enumerate(settings.names)
        },
        "steps": steps,
        "course": {
            name: {"covered": covered[:, row].T.tolist(), "quality": quality[:, row].T.tolist()}
            for row, name in enumerate(settings.names)
        },
    }


def _adam(mixtures: Tensor, gradient: Tensor, state: AlphaBridgeState, settings: AlphaBridge) -> Tensor:
    """One step of Adam, written out because its moments belong to the saved state."""
    first, second = state.moments
    first.lerp_(gradient, 0.1)
    second.lerp_(gradient.square(), 0.01)
    corrected = first / (1 - 0.9**state.done), second / (1 - 0.99**state.done)
    left = (settings.steps - state.done) / settings.steps
    rate = settings.learning_rate * min(1.0, 0.1 + 3.6 * left)
    mixtures = mixtures - rate * corrected[0] / (corrected[1].sqrt() + 1e-8)
    for entry in (2, 4):
        mixtures[..., entry].clamp_(min=math.log(_LEAST_SIGMA))
    return mixtures
