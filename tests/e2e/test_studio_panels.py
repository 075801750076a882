"""Panels are folded away until they are wanted, and F6 leads the keyboard to every one that is seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget
from pytestqt.qtbot import QtBot

from tests.e2e.conftest import Hand


def dock(hand: Hand, name: str) -> QDockWidget:
    """The frame of a panel."""
    found = hand.studio.window.findChild(QDockWidget, name)
    assert isinstance(found, QDockWidget)
    return found


def way(hand: Hand, steps: int) -> list[QWidget]:
    """Where the keys go, step by step."""
    found = []
    for _ in range(steps):
        hand.key(Qt.Key.Key_F6)
        QApplication.processEvents()
        focus = QApplication.focusWidget()
        assert focus is not None
        assert focus.accessibleName()
        assert focus.isVisible()
        assert focus.window().rect().contains(focus.mapTo(focus.window(), focus.rect().center()))
        found.append(focus)
    return found


def test_settings_are_folded_away_until_a_key_or_a_button_shows_one_of_them(hand: Hand) -> None:
    window = hand.studio.window
    assert window.panels == frozenset()
    hand.key(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert window.panels == {"noise"}
    assert hand.studio.actions["panel_noise"].isChecked()
    hand.studio.actions["panel_history"].trigger()
    assert window.panels == {"history"}, "two would be too tall for a small screen"
    hand.studio.actions["panel_labels"].trigger()
    assert window.panels == {"history", "labels"}, "on the left there is room"
    hand.studio.actions["panel_history"].trigger()
    assert window.panels == {"labels"}


def test_a_panel_that_was_moved_away_stays_when_another_is_shown(hand: Hand, qtbot: QtBot) -> None:
    window = hand.studio.window
    window.show_panel("noise")
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock(hand, "noise"))
    window.show_panel("subset")
    dock(hand, "subset").setFloating(True)
    window.show_panel("sources")
    assert window.panels == {"noise", "subset", "sources"}


@pytest.mark.parametrize("name", ["subset", "sources", "noise", "history", "model"])
def test_the_keyboard_reaches_the_completions_and_the_panel_that_is_seen(hand: Hand, name: str) -> None:
    studio = hand.studio
    studio.actions["keep"].trigger()
    stops = {
        "subset": studio.panels.subset.slider,
        "sources": studio.panels.sources.thumbnails[0],
        "noise": studio.panels.noise.seed,
        "history": studio.history.panel.list,
        "model": studio.models.panel.box,
    }
    cell = studio.panels.gallery.cells[0]
    assert way(hand, 3) == [cell, studio.canvas, cell]
    studio.window.show_panel(name)
    assert way(hand, 3) == [stops[name], studio.canvas, cell]


def test_the_way_goes_on_from_anything_in_a_panel(hand: Hand) -> None:
    studio = hand.studio
    studio.window.show_panel("sources")
    studio.panels.gallery.cells[5].setFocus()
    assert way(hand, 1) == [studio.panels.sources.thumbnails[0]]
    studio.panels.sources.offsets[1].setFocus()
    assert way(hand, 1) == [studio.canvas]


def test_a_panel_that_floats_is_reached_and_left(hand: Hand, qtbot: QtBot) -> None:
    studio, floating = hand.studio, dock(hand, "noise")
    studio.window.show_panel("noise")
    floating.setFloating(True)
    studio.window.show_panel("subset")
    studio.window.activateWindow()
    studio.panels.gallery.cells[0].setFocus()
    qtbot.waitUntil(studio.panels.gallery.cells[0].hasFocus)
    hand.key(Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: studio.panels.noise.seed.hasFocus() and floating.isActiveWindow())
    hand.key(Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: studio.panels.subset.slider.hasFocus() and studio.window.isActiveWindow())
