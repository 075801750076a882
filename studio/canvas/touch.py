"""Touch screen, touch pad and pen on the canvas: an event filter that turns their events into what a mouse does.

One finger paints; two hold the picture: they move it, and zoom it about the middle between them. A pen paints as
broad as it is pressed, up to the brush's size; its other end erases. While it is down, or the mouse is, fingers are
a palm: they do nothing before all of them are up.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QEventPoint, QInputDevice, QNativeGestureEvent, QPointingDevice, QTabletEvent, QTouchEvent

from studio.canvas.fingers import Fingers, Position, Touch
from studio.canvas.view import OTHER, CanvasView

_PENS = (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease)


class TouchFilter(QObject):
    """Lives on a canvas."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas, self._tools, self._toolbox = canvas, canvas.tools, canvas.toolbox
        self._fingers = Fingers()
        self._pen_is_down = False
        canvas.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            return self._touched(event)
        if isinstance(event, QTabletEvent) and event.type() in _PENS:
            return self._penned(event)
        if isinstance(event, QNativeGestureEvent):
            return self._gestured(event)
        return super().eventFilter(watched, event)

    def _touched(self, event: QTouchEvent) -> bool:
        if event.device().type() is not QInputDevice.DeviceType.TouchScreen:
            return False  # a touch pad's fingers also come as scrolling and gestures
        painted = self._fingers.doing is Touch.PAINT
        if self._pen_is_down or (self._tools.active and not painted):
            self._rest(event)
            return True
        if event.type() is QEvent.Type.TouchCancel:
            self._tools.cancel()
            self._fingers = Fingers()
            return True
        down = _down(event)
        pinch = self._fingers.follow(down)
        doing = self._fingers.doing
        if doing is Touch.MOVE:
            if painted:
                self._tools.cancel()  # the first of two fingers was not meant to paint
            if pinch is not None:
                self._canvas.camera.pinch(pinch.factor, QPointF(*pinch.at), dx=pinch.dx, dy=pinch.dy)
        elif doing is Touch.PAINT:
            at = QPointF(*next(iter(down.values())))
            if painted:
                self._canvas.point_at(at)
            else:
                other = bool(event.modifiers() & OTHER)
                self._canvas.press_at(at, erase=False, other=other)
        elif painted:
            self._canvas.let_go()
        event.accept()
        return True

    def _rest(self, event: QTouchEvent) -> None:
        """A palm came down, moved or left while something else draws."""
        if event.type() is not QEvent.Type.TouchCancel and _down(event):
            self._fingers.rest()
        else:
            self._fingers = Fingers()
        event.accept()

    def _penned(self, event: QTabletEvent) -> bool:
        erase = event.button() is Qt.MouseButton.RightButton or (
            event.pointerType() is QPointingDevice.PointerType.Eraser
        )
        paints = event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
        if not self._pen_is_down and (self._canvas.panning or (event.button() and not paints)):
            event.ignore()  # Qt makes a mouse event of it, and the picture is moved
            return True
        if event.type() is QEvent.Type.TabletPress and paints and not self._pen_is_down:
            self._pen_is_down = True
            if self._fingers.doing is Touch.PAINT:
                self._tools.cancel()  # the palm was there before the pen
                self._fingers.rest()
            self._toolbox.set_pressure(event.pressure())
            other = bool(event.modifiers() & OTHER)
            self._canvas.press_at(event.position(), erase=erase, other=other)
        elif event.type() is QEvent.Type.TabletMove:
            if self._pen_is_down:
                self._toolbox.set_pressure(event.pressure())
            self._canvas.point_at(event.position())
        elif event.type() is QEvent.Type.TabletRelease and self._pen_is_down and not event.buttons():
            self._pen_is_down = False
            self._toolbox.set_pressure(None)
            self._canvas.let_go()
        event.accept()
        return True

    def _gestured(self, event: QNativeGestureEvent) -> bool:
        kind = event.gestureType()
        if kind is Qt.NativeGestureType.ZoomNativeGesture:
            self._canvas.camera.pinch(max(1 + event.value(), 0.1), event.position(), dx=0, dy=0)
        elif kind is Qt.NativeGestureType.PanNativeGesture:
            self._canvas.camera.pinch(1, event.position(), dx=event.delta().x(), dy=event.delta().y())
        elif kind is Qt.NativeGestureType.SmartZoomNativeGesture:
            self._canvas.camera.fit()
        else:
            return False
        event.accept()
        return True


def _down(event: QTouchEvent) -> dict[int, Position]:
    """The fingers that are on the screen, by id."""
    return {
        point.id(): (point.position().x(), point.position().y())
        for point in event.points()
        if point.state() is not QEventPoint.State.Released
    }
