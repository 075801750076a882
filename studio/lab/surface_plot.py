"""The surface of a matching over θ: the pointer or the arrow keys move θ."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

from engine.lab import GLOBAL_OPTIMA, REACH
from studio.lab import palette
from studio.lab.plot import Plot, Role, SmoothImage
from studio.lab.scene import Scene, Surface

STEP, FINE_STEP = 0.05, 0.01
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}


class SurfacePlot(Plot):
    """Shows a surface and θ; it tells of wishes to move θ."""

    theta_wanted = Signal(float, float)
    """θ₁, θ₂."""

    def __init__(self) -> None:
        super().__init__(x="θ₁", y="θ₂", square=True)
        self.setAccessibleName(self.tr("Reverse KL over θ"))
        self.setToolTip(self.tr("Drag θ, the first coordinates of p's two means. Arrow keys move it, too."))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theta = (0.0, 0.0)
        self._image = SmoothImage(reach=REACH)
        self._lines = pg.PlotCurveItem(connect="finite", pen=pg.mkPen("#ffffffb0", width=1))
        self._stars = pg.ScatterPlotItem(
            pos=GLOBAL_OPTIMA, symbol="star", size=18, brush=palette.STAR, pen=pg.mkPen("#ffffff", width=1.2)
        )
        self.local = pg.ScatterPlotItem(symbol="o", size=10, brush=None, pen=pg.mkPen("#ffffff", width=1.6))
        self.handle = pg.ScatterPlotItem(symbol="o", size=15, pen=pg.mkPen("#ffffff", width=2))
        self.add(self._image, self._lines, self._stars, self.local, self.handle)
        for side in ("bottom", "left"):
            self.set_ticks(side, -2, -1, 0, 1, 2)
        self.setRange(xRange=(-REACH, REACH), yRange=(-REACH, REACH), padding=0.01)
        self.dress()

    def show_surface(self, surface: Surface) -> None:
        self._image.show_pixels(surface.pixels, len(surface.values))
        self._lines.setData(*surface.lines.T, connect="finite")
        self.local.setData(pos=surface.local)

    def show_theta(self, scene: Scene) -> None:
        self._theta = scene.theta
        self.handle.setData(pos=[scene.theta])

    def recolour(self) -> None:
        self.handle.setBrush(self.colours.p)
        ring = self.palette().color(Role.Highlight) if self.hasFocus() else "#ffffff"
        self.handle.setPen(pg.mkPen(ring, width=2.4 if self.hasFocus() else 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._want(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._want(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = _ARROWS.get(Qt.Key(event.key()))
        if direction is None:
            event.ignore()
            return
        step = FINE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        self.theta_wanted.emit(self._theta[0] + step * direction[0], self._theta[1] + step * direction[1])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.recolour()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.recolour()

    def where(self, theta1: float, theta2: float) -> QPointF:
        """Where a θ is on the widget."""
        at = self.getViewBox().mapViewToScene(QPointF(theta1, theta2))
        return QPointF(self.mapFromScene(at))

    def _want(self, position: QPointF) -> None:
        at = self.getViewBox().mapSceneToView(self.mapToScene(position.toPoint()))
        self.theta_wanted.emit(at.x(), at.y())
