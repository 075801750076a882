"""Disclosing patches: the one that would help most, or, as a play, one after the other."""

from __future__ import annotations

from itertools import count

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from studio.actions.action_set import Handlers
from studio.canvas.toolbox import Toolbox
from studio.document.commands import PatchCommand
from studio.document.document import Document
from studio.document.uncertainty import most_helpful

PACE_MS = 300
"""The least time between two patches of a play; it waits for the completions too."""
_FIRST_SERIES = 1000


class Reveal(QObject):
    """A play is one undo step. A stroke, an undo, another picture or another model ends it."""

    playing_changed = Signal(bool)
    noted = Signal(str)
    """A short word of what was done."""
    retracted = Signal(str)
    """A word that was noted is true no longer."""

    def __init__(self, document: Document, stack: QUndoStack, toolbox: Toolbox) -> None:
        super().__init__()
        self._words = self.tr("Revealing one helpful patch after another; a stroke, or Play again, ends it")
        self._document, self._stack, self._toolbox = document, stack, toolbox
        self._series = count(_FIRST_SERIES)
        self._playing = 0
        """The series of the play that goes on; 0: there is none."""
        self._timer = QTimer(self, interval=PACE_MS)
        self._timer.timeout.connect(self._next)
        document.gesture_changed.connect(lambda active: self.stop() if active else None)
        document.sources_changed.connect(self.stop)
        document.model_changed.connect(self.stop)

    def handlers(self) -> Handlers:
        return {"reveal": self.reveal, "play": self.toggle}

    @property
    def playing(self) -> bool:
        """Whether a play goes on."""
        return self._playing > 0

    def suggestion(self) -> int | None:
        """The target whose disclosure would help most, by the completions on show."""
        document = self._document
        return most_helpful(document.grid, document.agreeing(), document.target)

    def reveal(self) -> None:
        """Make the patch known whose disclosure would help most, from the source in hand."""
        patch = self.suggestion()
        if patch is None:
            self.noted.emit(self.tr("Every patch is known or ignored"))
        else:
            self._disclose(patch, self.tr("Reveal Patch"))

    def toggle(self) -> None:
        """Begin a play, or end the one that goes on."""
        if self.playing:
            self.stop()
            return
        if not self._document.target.any():
            self.noted.emit(self.tr("Every patch is known or ignored"))
            self.playing_changed.emit(False)
            return
        self._playing = next(self._series)
        self._timer.start()
        self.noted.emit(self._words)
        self.playing_changed.emit(True)
        self._next()

    def stop(self) -> None:
        """End the play."""
        self._timer.stop()
        if self.playing:
            self._playing = 0
            self.retracted.emit(self._words)
            self.playing_changed.emit(False)

    def _next(self) -> None:
        document = self._document
        if self._stack.canRedo() or not document.target.any():
            self.stop()
        elif not document.stale:
            patch = self.suggestion()
            if patch is not None:
                self._disclose(patch, self.tr("Play"), series=self._playing)

    def _disclose(self, patch: int, text: str, *, series: int = -1) -> None:
        document = self._document
        after = document.assignment.copy()
        after[patch] = self._toolbox.held(document)
        self._stack.push(PatchCommand(document, text, after=after, series=series))
