"""What the bars above the canvas share: a sign, words and buttons, one under the other in little room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton

from studio import theme

NARROW = 420
"""Pixels of width below which the buttons go under the words."""
_SIGN = 18
_ACROSS, _DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class Bar(QFrame):
    """Hidden at first. It blocks nothing, and its buttons take no focus from the canvas by a click."""

    def __init__(self, icon: str, role: QPalette.ColorRole) -> None:
        """Args: role: the colour of its sign."""
        super().__init__()
        self._icon, self._role = icon, role
        self.setObjectName("message")
        self._sign = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._sign.setFixedWidth(_SIGN)
        self._text = QLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._buttons = QBoxLayout(_ACROSS)
        self._buttons.setSpacing(8)
        words = QHBoxLayout()
        words.setSpacing(10)
        words.addWidget(self._sign)
        words.addWidget(self._text, 1)
        self._row = QBoxLayout(_ACROSS, self)
        self._row.setContentsMargins(12, 6, 8, 6)
        self._row.setSpacing(8)
        self._row.addLayout(words, 1)
        self._row.addLayout(self._buttons)
        self._tint()
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def say(self, text: str) -> None:
        """Show the bar with other words."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self._arrange(self.width())
        self.show()

    def add_button(self, text: str = "") -> QPushButton:
        """One more button on the right."""
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        return button

    def minimumSizeHint(self) -> QSize:
        return QSize(200, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(event.size().width())
        super().resizeEvent(event)

    def _arrange(self, width: int) -> None:
        hints = [button.sizeHint().width() for button in self.findChildren(QPushButton) if not button.isHidden()]
        margins, gaps = self._row.contentsMargins(), self._buttons.spacing() * (len(hints) - 1)
        room = width - margins.left() - margins.right() - gaps
        self._row.setDirection(_DOWN if width < NARROW else _ACROSS)
        self._buttons.setDirection(_DOWN if width < NARROW and sum(hints) > room else _ACROSS)

    def _tint(self) -> None:
        self._sign.setPixmap(theme.icon(self._icon, self._role).pixmap(_SIGN, _SIGN))
