"""A failure says in one line what was wrong, and carries what a report needs."""

from __future__ import annotations

import sys

import pytest

from engine import EngineError
from studio import __version__
from studio.errors import Failure, failure, install_excepthook


def test_an_engine_error_speaks_for_itself() -> None:
    assert failure(EngineError("a.png is damaged."), "Opening a.png").message == "a.png is damaged."


def test_another_error_says_what_was_being_done_and_its_trace_can_be_copied() -> None:
    def broken() -> None:
        raise ZeroDivisionError("division by zero")

    with pytest.raises(ZeroDivisionError) as caught:
        broken()
    found = failure(caught.value, "Completing the picture")
    assert found.message == "Completing the picture: division by zero"
    assert "in broken" in found.details
    assert f"Patchwork {__version__}" in found.details


def test_what_no_one_caught_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    shown: list[Failure] = []
    install_excepthook(shown.append)
    error = RuntimeError("unforeseen")
    sys.excepthook(RuntimeError, error, None)
    assert [f.message for f in shown] == ["Something went wrong: unforeseen"]
