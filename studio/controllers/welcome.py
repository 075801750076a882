"""The first minutes: a hint of three steps that can be dismissed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from studio.actions.action_set import Handlers
from studio.document.document import Document
from studio.settings import HINTS_SEEN, Settings
from studio.widgets.bar import OfferBar


class Welcome(QObject):
    """Owns the bar of hints."""

    def __init__(self, document: Document, settings: Settings) -> None:
        super().__init__()
        self._document, self._settings = document, settings
        self.hint = OfferBar("lightbulb-on-outline")
        self._at = 0
        for changed in (document.sources_changed, document.assignment_changed):
            changed.connect(self._refresh)

    def handlers(self) -> Handlers:
        return {"hints": self.show}

    def begin(self) -> None:
        """At the first start, show the hints."""
        if not self._settings.get(HINTS_SEEN):
            self.show()

    def show(self) -> None:
        """Show the hints from the first."""
        self._step(0)

    def _steps(self) -> list[str]:
        return [
            self.tr("1 of 3: Brush over what is to be replaced in the picture; the model fills it in.")
            if self._document.hole is not None
            else self.tr("1 of 3: Paint on the picture. Painted patches are known; the model completes the others."),
            self.tr("2 of 3: The nine completions differ by their noise alone. Click one, or press R for others."),
            self.tr(
                "3 of 3: Drop any picture on the window; add a second one to mix them. Ctrl+K finds all commands."
            ),
        ]

    def _step(self, number: int) -> None:
        self._at, steps = number, self._steps()
        last = number + 1 == len(steps)
        go_on = (self.tr("Done"), self._end) if last else (self.tr("Next"), partial(self._step, number + 1))
        self.hint.offer(steps[number], take=go_on, leave=(self.tr("Dismiss"), self._end))
        self.hint.leave_button.setVisible(not last)

    def _refresh(self) -> None:
        """A photo is brushed otherwise than a picture of the model's size."""
        if self.hint.wanted and self.hint.text != self._steps()[self._at]:
            self._step(self._at)

    def _end(self) -> None:
        self._settings.set(HINTS_SEEN, True)
