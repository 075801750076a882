"""The exploration power of big learning, against joint matching alone (*Big Cooperative Learning*, Fig. 4).

q is 25 Gaussians on the 5x5 grid {-4, -2, 0, 2, 4}²; p_θ is 25 Gaussians with fixed equal weights that all
start at (-5, -5). Both methods minimise reverse KL by stochastic gradient descent on means and full
covariances. A matching keeps one task for some steps: the joint, or the marginal of y₁ in a random
orthogonal domain (its sign and y₂'s axis have no effect, so a random direction is enough).

All seeds and both methods are one batch. A seed's noise depends on the seed and the matching alone, so a seed
gives the same result in any batch, both methods see the same noise, and a resumed run is the run itself.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor

from engine.lab.mixtures import (
    isotropic,
    joint_gradient,
    line_coefficients,
    marginal_gradient,
    plane_coefficients,
)
from engine.lab.simulation import Resumable

Method = Literal["joint", "big"]
METHODS: tuple[Method, ...] = ("joint", "big")
COMPONENTS = 25
START = (-5.0, 0.1)
"""Where all means start, and the standard deviation about it."""


@dataclass(frozen=True, kw_only=True)
class Exploration:
    """The settings of a run; the defaults are the paper's."""

    seeds: tuple[int, ...] = tuple(range(10))
    matchings: int = 10_000
    steps: int = 20
    """Gradient steps a matching."""
    samples: int = 100
    """Samples an estimate, as many of each component; a multiple of 25."""
    rate: float = 0.1
    """Learning rate of the gradient descent."""
    joint_share: float = 0.1
    """Share of joint matchings in the second half of big learning; none in the first."""
    variance: float = 0.05
    """Of q's components."""
    record_every: int = 20
    """Matchings between two records."""

    @property
    def records(self) -> int:
        """Records of a whole run, the start among them."""
        return self.matchings // self.record_every + 1


@dataclass(kw_only=True)
class ExplorationState(Resumable):
    """Where a run stands."""

    mixtures: Tensor
    """(methods, seeds, 25, 5), see engine.lab.mixtures."""
    records: Tensor
    """(records, methods, seeds, 25, 5); rows not reached yet are 0."""


def centres() -> Tensor:
    """Means of q's components, (25, 2)."""
    line = torch.arange(-4.0, 5.0, 2.0)
    return torch.cartesian_prod(line, line)


def start(settings: Exploration) -> ExplorationState:
    """Every mean at -5 + .1·N(0, I), every Cholesky factor the identity."""
    mean, deviation = START
    draws = [_noise(seed, 0).standard_normal((COMPONENTS, 2), np.float32) for seed in settings.seeds]
    first = isotropic(mean + deviation * torch.from_numpy(np.stack(draws)), 1.0)
    mixtures = first.expand(len(METHODS), *first.shape).clone()
    records = torch.zeros(settings.records, *mixtures.shape)
    records[0] = mixtures
    return ExplorationState(done=0, mixtures=mixtures, records=records)


def advance(state: ExplorationState, settings: Exploration) -> None:
    """Make one matching with every seed and both methods, in place."""
    direction, is_joint, noise = _draw(settings, state.done)
    late = state.done >= settings.matchings // 2
    joint = torch.stack([torch.ones_like(is_joint), is_joint & late]).flatten()
    rows = torch.arange(len(joint))
    batch = state.mixtures.flatten(0, 1)
    for group, task in ((rows[joint], "joint"), (rows[~joint], "marginal")):
        if len(group):
            seeds = group % len(settings.seeds)
            batch[group] = _descend(batch[group], direction[seeds], noise[:, seeds], task, settings)
    state.mixtures = batch.view_as(state.mixtures)
    state.done += 1
    if state.done % settings.record_every == 0:
        state.records[state.done // settings.record_every] = state.mixtures


def found(mixtures: Tensor, variance: float) -> Tensor:
    """Components found, those with a mean of p within 3σ of their centre: (..., 25, 5) -> (...) int."""
    distance = (mixtures[..., None, :, :2] - centres()[:, None]).norm(dim=-1)
    near: Tensor = distance.amin(-1) < 3 * variance**0.5
    return near.sum(-1)


def recorded(state: ExplorationState, settings: Exploration) -> tuple[Tensor, Tensor]:
    """Matchings (R,) recorded so far and where it stands, and the mixtures then (R, methods, seeds, 25, 5)."""
    n = state.done // settings.record_every + 1
    at, records = torch.arange(n) * settings.record_every, state.records[:n]
    if at[-1] == state.done:
        return at, records
    return torch.cat([at, torch.tensor([state.done])]), torch.cat([records, state.mixtures[None]])


def exploration_report(state: ExplorationState, settings: Exploration) -> dict[str, Any]:
    """Components found over time by seed, and at a few matchings their median over the seeds."""
    at, records = recorded(state, settings)
    counts = found(records, settings.variance).numpy()
    moments = [m for m in (200, 800, 1400, 6000) if m < int(at[-1])] + [int(at[-1])]
    rows = [int(np.abs(at.numpy() - m).argmin()) for m in moments]
    return {
        "settings": asdict(settings),
        "matchings_done": state.done,
        "matchings": at.tolist(),
        "found": {name: counts[:, i].T.tolist() for i, name in enumerate(METHODS)},
        "summary": [
            {"matchings": int(at[row])}
            | {
                name: {
                    "median": float(np.median(counts[row, i])),
                    "least": int(counts[row, i].min()),
                    "most": int(counts[row, i].max()),
                }
                for i, name in enumerate(METHODS)
            }
            for row in rows
        ],
    }


def _descend(mixtures: Tensor, direction: Tensor, noise: Tensor, task: str, settings: Exploration) -> Tensor:
    """Gradient steps of one matching: (B, 25, 5), (B, 2), (steps, B, 2, 25, N) -> (B, 25, 5)."""
    q = isotropic(centres().expand(len(mixtures), -1, -1), settings.variance)
    q_line, q_plane = line_coefficients(q, direction), plane_coefficients(q)
    for epsilon in noise:
        if task == "joint":
            gradient = joint_gradient(mixtures, q_plane, epsilon)
        else:
            gradient = marginal_gradient(mixtures, q_line, direction, epsilon)
        mixtures = mixtures - settings.rate * gradient
    return mixtures


def _draw(settings: Exploration, matching: int) -> tuple[Tensor, Tensor, Tensor]:
    """Directions (seeds, 2), is joint (seeds,) bool, noise (steps, seeds, 2, 25, N) of a matching."""
    angles, kinds, noises = [], [], []
    shape = (settings.steps, 2, COMPONENTS, settings.samples // COMPONENTS)
    for seed in settings.seeds:
        rng = _noise(seed, matching + 1)
        angle, kind = rng.random(2)
        angles.append(2 * np.pi * angle)
        kinds.append(kind < settings.joint_share)
        noises.append(rng.standard_normal(shape, np.float32))
    angle_tensor = torch.tensor(angles, dtype=torch.float32)
    direction = torch.stack([angle_tensor.cos(), angle_tensor.sin()], -1)
    return direction, torch.tensor(kinds), torch.from_numpy(np.stack(noises, 1))


def _noise(seed: int, index: int) -> np.random.Generator:
    """The random numbers of one seed and one matching (from 1; 0 is the start), whatever came before."""
    return np.random.Generator(np.random.Philox(key=np.array([seed, index], dtype=np.uint64)))
