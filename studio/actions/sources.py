"""Sources and the model's frame on them."""

from __future__ import annotations

from studio.actions.row import LINE, Menu, Row, in_menu
from studio.i18n import QT_TRANSLATE_NOOP

ROWS = in_menu(
    Menu.SOURCES,
    Row("add_source", QT_TRANSLATE_NOOP("Actions", "Add as So&urce…"), "Ctrl+Shift+A", "image-plus"),
    Row("paste_source", QT_TRANSLATE_NOOP("Actions", "&Paste as Source"), "Ctrl+Shift+V"),
    Row("remove_source", QT_TRANSLATE_NOOP("Actions", "&Remove Source"), icon="image-minus", needs="several_sources"),
    Row("next_source", QT_TRANSLATE_NOOP("Actions", "Paint from &Next Source"), "Q", needs="several_sources"),
    LINE,
    Row("flip_x", QT_TRANSLATE_NOOP("Actions", "Flip &Horizontally"), "H", "flip-horizontal"),
    Row("flip_y", QT_TRANSLATE_NOOP("Actions", "Flip &Vertically"), "Shift+H", "flip-vertical"),
    Row("invert_picture", QT_TRANSLATE_NOOP("Actions", "&Invert Picture"), "I", "invert-colors"),
    LINE,
    Row("square_larger", QT_TRANSLATE_NOOP("Actions", "&Larger Frame"), "Shift+PgUp", "arrow-expand"),
    Row("square_smaller", QT_TRANSLATE_NOOP("Actions", "&Smaller Frame"), "Shift+PgDown", "arrow-collapse"),
    Row("crop_square", QT_TRANSLATE_NOOP("Actions", "&Crop to Frame"), icon="crop"),
    Row("fit_whole", QT_TRANSLATE_NOOP("Actions", "&Fit Whole Picture"), icon="fit-to-screen-outline"),
    Row("model_size", QT_TRANSLATE_NOOP("Actions", "One Pixel for &One")),
    LINE,
    Row(
        "cells",
        QT_TRANSLATE_NOOP("Actions", "Fra&me Cells of a Sheet"),
        "Shift+F",
        needs="is_larger",
        checked="cells",
    ),
    Row("cell_right", QT_TRANSLATE_NOOP("Actions", "Cell to the Ri&ght"), "Alt+Right PgDown", needs="cells"),
    Row("cell_left", QT_TRANSLATE_NOOP("Actions", "Cell &to the Left"), "Alt+Left PgUp", needs="cells"),
    Row("cell_above", QT_TRANSLATE_NOOP("Actions", "Cell &Above"), "Alt+Up", needs="cells"),
    Row("cell_below", QT_TRANSLATE_NOOP("Actions", "Cell &Below"), "Alt+Down", needs="cells"),
    Row(
        "complete_cells",
        QT_TRANSLATE_NOOP("Actions", "Complete Ever&y Cell"),
        "Ctrl+Shift+Return Ctrl+Shift+Enter",
        needs=lambda now: now.cells and now.completed,
    ),
    LINE,
    Row("wrap_across", QT_TRANSLATE_NOOP("Actions", "Wrap by Half the Wi&dth")),
    Row("wrap_down", QT_TRANSLATE_NOOP("Actions", "&Wrap by Half the Height")),
    Row("tileable", QT_TRANSLATE_NOOP("Actions", "Ma&ke Tileable")),
    LINE,
    Row("paste_back", QT_TRANSLATE_NOOP("Actions", "&Export Whole Picture…"), "Ctrl+Shift+E", needs="completed"),
)
