"""Which request runs next: latest wins. Pure policy, free of Qt, threads and torch.

There is no queue. The caller says what is wanted *now*; whatever was wanted before and has not been started
is forgotten. At most one request runs, at most one (the live one, else the gallery's) follows it.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

Request = TypeVar("Request", bound=Hashable)


class Scheduler(Generic[Request]):
    """A live request beats the gallery's; one that failed is not started again until another succeeds."""

    def __init__(self) -> None:
        self._live: Request | None = None
        self._gallery: Request | None = None
        self.running: Request | None = None
        """The request that was started and has not finished."""
        self._failed: set[Request] = set()

    @property
    def pending(self) -> Request | None:
        """The request that follows the running one."""
        for wanted in (self._live, self._gallery):
            if wanted is not None and wanted != self.running and wanted not in self._failed:
                return wanted
        return None

    def want(self, *, live: Request | None, gallery: Request | None) -> None:
        """Replace all that was wanted. None: nothing of that kind is missing now."""
        self._live, self._gallery = live, gallery

    def start(self) -> Request | None:
        """The request to run now, which counts as running from here on; None while one runs or none is due."""
        if self.running is not None:
            return None
        self.running = self.pending
        return self.running

    def finish(self, *, ok: bool) -> None:
        """The running request has ended."""
        done, self.running = self.running, None
        if ok:
            self._failed.clear()
        elif done is not None:
            self._failed.add(done)
        if self._live == done:
            self._live = None
        if self._gallery == done:
            self._gallery = None
