"""The noise of a document: one seed, or a blend, for each completion of the sheet. Free of Qt."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from engine import Blend
from studio.document.request import Seed

SHEET = 9
"""Completions shown at once in a new document: the chosen one on the canvas and 8 further ones."""
SIZES = 1, 2, 4, 6, 9, 12, 16, 20, 25
"""How many there can be."""
MOST = SIZES[-1]
LARGEST_SEED = 2**31 - 1 - 2 * MOST
"""The largest first seed that a 32-bit spin box can show with the rest of its sheet."""
FIRST_SEEDS = 1000
"""The seeds of a new document are below: short, and others each time."""
MOST_SEEDS = 64
"""Seeds that the noise of a completion may be blended of; far below what a blend, and a project file, can hold."""
FIRST_STRENGTH = 0.25
"""How far variations go that were asked for without saying how far."""
_LONGEST_NAME = 40


def seeds_of(seed: Seed) -> tuple[int, ...]:
    """The plain seeds that noise is blended of: the seed itself, or those of a blend."""
    return tuple(seed.parts) if isinstance(seed, Blend) else (seed,)


def first_of(seed: Seed) -> int:
    """The seed itself, or the first of a blend."""
    return seeds_of(seed)[0]


def size_of(seed: Seed) -> int:
    """Seeds that it is made of; one that comes twice counts twice."""
    return seed.size if isinstance(seed, Blend) else 1


def name_of(seed: Seed) -> str:
    """For file names and the clipboard: 12, or 12-15-37 for 37 % of the way from 12 to 15.

    The ends of a blend of blends are in brackets; where that gets long, 12+5 says: of 12 and 5 further seeds.
    """
    if not isinstance(seed, Blend):
        return str(seed)
    ends = (f"({name_of(end)})" if isinstance(end, Blend) else str(end) for end in (seed.first, seed.second))
    name = "-".join((*ends, str(round(100 * seed.weight))))
    return name if len(name) <= _LONGEST_NAME and "+" not in name else f"{first_of(seed)}+{len(seeds_of(seed)) - 1}"


@dataclass(frozen=True, kw_only=True)
class SheetNoise:
    """The seeds of the sheet, which of them is on the canvas, and which stay when others are drawn."""

    seeds: tuple[Seed, ...]
    chosen: int = 0
    """Position in `seeds`."""
    pinned: tuple[int, ...] = ()
    """Positions that stay, the one pinned last at the end."""
    anchor: Seed | None = None
    """What the sheet was varied from; None: its completions are independent."""

    def __post_init__(self) -> None:
        drawn = self.seeds if self.anchor is None else (*self.seeds, self.anchor)
        numbers = [n for seed in drawn for n in seeds_of(seed)]
        if not 0 <= self.chosen < len(self.seeds) or min(numbers) < 0:
            raise ValueError(f"noise {self.seeds} has no position {self.chosen}, or a negative seed")
        if not all(0 <= position < len(self.seeds) for position in self.pinned):
            raise ValueError(f"noise of {len(self.seeds)} seeds has no positions {self.pinned} to pin")

    @classmethod
    def from_seed(cls, seed: int, size: int = SHEET) -> SheetNoise:
        """A sheet of consecutive seeds, the first of them chosen."""
        return cls(seeds=tuple(range(seed, seed + size)))

    def anew(self) -> SheetNoise:
        """A sheet of as many completions for another picture."""
        return SheetNoise.from_seed(random.randrange(FIRST_SEEDS), len(self.seeds))

    @property
    def seed(self) -> Seed:
        """The seed of the completion on the canvas."""
        return self.seeds[self.chosen]

    def choose(self, position: int) -> SheetNoise:
        """The same sheet with another completion on the canvas."""
        return replace(self, chosen=position)

    def toggle_pin(self, position: int) -> SheetNoise:
        """Pin a completion, or unpin it."""
        rest = tuple(p for p in self.pinned if p != position)
        return replace(self, pinned=rest if position in self.pinned else (*rest, position))

    def from_here(self, seed: int) -> SheetNoise:
        """This seed on the canvas and the next ones beside it; pinned completions elsewhere stay."""
        if not set(self.pinned) - {self.chosen}:
            return SheetNoise.from_seed(seed, len(self.seeds))
        fresh = (n for n in self._fresh(seed) if n != seed)
        others = (i for i in range(len(self.seeds)) if i != self.chosen and i not in self.pinned)
        changed: dict[int, Seed] = {i: next(fresh) for i in others}
        changed[self.chosen] = seed
        return replace(self._with(changed), anchor=None)

    def resampled(self, seed: int) -> SheetNoise:
        """New noise for what is not pinned, from this seed on; variations stay variations of the same."""
        if not self.pinned and not any(isinstance(s, Blend) for s in self.seeds):
            return SheetNoise.from_seed(seed, len(self.seeds))
        fresh, base = self._fresh(seed), self.base
        changed: dict[int, Seed] = {}
        for i, old in enumerate(self.seeds):
            if i in self.pinned or (self.strength < 1 and old == base):
                continue
            changed[i] = replace(old, second=next(fresh)) if isinstance(old, Blend) else next(fresh)
        return self._with(changed)

    def resized(self, size: int) -> SheetNoise:
        """A sheet of so many: what is chosen or pinned stays, and variations are joined by variations."""
        first = (self.chosen, *reversed(self.pinned))
        rest = (i for i in range(len(self.seeds)) if i not in first)
        kept = sorted(list(dict.fromkeys((*first, *rest)))[:size])
        taken = {n for i in kept for n in seeds_of(self.seeds[i])}
        fresh = (n for n in count(first_of(self.seeds[0])) if n not in taken)
        more: list[Seed] = [next(fresh) for _ in range(size - len(kept))]
        if self.anchor is not None and self.strength < 1 and size_of(self.anchor) < MOST_SEEDS:
            more = [Blend(self.anchor, seed, self.strength) for seed in more]
        return replace(
            self,
            seeds=(*(self.seeds[i] for i in kept), *more),
            chosen=kept.index(self.chosen),
            pinned=tuple(kept.index(i) for i in self.pinned if i in kept),
        )

    @property
    def base(self) -> Seed:
        """What variations are made of: what is on the canvas, or, if that is a variation itself, its anchor."""
        if self.anchor is None or not (self.seed == self.anchor or _leads_from(self.seed, self.anchor)):
            return self.seed
        return self.anchor

    @property
    def strength(self) -> float:
        """How far the sheet is from its base, in [0, 1]: 1 is a sheet of independent completions."""
        others = (s for i, s in enumerate(self.seeds) if i != self.chosen and self._varies(i))
        return next((s.weight for s in others if isinstance(s, Blend) and s.first == self.base), 1.0)

    @property
    def can_vary(self) -> bool:
        """Whether there is room for variations of the base: noise that was blended very often has none."""
        return self._has_room(self.base)

    @property
    def can_vary_on(self) -> bool:
        """Likewise for what is on the canvas."""
        return self._has_room(self.seed)

    def varied(self, strength: float) -> SheetNoise:
        """A sheet of variations of the completion on the canvas; pinned ones stay. 1: independent ones again."""
        base = self.base
        changed: dict[int, Seed] = {}
        for i, old in enumerate(self.seeds):
            if self._varies(i):
                own = old.second if isinstance(old, Blend) and old.first == base else old
                changed[i] = own if strength >= 1 else Blend(base, own, strength)
        return replace(self._with(changed), anchor=None if strength >= 1 else base)

    def varied_on(self, seed: int) -> SheetNoise:
        """A sheet of variations of what is on the canvas, be it a variation itself, from this seed on."""
        strength = self.strength if self.strength < 1 else FIRST_STRENGTH
        base = self.seed
        fresh = (n for n in self._fresh(seed) if n not in seeds_of(base))
        taken = (self.chosen, *self.pinned)
        changed: dict[int, Seed] = {
            i: Blend(base, next(fresh), strength) for i in range(len(self.seeds)) if i not in taken
        }
        return replace(self._with(changed), anchor=base)

    @property
    def partner(self) -> Seed | None:
        """The noise that the completion on the canvas can be blended with: that pinned last elsewhere."""
        if self.chosen in self.pinned:
            return None
        for position in reversed(self.pinned):
            seed = self.seeds[position]
            if _leads_from(self.seed, seed) or size_of(seed) + size_of(self.seed) <= MOST_SEEDS:
                return seed
        return None

    @property
    def balance(self) -> float:
        """Where the completion on the canvas lies between its partner, 0, and itself, 1."""
        if isinstance(self.seed, Blend) and self.seed.first == self.partner:
            return self.seed.weight
        return 1.0

    def balanced(self, weight: float) -> SheetNoise:
        """The completion on the canvas part of the way to its partner.

        Raises:
            ValueError: it has none.
        """
        partner, own = self.partner, self.seed
        if partner is None:
            raise ValueError("no other completion is pinned")
        if isinstance(own, Blend) and own.first == partner:
            own = own.second
        return self._with({self.chosen: Blend(partner, own, weight)})

    def _varies(self, position: int) -> bool:
        seed = self.seeds[position]
        return position not in self.pinned and seed != self.base

    def _has_room(self, base: Seed) -> bool:
        largest = max(size_of(s.second if _leads_from(s, base) and isinstance(s, Blend) else s) for s in self.seeds)
        return size_of(base) + largest <= MOST_SEEDS

    def _with(self, changed: dict[int, Seed]) -> SheetNoise:
        return replace(self, seeds=tuple(changed.get(i, old) for i, old in enumerate(self.seeds)))

    def _fresh(self, seed: int) -> Iterator[int]:
        """Consecutive seeds, without those that are pinned."""
        taken = {n for p in self.pinned for n in seeds_of(self.seeds[p])}
        return (n for n in count(seed) if n not in taken)


def _leads_from(seed: Seed, first: Seed) -> bool:
    """Whether it is a blend from that end."""
    return isinstance(seed, Blend) and seed.first == first
