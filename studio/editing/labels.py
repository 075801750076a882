"""What a user can do with labels: give a category, free it, see the completions of several beside each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from studio.actions.action_set import Handlers
from studio.document.commands import ChangeCommand
from studio.document.document import Document


class LabelOperations(QObject):
    """Turns wishes into undo commands on `Document.labels`."""

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
        """Let the completions of the sheet have one of the likeliest categories each, in turn where there are few.

        The model must have told them: the label is not given.
        """
        shares = self._document.probabilities()[name]
        likeliest = sorted(shares, key=lambda category: -shares[category])[: len(self._document.noise.seeds)]
        turn = -self._document.noise.chosen % len(likeliest)  # so that the one on the canvas has the likeliest of all
        self._give({name: tuple(likeliest[turn:] + likeliest[:turn])}, self.tr("One of Each Category"))

    def _give(self, given: dict[str, tuple[str, ...]], text: str) -> None:
        document = self._document
        labels = tuple(replace(label, given=given.get(label.name, label.given)) for label in document.labels)
        if not document.gesturing and labels != document.labels:
            self._stack.push(ChangeCommand(document, text, state=replace(document.state, labels=labels)))
