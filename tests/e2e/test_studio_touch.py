"""Touch screen, touch pad and pen: real events, sent to the real canvas."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.e2e.conftest import Hand

Kind, Capability = QInputDevice.DeviceType, QInputDevice.Capability
Pen = QPointingDevice.PointerType


@pytest.fixture(scope="session")
def screen(qapp: QApplication) -> QPointingDevice:
    """A touch screen."""
    return QTest.createTouchDevice()


class Stylus:
    """A pen with two ends on a tablet."""

    def __init__(self, hand: Hand, end: Pen = Pen.Pen) -> None:
        self._hand = hand
        can = Capability.Position | Capability.Pressure | Capability.Hover
        self._device = QPointingDevice("tablet", 1, Kind.Stylus, end, can, 1, 2)

    def stroke(self, *patches: int, pressure: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """A whole stroke from patch to patch."""
        self.send(QEvent.Type.TabletPress, patches[0], pressure, button, button)
        for patch in patches[1:]:
            self.send(QEvent.Type.TabletMove, patch, pressure, Qt.MouseButton.NoButton, button)
        self.send(QEvent.Type.TabletRelease, patches[-1], 0, button, Qt.MouseButton.NoButton)

    def send(
        self, kind: QEvent.Type, patch: int, pressure: float, button: Qt.MouseButton, buttons: Qt.MouseButton
    ) -> bool:
        """One event; whether the canvas took it."""
        canvas, at = self._hand.studio.canvas, QPointF(self._hand.at(patch))
        there = QPointF(canvas.mapToGlobal(at.toPoint()))
        none = Qt.KeyboardModifier.NoModifier
        event = QTabletEvent(kind, self._device, at, there, pressure, 0, 0, 0, 0, 0, none, button, buttons)
        event.setAccepted(False)
        QApplication.sendEvent(canvas, event)
        return event.isAccepted()


class Fingertips:
    """Fingers on a touch screen, by number: down, elsewhere and up, all at the same moment."""

    def __init__(self, hand: Hand, screen: QPointingDevice) -> None:
        self._canvas, self._screen = hand.studio.canvas, screen

    def send(self, **fingers: QPoint) -> None:
        """One event, such as down_0=point, to_1=point, up_0=point."""
        event = QTest.touchEvent(self._canvas, self._screen, False)
        for name, point in fingers.items():
            does, _, number = name.partition("_")
            {"down": event.press, "to": event.move, "up": event.release}[does](int(number), point, self._canvas)
        event.commit()


def known(hand: Hand) -> set[int]:
    return set(np.flatnonzero(hand.studio.document.known).tolist())


def test_a_pen_paints_as_broad_as_it_is_pressed_and_each_stroke_is_one_undo_step(hand: Hand) -> None:
    studio = hand.studio
    hand.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    studio.toolbox.resize(4)
    assert studio.toolbox.brush_size == 5
    count = studio.stack.count()
    Stylus(hand).stroke(24, pressure=0.1)
    light = known(hand)
    studio.actions["undo"].trigger()
    Stylus(hand).stroke(24, pressure=0.5)
    middling = known(hand)
    studio.actions["undo"].trigger()
    Stylus(hand).stroke(24, pressure=1.0)
    hard = known(hand)
    assert light == {24}
    assert light < middling < hard
    assert studio.stack.count() == count + 1
    studio.actions["undo"].trigger()
    hand.stroke(24)
    assert known(hand) == hard, "the mouse paints with the whole brush"
    assert studio.toolbox.brush_size == 5


def test_the_pens_other_end_and_its_second_button_erase(hand: Hand) -> None:
    hand.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    Stylus(hand, Pen.Eraser).stroke(8, 9, 10, pressure=0.3)
    assert known(hand).isdisjoint({8, 9, 10})
    Stylus(hand).stroke(30, 31, pressure=0.3, button=Qt.MouseButton.RightButton)
    assert known(hand).isdisjoint({30, 31})


def test_a_pen_with_the_space_bar_down_is_left_to_move_the_picture(hand: Hand) -> None:
    before, button = known(hand), Qt.MouseButton.LeftButton
    QTest.keyPress(hand.studio.canvas, Qt.Key.Key_Space)
    assert not Stylus(hand).send(QEvent.Type.TabletPress, 5, 1, button, button), "Qt makes a mouse event of it"
    QTest.keyRelease(hand.studio.canvas, Qt.Key.Key_Space)
    assert known(hand) == before


def test_one_finger_paints_one_stroke(hand: Hand, screen: QPointingDevice) -> None:
    count, fingers = hand.studio.stack.count(), Fingertips(hand, screen)
    fingers.send(down_0=hand.at(4))
    fingers.send(to_0=hand.at(6))
    assert hand.studio.document.gesturing
    fingers.send(up_0=hand.at(6))
    assert known(hand) >= {4, 5, 6}
    assert hand.studio.stack.count() == count + 1


def test_two_fingers_zoom_about_their_middle_and_paint_nothing(hand: Hand, screen: QPointingDevice) -> None:
    canvas, before, count = hand.studio.canvas, known(hand), hand.studio.stack.count()
    middle, fingers = hand.at(18), Fingertips(hand, screen)
    held, scale = canvas.viewport.to_image(middle.x(), middle.y()), canvas.viewport.scale
    fingers.send(down_0=middle - QPoint(40, 0))
    assert known(hand) != before, "it could have been a stroke"
    fingers.send(to_0=middle - QPoint(40, 0), down_1=middle + QPoint(40, 0))
    for apart in (50, 60, 80):
        fingers.send(to_0=middle - QPoint(apart, 0), to_1=middle + QPoint(apart, 0))
    assert canvas.viewport.scale == pytest.approx(2 * scale)
    assert canvas.viewport.to_image(middle.x(), middle.y()) == pytest.approx(held, abs=0.01)
    fingers.send(up_0=middle - QPoint(80, 0), to_1=middle + QPoint(80, 0))
    fingers.send(to_1=middle + QPoint(90, 30))
    fingers.send(up_1=middle + QPoint(90, 30))
    assert known(hand) == before, "the finger that is lifted last paints no spot"
    assert hand.studio.stack.count() == count
    fingers.send(down_0=hand.at(18))
    fingers.send(up_0=hand.at(18))
    assert known(hand) == before | {18}, "the next finger paints again"


def test_two_fingers_move_the_picture(hand: Hand, screen: QPointingDevice) -> None:
    canvas, fingers = hand.studio.canvas, Fingertips(hand, screen)
    one, other, way = hand.at(10), hand.at(38), QPoint(17, -23)
    x, y, scale = canvas.viewport.x, canvas.viewport.y, canvas.viewport.scale
    fingers.send(down_0=one, down_1=other)
    fingers.send(to_0=one + way, to_1=other + way)
    assert (canvas.viewport.x, canvas.viewport.y) == pytest.approx((x + 17, y - 23))
    assert canvas.viewport.scale == pytest.approx(scale)
    fingers.send(up_0=one + way, up_1=other + way)


def test_a_palm_that_rests_on_the_screen_does_not_touch_what_the_pen_draws(
    hand: Hand, screen: QPointingDevice
) -> None:
    hand.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    studio, pen, palm, left = hand.studio, Stylus(hand), Fingertips(hand, screen), Qt.MouseButton.LeftButton
    count, scale = studio.stack.count(), studio.canvas.viewport.scale
    pen.send(QEvent.Type.TabletPress, 0, 0.1, left, left)
    palm.send(down_0=hand.at(44))
    palm.send(to_0=hand.at(45))
    palm.send(to_0=hand.at(45), down_1=hand.at(48))
    palm.send(to_0=hand.at(38), to_1=hand.at(48))
    palm.send(up_0=hand.at(38), to_1=hand.at(48))
    assert studio.document.gesturing, "the pen is still down"
    pen.send(QEvent.Type.TabletMove, 2, 0.1, Qt.MouseButton.NoButton, left)
    pen.send(QEvent.Type.TabletRelease, 2, 0, left, Qt.MouseButton.NoButton)
    palm.send(to_1=hand.at(41))
    palm.send(up_1=hand.at(41))
    assert known(hand) == {0, 1, 2}, "what is left of the palm paints nothing either"
    assert studio.stack.count() == count + 1
    assert studio.canvas.viewport.scale == scale
    palm.send(down_0=hand.at(30))
    palm.send(up_0=hand.at(30))
    assert known(hand) == {0, 1, 2, 30}, "the next finger paints again"


def test_a_palm_that_comes_and_goes_under_a_stroke_leaves_fingers_free_afterwards(
    hand: Hand, screen: QPointingDevice
) -> None:
    hand.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    palm = Fingertips(hand, screen)
    hand.press(0)
    palm.send(down_0=hand.at(44))
    palm.send(up_0=hand.at(44))
    assert hand.studio.document.gesturing, "the mouse is still down"
    hand.move(2)
    hand.release(2)
    assert known(hand) == {0, 1, 2}
    palm.send(down_0=hand.at(30))
    palm.send(up_0=hand.at(30))
    assert known(hand) == {0, 1, 2, 30}


def test_a_palm_that_touched_the_screen_before_the_pen_paints_nothing(hand: Hand, screen: QPointingDevice) -> None:
    hand.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    count, palm = hand.studio.stack.count(), Fingertips(hand, screen)
    palm.send(down_0=hand.at(44))
    Stylus(hand).stroke(0, 2, pressure=0.1)
    palm.send(to_0=hand.at(45))
    palm.send(up_0=hand.at(45))
    assert known(hand) == {0, 1, 2}
    assert hand.studio.stack.count() == count + 1


def test_a_pinch_on_a_touch_pad_zooms_about_the_pointer(hand: Hand, pad: QPointingDevice) -> None:
    canvas, at = hand.studio.canvas, QPointF(hand.at(9))
    held, scale = canvas.viewport.to_image(at.x(), at.y()), canvas.viewport.scale
    there = QPointF(canvas.mapToGlobal(at.toPoint()))
    zoom = Qt.NativeGestureType.ZoomNativeGesture
    QApplication.sendEvent(canvas, QNativeGestureEvent(zoom, pad, 2, at, at, there, 0.25, QPointF(), 0))
    assert canvas.viewport.scale == pytest.approx(1.25 * scale)
    assert canvas.viewport.to_image(at.x(), at.y()) == pytest.approx(held, abs=0.01)


def test_scrolling_on_a_touch_pad_moves_the_picture_and_a_wheel_zooms(hand: Hand, pad: QPointingDevice) -> None:
    canvas, at = hand.studio.canvas, QPointF(hand.at(9))
    x, y, scale = canvas.viewport.x, canvas.viewport.y, canvas.viewport.scale
    there = QPointF(canvas.mapToGlobal(at.toPoint()))

    def scroll(modifiers: Qt.KeyboardModifier, device: QPointingDevice) -> None:
        buttons, phase, source = Qt.MouseButton.NoButton, Qt.ScrollPhase.ScrollUpdate, Qt.MouseEventSource(0)
        turn = QPoint(0, 120)
        event = QWheelEvent(at, there, QPoint(12, 30), turn, buttons, modifiers, phase, False, source, device)
        QApplication.sendEvent(canvas, event)

    scroll(Qt.KeyboardModifier.NoModifier, pad)
    assert (canvas.viewport.x, canvas.viewport.y, canvas.viewport.scale) == pytest.approx((x + 12, y + 30, scale))
    scroll(Qt.KeyboardModifier.ControlModifier, pad)
    assert canvas.viewport.scale == pytest.approx(1.25 * scale)
    scroll(Qt.KeyboardModifier.NoModifier, QPointingDevice.primaryPointingDevice())
    assert canvas.viewport.scale == pytest.approx(1.25**2 * scale)


@pytest.fixture
def pad() -> QPointingDevice:
    """A touch pad."""
    return QPointingDevice("pad", 3, Kind.TouchPad, Pen.Finger, Capability.Position | Capability.Scroll, 4, 0)
