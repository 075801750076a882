"""Commands, keys, theme and export through the real window."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from studio import theme
from studio.app import Studio
from studio.settings import Settings
from studio.start import find_start
from tests.e2e.conftest import Hand

CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_command_is_found_by_its_letters_and_run_by_return(hand: Hand) -> None:
    hand.key(Qt.Key.Key_K, CTRL)
    search = hand.studio.preferences.search
    assert search is not None
    assert len(search.found) > 40
    QTest.keyClicks(search.field, "none kn")
    assert search.found[0] == "none"
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert not hand.studio.document.known.any()
    hand.key(Qt.Key.Key_Z, CTRL)
    assert hand.studio.document.known.any()


def test_both_keys_of_a_command_are_shown_in_its_tool_tip_the_search_and_the_list_of_shortcuts(hand: Hand) -> None:
    studio = hand.studio
    assert studio.actions["broader"].toolTip() == "Broader Brush (+, ])"
    assert studio.actions["shrink"].toolTip() == "Shrink Known Patches (Ctrl+PgDown, Ctrl+[)"
    hand.key(Qt.Key.Key_K, CTRL)
    search = studio.preferences.search
    assert search is not None
    QTest.keyClicks(search.field, "broader")
    found = search.list.topLevelItem(0)
    assert found is not None
    assert found.text(1) == "+, ]"
    search.close()
    hand.key(Qt.Key.Key_F1)
    dialog = studio.preferences.shortcuts
    assert dialog is not None
    (row,) = dialog.tree.findItems("Broader Brush", Qt.MatchFlag.MatchExactly)
    assert row.text(1) == "+, ]"
    dialog.close()


def test_a_command_that_makes_no_sense_now_does_nothing(hand: Hand) -> None:
    hand.key(Qt.Key.Key_K, CTRL)
    search = hand.studio.preferences.search
    assert search is not None
    QTest.keyClicks(search.field, "delete selected")
    assert search.found[0] == "delete_result"
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert search.isVisible()
    search.close()


def test_return_never_runs_another_command_than_the_one_that_was_typed(hand: Hand) -> None:
    assert not hand.studio.actions["redo"].isEnabled()
    before, steps = hand.studio.document.assignment.copy(), hand.studio.stack.count()
    hand.key(Qt.Key.Key_K, CTRL)
    search = hand.studio.preferences.search
    assert search is not None
    QTest.keyClicks(search.field, "Redo")
    assert search.found[0] == "redo"
    high = search.height()
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert search.isVisible()
    assert search.remark.isVisible()
    assert search.remark.text() == "“Redo” is not available now."
    assert search.height() > high, "there is room for it"
    assert hand.studio.stack.count() == steps
    np.testing.assert_array_equal(hand.studio.document.assignment, before)
    QTest.keyClick(search.field, Qt.Key.Key_Down)
    assert not search.remark.isVisible()
    search.close()


def test_a_key_is_bound_anew_works_at_once_and_after_a_restart(hand: Hand, tmp_path: Path) -> None:
    studio = hand.studio
    hand.key(Qt.Key.Key_F1)
    dialog = studio.preferences.shortcuts
    assert dialog is not None
    dialog.select("none")
    QTest.keyClick(dialog.edit, Qt.Key.Key_R)
    dialog.edit.editingFinished.emit()
    assert "Resample Noise" in dialog.words.text(), "it says whom the key was taken from"
    dialog.close()
    studio.window.activateWindow()
    studio.canvas.setFocus()
    hand.key(Qt.Key.Key_R)
    assert not studio.document.known.any()
    assert studio.document.noise.seed == 0
    studio.close()
    again = Studio(find_start(image=None, model=None), Settings(tmp_path / "settings.ini"), seed=0)
    try:
        assert again.actions["none"].shortcut().toString() == "R"
        assert again.actions["resample"].shortcut().isEmpty()
        assert "(R)" in again.actions["none"].toolTip()
    finally:
        again.close()


@pytest.fixture
def scheme() -> Iterator[None]:
    yield
    theme.choose_scheme("system")


def test_the_theme_is_chosen_and_remembered(hand: Hand, scheme: None, tmp_path: Path) -> None:
    for name, dark in (("dark", True), ("light", False)):
        hand.studio.actions[f"theme_{name}"].trigger()
        assert (QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128) is dark
        assert hand.studio.actions[f"theme_{name}"].isChecked()
    hand.studio.close()
    theme.choose_scheme("dark")
    again = Studio(find_start(image=None, model=None), Settings(tmp_path / "settings.ini"), seed=0)
    try:
        assert QApplication.palette().color(QPalette.ColorRole.Window).lightness() >= 128
        assert again.actions["theme_light"].isChecked()
    finally:
        again.close()


def export_to(hand: Hand, monkeypatch: pytest.MonkeyPatch, action: str, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    hand.studio.actions[action].trigger()
    hand.qtbot.waitUntil(path.exists)


def test_an_exported_png_says_what_it_came_from(hand: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    export_to(hand, monkeypatch, "export", tmp_path / "out.png")
    with Image.open(tmp_path / "out.png") as image:
        about = json.loads(image.text["Patchwork"])  # type: ignore[attr-defined]
        np.testing.assert_array_equal(np.asarray(image)[..., None], hand.studio.document.picture())
    assert (about["model"], about["seed"], about["patches"][0]) == ("mnist", 0, "###....")


def test_a_sheet_and_an_animation_are_exported(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    export_to(hand, monkeypatch, "export_sheet", tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as image:
        assert image.size == (11 * 114 + 2, 116), "given, nine completions, original"
    export_to(hand, monkeypatch, "export_animation", tmp_path / "walk.gif")
    with Image.open(tmp_path / "walk.gif") as image:
        assert getattr(image, "n_frames", 1) > 2
