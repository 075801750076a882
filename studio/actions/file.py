"""Projects, examples, exports, models."""

from __future__ import annotations

from functools import partial

from studio.actions.row import LINE, Context, Menu, Row, in_menu
from studio.i18n import QT_TRANSLATE_NOOP


def _has_example(name: str, context: Context) -> bool:
    return name in context.examples


EXAMPLES = in_menu(
    Menu.EXAMPLES,
    *(
        Row(f"example_{name}", text, needs=partial(_has_example, name))
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
    Row("export", QT_TRANSLATE_NOOP("Actions", "&Export Completion…"), "Ctrl+E", "export-variant", "completed"),
    Row(
        "export_sheet",
        QT_TRANSLATE_NOOP("Actions", "Export S&heet…"),
        needs=lambda now: now.completed or now.selected_results > 0,
    ),
    Row(
        "export_animation",
        QT_TRANSLATE_NOOP("Actions", "Export Ani&mation…"),
        needs=lambda now: now.completions > 1 or now.selected_results > 1,
    ),
    Row(
        "export_walk",
        QT_TRANSLATE_NOOP("Actions", "Export Noise &Walk…"),
        icon="animation-play-outline",
        needs="completed",
    ),
    LINE,
    Row("import_model", QT_TRANSLATE_NOOP("Actions", "&Import Model…"), icon="folder-plus-outline"),
    Row("delete_model", QT_TRANSLATE_NOOP("Actions", "&Delete Model…"), icon="trash-can-outline", needs="own_models"),
    Row("training", QT_TRANSLATE_NOOP("Actions", "&Train a Model…"), icon="school-outline"),
    LINE,
    Row("quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), "Ctrl+Q"),
)
ROWS = (*EXAMPLES, *FILE)
