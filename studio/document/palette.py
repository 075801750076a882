"""Which palette the completions keep to. Free of Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import engine
from engine import UInt8Array

MOST_COLOURS = 256
"""Of a palette."""


@dataclass(frozen=True, kw_only=True)
class PaletteChoice:
    """The colours of the known pixels, or those of a file."""

    name: str = ""
    """Of the file, without its ending."""
    colours: tuple[tuple[int, ...], ...] = ()
    """Of the file: red, green, blue and perhaps alpha, each 0 to 255; none: the colours of the known pixels."""

    @classmethod
    def of(cls, name: str, colours: UInt8Array) -> PaletteChoice:
        """Args: colours: (K, 3 or 4), as `engine.read_palette` reads them."""
        return cls(name=name, colours=tuple(tuple(colour) for colour in colours.tolist()))

    @classmethod
    def first(cls, model: engine.ModelInfo) -> PaletteChoice | None:
        """Of a new document: pictures with alpha are sprites here, and keep to the colours of their known pixels."""
        return cls() if model.channels == 4 else None

    @property
    def of_engine(self) -> engine.Palette:
        """As the engine takes it."""
        return np.array(self.colours, dtype=np.uint8) if self.colours else "known"

    @property
    def is_sound(self) -> bool:
        """Whether the engine takes it."""
        bands = {len(colour) for colour in self.colours}
        levels = (level for colour in self.colours for level in colour)
        return (
            len(self.colours) <= MOST_COLOURS
            and bands in (set(), {3}, {4})
            and all(0 <= level <= 255 for level in levels)
        )
