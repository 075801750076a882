"""The list of keyboard shortcuts, each of which can be bound anew."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QKeySequenceEdit, QLabel, QLineEdit, QPushButton, QTreeWidgetItem, QWidget

from studio.actions import bindings
from studio.actions.bindings import Keys
from studio.widgets.fuzzy import score
from studio.widgets.layout import NARROW, WIDE, column, label_for, list_of_columns, row, search_field
from studio.widgets.search import words_of


class ShortcutsDialog(QDialog):
    """Changes take effect at once; a key that another action has is taken from it, and that is said."""

    changed = Signal(object)
    """dict: changed keys by action id."""

    def __init__(self, parent: QWidget, actions: Mapping[str, QAction], changes: Mapping[str, Keys]) -> None:
        super().__init__(parent)
        self._actions, self._changes = actions, dict(changes)
        self.setWindowTitle(self.tr("Keyboard Shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 560)
        self.field = search_field(self.tr("Find a command"))
        self.tree = list_of_columns(self.tr("Commands"), WIDE, NARROW)
        self.tree.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self.edit = QKeySequenceEdit(maximumSequenceLength=1)
        self.edit.setAccessibleName(self.tr("New key for the selected command"))
        prompt = self.edit.findChild(QLineEdit)
        assert prompt is not None
        self.edit.setMinimumWidth(prompt.fontMetrics().horizontalAdvance(prompt.placeholderText()) + 24)
        self.words = QLabel(wordWrap=True)
        buttons = [
            QPushButton(text, autoDefault=False)
            for text in (self.tr("No &Key"), self.tr("&Reset"), self.tr("Reset &All"))
        ]
        edit = row(label_for(self.tr("&New key"), self.edit), self.edit, *buttons, grows=self.edit)
        column(self.field, self.tree, edit, self.words, on=self)
        self._items = {
            name: QTreeWidgetItem([words_of(action), ""]) for name, action in actions.items() if action.isVisible()
        }
        for name, item in self._items.items():
            item.setData(0, Qt.ItemDataRole.UserRole, name)
            self.tree.addTopLevelItem(item)
        self.select(next(iter(actions)))
        self.field.textChanged.connect(self._filter)
        self.edit.editingFinished.connect(self._typed)
        for button, do in zip(buttons, (lambda: self.bind(""), self.reset, self.reset_all), strict=True):
            button.clicked.connect(do)
        self._set(self._changes, "")

    @property
    def current(self) -> str:
        item = self.tree.currentItem()
        return str(item.data(0, Qt.ItemDataRole.UserRole)) if item is not None else ""

    def select(self, name: str) -> None:
        self.tree.setCurrentItem(self._items[name])

    def bind(self, key: str) -> None:
        """Give the selected action a key, in portable form; "" takes its keys away."""
        lost = [name for name in bindings.holders(self._changes, key) if name != self.current] if key else []
        words = ", ".join(words_of(self._actions[name]) for name in lost)
        said = self.tr("{0} was taken from: {1}").format(_native(key), words) if lost else ""
        self._set(bindings.bind(self._changes, self.current, key), said)

    def reset(self) -> None:
        """The selected action's keys as they were; whoever has them now loses them."""
        changes = dict(self._changes)
        for key in bindings.DEFAULTS[self.current]:
            changes = bindings.bind(changes, self.current, key)
        changes[self.current] = bindings.DEFAULTS[self.current]
        self._set(changes, "")

    def reset_all(self) -> None:
        self._set({}, self.tr("All keys are as they were."))

    def _typed(self) -> None:
        sequence = self.edit.keySequence()
        self.edit.clear()
        if not sequence.isEmpty():
            self.bind(sequence.toString(QKeySequence.SequenceFormat.PortableText))

    def _filter(self, words: str) -> None:
        for item in self._items.values():
            item.setHidden(score(words, f"{item.text(0)} {item.text(1)}") is None)

    def _set(self, changes: dict[str, Keys], words: str) -> None:
        self._changes = changes
        keys = bindings.effective(changes)
        for name, item in self._items.items():
            item.setText(1, ", ".join(_native(key) for key in keys[name]))
            font = item.font(1)
            font.setBold(name in changes and keys[name] != bindings.DEFAULTS[name])
            item.setFont(1, font)
        self.words.setText(words)
        self.changed.emit(changes)


def _native(key: str) -> str:
    """A key in portable form as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
