"""Looks for the frame in which a model sees most of a photo, one candidate at a time beside the live completions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from studio.document.framing import candidates, error
from studio.document.state import State
from studio.errors import Failure
from studio.imaging.placement import Placement
from studio.live.worker import Worker

if TYPE_CHECKING:
    from engine import Model


class FrameSearch(QObject):
    """One search at a time; no live request waits for more than one candidate."""

    found = Signal(object, float)
    """The best Placement, and its `error`."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker
        self._state: State | None = None
        self._left: list[Placement] = []
        self._best: tuple[float, Placement] | None = None

    def begin(self, state: State) -> None:
        """Look for the frame of a photo's hole, in place of the search before."""
        self._state, self._left, self._best = state, candidates(state), None
        self._go_on(state)

    def give_up(self) -> None:
        self._state = None

    def _go_on(self, state: State) -> None:
        if state is not self._state:
            return  # another search has begun, or it was given up
        if self._left:
            frame = self._left.pop(0)
            measure = partial(_error_of, state, frame)
            measured = partial(self._measured, state, frame)
            self._worker.ask(state.model, measure, measured, self._failed, adapter=state.adapter)
        elif self._best is not None:
            self._state = None
            self.found.emit(self._best[1], self._best[0])

    def _measured(self, state: State, frame: Placement, measured: float) -> None:
        if self._best is None or measured < self._best[0]:
            self._best = measured, frame
        self._go_on(state)

    def _failed(self, failure: Failure) -> None:
        self.give_up()  # the live completions say what is wrong with the model


def _error_of(state: State, frame: Placement, model: Model) -> float:
    return error(state, frame, lambda image, known: model.complete(image, known, n=1).images[0])
