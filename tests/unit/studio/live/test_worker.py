"""The worker's thread without a window: what it does with a request for a model that it does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from studio.document.document import Document
from studio.errors import Failure
from studio.live.worker import Worker
from tests.e2e.conftest import PATIENCE_MS


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[Worker]:
    made = Worker()
    made.start()
    yield made
    made.close()


def test_a_request_for_another_model_is_refused_and_not_drawn_by_the_one_at_hand(
    worker: Worker, document: Document, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(worker.loaded, timeout=PATIENCE_MS):
        worker.load("mnist")
    request = replace(document.request((0,)), model="mnist")
    with qtbot.waitSignal(worker.drawn, timeout=PATIENCE_MS):
        worker.draw(request)
    with qtbot.waitSignal(worker.draw_failed, timeout=PATIENCE_MS) as refused:
        worker.draw(replace(request, model="another"))
    failure = refused.args[1]
    assert isinstance(failure, Failure)
    assert "the model another is not loaded" in failure.message
