"""Undo and the clipboard."""

from __future__ import annotations

from studio.actions.row import Menu, Row, in_menu, is_completed
from studio.i18n import QT_TRANSLATE_NOOP

ROWS = in_menu(
    Menu.EDIT,
    Row(
        "undo",
        QT_TRANSLATE_NOOP("Actions", "&Undo"),
        keys=("Ctrl+Z",),
        icon="undo",
        enabled=lambda context: context.can_undo,
    ),
    Row(
        "redo",
        QT_TRANSLATE_NOOP("Actions", "&Redo"),
        keys=("Ctrl+Shift+Z", "Ctrl+Y"),
        icon="redo",
        enabled=lambda context: context.can_redo,
    ),
    Row(
        "copy",
        QT_TRANSLATE_NOOP("Actions", "&Copy Completion"),
        keys=("Ctrl+C",),
        icon="content-copy",
        separator=True,
        enabled=is_completed,
    ),
    Row("paste", QT_TRANSLATE_NOOP("Actions", "&Paste Picture"), keys=("Ctrl+V",), icon="content-paste"),
)
