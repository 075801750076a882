"""The categories of one label as bars of their probabilities, to choose one."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from studio.translation import number, plain
from studio.widgets.colour_names import colours_named
from studio.widgets.fuzzy import ranked

_NAME, _SHARE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_SWATCH, _HEIGHT, _MARGIN = 12, 22, 5
Role, State = QPalette.ColorRole, QStyle.StateFlag
Index = QModelIndex | QPersistentModelIndex


def draw_swatch(painter: QPainter, rect: QRect, colour: QColor | None, palette: QPalette) -> None:
    """A square of a colour; nothing if it is not known."""
    if colour is not None:
        painter.setPen(palette.color(Role.Shadow))
        painter.setBrush(colour)
        painter.drawRect(rect.adjusted(0, 0, -1, -1))


def percent(share: float) -> str:
    """A probability in words; what is not quite nothing, or not quite all, is not called so."""
    if 0 < share < 0.005:
        return "< 1 %"
    return f"{number(100 * share)} %"


class _Categories(QAbstractListModel):
    """The categories shown, in their order, and how likely each is."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []
        self.shares: dict[str, float] = {}

    def show(self, order: list[str], shares: dict[str, float]) -> None:
        same = len(order) == len(self.order)
        if not same:
            self.beginResetModel()
        self.order, self.shares = order, shares
        if not same:
            self.endResetModel()
        elif order:
            self.dataChanged.emit(self.index(0), self.index(len(order) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.order)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        category = self.order[index.row()]
        share = self.shares.get(category)
        if role in (_NAME, Qt.ItemDataRole.DisplayRole):
            return category
        if role == _SHARE:
            return share
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            words = category if share is None else self.tr("{0}, {1}").format(category, percent(share))
            return plain(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None


class CategoryList(QListView):
    """Shows as many as there is room for, the likeliest first; all of few in the model's order, so that they stay
    where they are while their bars move."""

    chosen = Signal(str)
    """A category was clicked, or Return pressed on it."""

    def __init__(self, name: str, categories: tuple[str, ...]) -> None:
        """Args: name: of the label, for who cannot see."""
        super().__init__()
        self.categories = categories
        self.colours = colours_named(categories)
        self._shares: dict[str, float] = {}
        self._rows, self._brief, self._query = len(categories), False, ""
        self._model = _Categories()
        self.setModel(self._model)
        self.setAccessibleName(name)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setItemDelegate(_Bars(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._choose)

    @property
    def shown(self) -> list[str]:
        """The categories in their order."""
        return self._model.order

    def show_rows(self, rows: int, *, brief: bool) -> None:
        """Be so high. Args: brief: show no more than that; else what does not fit is scrolled to."""
        self._rows, self._brief = min(rows, len(self.categories)), brief
        self.setFixedHeight(_HEIGHT * self._rows)
        self._arrange()

    def show_shares(self, shares: dict[str, float]) -> None:
        """Show probabilities; none before the model has told any."""
        if shares == self._shares:
            return
        self._shares = shares
        if self.hasFocus() or self.underMouse():  # what one is about to choose does not go elsewhere
            self._model.show(self.shown, shares)
        else:
            self._arrange()

    def search(self, words: str) -> None:
        """Show those that fit, the best first."""
        self._query = words
        self._arrange()

    def choose_first(self) -> None:
        """Choose the first of those shown."""
        if self.shown:
            self.chosen.emit(self.shown[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.setCurrentIndex(self._model.index(0))

    def sizeHint(self) -> QSize:
        return QSize(160, self.height())

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self.shown[index.row()])

    def _arrange(self) -> None:
        order = list(self.categories)
        if self._rows < len(order):
            order.sort(key=lambda category: -self._shares.get(category, 0))
        if self._query.strip():
            order = [order[i] for i in ranked(self._query, order)]
        current = self.currentIndex()
        category = self.shown[current.row()] if current.isValid() else ""
        self._model.show(order[: self._rows] if self._brief else order, self._shares)
        if category in self.shown:
            self.setCurrentIndex(self._model.index(self.shown.index(category)))


class _Bars(QStyledItemDelegate):
    """A category: its colour if it is one, its name, its probability, and a bar as long."""

    def __init__(self, parent: CategoryList) -> None:
        super().__init__(parent)
        self._colours = parent.colours

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        name, share = index.data(_NAME) or "", index.data(_SHARE)
        palette, rect = option.palette, option.rect.adjusted(0, 1, 0, -1)
        painter.save()
        painter.fillRect(rect, palette.color(Role.Midlight))
        bar = QColor(palette.color(Role.Highlight))
        bar.setAlphaF(0.5 if option.state & State.State_MouseOver else 0.35)
        painter.fillRect(QRect(rect.topLeft(), QSize(round(rect.width() * (share or 0)), rect.height())), bar)
        if option.state & State.State_MouseOver or option.state & State.State_HasFocus:
            painter.setPen(palette.color(Role.Highlight))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        inner = rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        if self._colours:
            swatch = QRect(inner.left(), inner.center().y() - _SWATCH // 2 + 1, _SWATCH, _SWATCH)
            draw_swatch(painter, swatch, self._colours.get(name), palette)
            inner.setLeft(swatch.right() + 1 + _MARGIN)
        painter.setPen(palette.color(Role.WindowText))
        middle = Qt.AlignmentFlag.AlignVCenter
        if share is not None:
            painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, percent(share))
            inner.setRight(inner.right() - option.fontMetrics.horizontalAdvance("100 %") - _MARGIN)
        words = option.fontMetrics.elidedText(name, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, words)
        painter.restore()
