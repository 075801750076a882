"""Undo and redo, which say in the menu what they would undo and redo."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from studio.actions.action_set import Actions, Handlers


class UndoController(QObject):
    """Names the actions as the stack changes."""

    def __init__(self, stack: QUndoStack, actions: Actions) -> None:
        super().__init__()
        self._stack, self._actions = stack, actions
        stack.undoTextChanged.connect(self._name_undo)
        stack.redoTextChanged.connect(self._name_redo)

    def handlers(self) -> Handlers:
        """What the actions of this part do."""
        return {"undo": self._stack.undo, "redo": self._stack.redo}

    def _name_undo(self, text: str) -> None:
        words = self.tr("&Undo {0}").format(text.replace("&", "&&")) if text else self.tr("&Undo")
        self._actions["undo"].setText(words)

    def _name_redo(self, text: str) -> None:
        words = self.tr("&Redo {0}").format(text.replace("&", "&&")) if text else self.tr("&Redo")
        self._actions["redo"].setText(words)
