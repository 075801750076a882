"""What the colours of a surface mean: nats from 0 up."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.lab.palette import scale
from studio.translation import digits

_TICKS = (0.0, 0.1, 0.3, 0.69, 1.5, 3.0, 6.0, 12.0, 25.0)
_BAR = 9


class ColourBar(QWidget):
    """A strip with the level lines' values; it is as fine near 0 as the surface's colours are."""

    def __init__(self) -> None:
        super().__init__()
        self._highest = 1.0
        table = scale()
        self._strip = QImage(table.tobytes(), len(table), 1, QImage.Format.Format_RGBA8888).copy()
        self.setAccessibleName(self.tr("Colours of the surface, in nats"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, _BAR + self.fontMetrics().height() + 4)

    def set_highest(self, nats: float) -> None:
        if nats != self._highest:
            self._highest = nats
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        unit = self.tr("nats")
        metrics = self.fontMetrics()
        width = self.width() - metrics.horizontalAdvance(unit) - 24
        frame = QRectF(8, 0, width, _BAR)
        painter.drawImage(frame, self._strip)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        below = QRectF(0, _BAR + 2, 0, metrics.height())
        free = 0.0
        for tick in _TICKS:
            x = frame.left() + frame.width() * min(tick / self._highest, 2) ** 0.5
            words = digits(tick)
            half = metrics.horizontalAdvance(words) / 2 + 3
            if x <= frame.right() and x - half >= free - 8:
                painter.drawLine(int(x), _BAR, int(x), _BAR + 2)
                around = below.translated(x, 0).adjusted(-half, 0, half, 0)
                painter.drawText(around, Qt.AlignmentFlag.AlignCenter, words)
                free = x + half
        painter.drawText(QRectF(frame.right() + 8, -2, 80, metrics.height()), Qt.AlignmentFlag.AlignLeft, unit)
