"""Many completions of the same facts, drawn beside the live ones: none is dropped, and no stroke waits for long."""

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
    """One long request at a time, cut into chunks; each is sent when the one before has come back."""

    advanced = Signal(int, int)
    """Completions that are there, of how many."""
    ended = Signal()
    """The last one is there, or one failed, or it was given up."""
    failed = Signal(Failure)

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker
        self._request: CompletionRequest | None = None
        self._running: CompletionRequest | None = None
        self.images: list[UInt8Array] = []
        """Those that are there, (H, W, C) each, in the order of the request's seeds."""
        self._take: Taker = lambda images: None

    @property
    def running(self) -> bool:
        """Whether completions are still to come."""
        return self._request is not None

    def begin(self, request: CompletionRequest, *, then: Taker = lambda images: None) -> None:
        """Draw all completions of a request, in place of the series before; `then` gets them."""
        self.give_up()
        self._request, self.images, self._take = request, [], then
        self.advanced.emit(0, len(request.seeds))
        self._send()

    def give_up(self) -> None:
        """Draw no more."""
        if self._request is not None:
            self._request = self._running = None
            self.ended.emit()

    def _send(self) -> None:
        assert self._request is not None
        done = len(self.images)
        self._running = replace(self._request, seeds=self._request.seeds[done : done + CHUNK])
        self._worker.run(self._running, self._drawn, partial(self._failed, self._running))

    def _drawn(self, result: CompletionResult) -> None:
        if result.request is not self._running or self._request is None:
            return  # of a series that was given up, or of another
        self.images += [completion.image for completion in result.completions]
        total = len(self._request.seeds)
        self.advanced.emit(len(self.images), total)
        if not self.running:
            return  # given up by whoever heard of it
        if len(self.images) < total:
            self._send()
            return
        self._request = self._running = None
        self._take(tuple(self.images))
        self.ended.emit()

    def _failed(self, request: CompletionRequest, failure: Failure) -> None:
        if request is self._running:
            self.give_up()
            self.failed.emit(failure)
