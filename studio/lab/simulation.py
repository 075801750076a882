"""The exploration's thread: computes as far as it may, and tells of it thirty times a second."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, Signal

from engine import lab
from studio.errors import failure
from studio.lab.threads import LabThread

if TYPE_CHECKING:
    from engine.lab import Exploration, ExplorationState

TELL_S = 1 / 30
EVERY = 5
"""Matchings between two frames."""
MATCHINGS = 6_000
"""Of a whole run: as many as those that the README tells of."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """Where both methods stand: joint matching alone first, then big learning."""

    matching: int
    means: NDArray[np.float32]
    """(2, 25, 2)."""
    factors: NDArray[np.float32]
    """Cholesky factors of the covariances, (2, 25, 2, 2)."""
    found: tuple[int, int]
    """Components found."""


@dataclass(frozen=True, kw_only=True)
class SimulationOrder:
    """What is wanted of the simulation."""

    run: int
    """Another number begins anew."""
    seed: int
    goal: int
    """Matchings up to which to compute."""


class Simulation(LabThread[SimulationOrder]):
    """Owns the state of the run and computes up to a goal, from where an earlier order has led.

    Torch comes with the thread, which ends after the matching in progress.
    """

    advanced = Signal(int, object)
    """Run, and a tuple of the Frames that are new."""

    def __init__(self) -> None:
        super().__init__(name="studio-lab-exploration")
        self._run = -1
        self._state: ExplorationState | None = None
        self._frames: list[Frame] = []

    def _work(self) -> None:
        try:
            with lab.one_thread():
                told = 0.0
                while (order := self._next()) is not None:
                    self._step(order)
                    if time.perf_counter() - told > TELL_S:
                        self._tell()
                        told = time.perf_counter()
        except Exception as error:
            doing = QCoreApplication.translate("Simulation", "Running the exploration")
            self.failed.emit(failure(error, doing))

    def _next(self) -> SimulationOrder | None:
        """The order, once there is something to do; None to end."""
        while True:
            with self._wake:
                if self._closing:
                    return None
                order = self._wanted
                if order is not None and self._is_open(order):
                    return order
            self._tell()
            with self._wake:
                self._wake.wait_for(lambda before=order: self._closing or self._wanted != before)  # type: ignore[misc]

    def _is_open(self, order: SimulationOrder) -> bool:
        return order.run != self._run or self._state is None or self._state.done < order.goal

    def _step(self, order: SimulationOrder) -> None:
        settings = _settings(order.seed)
        if order.run != self._run or self._state is None:
            self._run, self._state, self._frames = order.run, lab.start(settings), []
        else:
            lab.advance(self._state, settings)
        if self._state.done % EVERY == 0:
            self._frames.append(_frame(self._state, settings))

    def _tell(self) -> None:
        if self._frames and not self._closing:
            frames, self._frames = self._frames, []
            self.advanced.emit(self._run, tuple(frames))


def _settings(seed: int) -> Exploration:
    return lab.Exploration(seeds=(seed,), matchings=MATCHINGS, record_every=EVERY)


def _frame(state: ExplorationState, settings: Exploration) -> Frame:
    mixtures = state.mixtures[:, 0]
    joint, big = lab.found(mixtures, settings.variance).tolist()
    first, below, second = (entry.numpy() for entry in lab.cholesky(mixtures))
    rows = [np.stack([first, np.zeros_like(first)], -1), np.stack([below, second], -1)]
    return Frame(
        matching=state.done,
        means=mixtures[..., :2].numpy().copy(),
        factors=np.stack(rows, -2),
        found=(joint, big),
    )
