"""A bar above the canvas for work that takes a while: how far it is, and a button to give it up."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QProgressBar

from studio.widgets.bar import Bar


class ProgressBar(Bar):
    """Hidden while nothing goes on. It blocks nothing."""

    given_up = Signal()
    """The user wants no more of it."""

    def __init__(self, icon: str) -> None:
        super().__init__(icon, QPalette.ColorRole.Link)
        self._progress = QProgressBar(textVisible=False)
        self._progress.setFixedSize(160, 6)
        self._buttons.addWidget(self._progress)
        self.cancel_button = self.add_button(self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.given_up)

    def show_progress(self, text: str, done: int, total: int) -> None:
        """Show how far it is, in words and as a bar."""
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._progress.setAccessibleName(text)
        self.say(text)
