"""The noise, the choice of a completion, the history."""

from __future__ import annotations

from functools import partial

from studio.actions.row import Menu, Row, has_completion, has_selection, in_menu, is_completed
from studio.document.noise import SHEET
from studio.i18n import QT_TRANSLATE_NOOP

COMPLETION = in_menu(
    Menu.COMPLETION,
    Row("resample", QT_TRANSLATE_NOOP("Actions", "&Resample Noise"), keys=("R",), icon="dice-5-outline"),
    Row("resample_all", QT_TRANSLATE_NOOP("Actions", "Resample &All"), keys=("Ctrl+R",)),
    Row(
        "pin",
        QT_TRANSLATE_NOOP("Actions", "P&in"),
        keys=("N",),
        icon="pin-outline",
        enabled=is_completed,
        checked=lambda context: context.pinned,
    ),
    Row(
        "vary",
        QT_TRANSLATE_NOOP("Actions", "&Vary This Completion"),
        keys=("Shift+V",),
        icon="source-branch",
        enabled=lambda context: context.can_vary,
    ),
    Row("copy_seed", QT_TRANSLATE_NOOP("Actions", "Copy &Seed"), keys=("Ctrl+Shift+C",), icon="content-copy"),
    Row(
        "reveal",
        QT_TRANSLATE_NOOP("Actions", "Reveal &Helpful Patch"),
        keys=("P",),
        icon="lightbulb-on-outline",
        separator=True,
        enabled=is_completed,
    ),
    Row(
        "play",
        QT_TRANSLATE_NOOP("Actions", "Pla&y"),
        keys=("Shift+P",),
        icon="play-outline",
        enabled=is_completed,
        checked=lambda context: context.revealing,
    ),
    Row(
        "walk",
        QT_TRANSLATE_NOOP("Actions", "&Walk through Noise"),
        keys=("W",),
        icon="animation-play-outline",
        enabled=is_completed,
        checked=lambda context: context.walking,
    ),
    Row("next", QT_TRANSLATE_NOOP("Actions", "&Next Completion"), keys=(".",), separator=True),
    Row("previous", QT_TRANSLATE_NOOP("Actions", "&Previous Completion"), keys=(",",)),
    Row(
        "keep",
        QT_TRANSLATE_NOOP("Actions", "&Keep Result"),
        keys=("K",),
        icon="star-plus-outline",
        separator=True,
        enabled=is_completed,
    ),
    Row(
        "star",
        QT_TRANSLATE_NOOP("Actions", "S&tar Selected Results"),
        keys=("S",),
        icon="star-outline",
        enabled=has_selection,
    ),
    Row(
        "restore",
        QT_TRANSLATE_NOOP("Actions", "Rest&ore Selected Result"),
        icon="history",
        enabled=lambda context: context.selected_results == 1,
    ),
    Row(
        "delete_result",
        QT_TRANSLATE_NOOP("Actions", "&Delete Selected Results"),
        keys=("Del",),
        icon="delete-outline",
        enabled=has_selection,
    ),
    Row(
        "compare",
        QT_TRANSLATE_NOOP("Actions", "&Compare…"),
        keys=("C",),
        icon="compare",
        enabled=lambda context: context.completed or context.selected_results > 1,
    ),
)
NONE = in_menu(
    Menu.NONE,
    *(
        Row(
            f"choose_{i}",
            QT_TRANSLATE_NOOP("Actions", "Completion {0}"),
            keys=(str(i + 1),),
            enabled=partial(has_completion, i),
        )
        for i in range(SHEET)
    ),
)
ROWS = (*COMPLETION, *NONE)
