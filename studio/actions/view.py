"""What is shown and how; help; actions of no menu."""

from __future__ import annotations

from studio.actions.row import Menu, Row
from studio.i18n import QT_TRANSLATE_NOOP

ROWS: tuple[Row, ...] = (
    Row(
        id="zoom_in",
        text=QT_TRANSLATE_NOOP("Actions", "Zoom &In"),
        menu=Menu.VIEW,
        keys=("Ctrl++", "Ctrl+="),
        icon="magnify-plus",
    ),
    Row(
        id="zoom_out",
        text=QT_TRANSLATE_NOOP("Actions", "Zoom &Out"),
        menu=Menu.VIEW,
        keys=("Ctrl+-",),
        icon="magnify-minus",
    ),
    Row(
        id="fit",
        text=QT_TRANSLATE_NOOP("Actions", "&Fit"),
        menu=Menu.VIEW,
        keys=("Ctrl+0",),
        icon="fit-to-page-outline",
    ),
    Row(id="actual_size", text=QT_TRANSLATE_NOOP("Actions", "&100 %"), menu=Menu.VIEW, keys=("Ctrl+1",)),
    Row(
        id="grid",
        text=QT_TRANSLATE_NOOP("Actions", "Patch &Grid"),
        menu=Menu.VIEW,
        keys=("G",),
        icon="grid",
        checkable=True,
        separator=True,
    ),
    Row(
        id="marks",
        text=QT_TRANSLATE_NOOP("Actions", "&Mark Known Patches"),
        menu=Menu.VIEW,
        keys=("M",),
        checkable=True,
    ),
    Row(
        id="source_marks",
        text=QT_TRANSLATE_NOOP("Actions", "Mark &Sources of Patches"),
        menu=Menu.VIEW,
        keys=("Shift+M",),
        checkable=True,
        enabled=lambda facts: facts.sources > 1,
    ),
    Row(
        id="spread",
        text=QT_TRANSLATE_NOOP("Actions", "&Disagreement of Completions"),
        menu=Menu.VIEW,
        keys=("D",),
        icon="map-marker-question-outline",
        checkable=True,
    ),
    Row(
        id="panels",
        text=QT_TRANSLATE_NOOP("Actions", "Go to Next Pa&nel"),
        menu=Menu.VIEW,
        keys=("F6",),
        separator=True,
    ),
    Row(id="lab", text=QT_TRANSLATE_NOOP("Actions", "&Lab"), menu=Menu.VIEW, icon="flask-outline"),
    *(
        Row(id=f"theme_{name}", text=text, menu=Menu.THEME, checkable=True, group="theme")
        for name, text in (
            ("system", QT_TRANSLATE_NOOP("Actions", "As the &System")),
            ("light", QT_TRANSLATE_NOOP("Actions", "&Light")),
            ("dark", QT_TRANSLATE_NOOP("Actions", "&Dark")),
        )
    ),
    *(
        Row(id=f"language_{name}", text=text, menu=Menu.LANGUAGE, checkable=True, group="language")
        for name, text in (
            ("system", QT_TRANSLATE_NOOP("Actions", "As the &System")),
            ("en", "&English"),  # languages go by their own names everywhere
            ("de", "&Deutsch"),
        )
    ),
    Row(
        id="search",
        text=QT_TRANSLATE_NOOP("Actions", "&Find Command…"),
        menu=Menu.HELP,
        keys=("Ctrl+K",),
        icon="magnify",
    ),
    Row(id="shortcuts", text=QT_TRANSLATE_NOOP("Actions", "&Keyboard Shortcuts…"), menu=Menu.HELP, keys=("F1",)),
    Row(id="hints", text=QT_TRANSLATE_NOOP("Actions", "Show &Hints"), menu=Menu.HELP),
    Row(id="log", text=QT_TRANSLATE_NOOP("Actions", "Show &Log File"), menu=Menu.HELP),
    Row(id="about", text=QT_TRANSLATE_NOOP("Actions", "&About Patchwork"), menu=Menu.HELP),
)
