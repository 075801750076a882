"""Where the model's frame lies on a picture of any size. Free of Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels of a picture."""
Shape = tuple[int, int, int]
"""(H, W, C) of a model's image."""
_SHARE = 0.5
"""Of the frame's side that what is to be replaced takes: as much again is there for the model to see."""
_LEAST_AROUND = 1.25
"""Times what is to be replaced, where there is no more picture to see."""
SLACK = 1e-6
"""Of a pixel, that rounding may be wrong by."""


@dataclass(frozen=True, kw_only=True)
class Placement:
    """The model's frame on a picture, in the picture's own pixels; it may reach beyond the picture.

    It has the aspect of the model's image: a pixel of the model is as wide as it is high.
    """

    x: float
    """Left edge."""
    y: float
    """Upper edge."""
    width: float
    height: float
    flip_x: bool = False
    """Left and right exchanged."""
    flip_y: bool = False
    """Top and bottom exchanged."""
    inverted: bool = False
    """Dark and light exchanged: the model sees the picture's negative."""

    @classmethod
    def cropped(cls, width: int, height: int, shape: Shape) -> Placement:
        """The largest frame of a model inside a picture of width x height pixels, in its middle."""
        return cls._in_the_middle(width, height, shape, inside=True)

    @classmethod
    def fitted(cls, width: int, height: int, shape: Shape) -> Placement:
        """The smallest frame around the whole picture."""
        return cls._in_the_middle(width, height, shape, inside=False)

    @classmethod
    def around(cls, hole: Box, width: int, height: int, shape: Shape) -> Placement:
        """The frame around what is to be replaced in a picture of width x height pixels, at the best scale.

        It is twice as wide as the hole, no pixel of the picture is enlarged, and it reaches beyond the picture only
        where the hole does or no smaller frame holds it.
        """
        H, W, _ = shape
        left, top, right, bottom = min(hole[0], 0), min(hole[1], 0), max(hole[2], width), max(hole[3], height)
        least = max((hole[2] - hole[0]) / W, (hole[3] - hole[1]) / H)
        unit = min(max(least / _SHARE, 1), (right - left) / W, (bottom - top) / H)
        unit = max(unit, _LEAST_AROUND * least)
        x = _near((hole[0] + hole[2] - unit * W) / 2, left, right - unit * W)
        y = _near((hole[1] + hole[3] - unit * H) / 2, top, bottom - unit * H)
        return cls(x=x, y=y, width=unit * W, height=unit * H)

    @classmethod
    def _in_the_middle(cls, width: int, height: int, shape: Shape, *, inside: bool) -> Placement:
        H, W, _ = shape
        is_wide = width * H >= height * W
        w, h = (height * W / H, height) if is_wide is inside else (width, width * H / W)
        return cls(x=_middle(width, w), y=_middle(height, h), width=w, height=h)

    @property
    def box(self) -> Box:
        """Left, top, right and bottom in the picture."""
        return self.x, self.y, self.x + self.width, self.y + self.height

    def to_picture(self, u: float, v: float, shape: Shape) -> tuple[float, float]:
        """A point of the model's image -> that of the picture which is seen there."""
        unit, (H, W, _) = self.unit(shape), shape
        return self.x + unit * (W - u if self.flip_x else u), self.y + unit * (H - v if self.flip_y else v)

    def as_seen(self, width: int, height: int) -> tuple[float, float]:
        """How far right and down in the picture the frame begins, as the picture is turned."""
        x = width - self.x - self.width if self.flip_x else self.x
        return x, height - self.y - self.height if self.flip_y else self.y

    def frames(self, hole: Box) -> bool:
        """Whether all of a hole lies in the frame."""
        left, top, right, bottom = self.box
        return left <= hole[0] and top <= hole[1] and hole[2] <= right and hole[3] <= bottom

    def suits(self, hole: Box) -> bool:
        """Whether the hole lies well within the frame, and is neither tiny nor much larger there than is best."""
        share = max((hole[2] - hole[0]) / self.width, (hole[3] - hole[1]) / self.height)
        across, down = self.width / 16, self.height / 16
        wide = hole[0] - across, hole[1] - down, hole[2] + across, hole[3] + down
        return 0.2 * _SHARE <= share <= 1.2 * _SHARE and self.frames(wide)

    def dragged(self, corner: tuple[int, int], x: float, y: float, *, least: float) -> Placement:
        """One corner dragged to a point of the picture; the one across from it stays, and so does the aspect.

        Args:
            corner: 0 or 1 each: left or right, top or bottom.
            least: the smallest width.
        """
        fixed = self.x + (1 - corner[0]) * self.width, self.y + (1 - corner[1]) * self.height
        across, down = ((p - f) * (2 * c - 1) for p, f, c in zip((x, y), fixed, corner, strict=True))
        width = max(across, down * self.width / self.height, least)
        height = width * self.height / self.width
        return replace(
            self,
            x=fixed[0] - (1 - corner[0]) * width,
            y=fixed[1] - (1 - corner[1]) * height,
            width=width,
            height=height,
        )

    def shifted(self, right: float, down: float, shape: Shape) -> Placement:
        """The picture moved under the frame, by pixels of the model."""
        unit = self.unit(shape)
        right, down = (-right if self.flip_x else right), (-down if self.flip_y else down)
        return replace(self, x=self.x - right * unit, y=self.y - down * unit)

    def enlarged(self, factor: float, width: int, height: int, shape: Shape) -> Placement:
        """The frame made larger (factor > 1) or smaller about its middle, within sensible bounds."""
        H, W, _ = shape
        whole = Placement.fitted(width, height, shape)
        smallest = min(W, width, height * W / H) / 2
        factor = min(max(self.width * factor, smallest), 2 * whole.width) / self.width
        return self._about_its_middle(self.width * factor, self.height * factor)

    def refitted(self, width: int, height: int, old: Shape, new: Shape) -> Placement:
        """The frame of another model on the same picture: the largest if it was, else about the same middle."""
        if old[0] * new[1] == old[1] * new[0]:
            return self
        for place in (Placement.cropped, Placement.fitted):
            if self == self.turned_as(place(width, height, old)):
                return self.turned_as(place(width, height, new))
        area, aspect = self.width * self.height, new[1] / new[0]
        return self._about_its_middle(math.sqrt(area * aspect), math.sqrt(area / aspect))

    def turned_as(self, other: Placement) -> Placement:
        """The frame of another placement, the picture flipped and inverted as in this one."""
        return replace(other, flip_x=self.flip_x, flip_y=self.flip_y, inverted=self.inverted)

    def turned(self, pixels: np.ndarray[Any, Any]) -> Any:
        """(h, w, ...) of the picture as the model sees it, flipped, or of the model's image as the picture has it."""
        return pixels[:: -1 if self.flip_y else 1, :: -1 if self.flip_x else 1]

    def kept(self, width: int, height: int) -> Placement:
        """Moved back so that the frame's middle lies on the picture."""
        x = min(max(self.x, -self.width / 2), width - self.width / 2)
        y = min(max(self.y, -self.height / 2), height - self.height / 2)
        return replace(self, x=x, y=y)

    def offset(self, width: int, height: int, shape: Shape) -> tuple[float, float]:
        """How far the picture is moved right and down from the middle of the frame, in the model's pixels."""
        unit = self.unit(shape)
        right = ((width - self.width) / 2 - self.x) / unit
        down = ((height - self.height) / 2 - self.y) / unit
        return (-right if self.flip_x else right), (-down if self.flip_y else down)

    def at_model_size(self, shape: Shape) -> Placement:
        """One pixel of the picture a pixel of the model, about the same middle."""
        H, W, _ = shape
        x, y = round(self.x + (self.width - W) / 2), round(self.y + (self.height - H) / 2)
        return replace(self, x=x, y=y, width=W, height=H)

    def unit(self, shape: Shape) -> float:
        """Pixels of the picture along one side of a pixel of the model."""
        return self.width / shape[1]

    def is_inside(self, width: int, height: int) -> bool:
        """Whether no part of the frame lies beyond the picture."""
        return min(self.x, self.y) >= 0 and self.x + self.width <= width and self.y + self.height <= height

    def _about_its_middle(self, width: float, height: float) -> Placement:
        x, y = self.x + (self.width - width) / 2, self.y + (self.height - height) / 2
        return replace(self, x=x, y=y, width=width, height=height)


def is_exact(placement: Placement, shape: Shape) -> bool:
    """Whether the model sees the picture's own pixels, one for one."""
    whole = float(placement.x).is_integer() and float(placement.y).is_integer()
    return whole and (placement.height, placement.width) == shape[:2]


def _middle(whole: int, part: float) -> float:
    """Where a part begins in the middle of the whole, or around it; on a whole pixel if it is as wide as some."""
    if not float(part).is_integer():
        return (whole - part) / 2
    return (whole - part) // 2 if part <= whole else -((part - whole) // 2)


def _near(place: float, least: float, most: float) -> float:
    """A whole pixel between the two, or the nearer one of them; the middle if there is no room between them."""
    return min(max(round(place), least), most) if least <= most else (least + most) / 2
