"""A bar above the canvas that offers something: a button to take it and one to leave it. It blocks nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from studio import theme


class OfferBar(QFrame):
    """Hidden until something is offered; a newer offer replaces the one before."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self._take: Callable[[], object] = lambda: None
        self._leave: Callable[[], object] = lambda: None
        self.setObjectName("message")
        self._sign = QLabel()
        self._text = QLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self.take_button, self.leave_button = QPushButton(), QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        for button in (self.take_button, self.leave_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self.take_button.clicked.connect(lambda: self._answer(self._take))
        self.leave_button.clicked.connect(lambda: self._answer(self._leave))
        self._tint()
        self.hide()

    @property
    def text(self) -> str:
        """What is offered."""
        return self._text.text()

    def offer(
        self, text: str, *, take: tuple[str, Callable[[], object]], leave: tuple[str, Callable[[], object]]
    ) -> None:
        """Show words and two buttons: (text, what it does)."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.take_button.setText(take[0])
        self.leave_button.setText(leave[0])
        self._take, self._leave = take[1], leave[1]
        self.leave_button.show()
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)

    def _answer(self, do: Callable[[], object]) -> None:
        self.hide()
        do()

    def _tint(self) -> None:
        self._sign.setPixmap(theme.icon(self._icon, QPalette.ColorRole.Link).pixmap(18, 18))
