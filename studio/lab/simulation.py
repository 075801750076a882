"""The thread of a run: computes as far as it may, and tells of it thirty times a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import Signal

from engine import lab
from studio.lab.runs import Frame, Run
from studio.lab.threads import LatestThread

TELL_S = 1 / 30


@dataclass(frozen=True, kw_only=True)
class SimulationOrder:
    """What is wanted of the simulation."""

    run: int
    """Another number begins anew."""
    seed: int
    goal: int
    """Steps up to which to compute."""


class Simulation(LatestThread[SimulationOrder]):
    """Owns a run and computes it up to a goal, from where an earlier order has led. Torch comes with the thread."""

    advanced = Signal(int, object)
    """Run, and a tuple of the Frames that are new."""

    def __init__(self, begin: Callable[[int], Run], *, every: int, name: str, doing: str) -> None:
        """Args:
        begin: a seed -> a run at its start.
        every: steps between two frames.
        name: of the thread.
        doing: what a failure says was being done.
        """
        super().__init__(self._advance, name=name, doing=doing, rest=0)
        self._begin, self._every = begin, every
        self._number = -1
        self._run: Run | None = None
        self._frames: list[Frame] = []
        """Not told of yet."""

    def _advance(self, order: SimulationOrder) -> Iterator[None]:
        """Give way whenever frames were told of."""
        told = 0.0
        with lab.one_thread():
            while order.run != self._number or self._run is None or self._run.done < order.goal:
                if order.run != self._number or self._run is None:
                    self._number, self._run, self._frames = order.run, self._begin(order.seed), []
                else:
                    self._run.advance()
                if self._run.done % self._every == 0:
                    self._frames.append(self._run.frame())
                if time.perf_counter() - told > TELL_S:
                    self._tell()
                    yield
                    told = time.perf_counter()
            self._tell()

    def _tell(self) -> None:
        if self._frames and not self._closing:
            frames, self._frames = self._frames, []
            self.advanced.emit(self._number, tuple(frames))
