"""Many completions, drawn beside the live ones: none is dropped, and no stroke waits for long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from studio.document.request import CompletionRequest, CompletionResult, UInt8Array
from studio.errors import Failure
from studio.live.worker import Worker

CHUNK = 4
"""Completions asked for at once: a live request that comes meanwhile waits for no more than these."""
Taker = Callable[[tuple[UInt8Array, ...]], object]


class Series(QObject):
    """Long requests, or many, cut into chunks; each is sent when the one before has come back."""

    advanced = Signal(int, int)
    """Completions that are there, of how many."""
    ended = Signal()
    """The last one is there, or one failed, or it was given up."""
    failed = Signal(Failure)

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker
        self._left: list[CompletionRequest] = []
        """Chunks that are not there yet; the first is being drawn."""
        self._total = 0
        self.images: list[UInt8Array] = []
        """Those that are there, (H, W, C) each, in the order of the requests and of their seeds."""
        self._take: Taker = lambda images: None

    @property
    def running(self) -> bool:
        """Whether completions are still to come."""
        return bool(self._left)

    def begin(self, *requests: CompletionRequest, then: Taker = lambda images: None) -> None:
        """Draw all completions of the requests, in place of the series before; `then` gets them."""
        self.give_up()
        self._left = [
            replace(request, seeds=request.seeds[done : done + CHUNK])
            for request in requests
            for done in range(0, len(request.seeds), CHUNK)
        ]
        self._total, self.images, self._take = sum(len(request.seeds) for request in requests), [], then
        self.advanced.emit(0, self._total)
        self._send()

    def give_up(self) -> None:
        """Draw no more."""
        if self._left:
            self._left = []
            self.ended.emit()

    def _send(self) -> None:
        self._worker.run(self._left[0], self._drawn, partial(self._failed, self._left[0]))

    def _drawn(self, result: CompletionResult) -> None:
        if not self._is_drawing(result.request):
            return  # of a series that was given up, or of another
        self.images += [completion.image for completion in result.completions]
        self.advanced.emit(len(self.images), self._total)
        if not self.running:
            return  # given up by whoever heard of it
        del self._left[0]
        if self._left:
            self._send()
            return
        self._take(tuple(self.images))
        self.ended.emit()

    def _failed(self, request: CompletionRequest, failure: Failure) -> None:
        if self._is_drawing(request):
            self.give_up()
            self.failed.emit(failure)

    def _is_drawing(self, request: CompletionRequest) -> bool:
        return bool(self._left) and request is self._left[0]
