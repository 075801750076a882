"""What is shown and how; theme and language; help."""

from __future__ import annotations

from functools import partial

from studio.actions.row import LINE, Context, Menu, Row, in_menu
from studio.document.noise import MOST
from studio.i18n import QT_TRANSLATE_NOOP


def _is_shown(panel: str, context: Context) -> bool:
    return panel in context.panels


VIEW = in_menu(
    Menu.VIEW,
    Row("zoom_in", QT_TRANSLATE_NOOP("Actions", "Zoom &In"), "Ctrl++ Ctrl+=", "magnify-plus"),
    Row("zoom_out", QT_TRANSLATE_NOOP("Actions", "Zoom &Out"), "Ctrl+-", "magnify-minus"),
    Row("fit", QT_TRANSLATE_NOOP("Actions", "&Fit"), "Ctrl+0", "fit-to-page-outline"),
    Row("actual_size", QT_TRANSLATE_NOOP("Actions", "&100 %"), "Ctrl+1"),
    LINE,
    Row("grid", QT_TRANSLATE_NOOP("Actions", "Patch &Grid"), "G", "grid", checkable=True),
    Row("copies", QT_TRANSLATE_NOOP("Actions", "Repeat the &Completion"), "Shift+G", checkable=True),
    Row("views", QT_TRANSLATE_NOOP("Actions", "Outline &Views"), checkable=True, needs="views"),
    Row("marks", QT_TRANSLATE_NOOP("Actions", "&Mark Known Patches"), "M", checkable=True),
    Row(
        "source_marks",
        QT_TRANSLATE_NOOP("Actions", "Mark &Sources of Patches"),
        "Shift+M",
        checkable=True,
        needs="several_sources",
    ),
    Row(
        "spread",
        QT_TRANSLATE_NOOP("Actions", "&Disagreement of Completions"),
        "D",
        "map-marker-question-outline",
        checkable=True,
    ),
    LINE,
    Row(
        "more_completions",
        QT_TRANSLATE_NOOP("Actions", "Mo&re Completions at Once"),
        "Ctrl+.",
        "plus",
        lambda now: now.sheet < MOST,
    ),
    Row(
        "fewer_completions",
        QT_TRANSLATE_NOOP("Actions", "Few&er Completions at Once"),
        "Ctrl+,",
        "minus",
        lambda now: now.sheet > 1,
    ),
    LINE,
    Row("panels", QT_TRANSLATE_NOOP("Actions", "Go to Next Pa&nel"), "F6"),
    Row("lab", QT_TRANSLATE_NOOP("Actions", "&Lab"), icon="flask-outline"),
)
PANELS = in_menu(
    Menu.PANELS,
    *(
        Row(f"panel_{name}", text, f"Alt+{i}", icon, checked=partial(_is_shown, name), short=short)
        for i, (name, text, short, icon) in enumerate(
            (
                (
                    "subset",
                    QT_TRANSLATE_NOOP("Actions", "&Known Patches"),
                    QT_TRANSLATE_NOOP("Actions", "Known"),
                    "checkerboard",
                ),
                ("sources", QT_TRANSLATE_NOOP("Actions", "&Sources"), "", "image-multiple-outline"),
                ("noise", QT_TRANSLATE_NOOP("Actions", "&Noise"), "", "dice-multiple-outline"),
                ("labels", QT_TRANSLATE_NOOP("Actions", "&Labels"), "", "tag-outline"),
                ("history", QT_TRANSLATE_NOOP("Actions", "&History"), "", "history"),
                ("model", QT_TRANSLATE_NOOP("Actions", "&Model"), "", "cube-outline"),
            ),
            1,
        )
    ),
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
ROWS = (*VIEW, *PANELS, *THEME, *LANGUAGE, *HELP)
