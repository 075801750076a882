"""Files, examples, exports, models."""

from __future__ import annotations

from studio.actions.row import Menu, Row, always, is_completed
from studio.i18n import QT_TRANSLATE_NOOP

ROWS: tuple[Row, ...] = (
    *(
        Row(
            id=f"example_{name}",
            text=text,
            menu=Menu.EXAMPLES,
            enabled=(lambda facts: facts.faces) if name == "face" else always,
        )
        for name, text in (
            ("digit", QT_TRANSLATE_NOOP("Actions", "&Digit")),
            ("face", QT_TRANSLATE_NOOP("Actions", "&Face")),
            ("mix", QT_TRANSLATE_NOOP("Actions", "&Mix of Two")),
        )
    ),
    Row(
        id="open",
        text=QT_TRANSLATE_NOOP("Actions", "&Open…"),
        menu=Menu.FILE,
        keys=("Ctrl+O",),
        icon="folder-open-outline",
    ),
    Row(
        id="save",
        text=QT_TRANSLATE_NOOP("Actions", "&Save"),
        menu=Menu.FILE,
        keys=("Ctrl+S",),
        icon="content-save-outline",
    ),
    Row(id="save_as", text=QT_TRANSLATE_NOOP("Actions", "Save &As…"), menu=Menu.FILE, keys=("Ctrl+Shift+S",)),
    Row(
        id="export",
        text=QT_TRANSLATE_NOOP("Actions", "&Export Completion…"),
        menu=Menu.FILE,
        keys=("Ctrl+E",),
        icon="export-variant",
        enabled=is_completed,
        separator=True,
    ),
    Row(
        id="export_sheet",
        text=QT_TRANSLATE_NOOP("Actions", "Export S&heet…"),
        menu=Menu.FILE,
        enabled=lambda facts: facts.completed or facts.results > 0,
    ),
    Row(
        id="export_animation",
        text=QT_TRANSLATE_NOOP("Actions", "Export Ani&mation…"),
        menu=Menu.FILE,
        enabled=lambda facts: facts.shown > 1 or facts.results > 1,
    ),
    Row(
        id="export_walk",
        text=QT_TRANSLATE_NOOP("Actions", "Export Noise &Walk…"),
        menu=Menu.FILE,
        icon="animation-play-outline",
        enabled=is_completed,
    ),
    Row(
        id="import_model",
        text=QT_TRANSLATE_NOOP("Actions", "&Import Model…"),
        menu=Menu.FILE,
        icon="folder-plus-outline",
        separator=True,
    ),
    Row(
        id="delete_model",
        text=QT_TRANSLATE_NOOP("Actions", "&Delete Model…"),
        menu=Menu.FILE,
        icon="trash-can-outline",
        enabled=lambda facts: facts.own_models > 0,
    ),
    Row(id="training", text=QT_TRANSLATE_NOOP("Actions", "&Train a Model…"), menu=Menu.FILE, icon="school-outline"),
    Row(id="quit", text=QT_TRANSLATE_NOOP("Actions", "&Quit"), menu=Menu.FILE, keys=("Ctrl+Q",), separator=True),
)
