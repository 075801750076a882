"""Tools, known patches and their presets."""

from __future__ import annotations

from functools import partial

from studio.actions.row import Menu, Row, in_menu, is_order
from studio.document.presets import Order
from studio.i18n import QT_TRANSLATE_NOOP

KNOWN = in_menu(
    Menu.KNOWN,
    Row("brush", QT_TRANSLATE_NOOP("Actions", "&Brush"), keys=("B",), icon="brush", group="tool"),
    Row("eraser", QT_TRANSLATE_NOOP("Actions", "&Eraser"), keys=("E",), icon="eraser", group="tool"),
    Row("rectangle", QT_TRANSLATE_NOOP("Actions", "Rec&tangle"), keys=("T",), icon="selection-drag", group="tool"),
    Row("lasso", QT_TRANSLATE_NOOP("Actions", "&Lasso"), keys=("L",), icon="lasso", group="tool"),
    Row("ignore", QT_TRANSLATE_NOOP("Actions", "I&gnore"), keys=("X",), icon="cancel", group="tool"),
    Row(
        "relocate",
        QT_TRANSLATE_NOOP("Actions", "&Move or Duplicate Patches"),
        keys=("V",),
        icon="cursor-move",
        group="tool",
    ),
    Row("place", QT_TRANSLATE_NOOP("Actions", "Pla&ce Picture"), keys=("F",), icon="crop-free", group="tool"),
    Row("broader", QT_TRANSLATE_NOOP("Actions", "Br&oader Brush"), keys=("+", "]"), icon="plus", separator=True),
    Row("narrower", QT_TRANSLATE_NOOP("Actions", "&Narrower Brush"), keys=("-", "["), icon="minus"),
    Row(
        "whole",
        QT_TRANSLATE_NOOP("Actions", "&All Known"),
        keys=("Ctrl+A",),
        short=QT_TRANSLATE_NOOP("Actions", "All"),
        separator=True,
    ),
    Row(
        "none",
        QT_TRANSLATE_NOOP("Actions", "None &Known"),
        keys=("Ctrl+D",),
        short=QT_TRANSLATE_NOOP("Actions", "None"),
    ),
    Row(
        "invert",
        QT_TRANSLATE_NOOP("Actions", "&Invert"),
        keys=("Ctrl+I",),
        short=QT_TRANSLATE_NOOP("Actions", "Invert"),
    ),
    Row("shuffle", QT_TRANSLATE_NOOP("Actions", "S&huffle"), keys=("Shift+R",), icon="shuffle-variant"),
    Row(
        "grow",
        QT_TRANSLATE_NOOP("Actions", "Gro&w Known Patches"),
        keys=("Ctrl+PgUp", "Ctrl+]"),
        icon="arrow-expand-all",
    ),
    Row(
        "shrink",
        QT_TRANSLATE_NOOP("Actions", "&Shrink Known Patches"),
        keys=("Ctrl+PgDown", "Ctrl+["),
        icon="arrow-collapse-all",
    ),
)
PRESETS = in_menu(
    Menu.PRESETS,
    *(
        Row(f"by_{order.name.lower()}", text, group="order", checked=partial(is_order, order))
        for order, text in (
            (Order.RANDOM, QT_TRANSLATE_NOOP("Actions", "At &Random")),
            (Order.INITIAL, QT_TRANSLATE_NOOP("Actions", "&Initial Portion")),
            (Order.CENTRE, QT_TRANSLATE_NOOP("Actions", "&Centre")),
        )
    ),
    Row("half_left", QT_TRANSLATE_NOOP("Actions", "&Left Half"), keys=("Ctrl+Left",), separator=True),
    Row("half_right", QT_TRANSLATE_NOOP("Actions", "Ri&ght Half"), keys=("Ctrl+Right",)),
    Row("half_top", QT_TRANSLATE_NOOP("Actions", "&Top Half"), keys=("Ctrl+Up",)),
    Row("half_bottom", QT_TRANSLATE_NOOP("Actions", "&Bottom Half"), keys=("Ctrl+Down",)),
    Row("checkerboard", QT_TRANSLATE_NOOP("Actions", "Chec&kerboard")),
    Row(
        "from_transparency",
        QT_TRANSLATE_NOOP("Actions", "From Transparenc&y"),
        separator=True,
        enabled=lambda context: context.transparent,
    ),
    Row("import_mask", QT_TRANSLATE_NOOP("Actions", "From &Mask File…"), keys=("Ctrl+M",)),
    Row("export_mask", QT_TRANSLATE_NOOP("Actions", "&Export Mask…"), keys=("Ctrl+Shift+M",)),
    Row("ignore_none", QT_TRANSLATE_NOOP("Actions", "Ignore &None"), separator=True),
)
ROWS = (*KNOWN, *PRESETS)
