"""The noise, the choice of a completion, the history."""

from __future__ import annotations

from functools import partial

from studio.actions.row import LINE, Context, Menu, Row, in_menu
from studio.document.noise import SHEET
from studio.i18n import QT_TRANSLATE_NOOP


def _has_completion(position: int, context: Context) -> bool:
    return context.completions > position


COMPLETION = in_menu(
    Menu.COMPLETION,
    Row("resample", QT_TRANSLATE_NOOP("Actions", "&Resample Noise"), "R", "dice-5-outline"),
    Row("resample_all", QT_TRANSLATE_NOOP("Actions", "Resample &All"), "Ctrl+R"),
    Row("pin", QT_TRANSLATE_NOOP("Actions", "P&in"), "N", "pin-outline", "completed", checked="pinned"),
    Row("vary", QT_TRANSLATE_NOOP("Actions", "&Vary This Completion"), "Shift+V", "source-branch", "can_vary"),
    Row(
        "take",
        QT_TRANSLATE_NOOP("Actions", "&Make It the Picture"),
        "Ctrl+Return Ctrl+Enter",
        "image-check-outline",
        "completed",
    ),
    Row("as_source", QT_TRANSLATE_NOOP("Actions", "&Use as Source"), "Shift+A", "image-plus", "completed"),
    Row("copy_seed", QT_TRANSLATE_NOOP("Actions", "Copy &Seed"), "Ctrl+Shift+C", "content-copy"),
    LINE,
    Row("reveal", QT_TRANSLATE_NOOP("Actions", "Reveal &Helpful Patch"), "P", "lightbulb-on-outline", "can_reveal"),
    Row("play", QT_TRANSLATE_NOOP("Actions", "Pla&y"), "Shift+P", "play-outline", "can_reveal", checked="revealing"),
    Row(
        "walk",
        QT_TRANSLATE_NOOP("Actions", "&Walk through Noise"),
        "W",
        "animation-play-outline",
        "completed",
        checked="walking",
    ),
    LINE,
    Row(
        "each_category",
        QT_TRANSLATE_NOOP("Actions", "One of &Each Category"),
        "Shift+L",
        "view-grid-outline",
        "can_try_categories",
    ),
    Row(
        "free_labels",
        QT_TRANSLATE_NOOP("Actions", "&Free All Labels"),
        "Ctrl+Shift+L",
        "lock-open-variant-outline",
        "labels_given",
    ),
    LINE,
    Row("next", QT_TRANSLATE_NOOP("Actions", "&Next Completion"), "."),
    Row("previous", QT_TRANSLATE_NOOP("Actions", "&Previous Completion"), ","),
    LINE,
    Row("keep", QT_TRANSLATE_NOOP("Actions", "&Keep Result"), "K", "star-plus-outline", "completed"),
    Row("star", QT_TRANSLATE_NOOP("Actions", "S&tar Selected Results"), "S", "star-outline", "selected_results"),
    Row(
        "restore",
        QT_TRANSLATE_NOOP("Actions", "Rest&ore Selected Result"),
        icon="history",
        needs=lambda now: now.selected_results == 1,
    ),
    Row(
        "delete_result",
        QT_TRANSLATE_NOOP("Actions", "&Delete Selected Results"),
        "Del",
        "delete-outline",
        "selected_results",
    ),
    Row(
        "compare",
        QT_TRANSLATE_NOOP("Actions", "&Compare…"),
        "C",
        "compare",
        lambda now: now.completed or now.selected_results > 1,
    ),
)
PALETTE = in_menu(
    Menu.PALETTE,
    Row(
        "palette_off", QT_TRANSLATE_NOOP("Actions", "&Off"), group="palette", checked=lambda now: now.palette is None
    ),
    Row(
        "palette_known",
        QT_TRANSLATE_NOOP("Actions", "Colours of the &Known Pixels"),
        group="palette",
        checked=lambda now: now.palette is not None and not now.palette.colours,
    ),
    Row(
        "palette_file",
        QT_TRANSLATE_NOOP("Actions", "From &File…"),
        group="palette",
        checked=lambda now: now.palette is not None and bool(now.palette.colours),
    ),
)
NONE = in_menu(
    Menu.NONE,
    *(
        Row(
            f"choose_{i}",
            QT_TRANSLATE_NOOP("Actions", "Completion {0}"),
            str(i + 1),
            needs=partial(_has_completion, i),
        )
        for i in range(SHEET)
    ),
)
ROWS = (*COMPLETION, *PALETTE, *NONE)
