"""The thread of a run: computes as far as it may, and tells of it thirty times a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal

from engine import lab
from studio.errors import failure
from studio.lab.runs import Frame, Run
from studio.lab.threads import LabThread

TELL_S = 1 / 30


@dataclass(frozen=True, kw_only=True)
class SimulationOrder:
    """What is wanted of the simulation."""

    run: int
    """Another number begins anew."""
    seed: int
    goal: int
    """Steps up to which to compute."""


class Simulation(LabThread[SimulationOrder]):
    """Owns a run and computes it up to a goal, from where an earlier order has led.

    Torch comes with the thread, which ends after the step in progress.
    """

    advanced = Signal(int, object)
    """Run, and a tuple of the Frames that are new."""

    def __init__(self, begin: Callable[[int], Run], *, every: int, name: str, doing: str) -> None:
        """Args:
        begin: a seed -> a run at its start.
        every: steps between two frames.
        name: of the thread.
        doing: what a failure says was being done.
        """
        super().__init__(name=name)
        self._begin, self._every, self._doing = begin, every, doing
        self._number = -1
        self._run: Run | None = None
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
            self.failed.emit(failure(error, self._doing))

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
        return order.run != self._number or self._run is None or self._run.done < order.goal

    def _step(self, order: SimulationOrder) -> None:
        if order.run != self._number or self._run is None:
            self._number, self._run, self._frames = order.run, self._begin(order.seed), []
        else:
            self._run.advance()
        if self._run.done % self._every == 0:
            self._frames.append(self._run.frame())

    def _tell(self) -> None:
        if self._frames and not self._closing:
            frames, self._frames = self._frames, []
            self.advanced.emit(self._number, tuple(frames))
