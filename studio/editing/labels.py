"""What a user can do with labels: give a category, free it, see the completions of several beside each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from studio.actions.action_set import Handlers
from studio.document.commands import ChangeCommand
from studio.document.document import Document
from studio.document.labels import Label
from studio.document.noise import SHEET


class LabelOperations(QObject):
    """Turns wishes into undo commands on `Document.labels`."""

    noted = Signal(str)

    def __init__(self, document: Document, stack: QUndoStack) -> None:
        super().__init__()
        self._document, self._stack = document, stack

    def handlers(self, selected: Callable[[], str]) -> Handlers:
        """What the actions of this part do. Args: selected: the name of the label in hand."""
        return {"each_category": lambda: self.give_each(selected()), "free_labels": self.free_all}

    def give(self, name: str, category: str) -> None:
        """Complete with a category of a label."""
        self._give({name: (category,)}, self.tr("Give {0}").format(category))

    def free(self, name: str) -> None:
        """Let the model tell a label."""
        self._give({name: ()}, self.tr("Free Label"))

    def free_all(self) -> None:
        """Let the model tell all labels."""
        self._give({label.name: () for label in self._document.labels}, self.tr("Free All Labels"))

    def give_each(self, name: str) -> None:
        """Let the completions of the sheet have one of the likeliest categories each, in turn where there are few."""
        likely = self._document.probabilities().get(name)
        if likely is None:
            self.noted.emit(self.tr("The model has not told its categories yet. Try again in a moment."))
            return
        chosen = self._document.noise.chosen
        first = sorted(likely, key=likely.__getitem__, reverse=True)[:SHEET]
        # the completion on the canvas has the likeliest
        turn = -chosen % len(first)
        self._give({name: tuple(first[turn:] + first[:turn])}, self.tr("Of Each Category One"))

    def _give(self, given: dict[str, tuple[str, ...]], text: str) -> None:
        document = self._document
        labels = tuple(_with(label, given.get(label.name, label.given)) for label in document.labels)
        if not document.gesturing and labels != document.labels:
            self._stack.push(ChangeCommand(document, text, state=replace(document.state, labels=labels)))


def _with(label: Label, given: tuple[str, ...]) -> Label:
    return replace(label, given=given)
