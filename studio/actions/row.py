"""What a row of data says about an action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from studio.i18n import QT_TRANSLATE_NOOP


@dataclass(frozen=True, kw_only=True)
class Context:
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


def always(facts: Context) -> bool:
    return True


def is_shown(position: int, facts: Context) -> bool:
    return facts.shown > position


def is_completed(facts: Context) -> bool:
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
    enabled: Callable[[Context], bool] = always
    short: str = ""
    """Text of its button, where the text is too long; for translation too."""
    checkable: bool = False
    group: str = ""
    """Of the actions of a group exactly one is checked."""
    separator: bool = False
    """A line above it in its menu."""
