"""Undo and the clipboard."""

from __future__ import annotations

from studio.actions.row import Menu, Row, is_completed
from studio.i18n import QT_TRANSLATE_NOOP

ROWS: tuple[Row, ...] = (
    Row(
        id="undo",
        text=QT_TRANSLATE_NOOP("Actions", "&Undo"),
        menu=Menu.EDIT,
        keys=("Ctrl+Z",),
        icon="undo",
        enabled=lambda facts: facts.can_undo,
    ),
    Row(
        id="redo",
        text=QT_TRANSLATE_NOOP("Actions", "&Redo"),
        menu=Menu.EDIT,
        keys=("Ctrl+Shift+Z", "Ctrl+Y"),
        icon="redo",
        enabled=lambda facts: facts.can_redo,
    ),
    Row(
        id="copy",
        text=QT_TRANSLATE_NOOP("Actions", "&Copy Completion"),
        menu=Menu.EDIT,
        keys=("Ctrl+C",),
        icon="content-copy",
        enabled=is_completed,
        separator=True,
    ),
    Row(
        id="paste",
        text=QT_TRANSLATE_NOOP("Actions", "&Paste Picture"),
        menu=Menu.EDIT,
        keys=("Ctrl+V",),
        icon="content-paste",
    ),
)
