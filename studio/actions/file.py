"""Projects, examples, exports, models."""

from __future__ import annotations

from studio.actions.row import Menu, Row, always, has_selection, in_menu, is_completed
from studio.i18n import QT_TRANSLATE_NOOP

EXAMPLES = in_menu(
    Menu.EXAMPLES,
    *(
        Row(f"example_{name}", text, enabled=(lambda context: context.faces) if name == "face" else always)
        for name, text in (
            ("digit", QT_TRANSLATE_NOOP("Actions", "&Digit")),
            ("face", QT_TRANSLATE_NOOP("Actions", "&Face")),
            ("mix", QT_TRANSLATE_NOOP("Actions", "&Mix of Two")),
        )
    ),
)
FILE = in_menu(
    Menu.FILE,
    Row("open", QT_TRANSLATE_NOOP("Actions", "&Open…"), keys=("Ctrl+O",), icon="folder-open-outline"),
    Row("save", QT_TRANSLATE_NOOP("Actions", "&Save"), keys=("Ctrl+S",), icon="content-save-outline"),
    Row("save_as", QT_TRANSLATE_NOOP("Actions", "Save &As…"), keys=("Ctrl+Shift+S",)),
    Row(
        "export",
        QT_TRANSLATE_NOOP("Actions", "&Export Completion…"),
        keys=("Ctrl+E",),
        icon="export-variant",
        separator=True,
        enabled=is_completed,
    ),
    Row(
        "export_sheet",
        QT_TRANSLATE_NOOP("Actions", "Export S&heet…"),
        enabled=lambda context: is_completed(context) or has_selection(context),
    ),
    Row(
        "export_animation",
        QT_TRANSLATE_NOOP("Actions", "Export Ani&mation…"),
        enabled=lambda context: context.completions > 1 or context.selected_results > 1,
    ),
    Row(
        "export_walk",
        QT_TRANSLATE_NOOP("Actions", "Export Noise &Walk…"),
        icon="animation-play-outline",
        enabled=is_completed,
    ),
    Row("import_model", QT_TRANSLATE_NOOP("Actions", "&Import Model…"), icon="folder-plus-outline", separator=True),
    Row(
        "delete_model",
        QT_TRANSLATE_NOOP("Actions", "&Delete Model…"),
        icon="trash-can-outline",
        enabled=lambda context: context.own_models > 0,
    ),
    Row("training", QT_TRANSLATE_NOOP("Actions", "&Train a Model…"), icon="school-outline"),
    Row("quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), keys=("Ctrl+Q",), separator=True),
)
ROWS = (*EXAMPLES, *FILE)
