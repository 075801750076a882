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
    can_vary: bool = False
    """Its noise has room for variations."""
    can_undo: bool
    can_redo: bool
    shown: int
    """Completions that there are, from the first position on."""
    results: int = 0
    """Results selected in the history."""
    transparent: bool = False
    """The source in hand does not fill the model's square."""
    sources: int = 1
    own_models: int = 0
    """Models of the user's."""
    faces: bool = False
    """A bundled model completes pictures in colour."""


class Menu(Enum):
    """Where an action is found; NONE: by its key alone."""

    FILE = QT_TRANSLATE_NOOP("Actions", "&File")
    EDIT = QT_TRANSLATE_NOOP("Actions", "&Edit")
    KNOWN = QT_TRANSLATE_NOOP("Actions", "&Known Patches")
    PRESETS = QT_TRANSLATE_NOOP("Actions", "&Presets")
    """Inside the menu of known patches."""
    SOURCES = QT_TRANSLATE_NOOP("Actions", "&Sources")
    COMPLETION = QT_TRANSLATE_NOOP("Actions", "&Completion")
    VIEW = QT_TRANSLATE_NOOP("Actions", "&View")
    EXAMPLES = QT_TRANSLATE_NOOP("Actions", "&New from Example")
    """Inside the file menu."""
    THEME = QT_TRANSLATE_NOOP("Actions", "&Theme")
    """Inside the view menu."""
    LANGUAGE = QT_TRANSLATE_NOOP("Actions", "L&anguage")
    """Inside the view menu."""
    HELP = QT_TRANSLATE_NOOP("Actions", "&Help")
    NONE = ""


