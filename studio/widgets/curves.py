"""Curves of a training run over the images seen, with their last values, and what one reads from them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import cycle

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine import Curve
from studio.i18n import QT_TRANSLATE_NOOP
from studio.translation import digits, number

COLOURS = ("#267df3", "#c8650d", "#279162", "#cf548e", "#8864ff", "#977e23", "#338b95", "#a5755f")
"""Each at least 3 : 1 against the windows of both themes."""
_LEFT, _BOTTOM, _TOP, _LINES = 52, 20, 8, 4
_NAMES = {
    "diversity": QT_TRANSLATE_NOOP("Readings", "Energy score"),
    "likelihood": QT_TRANSLATE_NOOP("Readings", "Reconstruction"),
    "generator": QT_TRANSLATE_NOOP("Readings", "Generator"),
    "discriminator": QT_TRANSLATE_NOOP("Readings", "Discriminator"),
    "communication": QT_TRANSLATE_NOOP("Readings", "Communication"),
    "communication_d": QT_TRANSLATE_NOOP("Readings", "Communication (discriminator)"),
    "r1": QT_TRANSLATE_NOOP("Readings", "Penalty R1"),
    "r2": QT_TRANSLATE_NOOP("Readings", "Penalty R2"),
    "0": QT_TRANSLATE_NOOP("Readings", "nothing known"),
    "0.1": QT_TRANSLATE_NOOP("Readings", "10 % known"),
    "0.25": QT_TRANSLATE_NOOP("Readings", "25 % known"),
    "0.5": QT_TRANSLATE_NOOP("Readings", "50 % known"),
    "half": QT_TRANSLATE_NOOP("Readings", "upper half known"),
}
LOSSES = QT_TRANSLATE_NOOP(
    "Readings",
    "Lower is better for the energy score: how far completions are from the truth, less how far they are apart. It"
    " falls fast, then slowly. Generator and discriminator play against each other: steady is good; at 0, one of them"
    " has won.",
)
GAINS = QT_TRANSLATE_NOOP(
    "Readings",
    "Higher is better: by how many dB the mean of eight completions is closer to the truth than one completion. About"
    " 2.5 is ideal; 0 means that the noise is ignored and all completions are the same.",
)


class Curves(QWidget):
    """Draws what it is given; a curve that is not finite is left out at that point."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self.curves: dict[str, Curve] = {}
        """(images, value) by name."""
        self._lines: list[tuple[str, QColor, QPolygonF]] = []
        """Name with last value, colour and points of each curve."""
        self._scale: tuple[float, float, float] | None = None
        self._right = 1
        self._waiting = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(130)
        self.setAccessibleName(title)

    def sizeHint(self) -> QSize:
        return QSize(420, 180)

    def set_curves(self, curves: Mapping[str, Curve], *, waiting: str = "") -> None:
        """Show other curves; while there is no point on them, the words `waiting`."""
        self._waiting = waiting
        self.curves = {
            name: [(x, y) for x, y in curve if math.isfinite(y)] for name, curve in curves.items() if curve
        }
        self._lines = [
            (
                f"{name} {digits(curve[-1][1])}" if curve else name,
                QColor(colour),
                QPolygonF([QPointF(*p) for p in curve]),
            )
            for (name, curve), colour in zip(self.curves.items(), cycle(COLOURS), strict=False)
        ]
        points = [point for curve in self.curves.values() for point in curve]
        values = [y for _, y in points]
        self._scale = round_scale(min(values), max(values)) if points else None
        self._right = max([1, *(x for x, _ in points)])
        last = ", ".join(text for text, _, line in self._lines if not line.isEmpty())
        self.setAccessibleDescription(last or waiting)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        quiet = self.palette().color(QPalette.ColorRole.PlaceholderText)
        height = self.fontMetrics().height()
        legend = self._legend(painter, quiet)
        frame = QRectF(_LEFT, _TOP + legend, self.width() - _LEFT - 8, self.height() - _TOP - _BOTTOM - legend)
        if self._scale is None and self._waiting:
            self._paint_waiting(painter, frame, quiet)
        if self._scale is None or frame.height() < height:
            return
        low, high, step = self._scale
        place = QTransform.fromTranslate(frame.left(), frame.bottom())
        place.scale(frame.width() / self._right, -frame.height() / (high - low)).translate(0, -low)
        for i in range(round((high - low) / step) + 1):
            value = low + i * step
            y = place.map(QPointF(0, value)).y()
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(quiet)
            box = QRectF(0, y - height / 2, _LEFT - 6, height)
            where = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(box, where, _number(value, high - low))
        below = QRectF(frame.left(), frame.bottom() + 2, frame.width(), _BOTTOM)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignRight), self.tr("{0} images").format(number(self._right)))
        for _, colour, line in self._lines:
            painter.setPen(QPen(colour, 1.6))
            painter.drawPolyline(place.map(line))
            if line.size() == 1:
                painter.drawEllipse(place.map(line.first()), 2, 2)

    def _paint_waiting(self, painter: QPainter, frame: QRectF, quiet: QColor) -> None:
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        painter.drawRoundedRect(frame, 4, 4)
        painter.setPen(quiet)
        where = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(frame, where, self._waiting)

    def _legend(self, painter: QPainter, quiet: QColor) -> float:
        """Names and last values, in as many rows as they need; returns their height."""
        metrics, x, row = self.fontMetrics(), float(_LEFT), 0
        painter.setPen(quiet)
        if not self._lines:
            painter.drawText(QPointF(_LEFT, _TOP + metrics.ascent()), self._title)
        for text, colour, _ in self._lines:
            width = metrics.horizontalAdvance(text) + 26
            if x + width > self.width() and x > _LEFT:
                x, row = float(_LEFT), row + 1
            y = _TOP + row * metrics.height()
            painter.fillRect(QRectF(x, y + metrics.height() / 2 - 1, 10, 3), colour)
            painter.drawText(QPointF(x + 14, y + metrics.ascent()), text)
            x += width
        return (row + 1) * metrics.height() + 4


def round_scale(low: float, high: float) -> tuple[float, float, float]:
    """The lowest and highest line of a scale around some values, and the step between lines: 1, 2 or 5 times 10ⁿ."""
    if high - low < 1e-9:
        low, high = low - 0.5, high + 0.5
    rough = (high - low) / _LINES
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def _number(value: float, span: float) -> str:
    """Three digits; what is next to nothing beside the span is 0."""
    return "0" if abs(value) < span / 100 else digits(value)


def named(curves: Mapping[str, Curve]) -> dict[str, Curve]:
    """Losses or gains of a run under the names that people read; an unknown one keeps its own."""
    return {
        QCoreApplication.translate("Readings", _NAMES[name]) if name in _NAMES else name: curve
        for name, curve in curves.items()
    }


def reading(text: str) -> str:
    """What one reads from a chart: LOSSES or GAINS in the language of the studio."""
    return QCoreApplication.translate("Readings", text)
