"""A project that another window or program has changed meanwhile: nobody's work is replaced without a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from studio import dialogs
from studio.app import Studio
from studio.dialogs import Conflict
from studio.files.codec import PictureFiles
from studio.files.project import read_project, write_project
from studio.settings import Settings
from studio.start import find_start
from tests.e2e.conftest import Hand


def answer(monkeypatch: pytest.MonkeyPatch, conflict: Conflict) -> list[str]:
    """Answer the question about a project that others have changed; the list fills with the files asked about."""
    asked: list[str] = []

    def ask(_: QWidget, name: str) -> Conflict:
        asked.append(name)
        return conflict

    monkeypatch.setattr(dialogs, "ask_replace_changed", ask)
    return asked


def save(hand: Hand, qtbot: QtBot) -> None:
    """Paint a patch, save, and wait until the file thread has come to it."""
    hand.stroke(6)
    with qtbot.waitSignal(hand.studio.files.worked):
        hand.studio.actions["save"].trigger()


@pytest.fixture
def shared(hand: Hand, qtbot: QtBot, tmp_path: Path) -> Path:
    """The project of the window, which another program has changed since it was saved: patch 48 is known there."""
    path = tmp_path / "shared.patchwork"
    hand.studio.project.file.save(path)
    qtbot.waitUntil(lambda: hand.studio.project.file.path == path)
    project = read_project(path)
    assignment = project.state.assignment.copy()
    assignment[48] = 0
    write_project(path, replace(project, state=replace(project.state, assignment=assignment)), PictureFiles())
    return path


def known(path: Path, patch: int) -> bool:
    return bool(read_project(path).state.assignment[patch] >= 0)


def test_of_a_project_open_in_two_windows_the_second_save_asks(hand: Hand, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "shared.patchwork"
    hand.studio.project.file.save(path)
    qtbot.waitUntil(lambda: hand.studio.project.file.path == path)
    two = Studio(find_start(image=path, model=None), Settings(tmp_path / "two.ini"), recovery=tmp_path / "two")
    two.show()
    other = Hand(two, qtbot)
    qtbot.waitUntil(lambda: two.project.file.path == path)
    with pytest.MonkeyPatch.context() as patch:
        asked = answer(patch, Conflict.CANCEL)
        save(other, qtbot)
        qtbot.waitUntil(lambda: not two.project.file.modified)
        assert asked == [], "nobody has changed it"
        save(hand, qtbot)
        qtbot.waitUntil(lambda: asked == [path.name])
    two.close()


def test_cancel_leaves_the_file_and_the_document_and_replace_replaces_and_asks_no_more(
    shared: Path, hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = hand.studio.project.file
    asked = answer(monkeypatch, Conflict.CANCEL)
    for times in (1, 2):
        save(hand, qtbot)
        qtbot.waitUntil(lambda times=times: asked == [shared.name] * times)  # type: ignore[misc]
    assert known(shared, 48)
    assert project.modified
    asked = answer(monkeypatch, Conflict.REPLACE)
    for _ in range(2):
        save(hand, qtbot)
        qtbot.waitUntil(lambda: not project.modified)
        hand.stroke(7)
    assert not known(shared, 48)
    assert asked == [shared.name]


def test_a_copy_keeps_both(
    shared: Path, hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answer(monkeypatch, Conflict.COPY)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine.patchwork"), ""))
    save(hand, qtbot)
    qtbot.waitUntil(lambda: not hand.studio.project.file.modified)
    assert hand.studio.project.file.path == tmp_path / "mine.patchwork"
    assert known(shared, 48)
    assert not known(tmp_path / "mine.patchwork", 48)


def test_a_project_that_is_gone_is_written_again_without_a_question(
    shared: Path, hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(monkeypatch, Conflict.CANCEL)
    shared.unlink()
    save(hand, qtbot)
    qtbot.waitUntil(lambda: not hand.studio.project.file.modified)
    assert known(shared, 6)
    assert asked == []


@pytest.fixture
def restored(shared: Path, hand: Hand, qtbot: QtBot, tmp_path: Path) -> Iterator[Hand]:
    """A window that restores what a crash has left of the one on the shared project."""
    autosave = hand.studio.project.autosave
    assert autosave is not None
    hand.stroke(6)
    with qtbot.waitSignal(hand.studio.files.worked):
        autosave._keep()
    lock = autosave._recovery._lock
    assert lock is not None
    lock.unlock()  # as the system does for a process that ends
    two = Studio(find_start(image=None, model=None), Settings(tmp_path / "2.ini"), recovery=tmp_path / "recovery")
    two.show()
    qtbot.waitUntil(two.project.offer.isVisible)
    with qtbot.waitSignal(two.project.file.opened):
        two.project.offer.take_button.click()
    yield Hand(two, qtbot)
    two.close()


def test_work_that_a_crash_left_does_not_replace_what_was_saved_meanwhile(
    restored: Hand, shared: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(monkeypatch, Conflict.CANCEL)
    assert restored.studio.project.file.path == shared
    restored.studio.actions["save"].trigger()
    qtbot.waitUntil(lambda: asked == [shared.name])
    assert known(shared, 48)
