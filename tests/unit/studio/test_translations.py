"""Every text has its German, the compiled files are those of the sources, and nothing escapes the translators."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from pytestqt.qtbot import QtBot

import studio
from studio import i18n, translation
from studio.actions import ROWS, Menu
from studio.translation import ENGLISH, SPOKEN, digits, first_spoken, install, number, translations_folder

SOURCES = Path(studio.__file__).parent
FOREIGN = [language for language in SPOKEN if language != ENGLISH]


@dataclass(frozen=True, kw_only=True)
class Message:
    """One text of a translation file."""

    context: str
    source: str
    forms: tuple[str, ...]
    """The translation; of a counted text one a plural form."""
    finished: bool


def messages(path: Path) -> list[Message]:
    found = []
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            plurals = tuple(form.text or "" for form in translation.iter("numerusform"))
            found.append(
                Message(
                    context=context.findtext("name", ""),
                    source=message.findtext("source", ""),
                    forms=plurals or (translation.text or "",),
                    finished=translation.get("type") is None,
                )
            )
    return found


def tool(name: str, *arguments: str | Path) -> None:
    """Run one of Qt's translation tools."""
    code = f"from PySide6.scripts.pyside_tool import {name}; {name}()"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    subprocess.run(command, cwd=SOURCES.parent, check=True, capture_output=True, timeout=120)


def test_the_files_of_translations_hold_the_texts_of_the_sources(tmp_path: Path) -> None:
    for language in SPOKEN:
        kept = translations_folder() / f"studio_{language}.ts"
        made = shutil.copy(kept, tmp_path)
        plural = ["-pluralonly"] if language == ENGLISH else []
        tool("lupdate", "-extensions", "py", "studio", "-no-obsolete", "-locations", "none", *plural, "-ts", made)
        now, then = ({(m.context, m.source) for m in messages(Path(path))} for path in (made, kept))
        assert now == then, "extract the texts again: see CONTRIBUTING.md"


@pytest.mark.parametrize("language", SPOKEN)
def test_every_text_has_a_finished_translation(language: str) -> None:
    texts = messages(translations_folder() / f"studio_{language}.ts")
    assert texts
    assert [m.source for m in texts if not m.finished or not all(m.forms)] == []


@pytest.mark.parametrize("language", SPOKEN)
def test_the_compiled_file_is_that_of_the_texts(language: str, tmp_path: Path) -> None:
    tool("lrelease", translations_folder() / f"studio_{language}.ts", "-qm", tmp_path / "made.qm")
    kept = (translations_folder() / f"studio_{language}.qm").read_bytes()
    assert (tmp_path / "made.qm").read_bytes() == kept, "compile the translations again: see CONTRIBUTING.md"


@pytest.mark.parametrize("language", SPOKEN)
def test_places_for_values_marks_and_mnemonics_are_those_of_the_source(language: str) -> None:
    for m in messages(translations_folder() / f"studio_{language}.ts"):
        for form in m.forms if m.finished else ():
            for pattern in (r"\{[^}]*\}", r"%L?n", r"<[^>]+>", r"\[\*\]", r"\n"):
                assert sorted(re.findall(pattern, form)) == sorted(re.findall(pattern, m.source)), (m.source, form)
            assert form.count("&") == m.source.count("&"), (m.source, form)
            assert form.endswith("…") == m.source.endswith("…"), (m.source, form)
            assert form.endswith(".") == m.source.endswith("."), (m.source, form)
            assert form == form.strip() or m.source != m.source.strip(), form


@pytest.mark.parametrize("language", FOREIGN)
def test_one_source_text_reads_the_same_everywhere(language: str) -> None:
    """A text that is in several contexts has one translation, mnemonics aside."""
    read: dict[str, set[str]] = {}
    for m in messages(translations_folder() / f"studio_{language}.ts"):
        if m.finished:
            read.setdefault(m.source, set()).add(m.forms[0].replace("&", ""))
    assert {source: forms for source, forms in read.items() if len(forms) > 1} == {}


