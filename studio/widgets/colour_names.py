"""The colours that categories are named after."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor

_NAMED = {
    "amber": "#ffbf00",
    "amethyst": "#9966cc",
    "apricot": "#fbceb1",
    "blond": "#f0d58c",
    "blonde": "#f0d58c",
    "bronze": "#cd7f32",
    "cerise": "#de3163",
    "cerulean": "#007ba7",
    "charcoal": "#36454f",
    "chestnut": "#954535",
    "coffee": "#6f4e37",
    "copper": "#b87333",
    "cornflower": "#6495ed",
    "denim": "#1560bd",
    "emerald": "#50c878",
    "garnet": "#733635",
    "honey": "#ffc30b",
    "jade": "#00a86b",
    "lemon": "#fff44f",
    "mauve": "#b784a7",
    "mint": "#98ff98",
    "mustard": "#e1ad01",
    "oak": "#b08a5b",
    "ochre": "#cc7722",
    "peach": "#ffcba4",
    "pearl": "#eae0c8",
    "periwinkle": "#ccccff",
    "platinum": "#e5e4e2",
    "red orange": "#ff5349",
    "ruby": "#9b111e",
    "sepia": "#704214",
    "soot": "#2c2a2b",
    "tawny": "#cd5700",
    "umber": "#635147",
    "wine": "#722f37",
}
"""What a dictionary of colours says of names that SVG, and so Qt, does not know."""
_SHARE = 0.5
"""Of a label's categories that are colours, at least, if it is about colours: an orange may be a fruit."""


def colours_named(categories: Sequence[str]) -> dict[str, QColor]:
    """The colours of those categories that are named after one; none if the label is not about colours."""
    found = {category: colour for category in categories if (colour := _colour(category)).isValid()}
    return found if len(found) >= _SHARE * len(categories) else {}


def _colour(name: str) -> QColor:
    words = name.casefold().replace("_", " ").replace("-", " ").strip()
    if words in _NAMED:
        return QColor(_NAMED[words])
    plain = words.replace(" ", "")
    return QColor(plain) if plain.isalpha() and plain != "transparent" else QColor()
