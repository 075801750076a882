"""Command search: type a few letters, press Return. It shows the table of actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPalette
from PySide6.QtWidgets import QDialog, QTreeWidget, QTreeWidgetItem, QWidget

from studio.widgets.fuzzy import ranked
from studio.widgets.labels import QUIET, WrappedLabel
from studio.widgets.layout import NARROW, WIDE, column, list_of_columns, search_field

WIDTH, ROWS = 480, 10


def words_of(action: QAction) -> str:
    """An action's text as a user reads it, after the menu that it needs to be understood."""
    text = action.text().replace("&", "").removesuffix("…")
    return f"{action.data()}: {text}" if action.data() else text


class CommandSearch(QDialog):
    """A field and the commands that fit; those that make no sense now are greyed."""

    def __init__(self, parent: QWidget, actions: Sequence[QAction]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._actions = [action for action in actions if action.isVisible()]
        self._found: list[QAction] = []
        self._texts = [words_of(action) for action in self._actions]
        self.setObjectName("search")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Find Command"))
        self.field = search_field(self.tr("Find a command"))
        self.list = list_of_columns(self.tr("Commands"), WIDE, NARROW)
        self.list.setHeaderHidden(True)
        self.list.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.list.setStyleSheet("QTreeWidget::item { padding: 3px 4px; }")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.remark = WrappedLabel(role=QUIET)
        self.remark.setContentsMargins(6, 4, 6, 6)
        self._column = column(self.field, self.list, self.remark, on=self, spacing=6, margins=(8, 8, 8, 8))
        self.field.textChanged.connect(self._refresh)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(lambda _: self._run())
        self.setFixedWidth(min(WIDTH, parent.width() - 40))
        self._refresh()
        self.move(parent.mapToGlobal(QPoint((parent.width() - self.width()) // 2, 60)))
        self.field.setFocus()

    @property
    def found(self) -> list[str]:
        """Object names of the actions shown, the best first."""
        return [action.objectName() for action in self._found]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS, Qt.Key.Key_PageUp: -ROWS}
            key = Qt.Key(event.key())
            if key in steps:
                if self._found:
                    self._select(self.list.currentIndex().row() + steps[key])
                    self._fit()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run()
                return True
        return super().eventFilter(watched, event)

    def _refresh(self) -> None:
        self.list.clear()
        enabled = [action.isEnabled() for action in self._actions]
        self._found = [self._actions[position] for position in ranked(self.field.text(), self._texts, enabled)]
        for action in self._found:
            keys = ", ".join(key.toString(key.SequenceFormat.NativeText) for key in action.shortcuts())
            item = QTreeWidgetItem([words_of(action), keys])
            if not action.isEnabled():
                item.setForeground(0, self.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text))
            self.list.addTopLevelItem(item)
        self._select(0)
        none = self.tr("No command fits “{0}”. Try fewer letters.").format(self.field.text())
        self._fit(remark="" if self._found else none)

    def _fit(self, *, remark: str = "") -> None:
        """As high as what was found, up to ROWS, and a remark below it."""
        self.list.setVisible(bool(self._found))
        self.list.setFixedHeight(max(self.list.sizeHintForRow(0), 1) * min(len(self._found), ROWS))
        self.remark.setText(remark)
        self.remark.setVisible(bool(remark))
        self._column.activate()
        self.setFixedHeight(self._column.totalHeightForWidth(self.width()) if remark else self.sizeHint().height())

    def _select(self, place: int) -> None:
        self.list.setCurrentIndex(self.list.model().index(min(max(place, 0), len(self._found) - 1), 0))

    def _run(self) -> None:
        place = self.list.currentIndex().row()
        if place < 0:
            return
        action = self._found[place]
        if action.isEnabled():
            self.close()
            action.trigger()
        else:
            self._fit(remark=self.tr("“{0}” is not available now.").format(words_of(action)))
