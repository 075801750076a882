"""Sources by hand: added, relocated patches, placed pictures, large photos; each one undo step."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.canvas import backdrop
from studio.document.state import TARGET
from studio.imaging.placement import Placement
from studio.imaging.qt_images import draw_image, to_qimage
from tests.e2e.conftest import PATIENCE_MS, Hand
from tests.e2e.test_studio_subsets import choose_in_dialog, know_left_half, trigger
from tests.profiles import WIDE_GAMUT

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
OTHER = np.random.default_rng(2).integers(0, 256, (28, 28, 1), dtype=np.uint8)
PHOTO = np.random.default_rng(3).integers(0, 256, (300, 400, 3), dtype=np.uint8)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A second picture of the model's size."""
    Image.fromarray(OTHER[..., 0]).save(tmp_path / "other.png")
    return tmp_path / "other.png"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A colour photo, larger than the model's image and not square."""
    Image.fromarray(PHOTO).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def add(hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Add a source by its dialog."""
    n = len(hand.studio.document.sources)
    choose_in_dialog(monkeypatch, path)
    trigger(hand, "add_source")
    qtbot.waitUntil(lambda: len(hand.studio.document.sources) == n + 1)


def has(hand: Hand, n: int) -> bool:
    """Whether there are n sources."""
    return len(hand.studio.document.sources) == n


def pixels(image: np.ndarray, patch: int) -> np.ndarray:
    """The pixels of one patch of the 7x7 grid."""
    row, column = divmod(patch, 7)
    return image[4 * row : 4 * row + 4, 4 * column : 4 * column + 4]


def test_known_patches_are_painted_from_the_source_in_hand(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, other: Path
) -> None:
    document = hand.studio.document
    assert not hand.studio.actions["remove_source"].isEnabled()
    add(hand, qtbot, monkeypatch, other)
    assert hand.studio.toolbox.source == 1, "a source that was added is in hand"
    hand.stroke(0, 48)
    assert document.assignment[[0, 48]].tolist() == [1, 1]
    hand.key(Qt.Key.Key_Q)
    hand.stroke(6)
    assert document.assignment[6] == 0
    hand.wait_loaded()
    assert document.chosen is not None
    for patch in (0, 48):
        np.testing.assert_array_equal(pixels(document.chosen.image, patch), pixels(OTHER, patch))
    np.testing.assert_array_equal(pixels(document.chosen.image, 6), pixels(document.sources[0].pixels, 6))
    QTest.mouseClick(hand.studio.panels.sources.thumbnails[1], Qt.MouseButton.LeftButton)
    assert hand.studio.toolbox.source == 1


def test_removing_a_source_frees_its_patches_and_undo_brings_all_back(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, other: Path, photo: Path
) -> None:
    document = hand.studio.document
    add(hand, qtbot, monkeypatch, other)
    hand.stroke(0)
    add(hand, qtbot, monkeypatch, photo)
    hand.stroke(48)
    before = document.assignment.copy()
    QTest.mouseClick(hand.studio.panels.sources.thumbnails[1], Qt.MouseButton.LeftButton)
    trigger(hand, "remove_source")
    assert has(hand, 2)
    assert document.assignment[[0, 48]].tolist() == [TARGET, 1]
    hand.wait_loaded()
    hand.key(Qt.Key.Key_Z, CTRL)
    np.testing.assert_array_equal(document.assignment, before)
    assert has(hand, 3)
    assert len(hand.studio.panels.sources.thumbnails) == 3
    for _ in range(4):
        hand.key(Qt.Key.Key_Z, CTRL)
    assert has(hand, 1)
    assert hand.studio.toolbox.source == 0
    hand.wait_loaded()


def test_opening_another_picture_leaves_the_other_sources(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, other: Path, photo: Path
) -> None:
    add(hand, qtbot, monkeypatch, other)
    hand.stroke(0)
    hand.studio.sources.open(photo)
    qtbot.waitUntil(lambda: hand.studio.document.sources[0].name == "photo")
    np.testing.assert_array_equal(pixels(hand.studio.document.given(), 0), pixels(OTHER, 0))
    hand.wait_loaded()


def test_sources_come_by_paste_by_drop_on_the_panel_and_by_drop_with_shift(
    hand: Hand, qtbot: QtBot, other: Path
) -> None:
    document = hand.studio.document
    QApplication.clipboard().setImage(to_qimage(OTHER))
    hand.key(Qt.Key.Key_V, CTRL | SHIFT)
    qtbot.waitUntil(lambda: len(document.sources) == 2)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(other))])
    for n, (widget, keys) in enumerate(
        ((hand.studio.panels.sources, Qt.KeyboardModifier.NoModifier), (hand.studio.window, SHIFT)), 3
    ):
        enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys)
        QApplication.sendEvent(widget, enter)
        assert enter.isAccepted()
        drop = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys)
        QApplication.sendEvent(widget, drop)
        qtbot.waitUntil(partial(has, hand, n))
    for source in document.sources[1:]:
        np.testing.assert_array_equal(source.pixels, OTHER)
    QApplication.clipboard().setText("words")
    hand.key(Qt.Key.Key_V, CTRL | SHIFT)
    assert "no picture here" in hand.studio.message.text


def test_flips_and_offsets_belong_to_one_source(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, other: Path
) -> None:
    document, first = hand.studio.document, hand.studio.document.sources[0].pixels
    add(hand, qtbot, monkeypatch, other)
    hand.key(Qt.Key.Key_H)
    np.testing.assert_array_equal(document.sources[1].pixels, OTHER[:, ::-1])
    hand.key(Qt.Key.Key_H, SHIFT)
    np.testing.assert_array_equal(document.sources[1].pixels, OTHER[::-1, ::-1])
    hand.key(Qt.Key.Key_Z, CTRL)
    hand.key(Qt.Key.Key_Z, CTRL)
    right, down = hand.studio.panels.sources.offsets
    steps = hand.studio.stack.count()
    for value in (1, 2, 3):
        right.setValue(value)
    down.setValue(-2)
    np.testing.assert_array_equal(document.sources[1].pixels[:-2, 3:], OTHER[2:, :-3])
    np.testing.assert_array_equal(document.sources[0].pixels, first)
    hand.key(Qt.Key.Key_Z, CTRL)
    np.testing.assert_array_equal(document.sources[1].pixels, OTHER)
    assert hand.studio.stack.index() == steps - 2, "steps of the offset are one undo step"
    assert (right.value(), down.value()) == (0, 0)


def test_patches_are_moved_and_undo_moves_them_back(hand: Hand) -> None:
    document, picture = hand.studio.document, hand.studio.document.sources[0].pixels
    hand.key(Qt.Key.Key_V)
    hand.stroke(15, 23)
    assert hand.studio.toolbox.selection.tolist() == [15, 16, 22, 23]
    assert hand.studio.stack.count() == 0, "selecting changes nothing"
    before = document.given()
    hand.stroke(15, 18)
    assert document.assignment[[15, 16, 22, 23]].tolist() == [TARGET] * 4
    assert document.known[[18, 19, 25, 26]].all()
    assert document.origin[[18, 19, 25, 26]].tolist() == [15, 16, 22, 23]
    hand.wait_loaded()
    assert document.chosen is not None
    for new, old in ((18, 15), (26, 23)):
        np.testing.assert_array_equal(pixels(document.chosen.image, new), pixels(picture, old))
    assert hand.studio.stack.undoText() == "Move Patches"
    hand.key(Qt.Key.Key_Z, CTRL)
    np.testing.assert_array_equal(document.given(), before)
    hand.key(Qt.Key.Key_Z, CTRL | SHIFT)
    assert document.origin[18] == 15


def test_patches_are_duplicated_with_ctrl_and_painting_over_them_restores_their_own(hand: Hand) -> None:
    document, picture = hand.studio.document, hand.studio.document.sources[0].pixels
    hand.key(Qt.Key.Key_V)
    hand.stroke(15)
    QTest.mousePress(hand.studio.canvas, Qt.MouseButton.LeftButton, CTRL, hand.at(15))
    hand.move(19)
    hand.release(19)
    assert document.known[[15, 19]].all()
    np.testing.assert_array_equal(pixels(document.given(), 19), pixels(picture, 15))
    hand.key(Qt.Key.Key_Right)
    assert document.origin[20] == 15, "arrow keys move the selection"
    assert not document.known[19]
    hand.key(Qt.Key.Key_Left, SHIFT)
    assert document.origin[[19, 20]].tolist() == [15, 15], "with Shift they duplicate it"
    hand.key(Qt.Key.Key_B)
    hand.stroke(19)
    assert document.origin[19] == 19
    np.testing.assert_array_equal(pixels(document.given(), 19), pixels(picture, 19))
    hand.key(Qt.Key.Key_Z, CTRL)
    assert document.origin[19] == 15


def test_a_drag_of_patches_can_be_given_up(hand: Hand) -> None:
    document, before = hand.studio.document, hand.studio.document.assignment.copy()
    hand.key(Qt.Key.Key_V)
    hand.stroke(15, 23)
    hand.press(15)
    hand.move(20)
    assert not np.array_equal(document.assignment, before)
    hand.key(Qt.Key.Key_Escape)
    hand.release(20)
    np.testing.assert_array_equal(document.assignment, before)
    assert hand.studio.toolbox.selection.tolist() == [15, 16, 22, 23]
    assert hand.studio.stack.count() == 0
    hand.press(0)
    hand.move(9)
    hand.key(Qt.Key.Key_Escape)
    hand.release(9)
    assert hand.studio.toolbox.selection.tolist() == [15, 16, 22, 23]
    hand.key(Qt.Key.Key_Escape)
    assert not len(hand.studio.toolbox.selection), "Escape without a drag selects nothing"


def test_a_photo_is_placed_by_a_drag_and_the_model_follows(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, photo: Path
) -> None:
    document, studio = hand.studio.document, hand.studio
    choose_in_dialog(monkeypatch, photo)
    hand.key(Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(lambda: document.sources[0].name == "photo")
    assert document.sources[0].frame == Placement.cropped(400, 300, (28, 28, 1))
    assert "300 × 300" in studio.panels.sources.words.text()
    assert "28 × 28" in studio.panels.sources.words.text()
    trigger(hand, "replace")
    hand.wait_loaded()
    hand.key(Qt.Key.Key_F)
    steps = studio.stack.count()
    hand.press(24)
    hand.move(25)
    assert document.sources[0].frame.x < 50, "the picture went to the right, so the frame lies further left"
    hand.move(23)
    hand.release(23)
    assert document.sources[0].frame.x == pytest.approx(50 + 4 * 300 / 28)
    assert studio.stack.count() == steps + 1
    hand.wait_loaded()
    trigger(hand, "model_size")
    frame = document.sources[0].frame
    left, top = int(frame.x), int(frame.y)
    assert "one for one" in studio.panels.sources.words.text()
    grey = np.asarray(Image.fromarray(PHOTO).convert("L"))
    np.testing.assert_array_equal(document.sources[0].pixels[..., 0], grey[top : top + 28, left : left + 28])
    trigger(hand, "fit_whole")
    assert document.sources[0].frame == Placement.fitted(400, 300, (28, 28, 1))
    trigger(hand, "from_transparency")
    known = document.known.reshape(7, 7)
    assert not known[0].any(), "what lies beyond the picture is to be completed"
    assert known[1:6].all()
    for _ in range(4):
        hand.key(Qt.Key.Key_Z, CTRL)
    assert document.sources[0].frame == Placement.cropped(400, 300, (28, 28, 1))
    hand.wait_loaded()


def test_the_frame_is_not_resized_in_the_middle_of_a_drag(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, photo: Path
) -> None:
    document, canvas = hand.studio.document, hand.studio.canvas
    choose_in_dialog(monkeypatch, photo)
    hand.key(Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(lambda: document.sources[0].name == "photo")
    hand.key(Qt.Key.Key_F)
    before, at, none = document.sources[0].frame, QPointF(hand.at(25)), Qt.MouseButton.NoButton
    hand.press(24)
    hand.move(25)
    turn = QWheelEvent(
        at, canvas.mapToGlobal(at), QPoint(), QPoint(0, 120), none, CTRL, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(canvas, turn)
    hand.release(25)
    assert document.sources[0].frame.width == before.width
    hand.key(Qt.Key.Key_Z, CTRL)
    assert document.sources[0].frame == before, "the drag is one step, and nothing else is on top of it"
    QApplication.sendEvent(canvas, turn)
    assert document.sources[0].frame.width < before.width


def test_the_whole_photo_is_exported_with_only_the_targets_changed(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, photo: Path, tmp_path: Path
) -> None:
    document = hand.studio.document
    choose_in_dialog(monkeypatch, photo)
    hand.key(Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(lambda: document.sources[0].name == "photo")
    know_left_half(hand)
    hand.wait_loaded()
    choose_in_dialog(monkeypatch, tmp_path / "whole")
    hand.key(Qt.Key.Key_E, CTRL | SHIFT)
    qtbot.waitUntil((tmp_path / "whole.png").exists, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "whole.png" in hand.studio.status.currentMessage())
    whole = np.asarray(Image.open(tmp_path / "whole.png"))
    assert whole.shape == PHOTO.shape
    edge = 50 + round(3 * 300 / 7)
    np.testing.assert_array_equal(whole[:, : edge - 1], PHOTO[:, : edge - 1])
    np.testing.assert_array_equal(whole[:, 351:], PHOTO[:, 351:])
    assert (whole[:, edge + 30 : 320] != PHOTO[:, edge + 30 : 320]).any(axis=-1).mean() > 0.9


def test_an_exported_photo_keeps_its_own_pixels_profile_and_resolution(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Image.fromarray(PHOTO).save(tmp_path / "wide.png", icc_profile=WIDE_GAMUT, dpi=(300, 300))
    choose_in_dialog(monkeypatch, tmp_path / "wide.png")
    hand.key(Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(lambda: hand.studio.document.sources[0].name == "wide")
    hand.wait_loaded()
    choose_in_dialog(monkeypatch, tmp_path / "whole")
    hand.key(Qt.Key.Key_E, CTRL | SHIFT)
    qtbot.waitUntil((tmp_path / "whole.png").exists, timeout=PATIENCE_MS)
    whole = Image.open(tmp_path / "whole.png")
    assert whole.info["icc_profile"] == WIDE_GAMUT
    assert whole.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    np.testing.assert_array_equal(np.asarray(whole)[:, :49], PHOTO[:, :49])


def test_a_damaged_source_is_named_and_nothing_is_added(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, other: Path
) -> None:
    other.write_bytes(other.read_bytes()[:60])
    choose_in_dialog(monkeypatch, other)
    trigger(hand, "add_source")
    qtbot.waitUntil(hand.studio.message.isVisible)
    assert "other.png" in hand.studio.message.text
    assert len(hand.studio.document.sources) == 1


def test_of_a_photo_of_twelve_megapixels_no_more_is_scaled_than_is_seen_and_only_once(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    drawn: list[tuple[int, int]] = []

    def note(painter: QPainter, frame: QRectF, image: QImage) -> None:
        drawn.append((image.height(), image.width()))
        draw_image(painter, frame, image)

    monkeypatch.setattr(backdrop, "draw_image", note)
    rows, columns = np.mgrid[0:3000, 0:4000].astype(np.uint16)
    large = np.stack([rows // 12, columns // 16, (rows + columns) // 28], axis=-1).astype(np.uint8)
    Image.fromarray(large).save(tmp_path / "large.jpg")
    choose_in_dialog(monkeypatch, tmp_path / "large.jpg")
    hand.key(Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(lambda: hand.studio.document.sources[0].name == "large", timeout=PATIENCE_MS)
    hand.wait_loaded()
    canvas, frame = hand.studio.canvas, hand.studio.document.sources[0].frame
    qtbot.waitUntil(hand.studio.colour_offer.bar.isVisible)  # it makes the canvas less high
    QApplication.processEvents()
    canvas.repaint()
    drawn.clear()
    start = hand.at(24)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    for i in range(1, 10):
        QTest.mouseMove(canvas, start + QPoint(2 * i, i))
        canvas.repaint()
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(18, 9))
    hand.wait_loaded()
    canvas.repaint()
    assert drawn == [], "a stroke scales nothing of the photo"
    assert hand.studio.document.sources[0].frame.width < frame.width, "the frame has closed in on the stroke"
    canvas.camera.zoom(9)
    canvas.repaint()
    ((height, width),) = drawn
    assert height * width < 4 * canvas.width() * canvas.height()
