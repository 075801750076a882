"""Undo and redo, which say in the menu what they would undo and redo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from studio.actions.action_set import Actions, Handlers


class UndoController(QObject):
    """Names the actions as the stack changes."""

    undone = Signal()
    """A step was undone, or done again: what was said of it is no longer so."""

    def __init__(self, stack: QUndoStack, actions: Actions) -> None:
        super().__init__()
        self._stack, self._actions = stack, actions
        stack.undoTextChanged.connect(lambda text: self._name("undo", self.tr("&Undo"), self.tr("&Undo {0}"), text))
        stack.redoTextChanged.connect(lambda text: self._name("redo", self.tr("&Redo"), self.tr("&Redo {0}"), text))

    def handlers(self) -> Handlers:
        return {"undo": partial(self._step, self._stack.undo), "redo": partial(self._step, self._stack.redo)}

    def _step(self, step: Callable[[], object]) -> None:
        self.undone.emit()
        step()

    def _name(self, action: str, plain: str, words: str, text: str) -> None:
        self._actions[action].setText(words.format(text.replace("&", "&&")) if text else plain)
