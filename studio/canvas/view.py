"""The canvas widget: shows the document, zooms and pans, and turns pointer and keys into strokes."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.canvas.camera import Camera
from studio.canvas.composition import Composition
from studio.canvas.tool_dispatch import ToolDispatch
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Point, Tool, patch_at, patch_centre
from studio.canvas.viewport import Viewport
from studio.document.document import Document
from studio.document.request import UInt8Array

_HANDLE = 8
"""Widget pixels around a handle of the frame that are its own."""
OTHER = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
"""Keys that let a tool do its other thing; where the window manager wants Alt for itself there is Ctrl."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CanvasView(QWidget):
    """The picture, large, in the middle of the window."""

    painted = Signal(object)
    """After each paint event: the Completion that it showed, or None."""
    frame_scrolled = Signal(float)
    """Ctrl and the wheel while the picture is placed: steps by which the frame becomes larger."""
    escaped = Signal()
    """Escape was pressed."""

    def __init__(self, document: Document, tools: ToolDispatch, toolbox: Toolbox) -> None:
        super().__init__()
        self._document, self.tools, self.toolbox = document, tools, toolbox
        self.camera = Camera(document, self)
        self.camera.moved.connect(self.update)
        self._pointer: Point | None = None
        self._pan: QPointF | None = None
        self._space = False
        self._composition = Composition(document, tools, toolbox)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 240)
        self.setAccessibleName(self.tr("Canvas"))
        self.setAccessibleDescription(
            self.tr("Paint the known patches. Arrow keys move, Return paints, Tab shows the input.")
        )
        patches = document.sources_changed, document.assignment_changed
        for changed in (*patches, document.completions_changed, document.noise_changed):
            changed.connect(self._refresh)
        toolbox.changed.connect(self._follow_hand)
        document.model_changed.connect(self.camera.fit)
        self._refresh()
        self._set_cursor()

    def sizeHint(self) -> QSize:
        return QSize(720, 720)

    def filled(self, width: int, height: int) -> float:
        """Pixels that the picture covers where it fits into a widget of this size."""
        return self.camera.filled(width, height)

    @property
    def viewport(self) -> Viewport:
        """Where the model's image lies in the widget."""
        return self.camera.viewport

    @property
    def panning(self) -> bool:
        """Whether the mouse or the space bar moves the picture now."""
        return self._space or self._pan is not None

    def press_at(self, at: QPointF, *, erase: bool, other: bool) -> None:
        """Begin what the tool in hand does at a widget point. Args: as `ToolHandler.press`."""
        point = self._point(at)
        self.tools.reach = self._reach
        self.tools.press(point, erase=erase, other=other)
        self._aim(point)

    def point_at(self, at: QPointF) -> None:
        """Go on with it at a widget point, or show what it would touch."""
        point = self._point(at)
        self.tools.move(point)
        self._aim(point)

    def let_go(self) -> None:
        self.tools.release()
        self._aim(self._pointer)

    def show_layer(self, layer: str, shown: bool) -> None:
        """Show or hide a layer of the composition: `grid`, `views`, `marks`, `sources`, `copies` or `spread`."""
        setattr(self._composition, layer, shown)
        self._refresh()

    def show_passing(self, image: UInt8Array | None) -> None:
        """Show (H, W, C) in place of the completion, which the document knows nothing of; None: no longer."""
        self._composition.passing = image
        self._composition.refresh()
        self.update()

    def peek(self, active: bool) -> None:
        """Show the input in place of the completion."""
        self._composition.peeks = active
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Dark))
        seen = self._composition.draw(painter, self.viewport, self.palette(), pointer=not self.panning)
        painter.end()
        self.painted.emit(seen)

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if self.toolbox.tool is Tool.PLACE and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not self._document.gesturing:  # a drag of the picture goes on from the frame that it began with
                self.frame_scrolled.emit(-steps)
            event.accept()
            return
        if _scrolls(event):
            self.camera.pinch(1, event.position(), dx=event.pixelDelta().x(), dy=event.pixelDelta().y())
        else:
            self.camera.zoom(steps, event.position())
        self._aim(self._point(event.position()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        button = event.button()
        if button is Qt.MouseButton.MiddleButton or (self._space and button is Qt.MouseButton.LeftButton):
            self._pan = event.position()
        elif button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            erase = button is Qt.MouseButton.RightButton
            self.press_at(event.position(), erase=erase, other=bool(event.modifiers() & OTHER))
        self._set_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pan is not None:
            delta, self._pan = event.position() - self._pan, event.position()
            self.camera.pinch(1, event.position(), dx=delta.x(), dy=delta.y())
            return
        self.point_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pan is not None:
            self._pan = None
            self._set_cursor()
        elif not event.buttons() & (Qt.MouseButton.LeftButton | Qt.MouseButton.RightButton):
            self.let_go()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._aim(self._point(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._aim(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Space:
            self._space = True
            self._set_cursor()
        elif key is Qt.Key.Key_Tab:
            self.peek(True)
        elif key is Qt.Key.Key_Escape:
            self.tools.cancel()
            self.escaped.emit()
        elif key in _ARROWS and not self.tools.active:
            other = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if not self.tools.nudge(*_ARROWS[key], other=other):
                self._step(*_ARROWS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pointer is not None:
            self.tools.press(self._pointer)
            self.tools.release()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self._space = False
            self._set_cursor()
        elif event.key() == Qt.Key.Key_Tab:
            self.peek(False)
        else:
            super().keyReleaseEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab shows the input; Shift+Tab and F6 go on to the panels."""
        return False if forward else super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._space = False
        self.peek(False)
        self._set_cursor()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.camera.refit()

    def _step(self, right: int, down: int) -> None:
        grid = self._document.grid
        if self.toolbox.tool is Tool.PENCIL:
            x, y = self._pointer or (grid.width / 2, grid.height / 2)
            x, y = math.floor(x) + right + 0.5, math.floor(y) + down + 0.5
            self._aim((min(max(x, 0.5), grid.width - 0.5), min(max(y, 0.5), grid.height - 0.5)))
            return
        here = patch_at(grid, self._pointer) if self._pointer is not None else None
        if here is None:
            here, right, down = grid.L // 2, 0, 0
        row, column = divmod(here, grid.columns)
        row, column = min(max(row + down, 0), grid.rows - 1), min(max(column + right, 0), grid.columns - 1)
        self._aim(patch_centre(grid, row * grid.columns + column))

    def _aim(self, point: Point | None) -> None:
        """Point at an image point, or at nothing."""
        self._pointer = point
        self._set_cursor()
        self._follow_hand()

    def _follow_hand(self) -> None:
        self._composition.follow_hand(self._pointer)
        self.update()

    def _refresh(self) -> None:
        self.camera.follow()
        self._composition.refresh()
        self._follow_hand()

    def _point(self, at: QPointF) -> Point:
        """The image point at a widget point."""
        return self.viewport.to_image(at.x(), at.y())

    def _set_cursor(self) -> None:
        if self._pan is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._space:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            shape = None if self._pointer is None else self.tools.cursor(self._pointer, self._reach)
            self.setCursor(shape or Qt.CursorShape.CrossCursor)

    @property
    def _reach(self) -> float:
        return _HANDLE / self.viewport.scale


def _scrolls(event: QWheelEvent) -> bool:
    """Whether two fingers on a touch pad move the picture; a wheel, and a pinch told as Ctrl and a wheel, zoom."""
    pad = event.device().type() is QInputDevice.DeviceType.TouchPad
    return pad and not event.pixelDelta().isNull() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
