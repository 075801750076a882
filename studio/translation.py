"""The language of the studio: Qt translators from `assets/translations`, installed before any widget is built.

English is the language of the sources; its own file holds the plural forms alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from importlib import resources
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLibraryInfo, QLocale, QTime, QTranslator

from studio import i18n
from studio.errors import log

ENGLISH = "en"
SPOKEN = (ENGLISH, "de")
"""Two-letter codes; the first is spoken where the system speaks none of them."""
SYSTEM = "system"
LANGUAGES = (SYSTEM, *SPOKEN)
"""What can be chosen."""
_installed: list[QTranslator] = []
"""Kept here: the application does not own them."""


def install(app: QCoreApplication, language: str = SYSTEM) -> str:
    """Speak a language, with numbers and dates to match, in the place of any that was installed before.

    Args:
        language: one of LANGUAGES.

    Returns:
        the language spoken, one of SPOKEN.
    """
    while _installed:
        app.removeTranslator(_installed.pop())
    system = QLocale.system()
    spoken = language if language in SPOKEN else first_spoken(system.uiLanguages())
    own = QLocale(spoken)
    QLocale.setDefault(system if system.language() is own.language() else own)
    for name, folder in (
        (f"qtbase_{spoken}", Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))),
        (f"studio_{spoken}", translations_folder()),
    ):
        translator = QTranslator()
        if translator.load(name, str(folder)):
            app.installTranslator(translator)
            _installed.append(translator)
        elif (name, spoken) != (f"qtbase_{ENGLISH}", ENGLISH):  # Qt's own words are English as they are
            log.error("%s has no %s.qm; its words stay English", folder, name)
    i18n.speak_through(QCoreApplication.translate)
    return spoken


def first_spoken(wanted: Sequence[str]) -> str:
    """The first of the languages wanted, such as `de-AT`, that is spoken here; else English."""
    codes = (name.replace("_", "-").partition("-")[0].lower() for name in wanted)
    return next((code for code in codes if code in SPOKEN), ENGLISH)


def translations_folder() -> Path:
    """Where the studio's own translations are."""
    return Path(str(resources.files("assets"))) / "translations"


def number(value: float, *, decimals: int = 0) -> str:
    """A number as the language of the studio writes it: 32,000 or 32.000, 0.5 or 0,5."""
    return QLocale().toString(float(value), "f", decimals)


def digits(value: float, *, significant: int = 3) -> str:
    """A number by its first digits, as the language of the studio writes it: 0.0123 or 0,0123."""
    return QLocale().toString(float(value), "g", significant)


def plain(text: str) -> str:
    """A text for a tool tip, which would else take a name with <tags> in it for rich text."""
    return f"<span>{escape(text)}</span>".replace("\n", "<br>") if "<" in text else text


def moment(when: datetime) -> str:
    """A local date and time, to the minute, as the language of the studio or the system writes it."""
    made = QDateTime(QDate(when.year, when.month, when.day), QTime(when.hour, when.minute, when.second))
    return QLocale().toString(made, QLocale.FormatType.ShortFormat)
