"""What the studio remembers between starts: one table of frozen records over one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

from studio.theme import SCHEMES
from studio.translation import LANGUAGES, SYSTEM

LARGEST_BRUSH = 9
"""Patches across."""
Value = TypeVar("Value", bool, int, str, QByteArray)


@dataclass(frozen=True, kw_only=True)
class Setting(Generic[Value]):
    """One remembered value; what is not valid in the file reads as the default."""

    key: str
    default: Value
    valid: Callable[[Value], bool] = lambda value: True


GEOMETRY = Setting(key="window/geometry", default=QByteArray())
LAYOUT = Setting(key="window/layout", default=QByteArray())
SPLIT = Setting(key="window/dragged_split", default=QByteArray())
"""Between the canvas and the completions."""
FOLDER = Setting(key="files/folder", default="")
HINTS_SEEN = Setting(key="window/hints_seen", default=False)
KEYS = Setting(key="keys/changed", default="")
"""JSON, see `studio.actions.bindings`."""
THEME = Setting(key="window/theme", default="system", valid=lambda name: name in SCHEMES)
LANGUAGE = Setting(key="window/language", default=SYSTEM, valid=lambda name: name in LANGUAGES)
RECENT = Setting(key="files/recent", default="")
"""Paths of project files, one a line, the newest first."""
BRUSH_SIZE = Setting(key="tools/brush_size", default=1, valid=lambda n: 1 <= n <= LARGEST_BRUSH)
SHOW_GRID = Setting(key="view/grid", default=True)
SHOW_VIEWS = Setting(key="view/views", default=True)
SHOW_MARKS = Setting(key="view/marks", default=True)
SHOW_SOURCES = Setting(key="view/sources", default=True)
SHOW_COPIES = Setting(key="view/copies", default=False)
SHOW_SPREAD = Setting(key="view/spread", default=False)


def settings_file() -> Path:
    """Where the settings are."""
    return platformdirs.user_config_path("patchwork", appauthor=False) / "studio.ini"


class Settings:
    """Typed access to the table above."""

    def __init__(self, path: Path) -> None:
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def get(self, setting: Setting[Value]) -> Value:
        """The remembered value, else the default."""
        value = self._store.value(setting.key, setting.default, type(setting.default))
        if isinstance(value, type(setting.default)) and setting.valid(value):
            return value
        return setting.default

    def set(self, setting: Setting[Value], value: Value) -> None:
        """Remember a value."""
        self._store.setValue(setting.key, value)

    def save(self) -> None:
        """Write to disk now."""
        self._store.sync()
