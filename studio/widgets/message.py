"""The message bar: one failure in plain words above the canvas, with details to copy. Nothing is blocked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette

from studio.errors import Failure, FailureKind
from studio.widgets.bar import Bar


class MessageBar(Bar):
    """Hidden until something fails. A newer failure replaces it, a success in the same matter takes it away."""

    def __init__(self) -> None:
        super().__init__("alert-circle-outline", QPalette.ColorRole.BrightText)
        self._failure: Failure | None = None
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy_button = self.add_button(self.tr("Copy Details"))
        self.copy_button.clicked.connect(self._copy)
        self.close_button = self.add_button(self.tr("Dismiss"))
        self.close_button.clicked.connect(self.hide)

    def show_failure(self, failure: Failure) -> None:
        """Show a failure."""
        self._failure = failure
        self.say(failure.message)

    def settle(self, matter: FailureKind, *_: object) -> None:
        """Something has worked: what failed before in the same matter is old news."""
        if self._failure is not None and self._failure.matter is matter:
            self.hide()

    def _copy(self) -> None:
        if self._failure is not None:
            QGuiApplication.clipboard().setText(self._failure.details)
