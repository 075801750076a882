"""Projects, examples, exports, models."""

from __future__ import annotations

from functools import partial

from studio.actions.row import LINE, Menu, Row, has_example, has_selection, in_menu, is_completed
from studio.i18n import QT_TRANSLATE_NOOP

EXAMPLES = in_menu(
    Menu.EXAMPLES,
    *(
        Row(f"example_{name}", text, enabled=partial(has_example, name))
        for name, text in (
            ("digit", QT_TRANSLATE_NOOP("Actions", "&Digit")),
            ("face", QT_TRANSLATE_NOOP("Actions", "&Face")),
            ("character", QT_TRANSLATE_NOOP("Actions", "&Character")),
            ("mix", QT_TRANSLATE_NOOP("Actions", "&Mix of Two")),
        )
    ),
)
FILE = in_menu(
    Menu.FILE,
    Row("new", QT_TRANSLATE_NOOP("Actions", "&New"), "Ctrl+N", "file-outline"),
    Row("open", QT_TRANSLATE_NOOP("Actions", "&Open…"), "Ctrl+O", "folder-open-outline"),
    Row("save", QT_TRANSLATE_NOOP("Actions", "&Save"), "Ctrl+S", "content-save-outline"),
    Row("save_as", QT_TRANSLATE_NOOP("Actions", "Save &As…"), "Ctrl+Shift+S"),
    LINE,
    Row("export", QT_TRANSLATE_NOOP("Actions", "&Export Completion…"), "Ctrl+E", "export-variant", is_completed),
    Row(
        "export_sheet",
        QT_TRANSLATE_NOOP("Actions", "Export S&heet…"),
        enabled=lambda now: is_completed(now) or has_selection(now),
    ),
    Row(
        "export_animation",
        QT_TRANSLATE_NOOP("Actions", "Export Ani&mation…"),
        enabled=lambda now: now.completions > 1 or now.selected_results > 1,
    ),
    Row(
        "export_walk",
        QT_TRANSLATE_NOOP("Actions", "Export Noise &Walk…"),
        icon="animation-play-outline",
        enabled=is_completed,
    ),
    LINE,
    Row("import_model", QT_TRANSLATE_NOOP("Actions", "&Import Model…"), icon="folder-plus-outline"),
    Row(
        "delete_model",
        QT_TRANSLATE_NOOP("Actions", "&Delete Model…"),
        icon="trash-can-outline",
        enabled=lambda now: now.own_models > 0,
    ),
    Row("training", QT_TRANSLATE_NOOP("Actions", "&Train a Model…"), icon="school-outline"),
    LINE,
    Row("quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), "Ctrl+Q"),
)
ROWS = (*EXAMPLES, *FILE)
