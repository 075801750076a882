"""Ignored patches are no part of a completion: no export shows what happens to lie under them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.e2e.conftest import PATIENCE_MS, Hand
from tests.e2e.test_studio_subsets import choose_in_dialog, know_left_half, trigger

CTRL = Qt.KeyboardModifier.ControlModifier
PHOTO = np.random.default_rng(3).integers(1, 255, (60, 80), dtype=np.uint8)


@pytest.fixture
def ignored(hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> np.ndarray:
    """A photo with patches 24 and 48 ignored: (28, 28) True there."""
    Image.fromarray(PHOTO).save(tmp_path / "photo.png")
    choose_in_dialog(monkeypatch, tmp_path / "photo.png")
    hand.key(Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(lambda: hand.studio.document.sources[0].name == "photo")
    know_left_half(hand)
    hand.key(Qt.Key.Key_X)
    hand.stroke(24)
    hand.stroke(48)
    hand.wait_loaded()
    patches = np.zeros(49, dtype=bool)
    patches[[24, 48]] = True
    return hand.studio.document.grid.mask(patches)


def export(hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, action: str, path: Path) -> Image.Image:
    choose_in_dialog(monkeypatch, path)
    trigger(hand, action)
    qtbot.waitUntil(path.exists, timeout=PATIENCE_MS)
    return Image.open(path)


def test_a_completion_is_transparent_where_patches_are_ignored_in_its_file_and_on_the_clipboard(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ignored: np.ndarray
) -> None:
    picture = hand.studio.document.picture()
    assert picture is not None
    grey, alpha = np.moveaxis(np.asarray(export(hand, qtbot, monkeypatch, "export", tmp_path / "a.png")), -1, 0)
    np.testing.assert_array_equal(alpha == 0, ignored)
    np.testing.assert_array_equal(grey[~ignored], picture[..., 0][~ignored])
    assert not grey[ignored].any()
    hand.key(Qt.Key.Key_C, CTRL)
    copied = QApplication.clipboard().image()
    assert copied.pixelColor(14, 14).alpha() == 0
    assert copied.pixelColor(3, 9).red() == picture[9, 3, 0]
    trigger(hand, "ignore_none")
    hand.wait_loaded()
    assert export(hand, qtbot, monkeypatch, "export", tmp_path / "b.png").mode == "L"


def test_sheets_and_animations_show_nothing_of_the_source_there(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ignored: np.ndarray
) -> None:
    sheet = np.asarray(export(hand, qtbot, monkeypatch, "export_sheet", tmp_path / "sheet.png"))
    completions = [sheet[2:114:4, left : left + 112 : 4] for left in range(116, 116 + 9 * 114, 114)]
    assert len(completions) == 9
    for completion in completions:
        assert (completion[ignored] == 255).all()
        assert (completion[~ignored] != 255).any()
    moving = export(hand, qtbot, monkeypatch, "export_animation", tmp_path / "moving.png")
    frame = np.asarray(moving.convert("RGBA"))[::8, ::8]
    np.testing.assert_array_equal(frame[..., 3] == 0, ignored)


def test_a_whole_picture_keeps_its_own_pixels_there(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ignored: np.ndarray
) -> None:
    whole = np.asarray(export(hand, qtbot, monkeypatch, "paste_back", tmp_path / "whole.png"))
    inside = np.asarray(Image.fromarray(ignored).resize((60, 60), Image.Resampling.NEAREST))
    np.testing.assert_array_equal(whole[:, 10:70][inside], PHOTO[:, 10:70][inside])
    assert not np.array_equal(whole, PHOTO)
