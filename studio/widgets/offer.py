"""A bar above the canvas that offers something: a button to take it and one to leave it. It blocks nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QPalette

from studio.widgets.bar import Bar


class OfferBar(Bar):
    """Hidden until something is offered; a newer offer replaces the one before."""

    def __init__(self, icon: str) -> None:
        super().__init__(icon, QPalette.ColorRole.Link)
        self._take: Callable[[], object] = lambda: None
        self._leave: Callable[[], object] = lambda: None
        self.take_button, self.leave_button = self.add_button(), self.add_button()
        self.take_button.clicked.connect(lambda: self._answer(self._take))
        self.leave_button.clicked.connect(lambda: self._answer(self._leave))

    def offer(
        self, text: str, *, take: tuple[str, Callable[[], object]], leave: tuple[str, Callable[[], object]]
    ) -> None:
        """Show words and two buttons: (text, what it does)."""
        self.take_button.setText(take[0])
        self.leave_button.setText(leave[0])
        self._take, self._leave = take[1], leave[1]
        self.leave_button.show()
        self.say(text)

    def _answer(self, do: Callable[[], object]) -> None:
        self.hide()
        do()
