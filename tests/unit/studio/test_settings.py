"""Settings survive a start, and a damaged file gives the defaults."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray

from studio.settings import BRUSH_SIZE, FOLDER, GEOMETRY, SHOW_GRID, Settings


def test_what_was_set_is_there_at_the_next_start(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.ini")
    settings.set(SHOW_GRID, False)
    settings.set(BRUSH_SIZE, 4)
    settings.set(FOLDER, "/a/b")
    settings.set(GEOMETRY, QByteArray(b"\x00\x01"))
    settings.save()
    again = Settings(tmp_path / "s.ini")
    assert again.get(SHOW_GRID) is False
    assert again.get(BRUSH_SIZE) == 4
    assert again.get(FOLDER) == "/a/b"
    assert again.get(GEOMETRY) == QByteArray(b"\x00\x01")


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "none.ini")
    assert settings.get(SHOW_GRID) is SHOW_GRID.default
    assert settings.get(BRUSH_SIZE) == BRUSH_SIZE.default


def test_values_out_of_range_or_of_another_kind_give_the_default(tmp_path: Path) -> None:
    path = tmp_path / "s.ini"
    path.write_text("[tools]\nbrush_size=400\n[view]\ngrid=@ByteArray(x)\n", "utf-8")
    assert Settings(path).get(BRUSH_SIZE) == BRUSH_SIZE.default
    path.write_text("[tools]\nbrush_size=broad\n", "utf-8")
    assert Settings(path).get(BRUSH_SIZE) == BRUSH_SIZE.default
