"""The first start: hints that can be dismissed, and ready documents."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from studio.app import Studio
from studio.settings import Settings
from studio.start import find_start
from tests.e2e.conftest import Hand


def test_hints_come_at_the_first_start_in_three_steps_and_not_again(hand: Hand, tmp_path: Path) -> None:
    hint = hand.studio.welcoming.hint
    assert hint.isVisible()
    for step in ("1 of 3", "2 of 3", "3 of 3"):
        assert step in hint.text
        hint.take_button.click()
    assert not hint.isVisible()
    hand.studio.close()
    again = Studio(find_start(image=None, model=None), Settings(tmp_path / "settings.ini"), seed=0)
    try:
        again.welcoming.begin()
        assert not again.welcoming.hint.isVisibleTo(again.window)
    finally:
        again.close()


def test_hints_are_dismissed_at_any_step_and_come_back_by_the_menu(hand: Hand) -> None:
    hint = hand.studio.welcoming.hint
    hint.leave_button.click()
    assert not hint.isVisible()
    hand.studio.actions["hints"].trigger()
    assert hint.isVisible()


def test_ready_documents_are_opened_and_completed(hand: Hand, qtbot: QtBot) -> None:
    studio, document = hand.studio, hand.studio.document
    studio.actions["example_mix"].trigger()
    qtbot.waitUntil(lambda: len(document.sources) == 2)
    hand.wait_loaded()
    assert {-1, 0, 1} == set(np.unique(document.assignment).tolist())
    studio.actions["example_digit"].trigger()
    qtbot.waitUntil(lambda: len(document.sources) == 1)
    hand.wait_loaded()
    assert not studio.window.isWindowModified()
