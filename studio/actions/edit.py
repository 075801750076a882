"""Undo and the clipboard."""

from __future__ import annotations

from studio.actions.row import LINE, Menu, Row, in_menu
from studio.i18n import QT_TRANSLATE_NOOP

ROWS = in_menu(
    Menu.EDIT,
    Row("undo", QT_TRANSLATE_NOOP("Actions", "&Undo"), "Ctrl+Z", "undo", "can_undo"),
    Row("redo", QT_TRANSLATE_NOOP("Actions", "&Redo"), "Ctrl+Shift+Z Ctrl+Y", "redo", "can_redo"),
    LINE,
    Row("copy", QT_TRANSLATE_NOOP("Actions", "&Copy Completion"), "Ctrl+C", "content-copy", "completed"),
    Row("paste", QT_TRANSLATE_NOOP("Actions", "&Paste Picture"), "Ctrl+V", "content-paste"),
)
