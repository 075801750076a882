"""Letters and colours of sources. Free of Qt.

The colours are those of Okabe and Ito (2008), which people with any colour vision tell apart, without black and
without the blue that is the accent of known patches; the letters tell apart what has one colour.
"""

from __future__ import annotations

_COLOURS = ("#e69f00", "#56b4e9", "#009e73", "#cc79a7", "#f0e442", "#d55e00")
INK = "#000000"
"""Of letters on any of the colours: at least 4.5 to 1 in contrast."""


def letter(index: int) -> str:
    """A, B, C, ..."""
    return chr(ord("A") + index)


def colour_of(index: int) -> str:
    """#rrggbb; they come again after six sources."""
    return _COLOURS[index % len(_COLOURS)]
