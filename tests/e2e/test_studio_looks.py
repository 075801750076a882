"""Every window, panel and dialog, light and dark: no word is clipped, none is too pale. See `tests.e2e.looks`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QToolTip
from pytestqt.qtbot import QtBot

from engine import EngineError
from studio import dialogs, theme
from studio.app import Studio
from studio.errors import failure
from studio.widgets.curves import COLOURS
from studio.widgets.labels import ElidedLabel
from tests.e2e.conftest import Hand
from tests.e2e.looks import LEAST_CONTRAST, clipped, contrast, keep_picture, pale
from tests.e2e.scenes import SCENES

Role = QPalette.ColorRole
LEAST_CONTRAST_OF_SIGNS = 3.0
"""WCAG 2.2, 1.4.11: icons, lines of a chart, borders that mean something."""


@pytest.fixture
def _as_the_system() -> Iterator[None]:
    yield
    theme.choose_scheme("system")


@pytest.mark.usefixtures("_as_the_system")
@pytest.mark.parametrize("name", SCENES)
def test_no_word_is_clipped_or_pale(name: str, studio: Studio, qtbot: QtBot, tmp_path: Path) -> None:
    faults = []
    widget = SCENES[name](Hand(studio, qtbot), tmp_path)
    for scheme in ("light", "dark"):
        theme.choose_scheme(scheme)
        QApplication.processEvents()
        keep_picture(widget, f"{name}-{scheme}")
        faults += [f"{scheme}: {fault}" for fault in [*clipped(widget), *pale(widget)]]
    if widget is not studio.window:
        widget.close()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("dark", [False, True])
def test_the_themes_own_colours_can_be_read(dark: bool) -> None:
    colour = theme.palette(dark=dark).color
    for ink, papers in {
        Role.WindowText: (Role.Window, Role.Base, Role.Midlight, Role.Mid),
        Role.Text: (Role.Base, Role.AlternateBase),
        Role.ButtonText: (Role.Button, Role.Midlight, Role.Mid),
        Role.PlaceholderText: (Role.Window, Role.Base),
        Role.BrightText: (Role.Window, Role.Base),
        Role.Link: (Role.Window, Role.Base),
        Role.HighlightedText: (Role.Highlight,),
        Role.ToolTipText: (Role.ToolTipBase,),
    }.items():
        for paper in papers:
            assert contrast(colour(ink), colour(paper)) >= LEAST_CONTRAST, f"{ink.name} on {paper.name}"
    for sign in [*map(colour, (Role.Highlight, Role.Accent, Role.Shadow)), *map(QColor, COLOURS)]:
        for paper in (Role.Window, Role.Base):
            assert contrast(sign, colour(paper)) >= LEAST_CONTRAST_OF_SIGNS, f"{sign.name()} on {paper.name}"


@pytest.mark.usefixtures("_as_the_system")
def test_a_sign_takes_the_colour_of_a_theme_that_is_chosen_while_it_is_shown(studio: Studio) -> None:
    studio.show_failure(failure(EngineError("a.png is damaged. Open another picture."), "Opening"))
    for scheme, dark in (("light", False), ("dark", True)):
        theme.choose_scheme(scheme)
        picture = studio.message.grab(QRect(0, 0, 32, studio.message.height())).toImage()
        places = [(x, y) for x in range(picture.width()) for y in range(picture.height())]
        colours = {picture.pixelColor(x, y).name() for x, y in places}
        assert theme.palette(dark=dark).color(Role.BrightText).name() in colours


def test_the_search_is_as_high_as_what_it_finds_and_says_so_if_that_is_nothing(studio: Studio) -> None:
    studio.actions["search"].trigger()
    search = studio.preferences.search
    assert search is not None
    many = search.height()
    search.field.setText("export mask")
    assert 0 < len(search.found) < 10
    assert search.list.height() == len(search.found) * search.list.sizeHintForRow(0)
    assert search.height() < many
    search.field.setText("qqq")
    assert search.remark.isVisible()
    assert "qqq" in search.remark.text()
    assert not search.list.isVisible()
    search.field.clear()
    assert search.height() == many
    search.close()


@pytest.mark.parametrize(
    ("key", "modifier", "button"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, QMessageBox.StandardButton.Save),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, QMessageBox.StandardButton.Cancel),
        (Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier, QMessageBox.StandardButton.Save),
        (Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier, QMessageBox.StandardButton.Discard),
        (Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier, QMessageBox.StandardButton.Cancel),
    ],
)
def test_the_question_before_changes_go_is_answered_by_keys(
    studio: Studio, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, button: QMessageBox.StandardButton
) -> None:
    box = dialogs.save_changes_box(studio.window, "digit-3")
    box.show()
    box.activateWindow()
    qtbot.waitUntil(box.isActiveWindow)
    QTest.keyClick(box, key, modifier)
    qtbot.waitUntil(lambda: not box.isVisible())
    assert box.standardButton(box.clickedButton()) is button


def test_a_title_is_the_documents_name_and_the_system_adds_its_own_marks(studio: Studio) -> None:
    assert studio.window.windowTitle() == "digit-3[*]", "no dash of our own beside Qt's"


def test_words_that_have_no_room_are_cut_with_an_ellipsis_and_told_whole_by_a_tool_tip(themed: None) -> None:
    label = ElidedLabel()
    label.setText("Ready. Paint what is known. Right-drag erases, Ctrl+drag ignores.")
    label.resize(2000, 20)
    assert label.shown == label.text()
    label.resize(120, 20)
    assert label.shown.endswith("…")
    assert label.fontMetrics().horizontalAdvance(label.shown) <= 120
    QApplication.sendEvent(label, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5)))
    assert QToolTip.text() == label.text()
    QToolTip.hideText()
