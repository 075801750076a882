"""The list of keyboard shortcuts, each of which can be bound anew."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.actions import bindings
from studio.actions.bindings import Keys
from studio.widgets.fuzzy import score
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
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Find a command"))
        self.field.setAccessibleName(self.tr("Find a command"))
        self.field.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setAccessibleName(self.tr("Commands"))
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.edit = QKeySequenceEdit()
        self.edit.setMaximumSequenceLength(1)
        self.edit.setAccessibleName(self.tr("New key for the selected command"))
        prompt = self.edit.findChild(QLineEdit)
        assert prompt is not None
        self.edit.setMinimumWidth(prompt.fontMetrics().horizontalAdvance(prompt.placeholderText()) + 24)
        self.words = QLabel(wordWrap=True)
        label = QLabel(self.tr("&New key"))
        label.setBuddy(self.edit)
        none, reset, reset_all = (
            QPushButton(text) for text in (self.tr("No &Key"), self.tr("&Reset"), self.tr("Reset &All"))
        )
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.edit, 1)
        for button in (none, reset, reset_all):
            button.setAutoDefault(False)
            row.addWidget(button)
        column = QVBoxLayout(self)
        for widget in (self.field, self.tree):
            column.addWidget(widget)
        column.addLayout(row)
        column.addWidget(self.words)
        for name, action in actions.items():
            item = QTreeWidgetItem([words_of(action), ""])
            item.setData(0, Qt.ItemDataRole.UserRole, name)
            self.tree.addTopLevelItem(item)
        self.select(next(iter(actions)))
        self.field.textChanged.connect(self._filter)
        self.edit.editingFinished.connect(self._typed)
        none.clicked.connect(lambda: self.bind(""))
        reset.clicked.connect(self.reset)
        reset_all.clicked.connect(lambda: self._set({}, self.tr("All keys are as they were.")))
        self._set(self._changes, "")

    @property
    def current(self) -> str:
        """The id of the selected action."""
        item = self.tree.currentItem()
        return str(item.data(0, Qt.ItemDataRole.UserRole)) if item is not None else ""

    def select(self, name: str) -> None:
        """Select an action."""
        for row in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(row)
            if item is not None and item.data(0, Qt.ItemDataRole.UserRole) == name:
                self.tree.setCurrentItem(item)

    def bind(self, key: str) -> None:
        """Give the selected action a key, in portable form; "" takes its keys away."""
        lost = [name for name in bindings.holders(self._changes, key) if name != self.current] if key else []
        words = ", ".join(words_of(self._actions[name]) for name in lost)
        native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        said = self.tr("{0} was taken from: {1}").format(native, words) if lost else ""
        self._set(bindings.bind(self._changes, self.current, key), said)

    def reset(self) -> None:
        """The selected action's keys as they were; whoever has them now loses them."""
        changes = dict(self._changes)
        for key in bindings.DEFAULTS[self.current]:
            changes = bindings.bind(changes, self.current, key)
        changes[self.current] = bindings.DEFAULTS[self.current]
        self._set(changes, "")

    def _typed(self) -> None:
        sequence = self.edit.keySequence()
        self.edit.clear()
        if not sequence.isEmpty():
            self.bind(sequence.toString(QKeySequence.SequenceFormat.PortableText))

    def _filter(self, words: str) -> None:
        for row in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(row)
            if item is not None:
                item.setHidden(score(words, f"{item.text(0)} {item.text(1)}") is None)

    def _set(self, changes: dict[str, Keys], words: str) -> None:
        self._changes = changes
        keys = bindings.effective(changes)
        for row in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(row)
            if item is not None:
                name = item.data(0, Qt.ItemDataRole.UserRole)
                native = [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys[name]]
                item.setText(1, ", ".join(native))
                font = item.font(1)
                font.setBold(name in changes and keys[name] != bindings.DEFAULTS[name])
                item.setFont(1, font)
        self.words.setText(words)
        self.changed.emit(changes)
