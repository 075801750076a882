"""Photos: what to replace is brushed, the frame follows, and what was made becomes part of the photo."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.app import Studio
from studio.canvas.viewport import of_whole
from studio.imaging.hole import Hole
from studio.imaging.placement import Placement
from studio.settings import Settings
from studio.start import find_start
from tests.e2e.conftest import Hand
from tests.e2e.test_studio_subsets import choose_in_dialog, trigger

CTRL, LEFT, RIGHT = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
PHOTO = np.random.default_rng(0).integers(60, 200, (600, 800, 3), dtype=np.uint8)


@pytest.fixture
def studio(qtbot: QtBot, themed: None, tmp_path: Path) -> Iterator[Studio]:
    """A studio that was started with a photo."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Maker"
    Image.fromarray(PHOTO).save(tmp_path / "photo.png", exif=exif, dpi=(300, 300))
    start = find_start(image=tmp_path / "photo.png", model="faces64-small")
    made = Studio(start, Settings(tmp_path / "settings.ini"), seed=0)
    with qtbot.waitExposed(made.window):
        made.show()
    made.window.activateWindow()
    yield made
    made.close()


def at(studio: Studio, x: float, y: float) -> QPoint:
    """Where a pixel of the photo is on the canvas."""
    source = studio.document.sources[0]
    height, width, _ = source.whole.shape
    whole = of_whole(studio.canvas.viewport, *source.frame.as_seen(width, height), source.frame.unit(source.shape))
    return QPoint(*map(round, whole.to_widget(x, y)))


def drag(hand: Hand, *points: tuple[float, float], button: Qt.MouseButton = LEFT) -> None:
    """Over pixels of the photo."""
    canvas = hand.studio.canvas
    QTest.mousePress(canvas, button, pos=at(hand.studio, *points[0]))
    for point in points[1:]:
        QTest.mouseMove(canvas, at(hand.studio, *point))
        QApplication.processEvents()
    QTest.mouseRelease(canvas, button, pos=at(hand.studio, *points[-1]))


def test_a_hole_is_brushed_completed_taken_and_undone(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    studio, document = hand.studio, hand.studio.document
    assert document.hole is not None
    assert document.known.all(), "a photo is known but for what is brushed"
    assert "replaced" in studio.welcome.hint.text
    assert not studio.panels.gallery.isVisible(), "no nine pictures that are all the photo"
    assert "Brush over" in studio.panels.completions.hint.text()
    assert document.completions.count(None) == 8
    hand.key(Qt.Key.Key_E)
    assert "stay" in studio.status.words.text()
    hand.key(Qt.Key.Key_B)
    before, shown = document.state, at(studio, 400, 300)
    drag(hand, (380, 300), (400, 310), (430, 300))
    frame = document.sources[0].frame
    assert frame.width < 200, "the frame has closed in on the hole"
    assert frame.frames(document.hole.bounds or (0, 0, 800, 600))
    assert at(studio, 400, 300) == shown, "the photo stays where it is"
    assert studio.panels.gallery.isVisible()
    hand.wait_loaded()
    assert None not in document.completions
    drag(hand, (432, 300), button=RIGHT)
    assert len(document.hole.strokes) == 2
    hand.wait_loaded()
    assert document.chosen is not None
    known = document.known_pixels
    np.testing.assert_array_equal(document.chosen.image[known], document.given()[known])

    choose_in_dialog(monkeypatch, tmp_path / "done.jpg")
    trigger(hand, "export")
    qtbot.waitUntil((tmp_path / "done.jpg").exists)
    done = Image.open(tmp_path / "done.jpg")
    assert (done.format, done.size, done.info["dpi"]) == ("JPEG", (800, 600), (300, 300))
    assert done.getexif()[ExifTags.Base.Make] == "Maker"
    qtbot.waitUntil(lambda: studio.status.words.text() == f"Saved {tmp_path / 'done.jpg'}")

    disk = threading.Event()
    studio.files.submit("keeping", disk.wait, quiet=True)
    trigger(hand, "take")
    qtbot.waitUntil(lambda: studio.status.words.text() == "Taking the completion…")
    disk.set()
    qtbot.waitUntil(lambda: studio.stack.undoText() == "Take Completion")
    now, hole = document.sources[0].whole.pixels, document.hole
    assert hole == Hole(placed=document.sources[0].frame.box)
    assert not np.array_equal(now[295:306, 390:420], PHOTO[295:306, 390:420])
    np.testing.assert_array_equal(now[:, :300], PHOTO[:, :300])
    drag(hand, (100, 100), (110, 110))
    assert document.sources[0].frame.x < 100, "the next hole in turn"
    while studio.stack.canUndo():
        studio.stack.undo()
    assert document.state.sources == before.sources
    assert document.hole == before.hole
    hand.wait_loaded()


def test_the_frame_is_moved_by_its_sides_resized_by_its_corners_and_extends_the_photo(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    studio, document = hand.studio, hand.studio.document
    assert document.sources[0].frame == Placement(x=100, y=0, width=600, height=600)
    drag(hand, (700, 600), (500, 400))
    frame = document.sources[0].frame
    assert (frame.x, frame.y) == (100, 0)
    assert frame.width == pytest.approx(400, abs=4)
    drag(hand, (300, 0), (500, 0), (700, 150))
    moved = document.sources[0].frame
    assert (moved.x, moved.y) == pytest.approx((500, 150), abs=4)
    assert moved.width == frame.width
    assert not document.known.all(), "what is beyond the photo is target"
    hand.wait_loaded()
    trigger(hand, "take")
    qtbot.waitUntil(lambda: studio.stack.undoText() == "Take Completion")
    height, width, _ = document.sources[0].whole.shape
    assert height == 600
    assert width == pytest.approx(900, abs=8)
    seen = studio.canvas.viewport
    studio.canvas.camera.fit()
    assert studio.canvas.viewport == seen, "all of it is in sight"
    assert document.known.all()
    hand.wait_loaded()
    choose_in_dialog(monkeypatch, tmp_path / "done.jpg")
    trigger(hand, "export")
    qtbot.waitUntil(lambda: "was transparent is white now: PNG, WebP, TIFF" in studio.status.words.text())
    hand.key(Qt.Key.Key_Z, CTRL)
    assert document.sources[0].whole.shape == (600, 800, 3)
    hand.wait_loaded()


def test_what_is_known_can_be_painted_patch_by_patch_too(hand: Hand) -> None:
    document = hand.studio.document
    drag(hand, (380, 300), (430, 300))
    known = document.known
    hand.key(Qt.Key.Key_Y)
    assert not hand.studio.actions["replace"].isChecked()
    np.testing.assert_array_equal(document.known, known)
    hand.key(Qt.Key.Key_Y)
    assert document.known.all()
    assert document.state.hole == Hole(placed=document.sources[0].frame.box)
    hand.wait_loaded()
