"""The noise of a document: one seed, or a blend of two, for each completion of the sheet. Free of Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from engine import Blend
from studio.request import Seed

SHEET = 9
"""Completions shown at once: the chosen one on the canvas and 8 further ones."""
LARGEST_SEED = 2**31 - 1 - 2 * SHEET
"""The largest first seed that a 32-bit spin box can show with the rest of its sheet."""


def first_of(seed: Seed) -> int:
    """The seed itself, or the first of a blend."""
    return seed.first if isinstance(seed, Blend) else seed


def second_of(seed: Seed) -> int:
    """The seed itself, or the second of a blend."""
    return seed.second if isinstance(seed, Blend) else seed


def name_of(seed: Seed) -> str:
    """For file names and the clipboard: 12, or 12-15-37 for 37 % of the way from 12 to 15."""
    if isinstance(seed, Blend):
        return f"{seed.first}-{seed.second}-{round(100 * seed.weight)}"
    return str(seed)


@dataclass(frozen=True, kw_only=True)
class Noise:
    """The seeds of the sheet, which of them is on the canvas, and which stay when others are drawn."""

    seeds: tuple[Seed, ...]
    chosen: int = 0
    """Position in `seeds`."""
    pinned: tuple[int, ...] = ()
    """Positions that stay, the one pinned last at the end."""

    def __post_init__(self) -> None:
        numbers = [n for seed in self.seeds for n in (first_of(seed), second_of(seed))]
        if not 0 <= self.chosen < len(self.seeds) or min(numbers) < 0:
            raise ValueError(f"noise {self.seeds} has no position {self.chosen}, or a negative seed")
        if not all(0 <= position < len(self.seeds) for position in self.pinned):
            raise ValueError(f"noise of {len(self.seeds)} seeds has no positions {self.pinned} to pin")

    @classmethod
    def from_seed(cls, seed: int) -> Noise:
        """A sheet of consecutive seeds, the first of them chosen."""
        return cls(seeds=tuple(range(seed, seed + SHEET)))

    @property
    def seed(self) -> Seed:
        """The seed of the completion on the canvas."""
        return self.seeds[self.chosen]

    def choose(self, position: int) -> Noise:
        """The same sheet with another completion on the canvas."""
        return replace(self, chosen=position)

    def toggle_pin(self, position: int) -> Noise:
        """Pin a completion, or unpin it."""
        rest = tuple(p for p in self.pinned if p != position)
        return replace(self, pinned=rest if position in self.pinned else (*rest, position))

    def from_here(self, seed: int) -> Noise:
        """This seed on the canvas and the next ones beside it; pinned completions elsewhere stay."""
        if not set(self.pinned) - {self.chosen}:
            return Noise.from_seed(seed)
        fresh = self._fresh(seed)
        order = [self.chosen, *(i for i in range(len(self.seeds)) if i != self.chosen and i not in self.pinned)]
        return self._with({position: next(fresh) for position in order})

    def resampled(self, seed: int) -> Noise:
        """New noise for what is not pinned, from this seed on; variations stay variations of the same."""
        if not self.pinned and not any(isinstance(s, Blend) for s in self.seeds):
            return Noise.from_seed(seed)
        fresh, base = self._fresh(seed), self.base
        changed: dict[int, Seed] = {}
        for i, old in enumerate(self.seeds):
            if isinstance(old, Blend) and i not in self.pinned:
                changed[i] = replace(old, second=next(fresh))
            elif i not in self.pinned and not (self.strength < 1 and old == base):
                changed[i] = next(fresh)
        return self._with(changed)

    @property
    def base(self) -> int:
        """The seed that variations are made of: that on the canvas, or its first."""
        return first_of(self.seed)

    @property
    def strength(self) -> float:
        """How far the sheet is from its base, in [0, 1]: 1 is a sheet of independent completions."""
        others = (s for i, s in enumerate(self.seeds) if i != self.chosen and self._varies(i))
        return next((s.weight for s in others if isinstance(s, Blend) and s.first == self.base), 1.0)

    @property
    def can_vary(self) -> bool:
        """A blend with a pinned completion has no variations: noise is a blend of two seeds, not of three."""
        return isinstance(self.seed, int) or self.seed.first != self.partner

    def varied(self, strength: float) -> Noise:
        """A sheet of variations of the completion on the canvas; pinned ones stay. 1: independent ones again."""
        changed: dict[int, Seed] = {}
        for i, old in enumerate(self.seeds):
            if self._varies(i):
                own = second_of(old)
                changed[i] = own if strength >= 1 else Blend(self.base, own, strength)
        return self._with(changed)

    @property
    def partner(self) -> int | None:
        """The seed that the completion on the canvas can be blended with: that pinned last elsewhere."""
        if self.chosen in self.pinned:
            return None
        for position in reversed(self.pinned):
            seed = self.seeds[position]
            if isinstance(seed, int) and (isinstance(self.seed, int) or self.seed.first == seed):
                return seed
        return None

    @property
    def balance(self) -> float:
        """Where the completion on the canvas lies between its partner, 0, and itself, 1."""
        if isinstance(self.seed, Blend) and self.seed.first == self.partner:
            return self.seed.weight
        return 1.0

    def balanced(self, weight: float) -> Noise:
        """The completion on the canvas part of the way to its partner.

        Raises:
            ValueError: it has none.
        """
        if self.partner is None:
            raise ValueError("no other completion is pinned")
        return self._with({self.chosen: Blend(self.partner, second_of(self.seed), weight)})

    def _varies(self, position: int) -> bool:
        seed = self.seeds[position]
        return position not in self.pinned and seed != self.base

    def _with(self, changed: dict[int, Seed]) -> Noise:
        return replace(self, seeds=tuple(changed.get(i, old) for i, old in enumerate(self.seeds)))

    def _fresh(self, seed: int) -> Iterator[int]:
        """Consecutive seeds, without those that are pinned."""
        taken = {n for p in self.pinned for n in (first_of(self.seeds[p]), second_of(self.seeds[p]))}
        return (n for n in count(seed) if n not in taken)
