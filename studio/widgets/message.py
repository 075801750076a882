"""The message bar: one failure in plain words above the canvas, with details to copy. Nothing is blocked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from studio import theme
from studio.errors import Failure


class MessageBar(QFrame):
    """Hidden until something fails; the newest failure replaces the one before."""

    def __init__(self) -> None:
        super().__init__()
        self._failure: Failure | None = None
        self.setObjectName("message")
        self._sign = QLabel()
        self._text = QLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy_button = QPushButton(self.tr("Copy Details"))
        self.copy_button.clicked.connect(self._copy)
        self.close_button = QPushButton(self.tr("Dismiss"))
        self.close_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        for button in (self.copy_button, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text.text()

    def show_failure(self, failure: Failure) -> None:
        """Show a failure."""
        self._failure = failure
        self._text.setText(failure.message)
        self.setAccessibleName(failure.message)
        self._sign.setPixmap(theme.icon("alert-circle-outline", QPalette.ColorRole.BrightText).pixmap(18, 18))
        self.show()

    def _copy(self) -> None:
        if self._failure is not None:
            QGuiApplication.clipboard().setText(self._failure.details)
