"""The lab's threads: each starts with the first request and ends when its page is closed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from studio.errors import Failure, failure

REST_S = 0.05
"""Seconds without another request before a finer result is computed: a drag is followed by coarse ones alone."""

Request = TypeVar("Request", bound=Hashable)


class LatestThread(QObject, Generic[Request]):
    """Runs one computation at a time; of the requests that come meanwhile, the last one.

    A computation gives its results one by one, the finer after the coarser. Between two of them it gives way.
    """

    done = Signal(object)
    """A result."""
    failed = Signal(Failure)

    def __init__(
        self, compute: Callable[[Request], Iterator[object]], *, name: str, doing: str, rest: float = REST_S
    ) -> None:
        """Args:
        doing: what a failure says was being done.
        rest: seconds that another request is waited for after each result.
        """
        super().__init__()
        self._compute, self._name, self._doing, self._rest = compute, name, doing, rest
        self._wake = threading.Condition()
        self._wanted: Request | None = None
        self._closing = False
        self._thread: threading.Thread | None = None

    def want(self, request: Request) -> None:
        """Work on this next; results follow, or `failed`, unless another request overtakes it."""
        if request == self._wanted:
            return
        with self._wake:
            self._wanted = request
            self._wake.notify()
        if self._thread is None or not self._thread.is_alive():
            self._closing = False
            self._thread = threading.Thread(target=self._work, name=self._name)
            self._thread.start()

    def close(self) -> None:
        """Give up what is being worked on and end the thread; a later request starts another."""
        with self._wake:
            self._wanted, self._closing = None, True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while (request := self._next()) is not None:
            try:
                for result in self._compute(request):
                    if self._closing:
                        return
                    self.done.emit(result)
                    if self._is_overtaken():
                        break
            except Exception as error:
                self.failed.emit(failure(error, self._doing))

    def _is_overtaken(self) -> bool:
        """Whether there is another request, or to end; one that is on its way is waited for."""
        with self._wake:
            return self._wake.wait_for(lambda: self._closing or self._wanted is not None, timeout=self._rest)

    def _next(self) -> Request | None:
        with self._wake:
            self._wake.wait_for(lambda: self._closing or self._wanted is not None)
            request, self._wanted = self._wanted, None
            return None if self._closing else request
