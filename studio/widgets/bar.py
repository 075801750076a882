"""What the bars above the canvas share: a sign, words and buttons; under the words where there is little room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton

from studio import theme

NARROW = 420
"""Pixels of width below which the buttons go under the words."""
_SIGN = 18


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
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        words = QHBoxLayout()
        words.setSpacing(10)
        words.addWidget(self._sign)
        words.addWidget(self._text, 1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
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
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(down if event.size().width() < NARROW else across)
        super().resizeEvent(event)

    def _tint(self) -> None:
        self._sign.setPixmap(theme.icon(self._icon, self._role).pixmap(_SIGN, _SIGN))
