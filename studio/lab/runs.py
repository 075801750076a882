"""Runs of the exploration and of the α-Bridge, frame by frame, as the lab's threads compute them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, kw_only=True, eq=False)
class Run:
    """A simulation of one seed, with its state, which changes."""

    state: ExplorationState | AlphaBridgeState
    advance: Callable[[], object]
    """Make one step."""
    frame: Callable[[], Frame]
    """Where it stands."""

    @property
    def done(self) -> int:
        """Steps done."""
        return self.state.done


def exploration_run(seed: int) -> Run:
    """Joint matching alone first, then big learning."""
    settings = lab.Exploration(seeds=(seed,), matchings=MATCHINGS, record_every=MATCHINGS_EVERY)
    state = lab.start(settings)

    def frame() -> Frame:
        return _frame(state, lab.found(state.mixtures[:, 0], settings.variance).tolist())

    return Run(state=state, advance=partial(lab.advance, state, settings), frame=frame)


def bridge_run(seed: int) -> Run:
    """Adversarial learning first, then maximum likelihood, then the α-Bridge."""
    settings = lab.AlphaBridge(seeds=(seed,), alphas=ALPHAS, steps=STEPS, records=1)
    state = lab.start_bridge(settings)

    def frame() -> Frame:
        covered, quality = lab.coverage(state.mixtures[:, 0], settings.variance)
        return replace(
            _frame(state, covered.tolist()), quality=tuple(quality.tolist()), alpha=settings.bridge(state.done)
        )

    return Run(state=state, advance=partial(lab.advance_bridge, state, settings), frame=frame)


def _frame(state: ExplorationState | AlphaBridgeState, found: list[int]) -> Frame:
    """Of the first seed's mixtures. Args: found: (methods,), see `Frame.found`."""
    mixtures = state.mixtures[:, 0]
    first, below, second = (entry.numpy() for entry in lab.cholesky(mixtures))
    rows = [np.stack([first, np.zeros_like(first)], -1), np.stack([below, second], -1)]
    means, factors = mixtures[..., :2].numpy().copy(), np.stack(rows, -2)
    return Frame(step=state.done, means=means, factors=factors, found=tuple(found))
