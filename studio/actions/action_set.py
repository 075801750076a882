"""The QActions made from the rows of `studio.actions`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from studio import theme
from studio.actions import ROWS, SUBMENUS, Context, Menu, Row


class Actions:
    """The QActions of all rows, by id."""

    def __init__(
        self, parent: QWidget, handlers: Mapping[str, Callable[[], object]], *, busy: Callable[[], bool]
    ) -> None:
        """Args: busy: whether a stroke is in progress; a key pressed meanwhile does nothing."""
        missing = {row.id for row in ROWS} ^ set(handlers)
        if missing:
            raise ValueError(f"actions and handlers do not match: {sorted(missing)}")
        self._actions: dict[str, QAction] = {}
        groups: dict[str, QActionGroup] = {}
        for row in ROWS:
            action = QAction(parent)
            action.setObjectName(row.id)
            action.setText(text_of(row))
            if row.menu in SUBMENUS:
                action.setData(QCoreApplication.translate("Actions", row.menu.value).replace("&", ""))
            action.setShortcuts([QKeySequence(key) for key in row.keys])
            action.setToolTip(_tip(action))
            action.setCheckable(row.checkable)
            if row.group:
                group = groups.setdefault(row.group, QActionGroup(parent))
                group.addAction(action)
            if row.short:
                action.setIconText(QCoreApplication.translate("Actions", row.short))
            handler = handlers[row.id]
            action.triggered.connect(lambda _=False, handler=handler: None if busy() else handler())
            parent.addAction(action)
            self._actions[row.id] = action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def bind(self, name: str, keys: Sequence[QKeySequence]) -> None:
        """Give an action other keys."""
        action = self._actions[name]
        if action.shortcuts() != list(keys):
            action.setShortcuts(list(keys))
            action.setToolTip(_tip(action))

    def update(self, facts: Context) -> None:
        """Enable what makes sense now."""
        for row in ROWS:
            self._actions[row.id].setEnabled(row.enabled(facts))

    def tint(self) -> None:
        """Make the icons anew from the palette."""
        for row in ROWS:
            if row.icon:
                self._actions[row.id].setIcon(theme.icon(row.icon))

    def in_menu(self, menu: Menu) -> list[QAction | None]:
        """The actions of a menu in their order; None is a line."""
        found: list[QAction | None] = []
        for row in ROWS:
            if row.menu is menu:
                found += [None] if row.separator else []
                found.append(self._actions[row.id])
        return found


def text_of(row: Row) -> str:
    """The translated text of a row; those that differ by a number alone share one source text."""
    return QCoreApplication.translate("Actions", row.text).format(row.keys[0] if row.keys else "")


def _tip(action: QAction) -> str:
    words = action.text().replace("&", "").removesuffix("…")
    keys = ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
    return f"{words} ({keys})" if keys else words
