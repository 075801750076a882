"""Long series of completions, drawn by a worker that answers when it is told to."""

from __future__ import annotations

import numpy as np
import pytest

from studio.document.document import Document
from studio.document.request import Completion, CompletionRequest, CompletionResult
from studio.errors import Failure, FailureKind, failure
from studio.live.series import CHUNK, Series
from studio.live.worker import Completed, Failed


class Slow:
    """A worker that keeps what it is asked to draw; each completion is of its seed's grey."""

    def __init__(self) -> None:
        self.asked: list[CompletionRequest] = []
        self.failed: list[Failed] = []

    def run(self, request: CompletionRequest, then: Completed, failed: Failed) -> None:
        self.asked.append(request)
        self.drawn = then
        self.failed.append(failed)

    def answer(self, request: CompletionRequest) -> None:
        completions = tuple(
            Completion(image=np.full_like(request.image, seed), seed=seed, request=request) for seed in request.seeds
        )
        self.drawn(CompletionResult(request=request, completions=completions, seconds=0.1))


@pytest.fixture
def worker() -> Slow:
    return Slow()


@pytest.fixture
def series(worker: Slow) -> Series:
    return Series(worker)  # type: ignore[arg-type]


def greys(images: object) -> list[int]:
    return [int(image[0, 0, 0]) for image in images]  # type: ignore[attr-defined]


def test_a_series_is_drawn_chunk_by_chunk_and_given_whole_and_in_order(
    series: Series, worker: Slow, document: Document
) -> None:
    taken: list[list[int]] = []
    ended: list[int] = []
    series.ended.connect(lambda: ended.append(1))
    series.begin(document.request(tuple(range(CHUNK + 2))), then=lambda images: taken.append(greys(images)))
    assert [request.seeds for request in worker.asked] == [tuple(range(CHUNK))], "one chunk at a time"
    worker.answer(worker.asked[0])
    assert [request.seeds for request in worker.asked[1:]] == [(CHUNK, CHUNK + 1)]
    assert (series.running, taken, ended) == (True, [], [])
    worker.answer(worker.asked[1])
    assert (series.running, taken, ended) == (False, [list(range(CHUNK + 2))], [1])


def test_what_comes_of_a_series_that_was_replaced_is_not_in_the_next(
    series: Series, worker: Slow, document: Document
) -> None:
    taken: list[list[int]] = []
    ended: list[int] = []
    series.ended.connect(lambda: ended.append(1))
    series.begin(document.request((1, 2)), then=lambda images: taken.append(greys(images)))
    series.begin(document.request((3, 4)), then=lambda images: taken.append(greys(images)))
    assert ended == [1], "whoever waited for the first one knows"
    first, second = worker.asked
    worker.answer(first)
    assert series.images == []
    worker.answer(second)
    assert taken == [[3, 4]]


def test_a_failed_chunk_ends_its_own_series_and_no_other(series: Series, worker: Slow, document: Document) -> None:
    failures: list[Failure] = []
    series.failed.connect(failures.append)
    broken = failure(ValueError("no memory"), "Completing", FailureKind.MODEL)
    series.begin(document.request((1,)))
    series.begin(document.request((2,)))
    worker.failed[0](broken)
    assert (series.running, failures) == (True, [])
    worker.failed[1](broken)
    assert (series.running, failures) == (False, [broken])
