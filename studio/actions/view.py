"""What is shown and how; theme and language; help."""

from __future__ import annotations

from studio.actions.row import LINE, Menu, Row, has_several_sources, in_menu
from studio.i18n import QT_TRANSLATE_NOOP

VIEW = in_menu(
    Menu.VIEW,
    Row("zoom_in", QT_TRANSLATE_NOOP("Actions", "Zoom &In"), "Ctrl++ Ctrl+=", "magnify-plus"),
    Row("zoom_out", QT_TRANSLATE_NOOP("Actions", "Zoom &Out"), "Ctrl+-", "magnify-minus"),
    Row("fit", QT_TRANSLATE_NOOP("Actions", "&Fit"), "Ctrl+0", "fit-to-page-outline"),
    Row("actual_size", QT_TRANSLATE_NOOP("Actions", "&100 %"), "Ctrl+1"),
    LINE,
    Row("grid", QT_TRANSLATE_NOOP("Actions", "Patch &Grid"), "G", "grid", checkable=True),
    Row("views", QT_TRANSLATE_NOOP("Actions", "Outline &Views"), checkable=True, enabled=lambda now: bool(now.views)),
    Row("marks", QT_TRANSLATE_NOOP("Actions", "&Mark Known Patches"), "M", checkable=True),
    Row(
        "source_marks",
        QT_TRANSLATE_NOOP("Actions", "Mark &Sources of Patches"),
        "Shift+M",
        checkable=True,
        enabled=has_several_sources,
    ),
    Row(
        "spread",
        QT_TRANSLATE_NOOP("Actions", "&Disagreement of Completions"),
        "D",
        "map-marker-question-outline",
        checkable=True,
    ),
    LINE,
    Row("panels", QT_TRANSLATE_NOOP("Actions", "Go to Next Pa&nel"), "F6"),
    Row("lab", QT_TRANSLATE_NOOP("Actions", "&Lab"), icon="flask-outline"),
)
THEME = in_menu(
    Menu.THEME,
    *(
        Row(f"theme_{name}", text, group="theme")
        for name, text in (
            ("system", QT_TRANSLATE_NOOP("Actions", "As the &System")),
            ("light", QT_TRANSLATE_NOOP("Actions", "&Light")),
            ("dark", QT_TRANSLATE_NOOP("Actions", "&Dark")),
        )
    ),
)
LANGUAGE = in_menu(
    Menu.LANGUAGE,
    *(
        Row(f"language_{name}", text, group="language")
        for name, text in (
            ("system", QT_TRANSLATE_NOOP("Actions", "As the &System")),
            ("en", "&English"),  # languages go by their own names everywhere
            ("de", "&Deutsch"),
        )
    ),
)
HELP = in_menu(
    Menu.HELP,
    Row("search", QT_TRANSLATE_NOOP("Actions", "&Find Command…"), "Ctrl+K", "magnify"),
    Row("shortcuts", QT_TRANSLATE_NOOP("Actions", "&Keyboard Shortcuts…"), "F1"),
    Row("hints", QT_TRANSLATE_NOOP("Actions", "Show &Hints")),
    Row("log", QT_TRANSLATE_NOOP("Actions", "Show &Log File")),
    Row("about", QT_TRANSLATE_NOOP("Actions", "&About Patchwork")),
)
ROWS = (*VIEW, *THEME, *LANGUAGE, *HELP)
