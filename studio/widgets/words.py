"""A line or more of plain words that never ask for more room than there is: a name without spaces is broken, too."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel

_LONG = re.compile(r"\S{24}(?=\S)")
_MAY_BREAK = "\u200b"
"""A space of no width."""


class Words(QLabel):
    """Wraps, between words or, where one is longer than a line, in it."""

    def __init__(self, words: str = "", *, role: QPalette.ColorRole = QPalette.ColorRole.WindowText) -> None:
        super().__init__(wordWrap=True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setForegroundRole(role)
        self.setText(words)

    def setText(self, text: str) -> None:
        super().setText(_LONG.sub(lambda found: found.group() + _MAY_BREAK, text))
