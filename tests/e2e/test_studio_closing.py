"""What was asked for before the window closes is done; what was merely to be looked at is not."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

import studio.training.watcher as training_module
from studio.errors import FailureKind
from studio.files.project import read_project
from studio.training import runs
from tests.e2e.conftest import PATIENCE_MS, Hand, from_scratch
from tests.e2e.test_studio_history import entries, panel, wait_recorded
from tests.e2e.test_studio_projects import answer
from tests.e2e.test_studio_subsets import choose_in_dialog, trigger
from tests.e2e.test_studio_walk import export as export_walk

CTRL = Qt.KeyboardModifier.ControlModifier


def ending(monkeypatch: pytest.MonkeyPatch, pool: ThreadPoolExecutor) -> threading.Event:
    """Set when a thread has been told to end: a job that waits for it is the last that was begun before."""
    told, shutdown = threading.Event(), pool.shutdown

    def tell(wait: bool = True, *, cancel_futures: bool = False) -> None:
        shutdown(wait=False, cancel_futures=cancel_futures)
        told.set()
        shutdown(wait=wait)

    monkeypatch.setattr(pool, "shutdown", tell)
    return told


def test_what_is_to_be_written_is_written_before_the_studio_ends_and_nothing_more_is_read(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    studio = hand.studio
    told = ending(monkeypatch, studio.files._thread)

    def slow() -> None:
        told.wait(PATIENCE_MS / 1000)

    studio.files.submit("something slow", slow)
    choose_in_dialog(monkeypatch, tmp_path / "out.png")
    trigger(hand, "export")
    choose_in_dialog(monkeypatch, tmp_path / "mask.png")
    trigger(hand, "export_mask")
    export_walk(hand, qtbot, monkeypatch, tmp_path / "walk.gif")
    qtbot.waitUntil(lambda: not studio.noise_walk.bar.isVisible(), timeout=PATIENCE_MS)
    choose_in_dialog(monkeypatch, tmp_path / "mine.patchwork")
    trigger(hand, "save")
    studio.files.submit("reading", (tmp_path / "read").touch, kind=FailureKind.READING)
    studio.window.close()
    assert not studio.window.isVisible(), "nothing has changed, so nothing is asked"
    studio.close()
    assert sorted(path.name for path in tmp_path.glob("*.*") if path.suffix != ".ini") == [
        "mask.png",
        "mine.patchwork",
        "out.png",
        "walk.gif",
    ]
    assert not (tmp_path / "read").exists()


def test_a_training_that_was_just_started_goes_on_without_the_studio(
    pictures: Path, hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio, training, path = hand.studio, hand.studio.models.training, runs.runs_folder() / "bars"
    window = studio.models.train()
    training.look_into(pictures)
    from_scratch(window, qtbot)
    window.form.unit.setCurrentIndex(window.form.unit.findData("images"))
    window.form.budget.setValue(64)
    told, begun, list_runs = ending(monkeypatch, training._thread), threading.Event(), runs.list_runs

    def slow(*of: object) -> object:
        begun.set()
        told.wait(PATIENCE_MS / 1000)
        return list_runs(*of)  # type: ignore[arg-type]

    monkeypatch.setattr(runs, "list_runs", slow)
    training.refresh()
    qtbot.waitUntil(begun.is_set)
    looked: list[Path] = []
    monkeypatch.setattr(training_module, "look_into", looked.append)
    try:
        window.form.start.click()
        training.look_into(pictures)
        studio.window.close()
        studio.close()
        assert runs.is_running(path)
        assert looked == []
    finally:
        runs.pause_run(path)
        qtbot.waitUntil(lambda: not runs.is_running(path), timeout=4 * PATIENCE_MS)


def typing(hand: Hand, words: str) -> None:
    """Type a note to the first result, with Return still to come."""
    wait_recorded(hand, 1)
    hand.studio.window.show_panel("history")
    panel(hand).select(entries(hand)[0].number)
    panel(hand).note.setFocus()
    QTest.keyClicks(panel(hand).note, words)
    assert entries(hand)[0].note == ""


@pytest.mark.parametrize("key", [Qt.Key.Key_Q, Qt.Key.Key_O])
def test_a_note_that_is_being_typed_is_asked_for_when_the_window_closes_or_another_project_opens(
    key: Qt.Key, hand: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    typing(hand, "the best")
    choose_in_dialog(monkeypatch, tmp_path / "other.patchwork")
    asked = answer(monkeypatch, QMessageBox.StandardButton.Cancel)
    hand.key(key, CTRL)
    assert len(asked) == 1
    assert hand.studio.window.isVisible()
    assert entries(hand)[0].note == "the best"
    hand.key(Qt.Key.Key_Z, CTRL)
    hand.studio.canvas.setFocus()
    hand.key(Qt.Key.Key_Z, CTRL)
    assert entries(hand)[0].note == ""


def test_a_note_is_not_written_to_a_result_of_another_document(hand: Hand, qtbot: QtBot, tmp_path: Path) -> None:
    projects = hand.studio.project.file
    wait_recorded(hand, 1)
    projects.save(tmp_path / "other.patchwork")
    qtbot.waitUntil(lambda: projects.path is not None)
    typing(hand, "of the old one")
    with qtbot.waitSignal(projects.opened):
        projects.open(tmp_path / "other.patchwork")
    assert panel(hand).note.text() == ""
    assert panel(hand).selected == ()
    hand.studio.canvas.setFocus()
    assert [entry.note for entry in entries(hand)] == [""]
    assert not hand.studio.window.isWindowModified()


def test_a_note_that_is_being_typed_is_saved(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    typing(hand, "the best")
    path = tmp_path / "mine.patchwork"
    choose_in_dialog(monkeypatch, path)
    hand.key(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: not hand.studio.window.isWindowModified())
    assert read_project(path).history[0].note == "the best"
