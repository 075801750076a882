"""Settings survive a start, and a damaged file gives the defaults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray

from studio import settings as table
from studio.settings import BRUSH_SIZE, LANGUAGE, SHOW_GRID, THEME, Setting, Settings

ALL: dict[str, Setting[Any]] = {name: row for name, row in vars(table).items() if isinstance(row, Setting)}
CHOICES = {"THEME": "dark", "LANGUAGE": "de", "BRUSH_SIZE": 4}


def other(name: str) -> Any:
    """A valid value that is not the default."""
    default = ALL[name].default
    if name in CHOICES:
        return CHOICES[name]
    return not default if isinstance(default, bool) else type(default)(b"\0\1" if default == QByteArray() else "/ä/b")


def test_what_was_set_is_there_at_the_next_start(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.ini")
    for name, row in ALL.items():
        assert other(name) != row.default
        settings.set(row, other(name))
    settings.save()
    again = Settings(tmp_path / "s.ini")
    assert {name: again.get(row) for name, row in ALL.items()} == {name: other(name) for name in ALL}


def test_every_setting_has_a_key_of_its_own() -> None:
    assert len({row.key for row in ALL.values()}) == len(ALL) > 10


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "none.ini")
    assert settings.get(SHOW_GRID) is SHOW_GRID.default
    assert settings.get(BRUSH_SIZE) == BRUSH_SIZE.default


def test_values_out_of_range_or_of_another_kind_give_the_default(tmp_path: Path) -> None:
    path = tmp_path / "s.ini"
    path.write_text("[tools]\nbrush_size=400\n[view]\ngrid=@ByteArray(x)\n", "utf-8")
    assert Settings(path).get(BRUSH_SIZE) == BRUSH_SIZE.default
    assert Settings(path).get(SHOW_GRID) is SHOW_GRID.default
    path.write_text("[tools]\nbrush_size=broad\n[window]\ntheme=pink\nlanguage=xx\n", "utf-8")
    assert Settings(path).get(BRUSH_SIZE) == BRUSH_SIZE.default
    assert Settings(path).get(THEME) == THEME.default
    assert Settings(path).get(LANGUAGE) == LANGUAGE.default
