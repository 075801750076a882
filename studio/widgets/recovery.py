"""The documents that crashed studios left, to restore or discard one by one. What is left alone stays kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QTreeWidgetItem, QWidget

from studio.files.recovery import Lost
from studio.translation import moment, plain
from studio.widgets.layout import NARROW, WIDE, column, list_of_columns, row

_LOST = Qt.ItemDataRole.UserRole


class RecoveryDialog(QDialog):
    """Return or a double click restores, and ends the dialog; Escape leaves all as it is."""

    restored = Signal(Lost)
    discarded = Signal(Lost)

    def __init__(self, parent: QWidget, lost: Sequence[Lost]) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Unsaved Documents"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = QLabel(
            self.tr("Patchwork did not end cleanly. These documents were kept, and stay until you discard them."),
            wordWrap=True,
        )
        self.list = list_of_columns(self.tr("Unsaved documents"), WIDE, NARROW, WIDE)
        self.list.setHeaderLabels([self.tr("Document"), self.tr("Kept at"), self.tr("File")])
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for each in lost:
            path = self.tr("Never saved") if each.path is None else str(each.path)
            item = QTreeWidgetItem([each.name, moment(each.saved), path])
            item.setData(0, _LOST, each)
            item.setToolTip(0, plain(each.name))
            item.setToolTip(2, plain(path))
            self.list.addTopLevelItem(item)
        self.restore = QPushButton(self.tr("&Restore"), default=True)
        self.discard = QPushButton(self.tr("&Discard"))
        self.close_button = QPushButton(self.tr("&Later"))
        column(words, self.list, row(self.discard, None, self.close_button, self.restore), on=self)
        self.select(lost[0].name)
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
