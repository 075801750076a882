"""Films of the real window for the README, made on demand.

PATCHWORK_FILMS=assets/readme python -m pytest tests/e2e/test_studio_films.py
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine import UInt8Array
from studio.app import Studio
from studio.imaging.animation import apng
from studio.settings import Settings
from studio.start import find_start
from tests.e2e.conftest import Hand
from tests.e2e.test_studio_subsets import trigger

FOLDER = os.environ.get("PATCHWORK_FILMS", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="PATCHWORK_FILMS names no folder")
LEFT = Qt.MouseButton.LeftButton
FRAME_MS, HOLD = 160, 8
LARGEST = 1_500_000
"""Bytes of a film."""


@pytest.fixture
def hand(qtbot: QtBot, themed: None, tmp_path: Path) -> Iterator[Hand]:
    """A hand on a studio that opened a character, of which nothing is known yet."""
    studio = Studio(find_start(image=None, model="characters"), Settings(tmp_path / "settings.ini"), seed=0)
    with qtbot.waitExposed(studio.window):
        studio.show()
    studio.window.activateWindow()
    studio.window.resize(1040, 640)
    made = Hand(studio, qtbot)
    studio.welcome.hint.leave_button.click()
    trigger(made, "none")
    trigger(made, "palette_off")
    made.wait_loaded()
    yield made
    studio.close()


def picture_of(widget: QWidget) -> UInt8Array:
    """(h, w, 3): a widget as it looks now."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def film(hand: Hand, *patches: int) -> list[UInt8Array]:
    """One stroke over these patches, a frame each once all completions have followed; the last one stays."""
    frames = [picture_of(hand.studio.window)] * HOLD
    hand.press(patches[0])
    for patch in patches:
        hand.move(patch)
        hand.wait_loaded()
        frames.append(picture_of(hand.studio.window))
    hand.release(patches[-1])
    hand.wait_loaded()
    return [*frames, *[picture_of(hand.studio.window)] * 2 * HOLD]


def save(name: str, frames: list[UInt8Array]) -> None:
    """As an animated PNG of the 256 colours that suit all frames best."""
    together = Image.fromarray(np.concatenate(frames[::4])).quantize(256)
    pictures = [Image.fromarray(frame).quantize(palette=together, dither=Image.Dither.NONE) for frame in frames]
    data = apng(pictures, zoom=1, milliseconds=FRAME_MS, info=PngInfo())
    assert len(data) < LARGEST, f"{name} has {len(data):,} bytes"
    (Path(FOLDER) / name).write_bytes(data)


def rows_of_the_front(*rows: int) -> list[int]:
    """Patches of the front view, to the right and back again."""
    return [8 * row + (column if row % 2 == 0 else 3 - column) for row in rows for column in range(4)]


def test_the_other_views_follow_while_the_front_is_revealed(hand: Hand) -> None:
    hand.studio.window.show_panel("labels", shown=False)
    QApplication.processEvents()
    frames = film(hand, *rows_of_the_front(*range(7)))
    assert hand.studio.document.known.sum() == 28
    save("front-to-views.png", frames)


def test_the_labels_move_while_known_patches_are_painted(hand: Hand) -> None:
    hand.studio.window.show_panel("labels")
    hand.wait_loaded()
    before = hand.studio.document.probabilities()
    frames = film(hand, *rows_of_the_front(1, 2, 3, 4, 5, 6))
    assert hand.studio.document.probabilities() != before
    save("labels-move.png", frames)
