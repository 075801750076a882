"""The history of results through the real window: recorded, starred, noted, deleted, restored, compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.document.history import Entry
from studio.widgets.history import HistoryPanel
from tests.e2e.conftest import PATIENCE_MS, Hand

CTRL = Qt.KeyboardModifier.ControlModifier


def entries(hand: Hand) -> tuple[Entry, ...]:
    return hand.studio.project.history.entries


def panel(hand: Hand) -> HistoryPanel:
    found = hand.studio.history.panel
    assert found is not None
    return found


def wait_recorded(hand: Hand, count: int) -> None:
    """Wait until the results that stayed on the canvas are in the history."""
    hand.wait_loaded()
    hand.qtbot.waitUntil(lambda: len(entries(hand)) == count, timeout=PATIENCE_MS)


def two_results(hand: Hand) -> None:
    wait_recorded(hand, 1)
    hand.stroke(4, 6)
    wait_recorded(hand, 2)


def test_a_completion_that_stays_is_recorded_once_and_the_document_is_not_modified_by_it(hand: Hand) -> None:
    wait_recorded(hand, 1)
    np.testing.assert_array_equal(entries(hand)[0].image, hand.studio.document.picture())
    assert not hand.studio.window.isWindowModified()
    hand.key(Qt.Key.Key_2)
    wait_recorded(hand, 2)
    hand.key(Qt.Key.Key_1)
    hand.qtbot.wait(1000)
    assert len(entries(hand)) == 2, "the first one is there already"
    assert panel(hand).list.count() == 2


def test_keeping_stars_and_undo_takes_the_star_away(hand: Hand) -> None:
    wait_recorded(hand, 1)
    hand.key(Qt.Key.Key_K)
    assert entries(hand)[0].starred
    assert hand.studio.window.isWindowModified()
    hand.key(Qt.Key.Key_Z, CTRL)
    assert not entries(hand)[0].starred


def test_keeping_before_there_is_a_completion_says_so(hand: Hand) -> None:
    wait_recorded(hand, 1)
    hand.stroke(40)
    hand.key(Qt.Key.Key_K)
    assert not any(entry.starred for entry in entries(hand))
    said = "The completion is not there yet. Press again in a moment."
    assert hand.studio.status.currentMessage() == said
    hand.wait_loaded()
    hand.key(Qt.Key.Key_K)
    assert hand.studio.status.currentMessage() == "Result kept in the history"
    assert entries(hand)[-1].starred


def test_selected_results_are_starred_and_deleted_and_come_back_by_undo(hand: Hand) -> None:
    two_results(hand)
    actions = hand.studio.actions
    assert not actions["delete_result"].isEnabled()
    before = entries(hand)
    panel(hand).select(*(entry.number for entry in before))
    assert actions["delete_result"].isEnabled()
    actions["star"].trigger()
    assert [entry.starred for entry in entries(hand)] == [True, True]
    actions["delete_result"].trigger()
    assert entries(hand) == ()
    assert panel(hand).list.count() == 0
    hand.key(Qt.Key.Key_Z, CTRL)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert [(e.number, e.starred) for e in entries(hand)] == [(e.number, False) for e in before]
    assert panel(hand).list.count() == 2


def test_a_note_is_written_and_undone(hand: Hand) -> None:
    wait_recorded(hand, 1)
    panel(hand).select(entries(hand)[0].number)
    note = panel(hand).note
    note.setFocus()
    QTest.keyClicks(note, "the best")
    QTest.keyClick(note, Qt.Key.Key_Return)
    assert entries(hand)[0].note == "the best"
    hand.studio.canvas.setFocus()
    hand.key(Qt.Key.Key_Z, CTRL)
    assert entries(hand)[0].note == ""
    assert note.text() == ""


def test_a_result_is_restored_pixel_for_pixel_with_all_that_it_came_from(hand: Hand) -> None:
    two_results(hand)
    first, document = entries(hand)[0], hand.studio.document
    hand.key(Qt.Key.Key_D, CTRL)
    hand.key(Qt.Key.Key_R)
    hand.wait_loaded()
    item = panel(hand).list.item(panel(hand).list.count() - 1)
    panel(hand).list.itemActivated.emit(item)
    np.testing.assert_array_equal(document.assignment, first.state.assignment)
    assert document.noise == first.state.noise
    hand.wait_loaded()
    np.testing.assert_array_equal(document.picture(), first.image)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert not document.known.any()


def test_two_results_are_compared_by_slider_and_side_by_side(hand: Hand) -> None:
    two_results(hand)
    panel(hand).select(*(entry.number for entry in entries(hand)))
    hand.studio.canvas.setFocus()
    hand.key(Qt.Key.Key_C)
    dialog = hand.studio.history.comparison
    assert dialog is not None
    pane = dialog.pane
    hand.qtbot.waitUntil(dialog.windowHandle().isExposed)
    QTest.mouseClick(pane, Qt.MouseButton.LeftButton, pos=QPoint(pane.width() // 2, 200))
    assert abs(pane.divider - 0.5) < 0.01
    pane.setFocus()
    QTest.keyClick(pane, Qt.Key.Key_Left)
    assert abs(pane.divider - 0.48) < 0.01
    pane.set_divider(0.0)
    right = pane.grab().toImage()
    pane.set_divider(1.0)
    left = pane.grab().toImage()
    assert left != right
    dialog.beside.click()
    assert pane.beside
    beside = pane.grab().toImage()
    pane.swap()
    assert pane.grab().toImage() != beside
    dialog.close()


def test_the_history_is_in_the_project(hand: Hand, qtbot: QtBot, tmp_path: Path) -> None:
    wait_recorded(hand, 1)
    hand.key(Qt.Key.Key_K)
    projects = hand.studio.project.file
    projects.save(tmp_path / "p.patchwork")
    qtbot.waitUntil((tmp_path / "p.patchwork").exists)
    hand.studio.project.history.reset([])
    projects.open(tmp_path / "p.patchwork")
    qtbot.waitUntil(lambda: len(entries(hand)) == 1 and entries(hand)[0].starred)
    assert panel(hand).list.count() == 1
