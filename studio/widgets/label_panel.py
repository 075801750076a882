"""The labels panel: of each label the category that is given, or what the model believes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QWidget

from studio import theme
from studio.document.document import Document
from studio.document.labels import Label
from studio.document.request import model_name
from studio.translation import plain
from studio.widgets.category_list import CategoryList, draw_swatch
from studio.widgets.labels import QUIET, ElidedLabel, WrappedLabel
from studio.widgets.layout import ScrolledColumn, column, row, search_field, tool_button

BRIEFLY = 2
"""Categories of a label that is not in hand."""
AT_LENGTH = 10
"""Categories of the one that is; of more, one searches."""


class _Sign(QWidget):
    """A lock, or a grid where the completions differ, and the colour that is given if it is one."""

    def __init__(self, categories: CategoryList) -> None:
        super().__init__()
        self._colours, self._given, self._several = categories.colours, "", False

    def show_given(self, category: str, *, several: bool) -> None:
        self._given, self._several = category, several
        self.setFixedSize(38 if category in self._colours else 20, 20)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme.icon("view-grid-outline" if self._several else "lock-outline").paint(painter, QRect(2, 2, 16, 16))
        draw_swatch(painter, QRect(24, 4, 12, 12), self._colours.get(self._given), self.palette())


class LabelRow(QWidget):
    """One label."""

    given = Signal(str, str)
    """Label and category: it was chosen."""
    freed = Signal(str)
    done = Signal()
    """Escape, where nothing is given."""

    def __init__(self, label: Label) -> None:
        super().__init__()
        self.name = label.name
        words = label.name.replace("_", " ")
        self.header = QToolButton()
        self.header.setText(words.replace("&", "&&"))
        self.header.setCheckable(True)
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setIconSize(QSize(14, 14))
        self.header.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.header.setProperty("heading", True)
        self.header.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.header.toggled.connect(self._unfold)
        self.categories = CategoryList(words, label.categories)
        self.categories.chosen.connect(lambda category: self.given.emit(self.name, category))
        self.field = search_field(self.tr("Find a category"))
        self.field.textChanged.connect(self.categories.search)
        self.field.returnPressed.connect(self.categories.choose_first)
        self._sign, self.words = _Sign(self.categories), ElidedLabel()
        self.clear = QToolButton()
        self.clear.setIconSize(QSize(16, 16))
        self.clear.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clear.setAccessibleName(self.tr("Free {0}").format(words))
        self.clear.setToolTip(self.tr("Free it: let the model tell (Esc)"))
        self.clear.clicked.connect(lambda: self.freed.emit(self.name))
        self._given = QWidget()
        line = row(self._sign, self.words, self.clear, spacing=4, grows=self.words)
        line.setContentsMargins(0, 0, 0, 0)
        self._given.setLayout(line)
        column(self.header, self.field, self.categories, self._given, on=self, spacing=2, margins=(0, 0, 0, 0))
        self._label = label
        self.tint()
        self._unfold(False)

    def show_label(self, label: Label, given: str, shares: dict[str, float]) -> None:
        """Args: given: the category on the canvas; "": none. shares: probability of each category, if told."""
        self._label = label
        held = self.categories.hasFocus() or self.field.hasFocus(), self.clear.hasFocus()
        if given:
            several = self.tr("Of each category one: {0}").format(", ".join(label.given))
            self.words.setText(given)
            self._given.setToolTip(plain(several) if len(label.given) > 1 else "")
            self._sign.show_given(given, several=len(label.given) > 1)
            self.field.clear()
        else:
            self.categories.show_shares(shares)
        self._fit()
        if given and held[0]:
            self.clear.setFocus()
        elif not given and held[1]:
            self.categories.setFocus()

    def stop(self) -> QWidget:
        """What takes the keys."""
        return self.clear if self._label.given else self.categories

    def tint(self) -> None:
        """Make the icons anew from the palette."""
        self.header.setIcon(theme.icon("chevron-down" if self.header.isChecked() else "chevron-right"))
        self.clear.setIcon(theme.icon("close"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._label.given:
            self.freed.emit(self.name)
        elif self.field.text():
            self.field.clear()
        else:
            self.done.emit()

    def _unfold(self, at_length: bool) -> None:
        self.field.clear()
        self.categories.show_rows(AT_LENGTH if at_length else BRIEFLY, brief=not at_length)
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if at_length else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.categories.setVerticalScrollBarPolicy(policy)
        self.tint()
        self._fit()

    def _fit(self) -> None:
        given = bool(self._label.given)
        self._given.setVisible(given)
        self.categories.setVisible(not given)
        many = len(self._label.categories) > AT_LENGTH
        self.field.setVisible(many and self.header.isChecked() and not given)


class LabelPanel(QWidget):
    """Shows `Document.labels` and `Document.probabilities`; a label in hand at length."""

    given = Signal(str, str)
    """Label and category: it was chosen."""
    freed = Signal(str)
    """A label is no longer to be given."""
    selected_changed = Signal()
    done = Signal()
    """The user is done here."""

    def __init__(self, document: Document, *, actions: Sequence[QAction]) -> None:
        super().__init__()
        self._document = document
        self.rows: dict[str, LabelRow] = {}
        self._group = QButtonGroup(self)
        self._group.buttonToggled.connect(lambda *_: self.selected_changed.emit())
        self._list = column(None, spacing=6, margins=(0, 0, 0, 0))
        inner = QWidget()
        inner.setLayout(self._list)
        self.reason = WrappedLabel(role=QUIET)
        self._scroll = ScrolledColumn(inner)
        each, *others = actions
        wide = tool_button(each, framed=True)
        wide.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._below = QWidget()
        below = row(wide, *map(tool_button, others), spacing=4, grows=wide)
        below.setContentsMargins(0, 0, 0, 0)
        self._below.setLayout(below)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.reason.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        column(self.reason, self._scroll, self._below, on=self, margins=(0, 0, 0, 0), grows=self._scroll)
        for changed in (document.labels_changed, document.noise_changed, document.completions_changed):
            changed.connect(self._refresh)
        self._fill(document.labels)
        self._refresh()

    @property
    def selected(self) -> str:
        """The name of the label in hand; "" if there is none."""
        return next((name for name, each in self.rows.items() if each.header.isChecked()), "")

    def stop(self) -> QWidget:
        """What takes the keys."""
        return self.rows[self.selected].stop() if self.rows else self.reason

    def tint(self) -> None:
        """Make the icons anew from the palette."""
        for each in self.rows.values():
            each.tint()

    def sizeHint(self) -> QSize:
        return QSize(200, 400)

    def _refresh(self) -> None:
        labels = self._document.labels
        if [(each.name, each.categories.categories) for each in self.rows.values()] != [
            (label.name, label.categories) for label in labels
        ]:
            self._fill(labels)
        words = self.tr("{0} has no labels: it was trained on pictures alone.")
        self.reason.setText(words.format(model_name(self._document.model)))
        given, told = dict(self._document.given_labels(self._document.noise.chosen)), self._document.probabilities()
        for label in labels:
            self.rows[label.name].show_label(label, given.get(label.name, ""), told.get(label.name, {}))

    def _fill(self, labels: tuple[Label, ...]) -> None:
        for each in self.rows.values():
            self._group.removeButton(each.header)
            self._list.removeWidget(each)
            each.hide()
            each.deleteLater()
        self.rows = {label.name: LabelRow(label) for label in labels}
        for place, each in enumerate(self.rows.values()):
            self._group.addButton(each.header)
            self._list.insertWidget(place, each)
            each.given.connect(self.given)
            each.freed.connect(self.freed)
            each.done.connect(self.done)
        for each in list(self.rows.values())[:1]:
            each.header.setChecked(True)
        self.reason.setVisible(not labels)
        for part in (self._scroll, self._below):
            part.setVisible(bool(labels))
        self.selected_changed.emit()
