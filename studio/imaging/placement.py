"""Where the model's square lies on a picture of any size, and the pixels that it sees there. Free of Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

import engine
from engine import BoolArray, UInt8Array
from studio.imaging.picture import Picture, edges, on_white, to_image

_OVERSAMPLING = 3
"""Pixels of a picture's level a pixel of the model, at least: fast, and it looks as from the whole picture."""


@dataclass(frozen=True, kw_only=True)
class Placement:
    """The model's square on a picture, in the picture's own pixels; it may reach beyond the picture."""

    x: float
    """Left edge."""
    y: float
    """Upper edge."""
    side: float
    flip_x: bool = False
    """Left and right exchanged."""
    flip_y: bool = False
    """Top and bottom exchanged."""
    inverted: bool = False
    """Dark and light exchanged: the model sees the picture's negative."""

    @classmethod
    def cropped(cls, width: int, height: int) -> Placement:
        """The largest square inside the picture, in its middle."""
        side = min(width, height)
        return cls(x=(width - side) // 2, y=(height - side) // 2, side=side)

    @classmethod
    def fitted(cls, width: int, height: int) -> Placement:
        """The smallest square around the whole picture."""
        side = max(width, height)
        return cls(x=-((side - width) // 2), y=-((side - height) // 2), side=side)

    def shifted(self, right: float, down: float, *, size: int) -> Placement:
        """The picture moved under the square, by pixels of the model.

        Args:
            size: pixels of the model along one side.
        """
        unit = self.side / size
        right, down = (-right if self.flip_x else right), (-down if self.flip_y else down)
        return replace(self, x=self.x - right * unit, y=self.y - down * unit)

    def enlarged(self, factor: float, *, width: int, height: int, size: int) -> Placement:
        """The square made larger (factor > 1) or smaller about its middle, within sensible bounds."""
        smallest = min(size, width, height) / 2
        side = min(max(self.side * factor, smallest), 2 * max(width, height))
        shift = (self.side - side) / 2
        return replace(self, x=self.x + shift, y=self.y + shift, side=side)

    def kept(self, width: int, height: int) -> Placement:
        """Moved back so that the square's middle lies on the picture."""
        half = self.side / 2
        x = min(max(self.x, -half), width - half)
        y = min(max(self.y, -half), height - half)
        return replace(self, x=x, y=y)

    def offset(self, width: int, height: int, *, size: int) -> tuple[float, float]:
        """How far the picture is moved right and down from the middle of the square, in the model's pixels."""
        unit = self.side / size
        right = ((width - self.side) / 2 - self.x) / unit
        down = ((height - self.side) / 2 - self.y) / unit
        return (-right if self.flip_x else right), (-down if self.flip_y else down)


def render(picture: Picture, placement: Placement, *, size: int, channels: int) -> UInt8Array:
    """What the model sees: (size, size, channels) uint8.

    Transparent pixels are laid on white; what lies beyond the picture has the mean colour of its border.
    """
    level, square = _level(picture, placement, size)
    crop, box = _crop(level, square)
    colour = on_white(crop)
    inside = _inside(level, square)
    if inside is not None:
        background = Image.new(colour.mode, colour.size, _border_colour(picture, colour.mode))
        background.paste(colour, mask=inside)
        colour = background
    colour = colour.convert("L" if channels == 1 else "RGB")
    seen = _resized(colour, box, square, size, hard_edged=picture.colours.hard_edged)
    seen = seen.reshape(size, size, channels)
    return np.invert(seen) if placement.inverted else seen


def coverage(picture: Picture, placement: Placement, *, size: int) -> BoolArray:
    """(size, size) bool: where there is picture, neither transparent nor beyond its border."""
    level, square = _level(picture, placement, size)
    height, width, bands = level.shape
    alpha = level[..., 3:] if bands == 4 else np.full((height, width, 1), 255, dtype=np.uint8)
    crop, box = _crop(alpha, square)
    opaque: BoolArray = _resized(crop, box, square, size, hard_edged=picture.colours.hard_edged) > 127
    return opaque


def is_exact(placement: Placement, size: int) -> bool:
    """Whether the model sees the picture's own pixels, one for one."""
    return placement.side == size and float(placement.x).is_integer() and float(placement.y).is_integer()


def _bounds(placement: Placement) -> tuple[int, int, int, int]:
    """The whole pixels that the square touches: left, top, right, bottom."""
    left, top = int(np.floor(placement.x)), int(np.floor(placement.y))
    right, bottom = int(np.ceil(placement.x + placement.side)), int(np.ceil(placement.y + placement.side))
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _crop(level: UInt8Array, placement: Placement) -> tuple[Image.Image, tuple[float, float, float, float]]:
    """The pixels under the square, zero beyond the picture; and the square in them."""
    left, top, right, bottom = _bounds(placement)
    height, width, bands = level.shape
    crop = np.zeros((bottom - top, right - left, bands), dtype=np.uint8)
    x0, y0, x1, y1 = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    if x1 > x0 and y1 > y0:
        crop[y0 - top : y1 - top, x0 - left : x1 - left] = level[y0:y1, x0:x1]
    x, y = placement.x - left, placement.y - top
    box = (x, y, min(x + placement.side, right - left), min(y + placement.side, bottom - top))
    return to_image(crop), box


def _level(picture: Picture, placement: Placement, size: int) -> tuple[UInt8Array, Placement]:
    """A small level of the picture on which the square has pixels enough, and the square there."""
    level, factor = picture.level_for(placement.side, _OVERSAMPLING * size)
    x, y, side = (length / factor for length in (placement.x, placement.y, placement.side))
    return level, replace(placement, x=x, y=y, side=side)


def _inside(level: UInt8Array, placement: Placement) -> Image.Image | None:
    """Where the square's pixels are the picture's; None if all are."""
    height, width = level.shape[:2]
    left, top, right, bottom = _bounds(placement)
    if left >= 0 and top >= 0 and right <= width and bottom <= height:
        return None
    mask = Image.new("L", (right - left, bottom - top))
    mask.paste(255, (max(0, -left), max(0, -top), min(right, width) - left, min(bottom, height) - top))
    return mask


def _border_colour(picture: Picture, mode: str) -> float | tuple[float, ...]:
    border = np.asarray(on_white(to_image(edges(picture.pixels))))
    mean = border.reshape(border.shape[1], -1).mean(axis=0).round()
    return int(mean[0]) if mode == "L" else tuple(int(c) for c in mean)


def _resized(
    image: Image.Image,
    box: tuple[float, float, float, float],
    placement: Placement,
    size: int,
    *,
    hard_edged: bool,
) -> UInt8Array:
    if is_exact(placement, size):
        pixels = np.asarray(image)
    else:
        pixels = np.asarray(engine.resize(image, (size, size), hard_edged=hard_edged, box=box))
    if placement.flip_x:
        pixels = pixels[:, ::-1]
    if placement.flip_y:
        pixels = pixels[::-1]
    return pixels.astype(np.uint8, copy=True)
