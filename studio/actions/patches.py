"""Tools, known patches and their presets."""

from __future__ import annotations

from functools import partial

from studio.actions.row import LINE, Context, Menu, Row, in_menu
from studio.document.presets import Order
from studio.i18n import QT_TRANSLATE_NOOP

MOST_VIEWS = 8
"""Views of a model that there are actions for."""


def _is_order(order: Order, context: Context) -> bool:
    return context.order is order


def _view_name(position: int, context: Context) -> str:
    return context.views[position] if position < len(context.views) else ""


KNOWN = in_menu(
    Menu.KNOWN,
    Row("brush", QT_TRANSLATE_NOOP("Actions", "&Brush"), "B", "brush", group="tool"),
    Row("eraser", QT_TRANSLATE_NOOP("Actions", "&Eraser"), "E", "eraser", group="tool"),
    Row("pencil", QT_TRANSLATE_NOOP("Actions", "Penc&il"), "Shift+B", "pencil", group="tool"),
    Row("rectangle", QT_TRANSLATE_NOOP("Actions", "Rec&tangle"), "T", "selection-drag", group="tool"),
    Row("lasso", QT_TRANSLATE_NOOP("Actions", "&Lasso"), "L", "lasso", group="tool"),
    Row("ignore", QT_TRANSLATE_NOOP("Actions", "I&gnore"), "X", "cancel", group="tool"),
    Row("relocate", QT_TRANSLATE_NOOP("Actions", "&Move or Duplicate Patches"), "V", "cursor-move", group="tool"),
    Row("place", QT_TRANSLATE_NOOP("Actions", "Pla&ce Picture"), "F", "crop-free", group="tool"),
    LINE,
    Row("replace", QT_TRANSLATE_NOOP("Actions", "Brush What to &Replace"), "Y", checked="replacing"),
    Row("clear_hole", QT_TRANSLATE_NOOP("Actions", "&Forget What to Replace"), "Backspace", needs="has_hole"),
    LINE,
    Row("broader", QT_TRANSLATE_NOOP("Actions", "Br&oader Brush"), "+ ]", "plus"),
    Row("narrower", QT_TRANSLATE_NOOP("Actions", "&Narrower Brush"), "- [", "minus"),
    Row("pencil_colour", QT_TRANSLATE_NOOP("Actions", "Pencil Colo&ur…")),
    LINE,
    Row("whole", QT_TRANSLATE_NOOP("Actions", "&All Known"), "Ctrl+A", short=QT_TRANSLATE_NOOP("Actions", "All")),
    Row("none", QT_TRANSLATE_NOOP("Actions", "None &Known"), "Ctrl+D", short=QT_TRANSLATE_NOOP("Actions", "None")),
    Row("invert", QT_TRANSLATE_NOOP("Actions", "In&vert"), "Ctrl+I", short=QT_TRANSLATE_NOOP("Actions", "Invert")),
    Row("shuffle", QT_TRANSLATE_NOOP("Actions", "S&huffle"), "Shift+R", "shuffle-variant"),
    Row("grow", QT_TRANSLATE_NOOP("Actions", "Gro&w Known Patches"), "Ctrl+PgUp Ctrl+]", "arrow-expand-all"),
    Row("shrink", QT_TRANSLATE_NOOP("Actions", "&Shrink Known Patches"), "Ctrl+PgDown Ctrl+[", "arrow-collapse-all"),
)
ORDER = in_menu(
    Menu.ORDER,
    *(
        Row(f"by_{order.name.lower()}", text, group="order", checked=partial(_is_order, order))
        for order, text in (
            (Order.RANDOM, QT_TRANSLATE_NOOP("Actions", "At &Random")),
            (Order.INITIAL, QT_TRANSLATE_NOOP("Actions", "&Initial Portion")),
            (Order.CENTRE, QT_TRANSLATE_NOOP("Actions", "&Centre")),
        )
    ),
)
PRESETS = in_menu(
    Menu.PRESETS,
    Row("half_left", QT_TRANSLATE_NOOP("Actions", "&Left Half"), "Ctrl+Left"),
    Row("half_right", QT_TRANSLATE_NOOP("Actions", "Ri&ght Half"), "Ctrl+Right"),
    Row("half_top", QT_TRANSLATE_NOOP("Actions", "&Top Half"), "Ctrl+Up"),
    Row("half_bottom", QT_TRANSLATE_NOOP("Actions", "&Bottom Half"), "Ctrl+Down"),
    LINE,
    *(
        Row(f"{name}_view_{i}", text, needs=partial(_view_name, i), subject=partial(_view_name, i))
        for name, text in (
            ("know", QT_TRANSLATE_NOOP("Actions", "Know {0}")),
            ("know_all_but", QT_TRANSLATE_NOOP("Actions", "Know All but {0}")),
        )
        for i in range(MOST_VIEWS)
    ),
    LINE,
    Row("checkerboard", QT_TRANSLATE_NOOP("Actions", "Chec&kerboard")),
    LINE,
    Row("from_transparency", QT_TRANSLATE_NOOP("Actions", "From Transparenc&y"), needs="transparent"),
    Row("import_mask", QT_TRANSLATE_NOOP("Actions", "From &Mask File…"), "Ctrl+M"),
    Row("export_mask", QT_TRANSLATE_NOOP("Actions", "&Export Mask…"), "Ctrl+Shift+M"),
    LINE,
    Row("ignore_none", QT_TRANSLATE_NOOP("Actions", "Ignore &None")),
)
ROWS = (*KNOWN, *PRESETS, *ORDER)
