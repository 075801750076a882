"""F6 leads the keyboard from panel to panel: to every one that is seen, and to no other."""

from __future__ import annotations

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


def beside(hand: Hand) -> list[QWidget]:
    """The stops after the tabs, back to the canvas."""
    studio = hand.studio
    return [studio.panels.noise.seed, studio.panels.subset.slider, studio.panels.sources.thumbnails[0], studio.canvas]


def test_the_keyboard_reaches_every_panel_that_is_seen(hand: Hand) -> None:
    cells = hand.studio.panels.gallery.cells
    assert way(hand, 6) == [cells[0], *beside(hand), cells[0]]


def test_the_panel_in_front_of_the_completions_is_reached_in_their_place(hand: Hand, qtbot: QtBot) -> None:
    studio = hand.studio
    history, models = studio.history.panel, studio.models.panel
    assert history is not None
    assert models is not None
    studio.window.show_panel("history")
    qtbot.waitUntil(lambda: studio.panels.gallery.visibleRegion().isEmpty())
    assert way(hand, 4) == beside(hand), "there is no result to go to yet"
    studio.actions["keep"].trigger()
    assert way(hand, 6) == [history.list, *beside(hand), history.list]
    studio.window.show_panel("model")
    qtbot.waitUntil(lambda: history.visibleRegion().isEmpty())
    studio.canvas.setFocus()
    assert way(hand, 5) == [models.box, *beside(hand)]


def test_hidden_panels_are_passed_over(hand: Hand, qtbot: QtBot) -> None:
    studio = hand.studio
    for name in ("subset", "gallery", "history", "model"):
        dock(hand, name).hide()
    qtbot.waitUntil(lambda: not studio.panels.subset.isVisible())
    assert way(hand, 3) == [studio.panels.noise.seed, studio.panels.sources.thumbnails[0], studio.canvas]
    for name in ("noise", "sources"):
        dock(hand, name).hide()
    qtbot.waitUntil(lambda: not studio.panels.noise.isVisible())
    assert way(hand, 2) == [studio.canvas] * 2


def test_the_way_goes_on_from_anything_in_a_panel(hand: Hand) -> None:
    studio = hand.studio
    studio.panels.gallery.cells[5].setFocus()
    assert way(hand, 1) == [studio.panels.noise.seed]
    studio.panels.sources.offsets[1].setFocus()
    assert way(hand, 1) == [studio.canvas]


def test_a_panel_that_floats_is_reached_and_left(hand: Hand, qtbot: QtBot) -> None:
    studio, floating = hand.studio, dock(hand, "noise")
    floating.setFloating(True)
    studio.window.activateWindow()
    studio.panels.gallery.cells[0].setFocus()
    qtbot.waitUntil(studio.panels.gallery.cells[0].hasFocus)
    hand.key(Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: studio.panels.noise.seed.hasFocus() and floating.isActiveWindow())
    hand.key(Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: studio.panels.subset.slider.hasFocus() and studio.window.isActiveWindow())
