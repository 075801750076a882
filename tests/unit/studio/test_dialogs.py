"""A file dialog asks about the name as typed; the file that is written has its suffix, and is asked about too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

import engine
from studio import dialogs
from studio.settings import FOLDER, Settings

Button = QMessageBox.StandardButton
SUFFIXES = (".gif", ".png")


class Person:
    """Types names into file dialogs, one after the other, and answers questions with one button."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.proposed: list[str] = []
        self.asked: list[str] = []
        self.button = Button.Yes
        self._names: Iterator[tuple[str, str]] = iter(())
        self._folder = folder
        monkeypatch.setattr(QFileDialog, "getSaveFileName", self._type)
        monkeypatch.setattr(QMessageBox, "exec", lambda box: self._answer(box))

    def types(self, *names: str, kind: str = "GIF (*.gif)") -> None:
        """What comes into the next dialogs; nothing: the dialog is left."""
        self._names = iter([(str(self._folder / name) if name else "", kind) for name in names])

    def _type(self, parent: QWidget, title: str, proposed: str, kinds: str) -> tuple[str, str]:
        self.proposed.append(Path(proposed).name)
        return next(self._names)

    def _answer(self, box: QMessageBox) -> int:
        self.asked.append(box.text())
        return self.button.value


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Person:
    return Person(monkeypatch, tmp_path)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "settings.ini")
    made.set(FOLDER, str(tmp_path))
    return made


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_a_file_under_the_whole_name_is_not_replaced_unasked(
    person: Person, settings: Settings, parent: QWidget, tmp_path: Path
) -> None:
    (tmp_path / "foo.gif").touch()
    person.types("foo")
    assert dialogs.ask_export(parent, settings, "Export", "a.gif", *SUFFIXES) == tmp_path / "foo.gif"
    assert person.asked == ["“foo.gif” exists already. Replace it?"]


def test_who_does_not_want_it_replaced_is_asked_for_another_name(
    person: Person, settings: Settings, parent: QWidget, tmp_path: Path
) -> None:
    (tmp_path / "foo.gif").touch()
    person.button = Button.Cancel
    person.types("foo", "bar")
    assert dialogs.ask_export(parent, settings, "Export", "a.gif", *SUFFIXES) == tmp_path / "bar.gif"
    assert person.proposed == ["a.gif", "foo.gif"]
    person.types("foo", "")
    assert dialogs.ask_export(parent, settings, "Export", "a.gif", *SUFFIXES) is None


def test_a_name_gets_the_suffix_of_the_kind_that_was_chosen_unless_it_has_one(
    person: Person, settings: Settings, parent: QWidget, tmp_path: Path
) -> None:
    for typed, kind, written in (
        ("foo", "PNG (*.png)", "foo.png"),
        ("foo", "", "foo.gif"),
        ("noise 0.5", "GIF (*.gif)", "noise 0.5.gif"),
        ("foo.PNG", "GIF (*.gif)", "foo.PNG"),
        ("foo.jpg", "PNG (*.png)", "foo.png"),
    ):
        person.types(typed, kind=kind)
        assert dialogs.ask_export(parent, settings, "Export", "a.gif", *SUFFIXES) == tmp_path / written
    assert person.asked == []


def test_projects_and_other_pngs_are_asked_about_likewise(
    person: Person, settings: Settings, parent: QWidget, tmp_path: Path
) -> None:
    for name in ("mine.patchwork", "mask.png"):
        (tmp_path / name).touch()
    person.types("mine")
    assert dialogs.ask_project(parent, settings, "a") == tmp_path / "mine.patchwork"
    person.types("mask")
    assert dialogs.ask_export(parent, settings, "Export Mask", "a.png", ".png") == tmp_path / "mask.png"
    assert person.asked == ["“mine.patchwork” exists already. Replace it?", "“mask.png” exists already. Replace it?"]


def test_a_name_that_no_file_can_have_is_proposed_without_what_is_strange(
    parent: QWidget, settings: Settings, person: Person
) -> None:
    person.types("")
    assert dialogs.ask_export(parent, settings, "Export", "photo Ω/..\n: 3.png", *SUFFIXES) is None
    assert person.proposed == ["photo Ω-..- 3.png"]


def test_every_picture_that_is_read_is_listed(
    parent: QWidget, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def see(parent: QWidget, title: str, folder: str, kinds: str) -> tuple[str, str]:
        seen.append(kinds)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", see)
    for ask in (dialogs.ask_open, dialogs.ask_add, dialogs.ask_mask, dialogs.ask_palette):
        ask(parent, settings)
    assert len(seen) == 4
    for kinds in seen:
        listed = set(re.findall(r"[*]([.][a-z]+)", kinds))
        assert listed >= engine.IMAGE_SUFFIXES


def test_no_name_is_proposed_that_windows_keeps_for_a_device(
    parent: QWidget, settings: Settings, person: Person
) -> None:
    person.types("")
    dialogs.ask_project(parent, settings, "con")
    assert person.proposed == ["_con.patchwork"]


def test_a_name_with_tags_in_a_question_is_plain_text(parent: QWidget, settings: Settings) -> None:
    for box in (
        dialogs.save_changes_box(parent, "a <b>x"),
        dialogs.replace_changed_box(parent, "a <b>x"),
        dialogs.delete_lost_box(parent, "a <b>x"),
    ):
        assert box.textFormat() is Qt.TextFormat.PlainText
