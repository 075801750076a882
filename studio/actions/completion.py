"""Noise, choice of completions, history."""

from __future__ import annotations

from functools import partial

from studio.actions.row import Menu, Row, is_completed, is_shown
from studio.document.noise import SHEET
from studio.i18n import QT_TRANSLATE_NOOP

ROWS: tuple[Row, ...] = (
    Row(
        id="resample",
        text=QT_TRANSLATE_NOOP("Actions", "&Resample Noise"),
        menu=Menu.COMPLETION,
        keys=("R",),
        icon="dice-5-outline",
    ),
    Row(
        id="resample_all", text=QT_TRANSLATE_NOOP("Actions", "Resample &All"), menu=Menu.COMPLETION, keys=("Ctrl+R",)
    ),
    Row(
        id="pin",
        text=QT_TRANSLATE_NOOP("Actions", "P&in"),
        menu=Menu.COMPLETION,
        keys=("N",),
        icon="pin-outline",
        checkable=True,
        enabled=is_completed,
    ),
    Row(
        id="vary",
        text=QT_TRANSLATE_NOOP("Actions", "&Vary This Completion"),
        menu=Menu.COMPLETION,
        keys=("Shift+V",),
        icon="source-branch",
        enabled=lambda facts: facts.can_vary,
    ),
    Row(
        id="copy_seed",
        text=QT_TRANSLATE_NOOP("Actions", "Copy &Seed"),
        menu=Menu.COMPLETION,
        keys=("Ctrl+Shift+C",),
        icon="content-copy",
    ),
    Row(
        id="reveal",
        text=QT_TRANSLATE_NOOP("Actions", "Reveal &Helpful Patch"),
        menu=Menu.COMPLETION,
        keys=("P",),
        icon="lightbulb-on-outline",
        enabled=is_completed,
        separator=True,
    ),
    Row(
        id="play",
        text=QT_TRANSLATE_NOOP("Actions", "Pla&y"),
        menu=Menu.COMPLETION,
        keys=("Shift+P",),
        icon="play-outline",
        checkable=True,
        enabled=is_completed,
    ),
    Row(
        id="walk",
        text=QT_TRANSLATE_NOOP("Actions", "&Walk through Noise"),
        menu=Menu.COMPLETION,
        keys=("W",),
        icon="animation-play-outline",
        checkable=True,
        enabled=is_completed,
    ),
    Row(
        id="next",
        text=QT_TRANSLATE_NOOP("Actions", "&Next Completion"),
        menu=Menu.COMPLETION,
        keys=(".",),
        separator=True,
    ),
    Row(id="previous", text=QT_TRANSLATE_NOOP("Actions", "&Previous Completion"), menu=Menu.COMPLETION, keys=(",",)),
    *(
        Row(
            id=f"choose_{i}",
            text=QT_TRANSLATE_NOOP("Actions", "Completion {0}"),
            menu=Menu.NONE,
            keys=(str(i + 1),),
            enabled=partial(is_shown, i),
        )
        for i in range(SHEET)
    ),
    Row(
        id="keep",
        text=QT_TRANSLATE_NOOP("Actions", "&Keep Result"),
        menu=Menu.COMPLETION,
        keys=("K",),
        icon="star-plus-outline",
        enabled=is_completed,
        separator=True,
    ),
    Row(
        id="star",
        text=QT_TRANSLATE_NOOP("Actions", "S&tar Selected Results"),
        menu=Menu.COMPLETION,
        keys=("S",),
        icon="star-outline",
        enabled=lambda facts: facts.results > 0,
    ),
    Row(
        id="restore",
        text=QT_TRANSLATE_NOOP("Actions", "Rest&ore Selected Result"),
        menu=Menu.COMPLETION,
        icon="history",
        enabled=lambda facts: facts.results == 1,
    ),
    Row(
        id="delete_result",
        text=QT_TRANSLATE_NOOP("Actions", "&Delete Selected Results"),
        menu=Menu.COMPLETION,
        keys=("Del",),
        icon="delete-outline",
        enabled=lambda facts: facts.results > 0,
    ),
    Row(
        id="compare",
        text=QT_TRANSLATE_NOOP("Actions", "&Compare…"),
        menu=Menu.COMPLETION,
        keys=("C",),
        icon="compare",
        enabled=lambda facts: facts.completed or facts.results > 1,
    ),
)
