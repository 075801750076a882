"""The sheet of selected results: a row for all that has the same subset pair, given picture and original."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.e2e.conftest import Hand
from tests.e2e.test_studio_history import entries, panel, wait_recorded
from tests.e2e.test_studio_ignored_exports import export
from tests.e2e.test_studio_sources import pixels
from tests.e2e.test_studio_subsets import choose_in_dialog, trigger

CTRL = Qt.KeyboardModifier.ControlModifier
STEP = 114
"""Pixels from one picture of a sheet to the next."""


def cells(image: Image.Image) -> tuple[int, int]:
    """Rows and columns of a sheet."""
    return (image.height - 2) // STEP, (image.width - 2) // STEP


def given(sheet: np.ndarray, row: int) -> np.ndarray:
    """(28, 28, 1): the first picture of a row."""
    top = 2 + row * STEP
    return sheet[top : top + 112 : 4, 2:114:4, :1]


def test_results_of_one_subset_pair_share_a_row_in_a_project_that_was_opened_again(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wait_recorded(hand, 1)
    hand.key(Qt.Key.Key_2)
    wait_recorded(hand, 2)
    projects = hand.studio.project.file
    choose_in_dialog(monkeypatch, tmp_path / "mine.patchwork")
    trigger(hand, "save")
    qtbot.waitUntil(lambda: projects.path is not None)
    saved = entries(hand)
    with qtbot.waitSignal(projects.opened):
        hand.key(Qt.Key.Key_O, CTRL)
    assert entries(hand)[0] is not saved[0]
    hand.wait_loaded()
    hand.key(Qt.Key.Key_3)
    wait_recorded(hand, 3)
    panel(hand).select(*(entry.number for entry in entries(hand)))
    sheet = export(hand, qtbot, monkeypatch, "export_sheet", tmp_path / "sheet.png")
    assert cells(sheet) == (1, 5), "given, three completions, original"


def test_results_of_other_moved_patches_have_a_row_of_their_own(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    document = hand.studio.document
    wait_recorded(hand, 1)
    before, here = document.assignment.copy(), document.given().copy()
    by_ink = sorted(np.flatnonzero(document.known).tolist(), key=lambda patch: int(pixels(here, patch).sum()))
    faint, strong = by_ink[0], by_ink[-1]
    hand.key(Qt.Key.Key_V)
    hand.stroke(strong)
    QTest.mousePress(hand.studio.canvas, Qt.MouseButton.LeftButton, CTRL, hand.at(strong))
    hand.move(faint)
    hand.release(faint)
    np.testing.assert_array_equal(document.assignment, before)
    assert document.origin[faint] == strong
    wait_recorded(hand, 2)
    panel(hand).select(*(entry.number for entry in entries(hand)))
    image = export(hand, qtbot, monkeypatch, "export_sheet", tmp_path / "sheet.png")
    assert cells(image) == (2, 3)
    sheet, known = np.asarray(image), document.grid.mask(document.known)
    np.testing.assert_array_equal(given(sheet, 0)[known], here[known])
    np.testing.assert_array_equal(given(sheet, 1)[known], document.given()[known])
