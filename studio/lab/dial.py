"""A dial that points where the rotated domain's first axis does."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QDial

Role = QPalette.ColorRole


class AngleDial(QDial):
    """Degrees, anticlockwise from the right as in the plane; the pointer sets what it points at."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(0, 359)
        self.setWrapping(True)
        self.setSingleStep(1)
        self.setPageStep(15)
        self.setFixedSize(72, 72)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._point_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._point_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        middle, radius = QPointF(self.rect().center()) + QPointF(0.5, 0.5), self.width() / 2 - 9
        painter.setPen(QPen(colours.color(Role.Highlight if self.hasFocus() else Role.Shadow), 1.4))
        painter.setBrush(colours.color(Role.Base))
        painter.drawEllipse(middle, radius, radius)
        painter.setPen(QPen(colours.color(Role.PlaceholderText), 1))
        for angle in range(0, 360, 15):
            length = 5 if angle % 90 == 0 else 3
            painter.drawLine(middle + _towards(angle, radius + 3), middle + _towards(angle, radius + 3 + length))
        painter.setPen(QPen(colours.color(Role.Text), 2, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(middle, middle + _towards(self.value(), radius - 5))
        painter.setBrush(colours.color(Role.Text))
        painter.drawEllipse(middle, 1.6, 1.6)

    def _point_at(self, position: QPointF) -> None:
        away = position - QPointF(self.rect().center())
        if math.hypot(away.x(), away.y()) > 2:
            self.setValue(round(math.degrees(math.atan2(-away.y(), away.x()))) % 360)


def _towards(angle: int, length: float) -> QPointF:
    return QPointF(math.cos(math.radians(angle)) * length, -math.sin(math.radians(angle)) * length)
