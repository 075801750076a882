"""The latest wish wins, and a closed thread is gone."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from pytestqt.qtbot import QtBot

from studio.errors import Failure
from studio.lab.threads import LatestThread


def test_of_those_wanted_meanwhile_only_the_last_is_computed(qtbot: QtBot) -> None:
    begun, go = threading.Event(), threading.Event()

    def compute(request: int) -> Iterator[object]:
        begun.set()
        go.wait(10)
        yield request
        yield -request

    latest, results = LatestThread[int](compute, name="test", doing=""), list[int]()
    latest.done.connect(results.append)
    latest.want(1)
    assert begun.wait(10)
    for request in (2, 3, 4):
        latest.want(request)
    go.set()
    qtbot.waitUntil(lambda: -4 in results)
    latest.close()
    assert results == [1, 4, -4], "the first gave way after its coarse result"


def test_closing_ends_the_thread_and_a_later_wish_starts_another(qtbot: QtBot) -> None:
    results: list[int] = []
    latest = LatestThread[int](lambda request: iter([request]), name="test-latest", doing="")
    latest.done.connect(results.append)
    latest.close()
    for request in (1, 2):
        latest.want(request)
        qtbot.waitUntil(lambda request=request: request in results)  # type: ignore[misc]
        latest.close()
        assert "test-latest" not in [thread.name for thread in threading.enumerate()]


def test_a_failure_is_told_and_the_next_wish_is_computed(qtbot: QtBot) -> None:
    failures: list[Failure] = []
    results: list[float] = []
    latest = LatestThread[int](lambda request: iter([1 / request, 0.0][:1]), name="test", doing="Dividing")
    latest.failed.connect(failures.append)
    latest.done.connect(results.append)
    latest.want(0)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures[0].message.startswith("Dividing: ")
    latest.want(2)
    qtbot.waitUntil(lambda: results == [0.5])
    latest.close()
