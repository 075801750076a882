"""Painting on the real canvas: strokes change what is known, and the completion follows them."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.app import Studio
from studio.document.noise import SHEET
from studio.document.request import Completion
from studio.document.state import TARGET
from studio.live.live import LiveState
from tests.e2e.conftest import PATIENCE_MS, Hand

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_the_studio_opens_ready_to_paint_and_a_completion_appears_by_itself(studio: Studio, qtbot: QtBot) -> None:
    assert studio.live.state is LiveState.LOADING
    assert "Loading" in studio.status.words.text()
    qtbot.waitUntil(lambda: studio.document.chosen is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: None not in studio.document.completions, timeout=PATIENCE_MS)
    assert all(cell.isEnabled() for cell in studio.panels.gallery.cells)
    qtbot.waitUntil(lambda: studio.status.words.text().startswith("Paint what is known"))
    completions = [c for c in studio.document.completions if c is not None]
    assert [c.seed for c in completions] == list(range(SHEET))
    known = studio.document.grid.mask(studio.document.known)
    for completion in completions:
        np.testing.assert_array_equal(completion.image[known], studio.document.sources[0].pixels[known])


def test_one_can_paint_while_the_model_loads(studio: Studio, qtbot: QtBot) -> None:
    Hand(studio, qtbot).stroke(48, 47)
    assert studio.document.known[[47, 48]].all()
    qtbot.waitUntil(lambda: studio.document.chosen is not None, timeout=PATIENCE_MS)
    assert studio.document.chosen is not None
    assert studio.document.chosen.request.known[[47, 48]].all()


def test_the_completion_follows_while_the_stroke_still_moves(hand: Hand, qtbot: QtBot) -> None:
    document = hand.studio.document
    hand.press(5)
    hand.move(12)
    qtbot.waitUntil(lambda: bool(document.chosen and document.chosen.request.known[[5, 12]].all()))
    assert document.gesturing, "the button is still down"
    hand.release(12)
    hand.wait_loaded()
    assert hand.studio.stack.count() == 1


def test_the_gallery_follows_when_the_stroke_rests(hand: Hand, qtbot: QtBot) -> None:
    document = hand.studio.document
    hand.press(5)
    hand.move(12)
    qtbot.waitUntil(lambda: all(c and c.request.known[12] for c in document.completions))
    assert document.gesturing
    hand.release(12)


def test_brush_eraser_and_right_button(hand: Hand) -> None:
    document = hand.studio.document
    hand.stroke(4, 5, 6)
    assert document.known[[4, 5, 6]].all()
    hand.stroke(4, 5, button=Qt.MouseButton.RightButton)
    assert document.assignment[[4, 5, 6]].tolist() == [TARGET, TARGET, 0]
    hand.key(Qt.Key.Key_E)
    hand.stroke(6)
    assert document.assignment[6] == TARGET
    assert hand.studio.stack.count() == 3


def test_a_rectangle_can_shrink_while_it_is_drawn(hand: Hand) -> None:
    document = hand.studio.document
    before = document.known.copy()
    hand.key(Qt.Key.Key_T)
    hand.press(4)
    hand.move(48)
    assert document.known.reshape(7, 7)[:, 4:].all()
    hand.move(12)
    hand.release(12)
    expected = before.copy()
    expected[[4, 5, 11, 12]] = True
    np.testing.assert_array_equal(document.known, expected)
    assert hand.studio.stack.count() == 1


def test_brackets_or_plus_and_minus_change_the_brush(hand: Hand) -> None:
    hand.key(Qt.Key.Key_BracketRight)
    hand.key(Qt.Key.Key_Plus)
    assert hand.studio.toolbox.brush_size == 3
    hand.stroke(19)
    assert hand.studio.document.known[[11, 12, 13, 18, 19, 20, 25, 26, 27]].all()
    hand.key(Qt.Key.Key_BracketLeft)
    assert hand.studio.toolbox.brush_size == 2
    hand.key(Qt.Key.Key_Minus, Qt.KeyboardModifier.KeypadModifier)
    assert hand.studio.toolbox.brush_size == 1


def test_escape_gives_the_stroke_up(hand: Hand) -> None:
    before = hand.studio.document.assignment.copy()
    hand.press(4)
    hand.move(6)
    hand.key(Qt.Key.Key_Escape)
    hand.release(6)
    np.testing.assert_array_equal(hand.studio.document.assignment, before)
    assert hand.studio.stack.count() == 0


def test_keys_pressed_during_a_stroke_do_not_break_it(hand: Hand) -> None:
    before = hand.studio.document.assignment.copy()
    hand.press(4)
    hand.key(Qt.Key.Key_A, CTRL)
    hand.key(Qt.Key.Key_Z, CTRL)
    hand.move(6)
    hand.release(6)
    assert hand.studio.stack.count() == 1
    hand.key(Qt.Key.Key_Z, CTRL)
    np.testing.assert_array_equal(hand.studio.document.assignment, before)


def test_undo_and_redo_bring_the_completion_along(hand: Hand) -> None:
    document = hand.studio.document
    assert document.chosen is not None
    first = document.chosen.image.copy()
    hand.stroke(4, 5, 6, 13, 20)
    hand.wait_loaded()
    painted = document.chosen.image.copy()
    hand.key(Qt.Key.Key_Z, CTRL)
    hand.wait_loaded()
    np.testing.assert_array_equal(document.chosen.image, first)
    hand.key(Qt.Key.Key_Z, CTRL | SHIFT)
    hand.wait_loaded()
    np.testing.assert_array_equal(document.chosen.image, painted)


def test_whole_none_and_invert(hand: Hand) -> None:
    document = hand.studio.document
    before = document.known.copy()
    hand.key(Qt.Key.Key_I, CTRL)
    np.testing.assert_array_equal(document.known, ~before)
    hand.key(Qt.Key.Key_A, CTRL)
    assert document.known.all()
    hand.wait_loaded()
    np.testing.assert_array_equal(document.picture(), document.sources[0].pixels)
    hand.key(Qt.Key.Key_D, CTRL)
    assert not document.known.any()
    hand.wait_loaded()
    assert hand.studio.stack.count() == 3


def test_the_share_slider_adds_patches_and_a_drag_is_one_step(hand: Hand) -> None:
    document, slider = hand.studio.document, hand.studio.panels.subset.slider
    slider.setSliderDown(True)
    sizes = []
    for n in (10, 20, 30):
        earlier = document.known.copy()
        slider.setValue(n)
        sizes.append(int(document.known.sum()))
        if n > 10:
            assert (document.known | ~earlier).all(), "a larger share keeps what a smaller one knew"
    slider.setSliderDown(False)
    assert sizes == [10, 20, 30]
    assert hand.studio.stack.count() == 1
    known = document.known.copy()
    hand.key(Qt.Key.Key_R, SHIFT)
    assert document.known.sum() == 30
    assert not np.array_equal(document.known, known)
    hand.studio.stack.undo()
    np.testing.assert_array_equal(document.known, known)


def test_arrow_keys_and_return_paint_without_a_pointer(hand: Hand) -> None:
    before = hand.studio.document.known.copy()
    QApplication.sendEvent(hand.studio.canvas, QEvent(QEvent.Type.Leave))
    first = Qt.Key.Key_Left  # only brings the frame to the middle, 24
    for key in (first, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return):
        hand.key(key)
    np.testing.assert_array_equal(np.flatnonzero(hand.studio.document.known & ~before), [32])
    assert hand.studio.stack.count() == 1


def test_the_wheel_zooms_about_the_pointer_and_ctrl_0_fits_again(hand: Hand) -> None:
    canvas = hand.studio.canvas
    fitted, at = canvas.viewport, QPointF(hand.at(8))
    spot = canvas.viewport.to_image(at.x(), at.y())
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)
    assert canvas.viewport.scale == pytest.approx(fitted.scale * 1.25**2)
    assert canvas.viewport.to_image(at.x(), at.y()) == pytest.approx(spot)
    hand.key(Qt.Key.Key_1, CTRL)
    assert canvas.viewport.scale * canvas.devicePixelRatioF() == 1
    hand.key(Qt.Key.Key_0, CTRL)
    assert canvas.viewport == fitted


@pytest.mark.parametrize("with_space", [True, False])
def test_space_or_the_middle_button_pans_and_paints_nothing(hand: Hand, with_space: bool) -> None:
    canvas = hand.studio.canvas
    before, button = canvas.viewport, Qt.MouseButton.LeftButton if with_space else Qt.MouseButton.MiddleButton
    if with_space:
        QTest.keyPress(canvas, Qt.Key.Key_Space)
    start = hand.at(24)
    QTest.mousePress(canvas, button, pos=start)
    QTest.mouseMove(canvas, start + QPoint(30, -20))
    QTest.mouseRelease(canvas, button, pos=start + QPoint(30, -20))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert (canvas.viewport.x, canvas.viewport.y) == pytest.approx((before.x + 30, before.y - 20))
    assert hand.studio.stack.count() == 0


def test_no_patch_is_tinted_and_a_line_tells_known_ones_from_targets(hand: Hand) -> None:
    hand.studio.actions["grid"].trigger()
    hand.key(Qt.Key.Key_D, CTRL)
    hand.stroke(0)
    hand.wait_loaded()
    for away in (QPoint(9, 9), QPoint(2, 2)):  # to where an earlier test left the pointer is no movement
        QTest.mouseMove(hand.studio.canvas, away)
    document = hand.studio.document
    picture = document.picture()
    assert picture is not None
    shot = hand.studio.canvas.grab().toImage()
    ratio = shot.width() / hand.studio.canvas.width()

    def colour(u: float, v: float) -> tuple[int, int, int]:
        x, y = hand.studio.canvas.viewport.to_widget(u + 0.5, v + 0.5)
        found = shot.pixelColor(round(x * ratio), round(y * ratio))
        return found.red(), found.green(), found.blue()

    assert document.known[0]
    assert colour(1, 1) == (picture[1, 1, 0],) * 3
    assert colour(14, 14) == (picture[14, 14, 0],) * 3
    marked = [colour(u - 0.5, 2) for u in range(4, 28, 4)]
    hand.key(Qt.Key.Key_M)
    shot = hand.studio.canvas.grab().toImage()
    plain = [colour(u - 0.5, 2) for u in range(4, 28, 4)]
    lines = sum(one != other for one, other in zip(marked, plain, strict=True))
    assert lines == 1, "where the known half ends; the key takes it away"


def test_holding_tab_shows_the_input(hand: Hand) -> None:
    hand.key(Qt.Key.Key_D, CTRL)
    hand.wait_loaded()
    canvas, source = hand.studio.canvas, hand.studio.document.sources[0].pixels
    for name in ("grid", "marks"):
        hand.studio.actions[name].trigger()
    v, u = np.unravel_index(int(source[..., 0].argmax()), source.shape[:2])

    def shown() -> int:
        image = canvas.grab().toImage()
        x, y = canvas.viewport.to_widget(float(u) + 0.5, float(v) + 0.5)
        ratio = image.width() / canvas.width()
        return image.pixelColor(round(x * ratio), round(y * ratio)).red()

    completed = shown()
    QTest.keyPress(canvas, Qt.Key.Key_Tab)
    assert canvas.hasFocus()
    assert shown() == source[v, u, 0]
    QTest.keyRelease(canvas, Qt.Key.Key_Tab)
    assert shown() == completed == hand.studio.document.completions[0].image[v, u, 0]  # type: ignore[union-attr]


def test_after_the_last_pointer_move_at_most_one_completion_comes_before_the_new_one(
    hand: Hand, qtbot: QtBot
) -> None:
    document, painted = hand.studio.document, list[Completion | None]()
    hand.studio.canvas.painted.connect(lambda shown: painted.append(shown))

    def is_painted() -> bool:
        shown = painted[-1] if painted else None
        return shown is not None and shown.request.facts == document.request(()).facts

    for i in range(10):
        row, button = 7 * (i // 2), (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)[i % 2]
        hand.press(row, button)
        for column in range(1, 6):
            hand.move(row + column)
        painted.clear()
        QTest.mouseMove(hand.studio.canvas, hand.at(row + 6))
        qtbot.waitUntil(is_painted)
        seen = {shown.request.facts for shown in painted if shown is not None}
        assert len(seen) <= 3, "the one on the canvas, the one in the making, the new one"
        hand.release(row + 6, button)
        hand.wait_loaded()


def test_a_picture_that_comes_in_the_middle_of_a_stroke_waits_for_its_end(
    hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    studio, document = hand.studio, hand.studio.document
    before, source, read = document.assignment.copy(), document.sources[0], threading.Event()
    Image.new("L", (28, 28), 99).save(tmp_path / "grey.png")
    hand.press(4)
    studio.sources.open(tmp_path / "grey.png")
    studio.files.submit("", read.set)
    qtbot.waitUntil(read.is_set, timeout=PATIENCE_MS)
    hand.move(6)
    assert document.sources[0] is source
    hand.release(6)
    qtbot.waitUntil(lambda: document.sources[0].name == "grey")
    assert [studio.stack.text(i) for i in range(2)] == ["Brush Stroke", "Open grey"]
    hand.key(Qt.Key.Key_Z, CTRL)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert document.sources[0] is source
    np.testing.assert_array_equal(document.assignment, before)
