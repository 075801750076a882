"""Sources and the model's square on them."""

from __future__ import annotations

from studio.actions.row import Menu, Row, has_several_sources, in_menu, is_completed
from studio.i18n import QT_TRANSLATE_NOOP

ROWS = in_menu(
    Menu.SOURCES,
    Row("add_source", QT_TRANSLATE_NOOP("Actions", "&Add Source…"), keys=("Ctrl+Shift+A",), icon="image-plus"),
    Row("paste_source", QT_TRANSLATE_NOOP("Actions", "&Paste as Source"), keys=("Ctrl+Shift+V",)),
    Row(
        "remove_source",
        QT_TRANSLATE_NOOP("Actions", "&Remove Source"),
        icon="image-minus",
        enabled=has_several_sources,
    ),
    Row(
        "next_source",
        QT_TRANSLATE_NOOP("Actions", "Paint from &Next Source"),
        keys=("Q",),
        enabled=has_several_sources,
    ),
    Row(
        "flip_x",
        QT_TRANSLATE_NOOP("Actions", "Flip &Horizontally"),
        keys=("H",),
        icon="flip-horizontal",
        separator=True,
    ),
    Row("flip_y", QT_TRANSLATE_NOOP("Actions", "Flip &Vertically"), keys=("Shift+H",), icon="flip-vertical"),
    Row("invert_picture", QT_TRANSLATE_NOOP("Actions", "&Invert Picture"), keys=("I",), icon="invert-colors"),
    Row(
        "square_larger",
        QT_TRANSLATE_NOOP("Actions", "&Larger Square"),
        keys=("Shift+PgUp",),
        icon="arrow-expand",
        separator=True,
    ),
    Row(
        "square_smaller",
        QT_TRANSLATE_NOOP("Actions", "&Smaller Square"),
        keys=("Shift+PgDown",),
        icon="arrow-collapse",
    ),
    Row("crop_square", QT_TRANSLATE_NOOP("Actions", "&Crop to Square"), icon="crop"),
    Row("fit_whole", QT_TRANSLATE_NOOP("Actions", "&Fit Whole Picture"), icon="fit-to-screen-outline"),
    Row("model_size", QT_TRANSLATE_NOOP("Actions", "One Pixel for &One")),
    Row(
        "paste_back",
        QT_TRANSLATE_NOOP("Actions", "&Export Whole Picture…"),
        keys=("Ctrl+Shift+E",),
        separator=True,
        enabled=is_completed,
    ),
)
