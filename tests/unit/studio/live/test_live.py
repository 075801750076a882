"""Document, scheduler and a worker that answers when it is told to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from studio.document.commands import OpenCommand
from studio.document.document import Document
from studio.document.request import Completion, CompletionRequest, CompletionResult
from studio.document.state import Source
from studio.errors import FailureKind, failure
from studio.live.live import PART_MS, Live, LiveState
from studio.live.worker import Completed, Failed, Loaded

BROKEN = failure(ValueError("no memory"), "Completing", FailureKind.MODEL)


class Slow:
    """A worker that keeps what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[CompletionRequest] = []
        self.models: list[str] = []

    def load(self, model: str, then: Callable[[Loaded], object], failed: Failed, *, adapter: str = "") -> None:
        self.models.append(f"{model} + {adapter}" if adapter else model)
        self.loaded, self.load_failed = then, failed

    def run(self, request: CompletionRequest, then: Completed, failed: Failed) -> None:
        self.asked.append(request)
        self.completed, self.failed = then, failed

    def answer(self) -> None:
        """Complete what was asked for last."""
        self.completed(answered(self.asked[-1]))


def answered(request: CompletionRequest, *, seconds: float = 0.001) -> CompletionResult:
    """One grey picture for each seed."""
    image = np.full_like(request.image, 200)
    completions = tuple(Completion(image=image, seed=seed, request=request) for seed in request.seeds)
    return CompletionResult(request=request, completions=completions, seconds=seconds)


@pytest.fixture
def worker() -> Slow:
    return Slow()


@pytest.fixture
def live(document: Document, worker: Slow) -> Live:
    made = Live(document, worker)  # type: ignore[arg-type]
    made.load()
    worker.loaded((document.model, ""))
    return made


@pytest.mark.usefixtures("live")
def test_a_completion_of_a_picture_that_is_gone_is_not_shown_on_the_next(document: Document, worker: Slow) -> None:
    old = document.sources[0]
    new = Source(name="new", pixels=255 - old.pixels)
    assert len(worker.asked) == 1
    OpenCommand(document, "", state=replace(document.state, sources=(new,))).redo()
    worker.answer()
    assert document.chosen is None
    np.testing.assert_array_equal(worker.asked[-1].image, new.pixels)
    worker.answer()
    assert document.chosen is not None


@pytest.mark.usefixtures("live")
def test_a_completion_that_a_stroke_has_overtaken_is_shown_until_the_next_one_comes(
    document: Document, worker: Slow
) -> None:
    document.set_patches(np.array([3]), np.array([0], dtype=np.int8))
    worker.answer()
    assert document.chosen is not None


@pytest.mark.usefixtures("live")
def test_the_gallery_follows_when_the_stroke_rests(document: Document, worker: Slow, qtbot: QtBot) -> None:
    worker.answer()
    worker.answer()
    assert [len(request.seeds) for request in worker.asked] == [1, 8], "the canvas first"
    document.set_gesture(True)
    document.set_patches(np.array([3]), np.array([0], dtype=np.int8))
    worker.answer()
    assert [request.seeds for request in worker.asked[2:]] == [(document.noise.seed,)]
    qtbot.waitUntil(lambda: len(worker.asked) == 4, timeout=60_000)
    assert len(worker.asked[3].seeds) == 8
    assert document.noise.seed not in worker.asked[3].seeds


@pytest.mark.usefixtures("live")
def test_of_a_slow_model_the_gallery_comes_in_parts_so_that_a_stroke_need_not_wait_for_all_of_it(
    document: Document, worker: Slow
) -> None:
    worker.completed(answered(worker.asked[-1], seconds=PART_MS / 3000))
    while document.stale:
        part = len(worker.asked[-1].seeds)
        worker.completed(answered(worker.asked[-1], seconds=part * PART_MS / 3000))
    assert [len(request.seeds) for request in worker.asked] == [1, 3, 3, 2]


def test_it_is_settled_when_nothing_is_stale(document: Document, worker: Slow, live: Live) -> None:
    settled: list[int] = []
    live.settled.connect(lambda: settled.append(1))
    worker.answer()
    assert (settled, live.state) == ([], LiveState.COMPUTING)
    worker.answer()
    assert (settled, live.state) == ([1], LiveState.READY)


def test_a_request_that_failed_is_not_tried_again_until_something_changes(
    document: Document, worker: Slow, live: Live
) -> None:
    worker.failed(BROKEN)
    assert [len(request.seeds) for request in worker.asked] == [1, 8], "the gallery may do better"
    worker.failed(BROKEN)
    live.refresh()
    assert len(worker.asked) == 2
    document.set_patches(np.array([3]), np.array([0], dtype=np.int8))
    assert len(worker.asked) == 3


def test_nothing_is_asked_of_a_model_that_is_not_there(document: Document, worker: Slow) -> None:
    live = Live(document, worker)  # type: ignore[arg-type]
    live.load()
    live.refresh()
    worker.loaded(("another", ""))
    assert (worker.asked, live.state) == ([], LiveState.LOADING)
    worker.load_failed(BROKEN)
    live.refresh()
    assert (worker.asked, live.state) == ([], LiveState.FAILED)


@pytest.mark.usefixtures("live")
def test_a_model_that_is_chosen_is_loaded_before_anything_is_asked_of_it(document: Document, worker: Slow) -> None:
    worker.answer()
    worker.answer()
    worker.asked.clear()
    document.set_state(replace(document.state, model="another"))
    assert (worker.models[-1], worker.asked) == ("another", [])
    worker.loaded(("another", ""))
    assert [request.model for request in worker.asked] == ["another"]


@pytest.mark.usefixtures("live")
def test_an_adapter_is_loaded_over_its_model_and_what_the_model_alone_completes_is_not_shown(
    document: Document, worker: Slow
) -> None:
    worker.answer()
    worker.answer()
    late = worker.asked[-1]
    document.set_state(replace(document.state, adapter="bold"))
    assert worker.models[-1] == "mnist + bold"
    document.accept(answered(late))
    assert set(document.completions) == {None}
    worker.loaded(("mnist", ""))
    assert worker.asked[-1] is late, "that was the model alone"
    worker.loaded(("mnist", "bold"))
    worker.answer()
    assert worker.asked[-1].adapter == "bold"
    assert document.chosen is not None
