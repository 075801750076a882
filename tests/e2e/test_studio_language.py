"""The studio in German: every word of its windows, its menus' mnemonics, its plurals, and the choice itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDockWidget,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from studio import translation
from studio.app import Studio
from studio.settings import LANGUAGE, Settings
from studio.start import find_start
from tests.e2e.conftest import PATIENCE_MS, Hand
from tests.e2e.looks import clipped, keep_picture
from tests.e2e.scenes import SCENES


@pytest.fixture
def speak(qtbot: QtBot, themed: None, tmp_path: Path) -> Iterator[Callable[[str], Hand]]:
    """Starts a studio in a language, its model loaded; English again in the end."""
    made: list[Studio] = []
    app = QApplication.instance()
    assert app is not None

    def start(language: str) -> Hand:
        translation.install(app, language)
        settings = Settings(tmp_path / "settings.ini")
        settings.set(LANGUAGE, language)
        studio = Studio(find_start(image=None, model="mnist"), settings, seed=0)
        made.append(studio)
        with qtbot.waitExposed(studio.window):
            studio.show()
        hand = Hand(studio, qtbot)
        hand.wait_loaded()
        return hand

    yield start
    for studio in made:
        studio.close()
    translation.install(app, "en")


def untranslated() -> set[str]:
    """The English texts that read otherwise in German."""
    found: set[str] = set()
    same: set[str] = set()
    for message in ElementTree.parse(translation.translations_folder() / "studio_de.ts").iter("message"):
        source, german = message.findtext("source", ""), message.findtext("translation", "")
        (same if german == source else found).add(source.replace("&", ""))
        same.add(german.replace("&", ""))
    return found - same


def texts(root: QWidget) -> Iterator[str]:
    """What a window says, in every way it has."""
    for action in root.findChildren(QAction):
        yield from (action.text(), action.toolTip(), action.iconText())
    for widget in (root, *root.findChildren(QWidget)):
        yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle())
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            yield widget.text()
        if isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        if isinstance(widget, QMenu | QGroupBox):
            yield widget.title()
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(i) for i in range(widget.count()))
        if isinstance(widget, QTabBar):
            yield from (widget.tabText(i) for i in range(widget.count()))


def test_no_window_says_a_word_of_english(speak: Callable[[str], Hand], qtbot: QtBot) -> None:
    hand = speak("de")
    for name in ("shortcuts", "search", "training", "lab", "keep", "compare"):
        hand.studio.actions[name].trigger()
    lab = hand.studio.lab
    qtbot.waitUntil(lambda: lab.window is not None and lab.window.isVisible(), timeout=PATIENCE_MS)
    english = untranslated()
    assert len(english) > 300
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    assert len(windows) > 4
    said = {text.replace("&", "") for window in windows for text in texts(window)}
    assert {"Bekannte Felder", "Datei", "Kleinerer Rahmen (Umschalt+Bild abwärts)"} <= said
    assert said & english == set()


def mnemonic(text: str) -> str:
    place = text.replace("&&", "").find("&")
    return text.replace("&&", "")[place + 1].lower() if place >= 0 else ""


@pytest.mark.parametrize("language", translation.SPOKEN)
def test_mnemonics_are_there_and_unique_in_every_menu_and_on_the_window(
    language: str, speak: Callable[[str], Hand]
) -> None:
    window = speak(language).studio.window
    switches = {dock.toggleViewAction() for dock in window.findChildren(QDockWidget)}
    menus = window.menuBar().findChildren(QMenu)
    assert len(menus) > 7
    for menu in menus:
        entries = [a for a in menu.actions() if a.isVisible() and not a.isSeparator() and a not in switches]
        letters = Counter(mnemonic(entry.text()) for entry in entries)
        assert letters[""] == 0, (menu.title(), [entry.text() for entry in entries])
        assert [letter for letter, n in letters.items() if n > 1] == [], menu.title()
    bar = [mnemonic(action.text()) for action in window.menuBar().actions()]
    labels = [mnemonic(label.text()) for label in window.findChildren(QLabel) if label.buddy() is not None]
    assert "" not in bar
    letters = Counter([letter for letter in bar + labels if letter])
    assert [letter for letter, n in letters.items() if n > 1] == [], (bar, labels)


LONGEST = (
    *(
        "narrow_window",
        "history_full",
        "models",
        "search_none",
        "shortcuts",
        "save_changes",
        "leave_runs",
        "recovery",
    ),
    *("recovery", "recovery_choice", "about", "training_empty", "training_run", "lab_surfaces", "lab_exploration"),
)
"""The scenes with the most words; English is looked at in all, in `test_studio_looks`."""


def test_no_word_is_clipped_in_german(speak: Callable[[str], Hand], tmp_path: Path) -> None:
    hand = speak("de")
    faults = []
    for name in LONGEST:
        widget = SCENES[name](hand, tmp_path)
        QApplication.processEvents()
        keep_picture(widget, f"{name}-german")
        faults += [f"{name}: {fault}" for fault in clipped(widget)]
        if widget is not hand.studio.window:
            widget.close()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", translation.SPOKEN)
def test_no_panel_moves_when_the_seed_gets_longer(language: str, speak: Callable[[str], Hand]) -> None:
    hand = speak(language)
    panel, gallery = hand.studio.panels.noise, hand.studio.panels.gallery

    def places() -> tuple[int, int]:
        QApplication.processEvents()
        return panel.height(), gallery.mapTo(hand.studio.window, gallery.rect().topLeft()).y()

    before = places()
    hand.studio.noise.set_seed(925_624)
    assert places() == before
    hand.wait_loaded()
    assert "925624" in panel.words.text()
    assert places() == before
    hand.studio.models.models.switch("faces64-small")
    hand.qtbot.waitUntil(lambda: hand.studio.document.model == "faces64-small", timeout=PATIENCE_MS)
    hand.wait_loaded()
    assert "64" in panel.words.text()
    assert places() == before


def test_the_three_buttons_of_an_offer_have_room_in_a_narrow_window(
    speak: Callable[[str], Hand], tmp_path: Path
) -> None:
    hand = speak("de")
    offer = hand.studio.colour_offer.bar
    hand.studio.window.resize(700, 600)
    Image.new("RGB", (28, 28), (200, 30, 30)).save(tmp_path / "red.png")
    hand.studio.sources.open(tmp_path / "red.png")
    hand.qtbot.waitUntil(offer.isVisible)
    QApplication.processEvents()
    assert offer.other_button.isVisible()
    assert clipped(offer) == []
    hand.studio.window.resize(1120, 600)
    QApplication.processEvents()
    assert clipped(offer) == []
    assert offer.take_button.y() == offer.leave_button.y()
    hand.wait_loaded()


def test_undo_names_what_it_undoes(speak: Callable[[str], Hand]) -> None:
    hand = speak("de")
    hand.stroke(4, 5)
    undo = hand.studio.actions["undo"]
    assert undo.text() == "&Rückgängig: Pinselstrich"
    undo.trigger()
    assert undo.text() == "&Rückgängig"


def test_another_language_is_remembered_and_the_user_told_when_it_comes(speak: Callable[[str], Hand]) -> None:
    hand = speak("en")
    assert hand.studio.actions["language_en"].isChecked()
    hand.studio.actions["language_de"].trigger()
    assert "started again" in hand.studio.status.currentMessage()
    assert hand.studio.settings.get(LANGUAGE) == "de"
    assert hand.studio.actions["language_de"].isChecked()
    hand.studio.status.forget()
    hand.studio.actions["language_en"].trigger()
    assert hand.studio.status.currentMessage() == "", "it is spoken already"
    assert hand.studio.settings.get(LANGUAGE) == "en"


RUN = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from studio.run import run
from studio.start import find_start

def look():
    window = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "studio")
    box = QMessageBox(QMessageBox.Icon.Question, "", "", QMessageBox.StandardButton.Cancel)
    titles = [action.text().replace("&", "") for action in window.menuBar().actions()]
    print(*titles, box.buttons()[0].text().replace("&", ""), sep="|")
    window.close()
    QApplication.quit()

start = find_start(image=None, model="mnist")
QTimer.singleShot(0, lambda: QTimer.singleShot(100, look))
run(start)
"""


@pytest.mark.parametrize(
    ("setting", "system", "words"),
    [
        ("de", "C.UTF-8", "Datei|Bearbeiten|Bekannte Felder|Quellen|Ergänzung|Ansicht|Hilfe|Abbrechen"),
        ("system", "de_AT.UTF-8", "Datei|Bearbeiten|Bekannte Felder|Quellen|Ergänzung|Ansicht|Hilfe|Abbrechen"),
        ("system", "C.UTF-8", "File|Edit|Known Patches|Sources|Completion|View|Help|Cancel"),
        ("klingon", "C.UTF-8", "File|Edit|Known Patches|Sources|Completion|View|Help|Cancel"),
    ],
)
def test_a_start_speaks_the_language_of_the_setting_or_of_the_system(
    setting: str, system: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "patchwork").mkdir()
    (tmp_path / "patchwork" / "studio.ini").write_text(f"[window]\nlanguage={setting}\n", "utf-8")
    places = {name: str(tmp_path) for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")}
    speech = {"LC_ALL": system, "LANG": system, "LANGUAGE": ""}
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        env={**os.environ, **places, **speech, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_MS / 1000,
        check=True,
    )
    assert done.stdout.strip() == words, done.stderr