SUBMENUS = (Menu.PRESETS, Menu.EXAMPLES, Menu.THEME, Menu.LANGUAGE)
"""Their actions cannot be understood without the menu's name."""


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
    *(
        Row(
            id=f"example_{name}",
            text=text,
            menu=Menu.EXAMPLES,
            enabled=(lambda facts: facts.faces) if name == "face" else _always,
        )
        for name, text in (
            ("digit", QT_TRANSLATE_NOOP("Actions", "&Digit")),
            ("face", QT_TRANSLATE_NOOP("Actions", "&Face")),
            ("mix", QT_TRANSLATE_NOOP("Actions", "&Mix of Two")),
        )
    ),
    Row(
        id="open",
        text=QT_TRANSLATE_NOOP("Actions", "&Open…"),
        menu=Menu.FILE,
        keys=("Ctrl+O",),
        icon="folder-open-outline",
    ),
    Row(
        id="save",
        text=QT_TRANSLATE_NOOP("Actions", "&Save"),
        menu=Menu.FILE,
        keys=("Ctrl+S",),
        icon="content-save-outline",
    ),
    Row(id="save_as", text=QT_TRANSLATE_NOOP("Actions", "Save &As…"), menu=Menu.FILE, keys=("Ctrl+Shift+S",)),
    Row(
        id="export",
        text=QT_TRANSLATE_NOOP("Actions", "&Export Completion…"),
        menu=Menu.FILE,
        keys=("Ctrl+E",),
        icon="export-variant",
        enabled=_completed,
        separator=True,
    ),
    Row(
        id="export_sheet",
        text=QT_TRANSLATE_NOOP("Actions", "Export S&heet…"),
        menu=Menu.FILE,
        enabled=lambda facts: facts.completed or facts.results > 0,
    ),
    Row(
        id="export_animation",
        text=QT_TRANSLATE_NOOP("Actions", "Export Ani&mation…"),
        menu=Menu.FILE,
        enabled=lambda facts: facts.shown > 1 or facts.results > 1,
    ),
    Row(
        id="export_walk",
        text=QT_TRANSLATE_NOOP("Actions", "Export Noise &Walk…"),
        menu=Menu.FILE,
        icon="animation-play-outline",
        enabled=_completed,
    ),
    Row(
        id="import_model",
        text=QT_TRANSLATE_NOOP("Actions", "&Import Model…"),
        menu=Menu.FILE,
        icon="folder-plus-outline",
        separator=True,
    ),
    Row(
        id="delete_model",
        text=QT_TRANSLATE_NOOP("Actions", "&Delete Model…"),
        menu=Menu.FILE,
        icon="trash-can-outline",
        enabled=lambda facts: facts.own_models > 0,
    ),
    Row(id="training", text=QT_TRANSLATE_NOOP("Actions", "&Train a Model…"), menu=Menu.FILE, icon="school-outline"),
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
        id="lasso",
        text=QT_TRANSLATE_NOOP("Actions", "&Lasso"),
        menu=Menu.KNOWN,
        keys=("L",),
        icon="lasso",
        checkable=True,
        group="tool",
    ),
    Row(
        id="ignore",
        text=QT_TRANSLATE_NOOP("Actions", "I&gnore"),
        menu=Menu.KNOWN,
        keys=("X",),
        icon="cancel",
        checkable=True,
        group="tool",
    ),
    Row(
        id="relocate",
        text=QT_TRANSLATE_NOOP("Actions", "&Move or Duplicate Patches"),
        menu=Menu.KNOWN,
        keys=("V",),
        icon="cursor-move",
        checkable=True,
        group="tool",
    ),
    Row(
        id="place",
        text=QT_TRANSLATE_NOOP("Actions", "Pla&ce Picture"),
        menu=Menu.KNOWN,
        keys=("F",),
        icon="crop-free",
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
        id="grow",
        text=QT_TRANSLATE_NOOP("Actions", "Gro&w"),
        menu=Menu.KNOWN,
        keys=("Ctrl+]",),
        icon="arrow-expand-all",
    ),
    Row(
        id="shrink",
        text=QT_TRANSLATE_NOOP("Actions", "&Shrink"),
        menu=Menu.KNOWN,
        keys=("Ctrl+[",),
        icon="arrow-collapse-all",
    ),
    Row(
        id="by_random",
        text=QT_TRANSLATE_NOOP("Actions", "At &Random"),
        menu=Menu.PRESETS,
        checkable=True,
        group="order",
    ),
    Row(
        id="by_initial",
        text=QT_TRANSLATE_NOOP("Actions", "&Initial Portion"),
        menu=Menu.PRESETS,
        checkable=True,
        group="order",
    ),
    Row(
        id="by_centre", text=QT_TRANSLATE_NOOP("Actions", "&Centre"), menu=Menu.PRESETS, checkable=True, group="order"
    ),
    Row(
        id="half_left",
        text=QT_TRANSLATE_NOOP("Actions", "&Left Half"),
        menu=Menu.PRESETS,
        separator=True,
        keys=("Ctrl+Left",),
    ),
    Row(id="half_right", text=QT_TRANSLATE_NOOP("Actions", "Ri&ght Half"), menu=Menu.PRESETS, keys=("Ctrl+Right",)),
    Row(id="half_top", text=QT_TRANSLATE_NOOP("Actions", "&Top Half"), menu=Menu.PRESETS, keys=("Ctrl+Up",)),
    Row(id="half_bottom", text=QT_TRANSLATE_NOOP("Actions", "&Bottom Half"), menu=Menu.PRESETS, keys=("Ctrl+Down",)),
    Row(id="checkerboard", text=QT_TRANSLATE_NOOP("Actions", "Chec&kerboard"), menu=Menu.PRESETS),
    Row(
        id="from_transparency",
        text=QT_TRANSLATE_NOOP("Actions", "From Transparenc&y"),
        menu=Menu.PRESETS,
        separator=True,
        enabled=lambda facts: facts.transparent,
    ),
    Row(id="import_mask", text=QT_TRANSLATE_NOOP("Actions", "From &Mask File…"), menu=Menu.PRESETS, keys=("Ctrl+M",)),
    Row(
        id="export_mask",
        text=QT_TRANSLATE_NOOP("Actions", "&Export Mask…"),
        menu=Menu.PRESETS,
        keys=("Ctrl+Shift+M",),
    ),
    Row(id="ignore_none", text=QT_TRANSLATE_NOOP("Actions", "Ignore &None"), menu=Menu.PRESETS, separator=True),
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
        enabled=_completed,
        separator=True,
    ),
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
        enabled=_completed,
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
        enabled=_completed,
        separator=True,
    ),
    Row(
        id="play",
        text=QT_TRANSLATE_NOOP("Actions", "Pla&y"),
        menu=Menu.COMPLETION,
        keys=("Shift+P",),
        icon="play-outline",
        checkable=True,
        enabled=_completed,
    ),
    Row(
        id="walk",
        text=QT_TRANSLATE_NOOP("Actions", "&Walk through Noise"),
        menu=Menu.COMPLETION,
        keys=("W",),
        icon="animation-play-outline",
        checkable=True,
        enabled=_completed,
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
        id="keep",
        text=QT_TRANSLATE_NOOP("Actions", "&Keep Result"),
        menu=Menu.COMPLETION,
        keys=("K",),
        icon="star-plus-outline",
        enabled=_completed,
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
