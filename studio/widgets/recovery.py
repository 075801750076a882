"""The documents that crashed studios left, to restore or discard one by one. What is left alone stays kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.files.recovery import Lost
from studio.translation import moment

_LOST = Qt.ItemDataRole.UserRole


class RecoveryDialog(QDialog):
    """Return or a double click restores, and ends the dialog; Escape leaves all as it is."""

    restored = Signal(object)
    """Lost."""
    discarded = Signal(object)
    """Lost."""

    def __init__(self, parent: QWidget, lost: Sequence[Lost]) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Unsaved Documents"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = QLabel(
            self.tr("Patchwork did not end cleanly. These documents were kept, and stay until you discard them."),
            wordWrap=True,
        )
        self.list = QTreeWidget()
        self.list.setHeaderLabels([self.tr("Document"), self.tr("Kept at"), self.tr("File")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setAccessibleName(self.tr("Unsaved documents"))
        items = []
        for each in lost:
            path = self.tr("Never saved") if each.path is None else str(each.path)
            item = QTreeWidgetItem([each.name, moment(each.saved), path])
            item.setData(0, _LOST, each)
            item.setToolTip(0, each.name)
            item.setToolTip(2, path)
            items.append(item)
        self.list.addTopLevelItems(items)
        Resize = QHeaderView.ResizeMode
        for column, mode in enumerate((Resize.Stretch, Resize.ResizeToContents, Resize.Stretch)):
            self.list.header().setSectionResizeMode(column, mode)
        self.restore = QPushButton(self.tr("&Restore"))
        self.restore.setDefault(True)
        self.discard = QPushButton(self.tr("&Discard"))
        self.close_button = QPushButton(self.tr("&Later"))
        row = QHBoxLayout()
        row.addWidget(self.discard)
        row.addStretch(1)
        for button in (self.close_button, self.restore):
            row.addWidget(button)
        column_of_all = QVBoxLayout(self)
        for widget in (words, self.list):
            column_of_all.addWidget(widget)
        column_of_all.addLayout(row)
        self.list.setCurrentItem(items[0])
        self.list.itemActivated.connect(lambda _: self._restore())
        self.restore.clicked.connect(self._restore)
        self.discard.clicked.connect(self._discard)
        self.close_button.clicked.connect(self.reject)
        self.list.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(560, 300)

    def select(self, name: str) -> None:
        """Select the newest document of that name."""
        found = self.list.findItems(name, Qt.MatchFlag.MatchExactly)
        if found:
            self.list.setCurrentItem(found[0])

    def _restore(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accept()
            self.restored.emit(item.data(0, _LOST))

    def _discard(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        self.discarded.emit(item.data(0, _LOST))
        self.list.takeTopLevelItem(self.list.indexOfTopLevelItem(item))
        if self.list.topLevelItemCount() == 0:
            self.accept()
