"""A walk through noise: from completion to completion along great circles, and back to the first. Free of Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine import Blend
from studio.document.noise import SheetNoise
from studio.document.request import Seed

MOST_FRAMES = 60
"""Frames from one completion to the next, at most."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How a walk is drawn."""

    frames: int = 12
    """From one completion to the next."""
    rate: int = 25
    """Frames a second."""
    zoom: int = 0
    """Whole factor by which pixels are enlarged; 0: as suits their size."""

    @property
    def milliseconds(self) -> int:
        """How long a frame stays; whole hundredths of a second, as GIF counts them."""
        return max(10 * round(100 / self.rate), 20)


def stops_of(noise: SheetNoise) -> tuple[Seed, ...]:
    """Where a walk leads: from the chosen completion through the pinned ones, or, if none is, all others."""
    n = len(noise.seeds)
    others = [(noise.chosen + i) % n for i in range(1, n)]
    pinned = [position for position in others if position in noise.pinned]
    return tuple(dict.fromkeys(noise.seeds[position] for position in (noise.chosen, *(pinned or others))))


def walk(stops: Sequence[Seed], frames: int) -> tuple[Seed, ...]:
    """The noise of each frame of a closed loop: each stop itself, and `frames` - 1 blends to the next.

    The frames of a leg lie at even angles on the great circle between its ends, so that it moves evenly.
    """
    legs = zip(stops, (*stops[1:], stops[0]), strict=True)
    return tuple(Blend(a, b, i / frames) if i else a for a, b in legs for i in range(frames))
