"""The worker's thread without a window: what it does with a request for a model that it does not hold."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import engine
from studio.document.document import Document
from studio.document.request import CompletionResult
from studio.errors import Failure
from studio.live.worker import Worker
from tests.e2e.conftest import PATIENCE_MS


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[Worker]:
    made = Worker()
    yield made
    made.close()


def test_a_request_for_another_model_is_refused_and_not_drawn_by_the_one_at_hand(
    worker: Worker, document: Document, qtbot: QtBot
) -> None:
    told: list[object] = []
    worker.load("mnist", told.append, told.append)
    request = replace(document.request((0,)), model="mnist")
    worker.run(request, told.append, told.append)
    worker.run(replace(request, model="another"), told.append, told.append)
    qtbot.waitUntil(lambda: len(told) == 3, timeout=PATIENCE_MS)
    loaded, drawn, refused = told
    assert loaded == ("mnist", "")
    assert isinstance(drawn, CompletionResult)
    assert isinstance(refused, Failure)
    assert "the model another is not loaded" in refused.message


def test_closing_finishes_what_runs_drops_the_rest_and_tells_nobody(
    document: Document, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    begun, go = threading.Event(), threading.Event()
    calls: list[int] = []
    told: list[object] = []

    class Slow:
        def complete(self, *_: object, **__: object) -> None:
            calls.append(1)
            begun.set()
            go.wait(5)
            raise engine.EngineError("too late.")

    monkeypatch.setattr(engine, "load", lambda *_, **__: Slow())
    worker = Worker()
    worker.load(document.model, lambda _: None, told.append)
    for _ in range(2):
        worker.run(document.request((0,)), told.append, told.append)
    assert begun.wait(60)
    threading.Timer(0.05, go.set).start()
    worker.close()
    qapp.processEvents()
    assert (calls, told) == ([1], [])


@pytest.mark.parametrize(
    "error", [MemoryError(), RuntimeError("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : std::bad_alloc")]
)
def test_where_memory_runs_out_it_is_said_and_the_next_picture_is_completed(
    error: Exception, worker: Worker, document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    worker.load("mnist", told.append, told.append)
    request = replace(document.request((0,)), model="mnist")
    qtbot.waitUntil(lambda: len(told) == 1, timeout=PATIENCE_MS)
    assert worker._held is not None
    model = worker._held[2]

    def full(*_: object, **__: object) -> None:
        monkeypatch.undo()
        raise error

    monkeypatch.setattr(model.runtime, "complete", full)
    for _ in range(2):
        worker.run(request, told.append, told.append)
    qtbot.waitUntil(lambda: len(told) == 3, timeout=PATIENCE_MS)
    _, failed, drawn = told
    assert isinstance(failed, Failure)
    assert failed.message == (
        "Completing the picture: there is not enough memory. Close other programs, then try again."
    )
    assert isinstance(drawn, CompletionResult)
