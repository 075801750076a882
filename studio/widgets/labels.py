"""Labels that never ask for more room than there is: wrapped or elided words, and a picture."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QPaintEvent, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip

from studio.translation import plain

QUIET = QPalette.ColorRole.PlaceholderText
"""The colour of words that explain."""
_LONG = re.compile(r"\S{24}(?=\S)")
_MAY_BREAK = "\u200b"
"""A space of no width."""


class WrappedLabel(QLabel):
    """Plain words that wrap between words or, where one is longer than a line, such as a name, in it."""

    def __init__(self, text: str = "", *, role: QPalette.ColorRole = QPalette.ColorRole.WindowText) -> None:
        super().__init__(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.setForegroundRole(role)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(_LONG.sub(lambda found: found.group() + _MAY_BREAK, text))


class ElidedLabel(QLabel):
    """As much of its plain text as fits in one line; where that is not all, a tool tip says it whole."""

    def __init__(self, *, role: QPalette.ColorRole = QPalette.ColorRole.WindowText) -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText)
        self.setForegroundRole(role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def shown(self) -> str:
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and self.shown != self.text():
            QToolTip.showText(event.globalPos(), plain(self.text()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        where = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter, palette = QPainter(self), self.palette()
        self.style().drawItemText(
            painter, self.contentsRect(), where, palette, self.isEnabled(), self.shown, self.foregroundRole()
        )


class Preview(QLabel):
    """A picture as wide as there is room, never enlarged."""

    def __init__(self) -> None:
        super().__init__(alignment=Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_image(self, image: QImage) -> None:
        """Show a picture; an empty one hides the label."""
        self._image = image
        self.setVisible(not image.isNull())
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        if self._image.isNull() or self.width() < 2:
            return
        ratio = self.devicePixelRatioF()
        width = min(round(self.width() * ratio), self._image.width())
        scaled = self._image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        scaled.setDevicePixelRatio(ratio)
        self.setPixmap(QPixmap.fromImage(scaled))
        self.setFixedHeight(round(scaled.height() / ratio))
