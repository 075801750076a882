"""Sources and the model's square on them."""

from __future__ import annotations

from studio.actions.row import Menu, Row, is_completed
from studio.i18n import QT_TRANSLATE_NOOP

ROWS: tuple[Row, ...] = (
    Row(
        id="add_source",
        text=QT_TRANSLATE_NOOP("Actions", "&Add Source…"),
        menu=Menu.SOURCES,
        keys=("Ctrl+Shift+A",),
        icon="image-plus",
    ),
    Row(
        id="paste_source",
        text=QT_TRANSLATE_NOOP("Actions", "&Paste as Source"),
        menu=Menu.SOURCES,
        keys=("Ctrl+Shift+V",),
    ),
    Row(
        id="remove_source",
        text=QT_TRANSLATE_NOOP("Actions", "&Remove Source"),
        menu=Menu.SOURCES,
        icon="image-minus",
        enabled=lambda facts: facts.sources > 1,
    ),
    Row(
        id="next_source",
        text=QT_TRANSLATE_NOOP("Actions", "Paint from &Next Source"),
        menu=Menu.SOURCES,
        keys=("Q",),
        enabled=lambda facts: facts.sources > 1,
    ),
    Row(
        id="flip_x",
        text=QT_TRANSLATE_NOOP("Actions", "Flip &Horizontally"),
        menu=Menu.SOURCES,
        keys=("H",),
        icon="flip-horizontal",
        separator=True,
    ),
    Row(
        id="flip_y",
        text=QT_TRANSLATE_NOOP("Actions", "Flip &Vertically"),
        menu=Menu.SOURCES,
        keys=("Shift+H",),
        icon="flip-vertical",
    ),
    Row(
        id="invert_picture",
        text=QT_TRANSLATE_NOOP("Actions", "&Invert Picture"),
        menu=Menu.SOURCES,
        keys=("I",),
        icon="invert-colors",
    ),
    Row(
        id="square_larger",
        text=QT_TRANSLATE_NOOP("Actions", "&Larger Square"),
        menu=Menu.SOURCES,
        keys=("Shift+PgUp",),
        icon="arrow-expand",
        separator=True,
    ),
    Row(
        id="square_smaller",
        text=QT_TRANSLATE_NOOP("Actions", "&Smaller Square"),
        menu=Menu.SOURCES,
        keys=("Shift+PgDown",),
        icon="arrow-collapse",
    ),
    Row(
        id="crop_square",
        text=QT_TRANSLATE_NOOP("Actions", "&Crop to Square"),
        menu=Menu.SOURCES,
        icon="crop",
    ),
    Row(
        id="fit_whole",
        text=QT_TRANSLATE_NOOP("Actions", "&Fit Whole Picture"),
        menu=Menu.SOURCES,
        icon="fit-to-screen-outline",
    ),
    Row(id="model_size", text=QT_TRANSLATE_NOOP("Actions", "One Pixel for &One"), menu=Menu.SOURCES),
    Row(
        id="paste_back",
        text=QT_TRANSLATE_NOOP("Actions", "&Export Whole Picture…"),
        menu=Menu.SOURCES,
        keys=("Ctrl+Shift+E",),
        enabled=is_completed,
        separator=True,
    ),
)
