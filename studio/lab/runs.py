"""Runs of the exploration and of the α-Bridge, frame by frame, as the lab's threads compute them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from engine import lab

if TYPE_CHECKING:
    from engine.lab import AlphaBridgeState, ExplorationState

MATCHINGS, MATCHINGS_EVERY = 6_000, 5
"""Of a whole exploration, as many as those that the README tells of; and those between two frames."""
STEPS, STEPS_EVERY = 600, 4
"""Of a whole α-Bridge, and those between two frames."""
ALPHAS = (0.0, 1.0)
"""Of the two rows that the α-Bridge stands beside."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """Where every method stands."""

    step: int
    means: NDArray[np.float32]
    """(methods, K, 2)."""
    factors: NDArray[np.float32]
    """Cholesky factors of the covariances, (methods, K, 2, 2)."""
    found: tuple[int, ...]
    """Components found, or modes covered, by method."""
    quality: tuple[float, ...] = ()
    """Share of samples within 3σ of a mode by method, where it is measured."""
    alpha: float | None = None
    """Of the α-Bridge."""


class Run(Protocol):
    """A simulation with its state, of one seed."""

    @property
    def done(self) -> int:
        """Steps done."""

    def advance(self) -> None:
        """Make one step."""

    def frame(self) -> Frame:
        """Where it stands."""


class ExplorationRun:
    """Joint matching alone first, then big learning."""

    def __init__(self, seed: int) -> None:
        self._settings = lab.Exploration(seeds=(seed,), matchings=MATCHINGS, record_every=MATCHINGS_EVERY)
        self._state = lab.start(self._settings)

    @property
    def done(self) -> int:
        return self._state.done

    def advance(self) -> None:
        lab.advance(self._state, self._settings)

    def frame(self) -> Frame:
        means, factors = _arrays(self._state)
        found = lab.found(self._state.mixtures[:, 0], self._settings.variance)
        return Frame(step=self.done, means=means, factors=factors, found=tuple(found.tolist()))


class BridgeRun:
    """Adversarial learning first, then maximum likelihood, then the α-Bridge."""

    def __init__(self, seed: int) -> None:
        self._settings = lab.AlphaBridge(seeds=(seed,), alphas=ALPHAS, steps=STEPS, records=1)
        self._state = lab.start_bridge(self._settings)

    @property
    def done(self) -> int:
        return self._state.done

    def advance(self) -> None:
        lab.advance_bridge(self._state, self._settings)

    def frame(self) -> Frame:
        means, factors = _arrays(self._state)
        covered, quality = lab.coverage(self._state.mixtures[:, 0], self._settings.variance)
        return Frame(
            step=self.done,
            means=means,
            factors=factors,
            found=tuple(covered.tolist()),
            quality=tuple(quality.tolist()),
            alpha=self._settings.bridge(self.done),
        )


def _arrays(state: ExplorationState | AlphaBridgeState) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Means (methods, K, 2) and Cholesky factors (methods, K, 2, 2) of the first seed's mixtures."""
    mixtures = state.mixtures[:, 0]
    first, below, second = (entry.numpy() for entry in lab.cholesky(mixtures))
    rows = [np.stack([first, np.zeros_like(first)], -1), np.stack([below, second], -1)]
    return mixtures[..., :2].numpy().copy(), np.stack(rows, -2)