@pytest.mark.parametrize("language", SPOKEN)
def test_mnemonics_are_unique_in_each_menu(language: str) -> None:
    read = {m.source: m.forms[0] for m in messages(translations_folder() / "studio_de.ts") if m.context == "Actions"}
    for menu in set(Menu) - {Menu.NONE}:
        texts = [row.text for row in ROWS if row.menu is menu and row.subject is None]
        texts = texts if language == ENGLISH else [read.get(text) or text for text in texts]
        letters = Counter(text[text.index("&") + 1].lower() for text in texts)
        assert [letter for letter, n in letters.items() if n > 1] == [], (language, menu)


SHOWN = {
    *("QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu"),
    *("QTreeWidgetItem", "QListWidgetItem", "QDockWidget", "QToolBar", "EngineError"),
    *("setText", "setToolTip", "setStatusTip", "setWhatsThis", "setTitle", "setWindowTitle", "setPlaceholderText"),
    *("setAccessibleName", "setAccessibleDescription", "setIconText", "setHeaderLabels", "setTabText", "setPrefix"),
    *("setSuffix", "setSpecialValueText", "setInformativeText", "setDetailedText", "addItem", "addTab", "addRow"),
    *("addMenu", "addAction", "failure", "note", "drawText", "about", "setLabel"),
}
"""What shows the text that it is given to a person."""
NOT_WORDS = {
    "joint",
    "marginal",
    "conditional",
    "°",
    "px",
    "θ",
    "x₁",
    "x₂",
    "y₁",
    "y₂",
    "bottom",
    "left",
    "minutes",
    "images",
}
"""Signs, and the values behind the words of a list."""


def escapes(path: Path) -> Iterator[str]:
    """Words given to a person as they stand in the source, past `tr` and `translate`."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name not in SHOWN:
            continue
        for argument in call.args:
            parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
            words = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            for text in words:
                if re.search(r"[A-Za-z]{2}", text) and text not in NOT_WORDS | {"Patchwork"}:
                    yield f"{path.name}:{call.lineno}: {text}"


def test_no_text_for_people_goes_past_the_translators() -> None:
    assert [text for path in sorted(SOURCES.rglob("*.py")) for text in escapes(path)] == []


def test_the_search_for_escapes_finds_one(tmp_path: Path) -> None:
    path = tmp_path / "panel.py"
    path.write_text('QLabel(self.tr("Fine")); QLabel("Not fine"); box.setText(f"{n} pictures")\n', "utf-8")
    assert list(escapes(path)) == ["panel.py:1: Not fine", "panel.py:1:  pictures"]


def test_the_language_is_the_first_that_is_wanted_and_spoken() -> None:
    assert first_spoken(["de-AT", "en-US"]) == "de"
    assert first_spoken(["fr-FR", "de_CH"]) == "de"
    assert first_spoken(["en-GB", "de-DE"]) == "en"
    assert first_spoken(["ja-JP"]) == first_spoken([]) == "en"


@pytest.fixture
def spoken(qtbot: QtBot) -> Iterator[QCoreApplication]:
    """The application, which speaks as before in the end."""
    app = QCoreApplication.instance()
    assert app is not None
    before, translator, installed = QLocale(), i18n._translator, list(translation._installed)
    yield app
    while translation._installed:
        app.removeTranslator(translation._installed.pop())
    for each in installed:
        app.installTranslator(each)
        translation._installed.append(each)
    QLocale.setDefault(before)
    i18n._translator = translator


def test_words_of_qt_and_of_modules_without_it_numbers_and_plurals_are_german(spoken: QCoreApplication) -> None:
    assert install(spoken, "de") == "de"
    assert spoken.translate("QPlatformTheme", "Save") == "Speichern"
    assert i18n.translate("Errors", "{0}: not a picture") == "{0}: kein Bild"
    assert number(32000) == "32.000"
    assert number(0.25, decimals=2) == "0,25"
    assert digits(0.01234) == "0,0123"
    assert [spoken.translate("TrainingForm", "%Ln picture(s)", "", n) for n in (1, 32000)] == [
        "1 Bild",
        "32.000 Bilder",
    ]


def test_english_has_plurals_too_and_takes_the_place_of_german(spoken: QCoreApplication) -> None:
    install(spoken, "de")
    assert install(spoken, "en") == "en"
    assert spoken.translate("QPlatformTheme", "Save") == "Save"
    assert number(32000) == "32,000"
    assert [spoken.translate("HistoryPanel", "%n result(s)", "", n) for n in (1, 2)] == ["1 result", "2 results"]
