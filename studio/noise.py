"""The noise of a document: one integer seed for each completion of the sheet. Free of Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

SHEET = 9
"""Completions shown at once: the chosen one on the canvas and 8 further ones."""
LARGEST_SEED = 2**31 - 1 - SHEET
"""The largest first seed that a 32-bit spin box can show with the rest of its sheet."""


@dataclass(frozen=True, kw_only=True)
class Noise:
    """The seeds of the sheet and which of them is on the canvas."""

    seeds: tuple[int, ...]
    chosen: int = 0
    """Position in `seeds`."""

    def __post_init__(self) -> None:
        if not 0 <= self.chosen < len(self.seeds) or min(self.seeds) < 0:
            raise ValueError(f"noise {self.seeds} has no position {self.chosen}, or a negative seed")

    @classmethod
    def from_seed(cls, seed: int) -> Noise:
        """A sheet of consecutive seeds, the first of them chosen."""
        return cls(seeds=tuple(range(seed, seed + SHEET)))

    @property
    def seed(self) -> int:
        """The seed of the completion on the canvas."""
        return self.seeds[self.chosen]

    def choose(self, position: int) -> Noise:
        """The same sheet with another completion on the canvas."""
        return replace(self, chosen=position)
