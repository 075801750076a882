"""A bar above the canvas that offers something: buttons to take it and one to leave it. It blocks nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton

from studio.widgets.bar import Bar

Answer = tuple[str, Callable[[], object]]
"""The text of a button, and what it does."""


class OfferBar(Bar):
    """Hidden until something is offered; a newer offer replaces the one before."""

    def __init__(self, icon: str) -> None:
        super().__init__(icon, QPalette.ColorRole.Link)
        self.take_button, self.other_button, self.leave_button = (self.add_button() for _ in range(3))
        self._answers: dict[QPushButton, Answer | None] = {}
        for button in (self.take_button, self.other_button, self.leave_button):
            button.clicked.connect(partial(self._answer, button))

    def offer(self, text: str, *, take: Answer, leave: Answer, other: Answer | None = None) -> None:
        """Show words and two buttons, or three: `other` is another way to take it."""
        self._answers = {self.take_button: take, self.other_button: other, self.leave_button: leave}
        for button, answer in self._answers.items():
            button.setText("" if answer is None else answer[0])
            button.setVisible(answer is not None)
        self.say(text)

    def _answer(self, button: QPushButton) -> None:
        answer = self._answers[button]
        assert answer is not None
        self.hide()
        answer[1]()
