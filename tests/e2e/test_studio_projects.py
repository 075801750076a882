"""Project files through the real window: save, open, recent files, the modified mark and the question."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from engine import EngineError, find_model
from studio.app import Studio
from studio.files.codec import PictureFiles
from studio.files.examples import bundled_pictures
from studio.files.project import write_project
from studio.imaging.picture import to_png
from studio.settings import Settings
from studio.start import find_start
from tests.e2e.conftest import PATIENCE_MS, Hand

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Button = QMessageBox.StandardButton


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The answer to every file dialog."""
    answer = tmp_path / "mine.patchwork"
    for dialog in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, dialog, lambda *_: (str(answer), ""))
    return answer


def answer(monkeypatch: pytest.MonkeyPatch, button: Button) -> list[str]:
    """Answer every question with a button; the list fills with the questions."""
    asked: list[str] = []

    def execute(box: QMessageBox) -> int:
        asked.append(box.text())
        return button.value

    monkeypatch.setattr(QMessageBox, "exec", execute)
    return asked


def test_a_saved_project_opens_again_exactly_as_it_was(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    studio, document = hand.studio, hand.studio.document
    hand.stroke(4, 6)
    hand.key(Qt.Key.Key_R)
    hand.key(Qt.Key.Key_4)
    hand.wait_loaded()
    state = document.state
    assert studio.window.isWindowModified()
    hand.key(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: not studio.window.isWindowModified())
    assert studio.window.windowTitle().startswith("mine")
    hand.key(Qt.Key.Key_D, CTRL)
    assert studio.window.isWindowModified()
    hand.key(Qt.Key.Key_Z, CTRL)
    assert not studio.window.isWindowModified(), "undone to what was saved"
    hand.key(Qt.Key.Key_D, CTRL)
    hand.key(Qt.Key.Key_R)
    answer(monkeypatch, Button.Discard)
    hand.key(Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(lambda: document.noise == state.noise)
    np.testing.assert_array_equal(document.assignment, state.assignment)
    np.testing.assert_array_equal(document.sources[0].pixels, state.sources[0].pixels)
    assert not studio.stack.canRedo()


def test_the_completion_of_a_project_is_the_same_in_the_studio_that_it_is_opened_with(
    hand: Hand, qtbot: QtBot, path: Path, tmp_path: Path
) -> None:
    hand.stroke(4, 6)
    hand.key(Qt.Key.Key_R)
    hand.wait_loaded()
    hand.key(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(path.exists)
    first = hand.studio.document
    second = Studio(find_start(image=path, model="mnist"), Settings(tmp_path / "second.ini"))
    try:
        second.show()
        qtbot.waitUntil(lambda: second.document.noise == first.noise, timeout=PATIENCE_MS)
        Hand(second, qtbot).wait_loaded()
        np.testing.assert_array_equal(second.document.picture(), first.picture())
        np.testing.assert_array_equal(second.document.assignment, first.assignment)
        assert second.window.windowTitle().startswith("mine")
    finally:
        second.close()


def test_a_project_is_opened_by_drop_and_by_the_list_of_recent_files(hand: Hand, qtbot: QtBot, path: Path) -> None:
    studio = hand.studio
    hand.stroke(4, 6)
    hand.key(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(path.exists)
    saved = studio.document.assignment.copy()
    recent = studio.project.recent
    qtbot.waitUntil(lambda: bool(recent.actions()) and recent.actions()[0].text() == "mine.patchwork")
    for way in ("drop", "recent"):
        hand.key(Qt.Key.Key_D, CTRL)
        studio.stack.setClean()  # else it would ask
        if way == "drop":
            data = QMimeData()
            data.setUrls([QUrl.fromLocalFile(str(path))])
            at, keys = QPointF(200, 200), Qt.KeyboardModifier.NoModifier
            enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys)
            QApplication.sendEvent(studio.window, enter)
            drop = QDropEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys)
            QApplication.sendEvent(studio.window, drop)
        else:
            studio.project.recent.actions()[0].trigger()
        qtbot.waitUntil(lambda: np.array_equal(studio.document.assignment, saved))


def test_a_damaged_project_gives_a_message_and_leaves_the_document_unharmed(
    hand: Hand, qtbot: QtBot, path: Path
) -> None:
    path.write_bytes(b"PK\x03\x04 no zip")
    hand.stroke(4)
    before = hand.studio.document.request((0,))
    hand.studio.stack.setClean()
    hand.key(Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(hand.studio.message.isVisible)
    assert "mine.patchwork" in hand.studio.message.text
    assert hand.studio.document.request((0,)) == before
    assert hand.studio.stack.canUndo()


def test_closing_with_changes_asks_and_cancel_keeps_the_window(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answer(monkeypatch, Button.Cancel)
    hand.stroke(4)
    hand.key(Qt.Key.Key_Q, CTRL)
    QApplication.processEvents()
    assert len(asked) == 1
    assert hand.studio.document.sources[0].name in asked[0]
    assert hand.studio.window.isVisible()


def test_closing_with_changes_and_discard_closes(hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, Button.Discard)
    hand.stroke(4)
    hand.key(Qt.Key.Key_Q, CTRL)
    qtbot.waitUntil(lambda: not hand.studio.window.isVisible())


def test_closing_with_changes_and_save_saves_before_it_closes(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    answer(monkeypatch, Button.Save)
    hand.stroke(4)
    hand.key(Qt.Key.Key_Q, CTRL)
    qtbot.waitUntil(lambda: not hand.studio.window.isVisible())
    assert path.exists()


def test_that_a_save_failed_stays_to_be_read_until_a_save_has_worked(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    studio, projects = hand.studio, hand.studio.project.file
    hand.stroke(4)
    projects.save(tmp_path / "none" / "p.patchwork")
    qtbot.waitUntil(studio.message.isVisible)
    with qtbot.waitSignal(studio.files.worked):
        studio.sources.open(bundled_pictures(find_model("mnist"))[0])
    studio.actions["copy_seed"].trigger()
    with qtbot.waitSignal(studio.files.saved):
        studio.files.write(tmp_path / "a.png", lambda: to_png(studio.document.given()))
    hand.wait_loaded()
    assert studio.message.isVisible()
    assert "p.patchwork cannot be written" in studio.message.text
    projects.save(tmp_path / "p.patchwork")
    qtbot.waitUntil(lambda: not studio.message.isVisible())


def test_that_work_could_not_be_kept_for_the_case_of_a_crash_stays_until_it_is_dismissed(
    hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    studio = hand.studio

    def job() -> None:
        raise EngineError("The disk is full.")

    studio.files.submit("Keeping unsaved work", job)
    qtbot.waitUntil(studio.message.isVisible)
    with qtbot.waitSignal(studio.files.worked):
        studio.project.file.save(tmp_path / "p.patchwork")
    assert studio.message.isVisible()
    studio.message.close_button.click()
    assert not studio.message.isVisible()
    hand.wait_loaded()


def test_a_save_that_fails_keeps_the_window_and_the_mark(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answer(monkeypatch, Button.Save)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "none" / "p.patchwork"), ""))
    hand.stroke(4)
    hand.key(Qt.Key.Key_Q, CTRL)
    qtbot.waitUntil(hand.studio.message.isVisible)
    assert "cannot be written" in hand.studio.message.text
    assert hand.studio.window.isVisible()
    assert hand.studio.window.isWindowModified()


def test_an_untouched_document_closes_without_a_question(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answer(monkeypatch, Button.Cancel)
    hand.key(Qt.Key.Key_Q, CTRL)
    assert not hand.studio.window.isVisible()
    assert asked == []


def test_what_was_read_for_the_old_document_in_the_middle_of_a_stroke_does_not_get_into_the_project(
    hand: Hand, qtbot: QtBot, path: Path, tmp_path: Path
) -> None:
    studio, document = hand.studio, hand.studio.document
    Image.new("L", (28, 28)).save(tmp_path / "old.png")
    studio.project.file.save(path)
    qtbot.waitUntil(lambda: studio.project.file.path == path)
    saved = document.state
    hand.press(4)
    hand.move(6)
    studio.sources.open(tmp_path / "old.png")
    studio.project.file.open(path)
    studio.sources.open(tmp_path / "old.png")
    studio.sources.open(tmp_path / "old.png", add=True)
    with qtbot.waitSignal(studio.models.models.changed, timeout=PATIENCE_MS):
        studio.models.models.refresh()  # all that was asked for before has come
    assert not np.array_equal(document.assignment, saved.assignment), "the stroke goes on"
    with qtbot.waitSignal(studio.project.file.opened):
        hand.release(6)
    QApplication.processEvents()
    QApplication.processEvents()
    assert [source.name for source in document.sources] == [source.name for source in saved.sources]
    np.testing.assert_array_equal(document.assignment, saved.assignment)
    assert not studio.stack.canUndo()
    hand.wait_loaded()


def test_of_two_projects_that_come_in_the_middle_of_a_stroke_the_last_is_opened(
    hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    projects = hand.studio.project.file
    first, last = tmp_path / "first.patchwork", tmp_path / "last.patchwork"
    for path in (first, last):
        projects.save(path)
        qtbot.waitUntil(lambda path=path: projects.path == path)  # type: ignore[misc]
    hand.press(4)
    hand.move(6)
    projects.open(first)
    projects.open(last)
    with qtbot.waitSignal(hand.studio.models.models.changed, timeout=PATIENCE_MS):
        hand.studio.models.models.refresh()
    with qtbot.waitSignal(projects.opened):
        hand.release(6)
    QApplication.processEvents()
    assert projects.path == last
    assert not hand.studio.stack.canUndo()
    hand.wait_loaded()


@pytest.fixture
def gate(hand: Hand) -> Iterator[threading.Event]:
    """The file thread waits for it."""
    event = threading.Event()

    def wait() -> None:
        event.wait()

    hand.studio.files.submit("", wait)
    yield event
    event.set()


def test_a_save_that_is_done_after_another_project_has_opened_is_none_of_that_one(
    hand: Hand, qtbot: QtBot, tmp_path: Path, gate: threading.Event
) -> None:
    studio, projects = hand.studio, hand.studio.project.file
    other, mine = tmp_path / "other.patchwork", tmp_path / "mine.patchwork"
    write_project(other, projects.snapshot(), PictureFiles())
    hand.stroke(4, 6)
    projects.open(other)
    projects.save(mine)  # while the other one is still being read
    gate.set()
    qtbot.waitUntil(lambda: studio.status.currentMessage() == f"Saved {mine}", timeout=PATIENCE_MS)
    assert projects.path == other
    assert not projects.modified
    assert studio.window.windowTitle().startswith("other")
    assert projects.recent == [mine, other]
    hand.wait_loaded()


def test_of_two_saves_the_second_decides(
    hand: Hand, qtbot: QtBot, tmp_path: Path, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio, projects, first = hand.studio, hand.studio.project.file, tmp_path / "first.patchwork"
    went_on: list[str] = []
    projects.save(first, then=lambda: went_on.append("first"))
    hand.stroke(4, 6)
    projects.save(tmp_path / "none" / "second.patchwork", then=lambda: went_on.append("second"))
    gate.set()
    qtbot.waitUntil(studio.message.isVisible, timeout=PATIENCE_MS)
    assert projects.path == first
    assert projects.modified, "the stroke is in no file"
    assert went_on == []


def test_patches_selected_in_one_project_are_not_in_the_next(hand: Hand, qtbot: QtBot, path: Path) -> None:
    studio = hand.studio
    write_project(path, studio.project.file.snapshot(), PictureFiles())
    hand.key(Qt.Key.Key_V)
    hand.stroke(15, 23)
    assert studio.toolbox.selection.size == 4
    hand.key(Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(lambda: studio.project.file.path == path, timeout=PATIENCE_MS)
    assert studio.toolbox.selection.size == 0
    hand.wait_loaded()
