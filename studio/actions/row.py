"""What a row of data says about an action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, replace
from enum import Enum

from studio.document.noise import SHEET
from studio.document.palette import PaletteChoice
from studio.document.presets import Order
from studio.i18n import QT_TRANSLATE_NOOP


@dataclass(frozen=True, kw_only=True)
class Context:
    """What decides which actions are enabled, and which are checked."""

    completed: bool = False
    """There is a completion on the canvas."""
    sheet: int = SHEET
    """Completions that there are to be at once."""
    panels: frozenset[str] = frozenset()
    """Names of those on show."""
    completions: int = 0
    """Completions that there are, from the first position of the sheet on."""
    selected_results: int = 0
    """In the history."""
    several_sources: bool = False
    transparent: bool = False
    """The source in hand does not fill the model's frame."""
    order: Order = Order.RANDOM
    """In which patches become known."""
    can_vary: bool = False
    """The noise on the canvas has room for variations."""
    pinned: bool = False
    """The completion on the canvas is."""
    replacing: bool = False
    """One brushes what to replace in a photo."""
    has_hole: bool = False
    """Something is to be replaced."""
    is_larger: bool = False
    """Source A is larger than the model."""
    cells: bool = False
    """The frame goes from cell to cell of a sheet."""
    revealing: bool = False
    """One helpful patch after the other becomes known."""
    walking: bool = False
    """A noise walk is on the canvas."""
    views: tuple[str, ...] = ()
    """Names of the views that the model's image is made of."""
    palette: PaletteChoice | None = None
    """What the completions' colours are taken from."""
    labels_given: bool = False
    """The category of some label is."""
    can_try_categories: bool = False
    """The model tells how likely each category of the selected label is."""
    can_undo: bool = False
    can_redo: bool = False
    own_models: int = 0
    """Models that are the user's."""
    examples: frozenset[str] = frozenset()
    """Documents to begin with that a bundled model can complete, by name."""

    @property
    def can_reveal(self) -> bool:
        """There are whole patches to disclose."""
        return self.completed and not self.replacing


class Menu(Enum):
    """Where an action is found; NONE: by its key alone."""

    FILE = QT_TRANSLATE_NOOP("Actions", "&File")
    EDIT = QT_TRANSLATE_NOOP("Actions", "&Edit")
    KNOWN = QT_TRANSLATE_NOOP("Actions", "&Known Patches")
    PRESETS = QT_TRANSLATE_NOOP("Actions", "&Presets")
    """Inside the menu of known patches."""
    ORDER = QT_TRANSLATE_NOOP("Actions", "Or&der of the Slider")
    """Inside the menu of known patches."""
    SOURCES = QT_TRANSLATE_NOOP("Actions", "&Sources")
    COMPLETION = QT_TRANSLATE_NOOP("Actions", "&Completion")
    PALETTE = QT_TRANSLATE_NOOP("Actions", "Pa&lette")
    """Inside the menu of completions."""
    VIEW = QT_TRANSLATE_NOOP("Actions", "&View")
    PANELS = QT_TRANSLATE_NOOP("Actions", "&Panels")
    """Inside the view menu."""
    EXAMPLES = QT_TRANSLATE_NOOP("Actions", "New from E&xample")
    """Inside the file menu."""
    THEME = QT_TRANSLATE_NOOP("Actions", "&Theme")
    """Inside the view menu."""
    LANGUAGE = QT_TRANSLATE_NOOP("Actions", "L&anguage")
    """Inside the view menu."""
    HELP = QT_TRANSLATE_NOOP("Actions", "&Help")
    NONE = ""


SUBMENUS = (Menu.PRESETS, Menu.ORDER, Menu.PALETTE, Menu.PANELS, Menu.EXAMPLES, Menu.THEME, Menu.LANGUAGE)
"""Their actions cannot be understood without the menu's name."""


Fact = str | Callable[[Context], object]
"""The name of one of the context's fields, which is to be true, or what tells more of it."""


def holds(fact: Fact, context: Context) -> bool:
    """Whether a fact is so."""
    return bool(getattr(context, fact)) if isinstance(fact, str) else bool(fact(context))


@dataclass(frozen=True)
class Row:
    """One action."""

    id: str
    text: str
    """Source text for translation."""
    shortcuts: str = ""
    """Keys in Qt's portable form, a space between two."""
    icon: str = ""
    """Name of a Material icon."""
    needs: Fact | None = None
    """Without which it is not enabled."""
    _: KW_ONLY
    menu: Menu = Menu.NONE
    short: str = ""
    """Text of its button, where the text is too long; for translation too."""
    checkable: bool = False
    """A choice checks it, the next one unchecks it."""
    checked: Fact | None = None
    """Whether it is checked, if that depends on more than its being chosen."""
    group: str = ""
    """Of the actions of a group exactly one is checked."""
    subject: Callable[[Context], str] | None = None
    """What `{0}` in its text stands for now; where that is nothing, the action is hidden."""
    separator: bool = False
    """A line above it in its menu."""

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.shortcuts.split())

    def enabled(self, context: Context) -> bool:
        """Whether it makes sense now."""
        return self.needs is None or holds(self.needs, context)


LINE = None
"""Stands in a menu for a line between two rows."""


def in_menu(menu: Menu, *rows: Row | None) -> tuple[Row, ...]:
    """The rows of a menu, in its order."""
    above = (LINE, *rows)
    return tuple(
        replace(row, menu=menu, separator=above[i] is LINE and i > 0) for i, row in enumerate(rows) if row is not LINE
    )
