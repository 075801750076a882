"""The first start: hints that can be dismissed, and ready documents."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from studio.app import Studio
from studio.settings import Settings
from studio.start import find_start
from tests.e2e.conftest import PATIENCE_MS, Hand


def test_hints_come_at_the_first_start_in_three_steps_and_not_again(hand: Hand, tmp_path: Path) -> None:
    hint = hand.studio.welcome.hint
    assert hint.isVisible()
    for step in ("1 of 3", "2 of 3", "3 of 3"):
        assert step in hint.text
        hint.take_button.click()
    assert not hint.isVisible()
    hand.studio.close()
    again = Studio(find_start(image=None, model=None), Settings(tmp_path / "settings.ini"), seed=0)
    try:
        again.welcome.begin()
        assert not again.welcome.hint.isVisibleTo(again.window)
    finally:
        again.close()


def test_hints_are_dismissed_at_any_step_and_come_back_by_the_menu(hand: Hand) -> None:
    hint = hand.studio.welcome.hint
    hint.leave_button.click()
    assert not hint.isVisible()
    hand.studio.actions["hints"].trigger()
    assert hint.isVisible()


def test_the_hint_is_of_the_picture_that_is_open(hand: Hand, qtbot: QtBot) -> None:
    hint = hand.studio.welcome.hint
    assert "Painted patches are known" in hint.text
    hand.studio.actions["replace"].trigger()
    assert "to be replaced" in hint.text
    hint.take_button.click()
    hand.studio.actions["replace"].trigger()
    assert "2 of 3" in hint.text
    hint.leave_button.click()
    hand.studio.actions["replace"].trigger()
    assert not hint.isVisible()
    hand.wait_loaded()


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


def test_a_face_is_completed_by_the_faces_model_and_shown_in_its_own_colours(hand: Hand, qtbot: QtBot) -> None:
    studio, document = hand.studio, hand.studio.document
    studio.actions["example_face"].trigger()
    qtbot.waitUntil(lambda: document.model == "faces64-small", timeout=PATIENCE_MS)
    hand.wait_loaded()
    picture = document.picture()
    assert picture is not None
    row, column = divmod(int(np.flatnonzero(document.target)[5]), document.grid.columns)
    x, y = 8 * column + 3, 8 * row + 3
    shown = studio.canvas.grab().toImage()
    place = studio.canvas.viewport.to_widget(x + 0.5, y + 0.5)
    colour = shown.pixelColor(*(round(v * shown.devicePixelRatio()) for v in place))
    np.testing.assert_allclose((colour.red(), colour.green(), colour.blue()), picture[y, x], atol=2)
