"""What panels and dialogs are made of: rows and columns, buttons of actions, search fields, lists of columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt, SignalInstance
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
_HALF = 10_000
"""More than any screen has: the parts share what there is."""


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


class Split(QSplitter):
    """Two parts beside each other where it is wide, and one above the other where it is high; they share the room."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)

    def addWidget(self, widget: QWidget) -> None:
        super().addWidget(widget)
        self.setStretchFactor(self.count() - 1, 1)
        self.setSizes([_HALF] * self.count())

    def minimumSizeHint(self) -> QSize:
        """Enough for one of the two ways: it takes the other one where it would be too narrow."""
        parts = self._parts()
        return QSize(max(part.width() for part in parts), max(part.height() for part in parts))

    def _parts(self) -> list[QSize]:
        """The least size of each."""
        widgets = (self.widget(i) for i in range(self.count()))
        return [each.minimumSizeHint().expandedTo(each.minimumSize()) for each in widgets if each is not None]

    def resizeEvent(self, event: QResizeEvent) -> None:
        size, least = event.size(), sum(part.width() for part in self._parts())
        wide = size.width() >= max(size.height(), least)
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.orientation() is not wanted:
            self.setOrientation(wanted)
            self.setSizes([_HALF] * self.count())
        super().resizeEvent(event)


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
