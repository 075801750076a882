"""Noise between two seeds: for interpolating results and for small variations of one. Free of torch."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.errors import EngineError


@dataclass(frozen=True)
class Blend:
    """z = cos(π·weight/2) · z(first) + sin(π·weight/2) · z(second): standard normal at every weight.

    weight 0 is the first seed's own noise, 1 the second's; a small weight is a small variation of the first.
    """

    first: int
    """Seed in [0, 2⁶³)."""
    second: int
    """Seed in [0, 2⁶³)."""
    weight: float
    """In [0, 1]."""

    def __post_init__(self) -> None:
        if not 0 <= self.weight <= 1:
            raise EngineError(f"a blend's weight is {self.weight}; it must be in [0, 1].")

    @property
    def factors(self) -> tuple[float, float]:
        """Of the first and of the second noise; their squares sum to 1."""
        angle = 0.5 * math.pi * self.weight
        return math.cos(angle), math.sin(angle)
