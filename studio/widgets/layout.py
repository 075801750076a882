"""What panels and dialogs are made of: rows and columns, buttons of actions, search fields, lists of columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from math import prod
from typing import Protocol, TypeVar

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, SignalInstance
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)

Part = QWidget | QLayout | int | None
"""A widget, a layout, a gap in pixels, or, None, all the room that is left."""
Box = TypeVar("Box", bound=QBoxLayout)
WIDE, NARROW = QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.ResizeToContents
"""A column takes the room that is left, or what its words need."""
_SHARES = 0.5, 0.4, 0.6
"""Of the room, that the first of two parts may take; the earlier where all do as well."""
_WHOLE = 10_000
"""More than any screen has."""


def row(*parts: Part, spacing: int | None = None, grows: Part = None) -> QHBoxLayout:
    """Parts from left to right. Args: grows: the one that takes the room that is left."""
    return _filled(QHBoxLayout(), parts, spacing, grows)


def column(
    *parts: Part,
    on: QWidget | None = None,
    spacing: int | None = None,
    margins: Sequence[int] | None = None,
    grows: Part = None,
) -> QVBoxLayout:
    """Parts from top to bottom.

    Args:
        on: the widget that they fill.
        margins: left, top, right, bottom; by default those of the style.
        grows: the part that takes the room that is left.
    """
    made = QVBoxLayout() if on is None else QVBoxLayout(on)
    if margins is not None:
        made.setContentsMargins(*margins)
    return _filled(made, parts, spacing, grows)


def tool_button(action: QAction, *, framed: bool = False) -> QToolButton:
    """A button of an action that takes no focus by a click. Args: framed: it shows its text in a frame, no icon."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if framed:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setProperty("framed", True)
    return button


class MenuButton(QToolButton):
    """A wide button that says what is chosen; a click opens the menu."""

    def __init__(self, actions: Sequence[QAction | None]) -> None:
        """Args: actions: of the menu; None is a line."""
        super().__init__(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("framed", True)
        menu = QMenu(self)
        for action in actions:
            menu.addSeparator() if action is None else menu.addAction(action)
        self.setMenu(menu)

    def show_choice(self, words: str) -> None:
        self.setText(words)
        self.setAccessibleName(words.replace("&&", "&"))


class Filling(Protocol):
    """A widget that shows pictures as large as it has room for."""

    def filled(self, width: int, height: int) -> float:
        """Pixels that its pictures cover in a widget of this size."""


class Split(QSplitter):
    """Two parts side by side or one above the other, so that their pictures are largest, or as they were dragged."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self._fillings: list[Filling] = []
        self._by_hand = False
        self.splitterMoved.connect(self._dragged)

    def add_part(self, part: QWidget, filling: Filling) -> None:
        """Args: part, filling: the same widget."""
        self.addWidget(part)
        self._fillings.append(filling)

    def state(self) -> QByteArray:
        """How it was dragged, for `restore`; empty if it was not."""
        return self.saveState() if self._by_hand else QByteArray()

    def restore(self, state: QByteArray) -> None:
        self._by_hand = self.restoreState(state)

    def minimumSizeHint(self) -> QSize:
        """Enough for one of the two ways: it takes the other one where it would be too narrow."""
        parts = self._least()
        return QSize(max(part.width() for part in parts), max(part.height() for part in parts))

    def arrange(self) -> None:
        """Share the room anew; a way in which the handle was dragged stays for as long as there is room for it."""
        size, least = self.size(), self._least()
        ways = []
        if size.width() >= sum(part.width() for part in least):
            ways.append(Qt.Orientation.Horizontal)
        if size.height() >= sum(part.height() for part in least):
            ways.append(Qt.Orientation.Vertical)
        self._by_hand = self._by_hand and self.orientation() in ways
        if ways and not self._by_hand:
            way, first = max(product(ways, _SHARES), key=lambda each: self._filled(*each))
            self.setOrientation(way)
            self.setSizes([round(first * _WHOLE), round((1 - first) * _WHOLE)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.arrange()
        super().resizeEvent(event)

    def _filled(self, way: Qt.Orientation, first: float) -> float:
        """How well the pictures of both parts fill them. Args: first: the share of the first part."""
        width, height = self.width(), self.height()
        if way is Qt.Orientation.Horizontal:
            sizes = [(round(share * width), height) for share in (first, 1 - first)]
        else:
            sizes = [(width, round(share * height)) for share in (first, 1 - first)]
        return prod(part.filled(*each) for part, each in zip(self._fillings, sizes, strict=True))

    def _least(self) -> list[QSize]:
        """The least size of each part."""
        widgets = (self.widget(i) for i in range(self.count()))
        return [each.minimumSizeHint().expandedTo(each.minimumSize()) for each in widgets if each is not None]

    def _dragged(self) -> None:
        self._by_hand = True


class ScrolledColumn(QScrollArea):
    """Shows a widget in its full height; its width leaves room for the scroll bar, be there one or not.

    Were the width to depend on the bar, as it does with Qt's `widgetResizable`, the bar would make a picture in the
    column narrower and so lower, which would make the bar go and the picture higher again: Qt calls itself until
    the stack overflows.
    """

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self._inner = inner
        self.setWidget(inner)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inner and event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        inner = self._inner
        width = self.contentsRect().width() - self.verticalScrollBar().sizeHint().width()
        height = inner.heightForWidth(width) if inner.hasHeightForWidth() else inner.sizeHint().height()
        inner.resize(width, height)


def keep_up(refresh: Callable[[], object], *signals: SignalInstance) -> None:
    """Refresh now, and whenever one of the signals comes."""
    for signal in signals:
        signal.connect(refresh)
    refresh()


def bring_to_front(window: QWidget) -> None:
    """Show a window, above all others."""
    window.show()
    window.raise_()
    window.activateWindow()


def label_for(text: str, field: QWidget) -> QLabel:
    """A label whose mnemonic leads to a field."""
    label = QLabel(text)
    label.setBuddy(field)
    return label


def search_field(words: str) -> QLineEdit:
    """An empty field that says what is found with it."""
    field = QLineEdit(placeholderText=words, clearButtonEnabled=True)
    field.setAccessibleName(words)
    return field


def list_of_columns(name: str, *modes: QHeaderView.ResizeMode) -> QTreeWidget:
    """A list of rows in columns. Args: name: the accessible name; modes: WIDE or NARROW, one a column."""
    made = QTreeWidget(columnCount=len(modes))
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setAllColumnsShowFocus(True)
    made.setAccessibleName(name)
    made.header().setStretchLastSection(False)
    for place, mode in enumerate(modes):
        made.header().setSectionResizeMode(place, mode)
    return made


def _filled(layout: Box, parts: Sequence[Part], spacing: int | None, grows: Part) -> Box:
    if spacing is not None:
        layout.setSpacing(spacing)
    for part in parts:
        stretch = 1 if part is not None and part is grows else 0
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part, stretch)
        else:
            layout.addWidget(part, stretch)
    return layout
