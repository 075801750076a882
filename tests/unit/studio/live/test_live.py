"""Document, scheduler and a worker that answers when it is told to."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from studio.document.commands import OpenCommand
from studio.document.document import Document, Source
from studio.document.request import Completion, CompletionRequest, CompletionResult
from studio.live.live import Live
from studio.live.worker import Loaded


class Slow(QObject):
    """A worker that keeps what it is asked for."""

    loaded = Signal(object)
    load_failed = Signal(object)
    completed = Signal(object)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[CompletionRequest] = []

    def run(self, request: CompletionRequest) -> None:
        self.asked.append(request)

    def answer(self) -> None:
        """Complete what was asked for last."""
        request = self.asked[-1]
        image = np.full_like(request.image, 200)
        completions = tuple(Completion(image=image, seed=seed, request=request) for seed in request.seeds)
        self.completed.emit(CompletionResult(request=request, completions=completions, seconds=0.1))


@pytest.fixture
def worker() -> Slow:
    return Slow()


@pytest.fixture
def live(document: Document, worker: Slow) -> Live:
    made = Live(document, worker)  # type: ignore[arg-type]
    worker.loaded.emit(Loaded(model=document.model, seconds=0.1))
    return made


@pytest.mark.usefixtures("live")
def test_a_completion_of_a_picture_that_is_gone_is_not_shown_on_the_next(document: Document, worker: Slow) -> None:
    old = document.sources[0]
    new = Source(name="new", pixels=255 - old.pixels)
    assignment, origin = document.assignment, document.origin
    assert len(worker.asked) == 1
    OpenCommand(document, "", sources=(new,), assignment=assignment, origin=origin).redo()
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
