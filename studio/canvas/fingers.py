"""Fingers and pens on the canvas: which of them paint, and how two fingers move the picture. Free of Qt."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

Position = tuple[float, float]
"""(x, y) in widget pixels."""


class Touch(Enum):
    """What fingers do now."""

    NOTHING = auto()
    PAINT = auto()
    """One finger is a pointer."""
    MOVE = auto()
    """Two fingers hold the picture."""


@dataclass(frozen=True, kw_only=True)
class Pinch:
    """What two fingers did since the last time."""

    factor: float
    """How many times farther apart they are."""
    at: Position
    """The middle between them, now."""
    dx: float
    """How far the middle went, in widget pixels."""
    dy: float


@dataclass
class Fingers:
    """Follows the fingers of one touch, from the first one down to the last one up."""

    doing: Touch = Touch.NOTHING
    _held: dict[int, Position] = field(default_factory=dict)
    """The two fingers that hold the picture, and where they were last."""

    def follow(self, down: Mapping[int, Position]) -> Pinch | None:
        """Take note of the fingers that are down, by id; what two of them did to the picture.

        A touch that has begun to move the picture does not paint before all fingers are up: who lifts one of two
        fingers a moment earlier wants no spot there.
        """
        before, self._held = self._held, dict(list(down.items())[:2]) if len(down) > 1 else {}
        if not down:
            self.doing = Touch.NOTHING
        elif self._held:
            self.doing = Touch.MOVE
        elif self.doing is not Touch.MOVE:
            self.doing = Touch.PAINT
        if self._held and before.keys() == self._held.keys():
            return _pinch(list(before.values()), list(self._held.values()))
        return None

    def rest(self) -> None:
        """Paint nothing, and hold nothing, before all fingers are up."""
        self.doing = Touch.MOVE
        self._held = {}


def pen_size(pressure: float, *, largest: int) -> int:
    """Patches across that a pen paints: the brush's size at full pressure, one patch at the lightest touch.

    Args:
        pressure: 0 to 1.
        largest: the brush's size.
    """
    return min(max(math.ceil(pressure * largest), 1), largest)


def _pinch(before: list[Position], now: list[Position]) -> Pinch:
    (x, y), (x_before, y_before) = _middle(now), _middle(before)
    apart = math.dist(*before)
    return Pinch(factor=math.dist(*now) / apart if apart > 1 else 1.0, at=(x, y), dx=x - x_before, dy=y - y_before)


def _middle(places: list[Position]) -> Position:
    (x1, y1), (x2, y2) = places
    return (x1 + x2) / 2, (y1 + y2) / 2
