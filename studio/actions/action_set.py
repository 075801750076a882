"""The QActions made from the rows of `studio.actions`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from studio import theme
from studio.actions import ROWS, SUBMENUS, Context, Menu, Row
from studio.actions.row import holds
from studio.translation import plain

Handler = Callable[[], object]
Handlers = Mapping[str, Handler]
"""What actions do, by their ids: `handlers` of each part of the studio returns those that it does."""


class Actions:
    """The QActions of all rows, by id. They do nothing until they are connected."""

    def __init__(self, parent: QWidget) -> None:
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
            action.setCheckable(row.checkable or bool(row.group) or row.checked is not None)
            if row.group:
                groups.setdefault(row.group, QActionGroup(parent)).addAction(action)
            if row.short:
                action.setIconText(QCoreApplication.translate("Actions", row.short))
            parent.addAction(action)
            self._actions[row.id] = action

    def connect(self, handlers: Handlers, *, run: Callable[[Handler], object]) -> None:
        """Let each action do what it is for.

        Args:
            run: is given the handler of an action that was chosen, to call it or not.

        Raises:
            ValueError: an action has no handler, or a handler no action.
        """
        unmatched = set(self._actions) ^ set(handlers)
        if unmatched:
            raise ValueError(f"actions and handlers do not match: {sorted(unmatched)}")
        for name, handler in handlers.items():
            self._actions[name].triggered.connect(lambda _=False, handler=handler: run(handler))

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def of(self, *names: str) -> list[QAction]:
        """Several of them, by their ids."""
        return [self._actions[name] for name in names]

    def bind(self, name: str, keys: Sequence[QKeySequence]) -> None:
        """Give an action other keys."""
        action = self._actions[name]
        if action.shortcuts() != list(keys):
            action.setShortcuts(list(keys))
            action.setToolTip(_tip(action))

    def update(self, context: Context) -> None:
        """Enable what makes sense now, and check what is so."""
        for row in ROWS:
            action = self._actions[row.id]
            action.setEnabled(row.enabled(context))
            if row.checked is not None:
                action.setChecked(holds(row.checked, context))
            if row.subject is not None:
                subject = row.subject(context)
                action.setText(text_of(row, subject.replace("&", "&&")))
                action.setToolTip(_tip(action))
                action.setVisible(bool(subject))

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


def text_of(row: Row, subject: str = "") -> str:
    """The translated text of a row; those that differ by a number, or by what they are about, share a source text."""
    return QCoreApplication.translate("Actions", row.text).format(subject or (row.keys[0] if row.keys else ""))


def _tip(action: QAction) -> str:
    words = action.text().replace("&", "").removesuffix("…")
    keys = ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
    return plain(f"{words} ({keys})" if keys else words)
