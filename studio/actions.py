"""Every action of the studio as a row of data; `studio.action_set` makes QActions of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial

from studio.noise import SHEET


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for the translators, who find it by this function's name; Qt's own is untyped."""
    return text


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What decides whether an action makes sense now."""

    completed: bool
    """There is a completion to save or copy."""
    can_undo: bool
    can_redo: bool
    shown: int
    """Completions that there are, from the first position on."""


class Menu(Enum):
    """Where an action is found; NONE: by its key alone."""

    FILE = QT_TRANSLATE_NOOP("Actions", "&File")
    EDIT = QT_TRANSLATE_NOOP("Actions", "&Edit")
    KNOWN = QT_TRANSLATE_NOOP("Actions", "&Known Patches")
    COMPLETION = QT_TRANSLATE_NOOP("Actions", "&Completion")
    VIEW = QT_TRANSLATE_NOOP("Actions", "&View")
    HELP = QT_TRANSLATE_NOOP("Actions", "&Help")
    NONE = ""


def _always(facts: Facts) -> bool:
    return True


def _is_shown(position: int, facts: Facts) -> bool:
    return facts.shown > position


def _completed(facts: Facts) -> bool:
    return facts.completed


@dataclass(frozen=True, kw_only=True)
class Row:
    """One action."""

    id: str
    text: str
    """Source text for translation."""
    menu: Menu
    keys: tuple[str, ...] = ()
    icon: str = ""
    """Name of a Material icon."""
    enabled: Callable[[Facts], bool] = _always
    short: str = ""
    """Text of its button, where the text is too long; for translation too."""
    checkable: bool = False
    group: str = ""
    """Of the actions of a group exactly one is checked."""
    separator: bool = False
    """A line above it in its menu."""


ROWS: tuple[Row, ...] = (
    Row(
        id="open",
        text=QT_TRANSLATE_NOOP("Actions", "&Open…"),
        menu=Menu.FILE,
        keys=("Ctrl+O",),
        icon="folder-open-outline",
    ),
    Row(
        id="save",
        text=QT_TRANSLATE_NOOP("Actions", "&Save Completion…"),
        menu=Menu.FILE,
        keys=("Ctrl+S",),
        icon="content-save-outline",
        enabled=_completed,
    ),
    Row(id="quit", text=QT_TRANSLATE_NOOP("Actions", "&Quit"), menu=Menu.FILE, keys=("Ctrl+Q",), separator=True),
    Row(
        id="undo",
        text=QT_TRANSLATE_NOOP("Actions", "&Undo"),
        menu=Menu.EDIT,
        keys=("Ctrl+Z",),
        icon="undo",
        enabled=lambda facts: facts.can_undo,
    ),
    Row(
        id="redo",
        text=QT_TRANSLATE_NOOP("Actions", "&Redo"),
        menu=Menu.EDIT,
        keys=("Ctrl+Shift+Z", "Ctrl+Y"),
        icon="redo",
        enabled=lambda facts: facts.can_redo,
    ),
    Row(
        id="copy",
        text=QT_TRANSLATE_NOOP("Actions", "&Copy Completion"),
        menu=Menu.EDIT,
        keys=("Ctrl+C",),
        icon="content-copy",
        enabled=_completed,
        separator=True,
    ),
    Row(
        id="paste",
        text=QT_TRANSLATE_NOOP("Actions", "&Paste Picture"),
        menu=Menu.EDIT,
        keys=("Ctrl+V",),
        icon="content-paste",
    ),
    Row(
        id="brush",
        text=QT_TRANSLATE_NOOP("Actions", "&Brush"),
        menu=Menu.KNOWN,
        keys=("B",),
        icon="brush",
        checkable=True,
        group="tool",
    ),
    Row(
        id="eraser",
        text=QT_TRANSLATE_NOOP("Actions", "&Eraser"),
        menu=Menu.KNOWN,
        keys=("E",),
        icon="eraser",
        checkable=True,
        group="tool",
    ),
    Row(
        id="rectangle",
        text=QT_TRANSLATE_NOOP("Actions", "Rec&tangle"),
        menu=Menu.KNOWN,
        keys=("T",),
        icon="selection-drag",
        checkable=True,
        group="tool",
    ),
    Row(
        id="broader",
        text=QT_TRANSLATE_NOOP("Actions", "Br&oader Brush"),
        menu=Menu.KNOWN,
        keys=("]",),
        icon="plus",
        separator=True,
    ),
    Row(
        id="narrower",
        text=QT_TRANSLATE_NOOP("Actions", "&Narrower Brush"),
        menu=Menu.KNOWN,
        keys=("[",),
        icon="minus",
    ),
    Row(
        id="whole",
        text=QT_TRANSLATE_NOOP("Actions", "&All Known"),
        short=QT_TRANSLATE_NOOP("Actions", "All"),
        menu=Menu.KNOWN,
        keys=("Ctrl+A",),
        separator=True,
    ),
    Row(
        id="none",
        text=QT_TRANSLATE_NOOP("Actions", "None &Known"),
        short=QT_TRANSLATE_NOOP("Actions", "None"),
        menu=Menu.KNOWN,
        keys=("Ctrl+D",),
    ),
    Row(
        id="invert",
        text=QT_TRANSLATE_NOOP("Actions", "&Invert"),
        short=QT_TRANSLATE_NOOP("Actions", "Invert"),
        menu=Menu.KNOWN,
        keys=("Ctrl+I",),
    ),
    Row(
        id="shuffle",
        text=QT_TRANSLATE_NOOP("Actions", "S&huffle"),
        menu=Menu.KNOWN,
        keys=("Shift+R",),
        icon="shuffle-variant",
    ),
    Row(
        id="resample",
        text=QT_TRANSLATE_NOOP("Actions", "&Resample Noise"),
        menu=Menu.COMPLETION,
        keys=("R",),
        icon="dice-5-outline",
    ),
    Row(
        id="copy_seed",
        text=QT_TRANSLATE_NOOP("Actions", "Copy &Seed"),
        menu=Menu.COMPLETION,
        keys=("Ctrl+Shift+C",),
        icon="content-copy",
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
            enabled=partial(_is_shown, i),
        )
        for i in range(SHEET)
    ),
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
        id="panels",
        text=QT_TRANSLATE_NOOP("Actions", "Go to Next Pa&nel"),
        menu=Menu.VIEW,
        keys=("F6",),
        separator=True,
    ),
    Row(id="log", text=QT_TRANSLATE_NOOP("Actions", "Show &Log File"), menu=Menu.HELP),
    Row(id="about", text=QT_TRANSLATE_NOOP("Actions", "&About Patchwork"), menu=Menu.HELP),
)
