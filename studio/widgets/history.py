"""The history panel: thumbnails of the results so far, with star, note, deletion and what each came from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QImage, QPainter, QPalette
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from studio import theme
from studio.document.history import Entry, History
from studio.document.noise import name_of
from studio.document.request import model_name
from studio.document.state import IGNORED
from studio.imaging.qt_images import draw_image, fitted, to_qimage
from studio.translation import moment, plain
from studio.widgets.gallery import draw_frame
from studio.widgets.labels import QUIET, WrappedLabel
from studio.widgets.layout import column, keep_up, row, tool_button

SIDE = 72
"""Pixels of a thumbnail."""
_MARGIN = 4
_NUMBER, _STARRED = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
Role = QPalette.ColorRole
Index = QModelIndex | QPersistentModelIndex


class _Thumbnails(QStyledItemDelegate):
    """Draws a picture on whole pixels, framed if selected, with a star in the corner."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(SIDE + 2 * _MARGIN, SIDE + 2 * _MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        frame = option.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        image = index.data(Qt.ItemDataRole.DecorationRole)
        painter.save()
        if isinstance(image, QImage):
            picture = fitted(QRectF(frame), image)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.width() > picture.width())
            draw_image(painter, picture, image)
        if index.data(_STARRED):
            corner = theme.icon("star", Role.Accent).pixmap(QSize(16, 16), painter.device().devicePixelRatio())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(option.palette.color(Role.Base))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawEllipse(frame.right() - 17, frame.top() - 2, 20, 20)
            painter.drawPixmap(frame.right() - 15, frame.top(), corner)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        state = option.state
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus):
            selected = bool(state & QStyle.StateFlag.State_Selected)
            draw_frame(painter, frame.adjusted(-2, -2, 2, 2), option.palette, selected=selected)
        painter.restore()


class HistoryPanel(QWidget):
    """Shows `History.entries`, the newest first."""

    selection_changed = Signal()
    restored = Signal(int)
    """A result was double-clicked, or Return pressed on it."""
    noted = Signal(int, str)
    """A note was written to a result."""

    def __init__(self, history: History, *, actions: Sequence[QAction]) -> None:
        super().__init__()
        self._history = history
        self._items: dict[int, tuple[Entry, QListWidgetItem]] = {}
        self.list = QListWidget()
        self.list.setViewMode(QListWidget.ViewMode.IconMode)
        self.list.setItemDelegate(_Thumbnails(self.list))
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setMovement(QListWidget.Movement.Static)
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName(self.tr("History"))
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.itemActivated.connect(lambda item: self.restored.emit(item.data(_NUMBER)))
        self.list.itemSelectionChanged.connect(self._selected)
        words = self.tr("Results that stay on the canvas for a moment are kept here. Keep Result stars one at once.")
        self._empty, self._details = WrappedLabel(words, role=QUIET), WrappedLabel(role=QUIET)
        self.note = QLineEdit(placeholderText=self.tr("Note"), maxLength=1000)
        self.note.setAccessibleName(self.tr("Note on the result"))
        self.note.editingFinished.connect(self.commit_note)
        buttons = [tool_button(action) for action in actions]
        for button in buttons:
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        below = row(*buttons, None, spacing=4)
        column(
            *(self._empty, self.list, self._details, self.note, below), on=self, margins=(0, 0, 0, 0), grows=self.list
        )
        self._selected_before: tuple[int, ...] = ()
        keep_up(self._refresh, history.changed)

    @property
    def selected(self) -> tuple[int, ...]:
        """Numbers of the selected results, the oldest first."""
        return tuple(sorted(item.data(_NUMBER) for item in self.list.selectedItems()))

    def sizeHint(self) -> QSize:
        return QSize(270, 366)

    def select(self, *numbers: int) -> None:
        for number, (_, item) in self._items.items():
            item.setSelected(number in numbers)

    def commit_note(self) -> None:
        """Count the note that is being typed as written: what comes next is to find it."""
        if self.note.isModified():
            self._write(self.selected)

    def _refresh(self) -> None:
        entries = {entry.number: entry for entry in self._history.entries}
        for number in self._items.keys() - entries.keys():
            self.list.takeItem(self.list.row(self._items.pop(number)[1]))
        for number in sorted(entries.keys() - self._items.keys()):
            item = QListWidgetItem()
            self.list.insertItem(sum(other > number for other in self._items), item)
            self._show(item, entries[number])
        for number, (shown, item) in list(self._items.items()):
            if entries[number] is not shown:
                self._show(item, entries[number])
        self._empty.setVisible(not entries)
        self.list.setVisible(bool(entries))
        self._selected()

    def _show(self, item: QListWidgetItem, entry: Entry) -> None:
        old = self._items.get(entry.number)
        self._items[entry.number] = (entry, item)
        if old is None or old[0].image is not entry.image:
            item.setData(Qt.ItemDataRole.DecorationRole, thumbnail(to_qimage(entry.image)))
        item.setData(_NUMBER, entry.number)
        item.setData(_STARRED, entry.starred)
        name = self._describe(entry)
        item.setToolTip(plain(f"{entry.note}\n{name}" if entry.note else name))
        starred = self.tr("starred, ") if entry.starred else ""
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{starred}{entry.note} {name}")

    def _describe(self, entry: Entry) -> str:
        state = entry.state
        known, taking_part = int(state.known.sum()), int((state.assignment != IGNORED).sum())
        made = when(entry)
        words = self.tr("{0}, seed {1}, {2} of {3} patches known\n{4}").format(
            model_name(state.model, state.adapter), name_of(state.noise.seed), known, taking_part, made
        )
        given = ", ".join(self.tr("{0}: {1}").format(*label) for label in state.given_labels())
        return f"{words}\n{given}" if given else words

    def _selected(self) -> None:
        selected = self.selected
        if selected != self._selected_before and self.note.isModified():
            self._write(self._selected_before)
        self._selected_before = selected
        one = self._items[selected[0]][0] if len(selected) == 1 else None
        self.note.setEnabled(one is not None)
        if not self.note.isModified():
            self.note.setText(one.note if one is not None else "")
        if one is not None:
            self._details.setText(self._describe(one))
        else:
            self._details.setText(self.tr("%n result(s)", "", len(selected)) if selected else "")
        self._details.setVisible(bool(selected))
        self.note.setVisible(one is not None)
        self.selection_changed.emit()

    def _write(self, numbers: tuple[int, ...]) -> None:
        self.note.setModified(False)
        if len(numbers) == 1:
            self.noted.emit(numbers[0], self.note.text().strip())


def when(entry: Entry) -> str:
    """When a result was made, in the language of the studio; as it is where a project file says it otherwise."""
    try:
        return moment(datetime.fromisoformat(entry.made))
    except ValueError:
        return entry.made


def thumbnail(image: QImage) -> QImage:
    """A picture at twice the size of a thumbnail at most, for sharp screens; small ones are enlarged when drawn."""
    if max(image.width(), image.height()) <= 2 * SIDE:
        return image
    how = Qt.TransformationMode.SmoothTransformation
    return image.scaled(2 * SIDE, 2 * SIDE, Qt.AspectRatioMode.KeepAspectRatio, how)
