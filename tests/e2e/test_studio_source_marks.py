"""With two sources, the canvas says which patch is from which; with one it says nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from studio.document.source_colours import colour_of
from studio.settings import SHOW_SOURCES
from tests.e2e.conftest import Hand

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def edge(hand: Hand, patch: int) -> str:
    """The colour in the middle of the left edge of a patch."""
    hand.studio.canvas.repaint()
    step = hand.studio.canvas.viewport.scale * 4
    at = hand.at(patch) - QPoint(round(step / 2) - 2, 0)
    return hand.studio.canvas.grab().toImage().pixelColor(at).name()


def test_patches_are_marked_by_source_from_the_second_source_on_and_undo_takes_it_back(
    hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    studio = hand.studio
    assert not studio.actions["source_marks"].isEnabled()
    assert edge(hand, 14) != colour_of(0)
    Image.fromarray(np.full((28, 28), 30, dtype=np.uint8)).save(tmp_path / "b.png")
    studio.sources.open(tmp_path / "b.png", add=True)
    qtbot.waitUntil(lambda: len(studio.document.sources) == 2)
    assert edge(hand, 14) == colour_of(0)
    hand.stroke(25)
    assert edge(hand, 25) == colour_of(1)
    for thumbnail, colour in zip(studio.panels.sources.thumbnails, (colour_of(0), colour_of(1)), strict=True):
        swatch = thumbnail.grab().toImage().pixelColor(5, thumbnail.height() - 5)
        assert swatch.name() == colour, "the panel shows the same colours"
    hand.key(Qt.Key.Key_M, SHIFT)
    assert edge(hand, 25) != colour_of(1)
    assert studio.settings.get(SHOW_SOURCES) is False
    hand.key(Qt.Key.Key_M, SHIFT)
    assert edge(hand, 25) == colour_of(1)
    hand.key(Qt.Key.Key_Z, CTRL)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert edge(hand, 14) != colour_of(0)
    hand.wait_loaded()
