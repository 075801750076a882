"""Where the model's frame lies on a picture of any size, and the pixels that it sees there. Free of Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageChops

import engine
from engine import BoolArray, UInt8Array
from studio.imaging.picture import Picture, edges, on_white, to_image, with_bands

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels of a picture."""
Shape = tuple[int, int, int]
"""(H, W, C) of a model's image."""
_MODES = {1: "L", 3: "RGB", 4: "RGBA"}
_SHARE = 0.5
"""Of the frame's side that what is to be replaced takes: as much again is there for the model to see."""
_LEAST_AROUND = 1.25
"""Times what is to be replaced, where there is no more picture to see."""
_SLACK = 1e-6
_OVERSAMPLING = 3
"""Pixels of a picture's level a pixel of the model, at least: fast, and it looks as from the whole picture."""


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


def render(picture: Picture, placement: Placement, shape: Shape) -> UInt8Array:
    """What the model sees: (H, W, C) uint8.

    For a model of transparent pictures, C = 4, nothing is beyond the picture. For the others, transparent pixels are
    laid on white, and what lies beyond the picture has the mean colour of its border.
    """
    level, frame = _level(picture, placement, shape)
    crop, inside, box = _crop(level, frame, _bins(picture, frame, shape))
    colour = crop.convert("RGBA") if shape[2] == 4 else on_white(crop)
    if inside is not None and shape[2] == 4:
        colour.putalpha(ImageChops.multiply(colour.getchannel("A"), inside))
    elif inside is not None:
        around = tuple(border_colour(picture, len(colour.getbands())).tolist())
        colour = Image.composite(colour, Image.new(colour.mode, colour.size, around), inside)
    colour = colour.convert(_MODES[shape[2]])
    seen = _resized(colour, box, placement, shape, hard_edged=picture.colours.hard_edged).reshape(shape)
    return engine.negative(seen) if placement.inverted else seen


def coverage(picture: Picture, placement: Placement, shape: Shape) -> BoolArray:
    """(H, W) bool: where there is picture, neither transparent nor beyond its border."""
    level, frame = _level(picture, placement, shape)
    height, width, bands = level.shape
    alpha = level[..., 3:] if bands == 4 else np.full((height, width, 1), 255, dtype=np.uint8)
    crop, inside, box = _crop(alpha, frame, _bins(picture, frame, shape))
    crop = crop if inside is None else ImageChops.multiply(crop, inside)
    opaque: BoolArray = _resized(crop, box, placement, shape, hard_edged=picture.colours.hard_edged) > 127
    return opaque


def absent(picture: Picture, placement: Placement, shape: Shape) -> BoolArray:
    """(H, W) bool: pixels partly beyond the picture, and to a model of opaque pictures those that are transparent."""
    unit, (height, width, bands), (H, W, C) = placement.unit(shape), picture.shape, shape
    inside = []
    for start, count, extent, flipped in (
        (placement.x, W, width, placement.flip_x),
        (placement.y, H, height, placement.flip_y),
    ):
        edge = start + unit * np.arange(count + 1)
        present = (edge[:-1] >= -_SLACK) & (edge[1:] <= extent + _SLACK)
        inside.append(present[::-1] if flipped else present)
    missing: BoolArray = ~(inside[1][:, None] & inside[0][None])
    return missing | ~coverage(picture, placement, shape) if bands == 4 and C < 4 else missing


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


def _bounds(placement: Placement) -> tuple[int, int, int, int]:
    """The whole pixels that the frame touches: left, top, right, bottom."""
    left, top = int(np.floor(placement.x)), int(np.floor(placement.y))
    right, bottom = int(np.ceil(placement.x + placement.width)), int(np.ceil(placement.y + placement.height))
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _crop(
    level: UInt8Array, frame: Placement, bins: tuple[int, int]
) -> tuple[Image.Image, Image.Image | None, tuple[float, float, float, float]]:
    """The pixels under the frame, zero beyond the picture.

    Args:
        bins: down and across: how many pixels become one.

    Returns:
        them; how far each of them is the picture's, 0 to 255, None where all are; and the frame in them.
    """
    left, top, right, bottom = _bounds(frame)
    height, width, bands = level.shape
    down, across = bins
    size = -(-(bottom - top) // down), -(-(right - left) // across)
    crop, inside = np.zeros((*size, bands), dtype=np.uint8), np.zeros(size, dtype=np.uint8)
    x0, y0, x1, y1 = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    if x1 > x0 and y1 > y0:
        part, share = _binned(level[y0:y1, x0:x1], bins, (y0 - top, x0 - left))
        row, column = (y0 - top) // down, (x0 - left) // across
        there = slice(row, row + part.shape[0]), slice(column, column + part.shape[1])
        crop[there], inside[there] = part, share
    x, y = (frame.x - left) / across, (frame.y - top) / down
    box = (x, y, min(x + frame.width / across, size[1]), min(y + frame.height / down, size[0]))
    return to_image(crop), None if (inside == 255).all() else Image.fromarray(inside), box


def _binned(pixels: UInt8Array, bins: tuple[int, int], offset: tuple[int, int]) -> tuple[UInt8Array, UInt8Array]:
    """Means of the pixels that become one, and how much of each such pixel they fill, 0 to 255.

    Args:
        offset: down and across: how far the first pixel is from where a bin begins.
    """
    if bins == (1, 1):
        return pixels, np.full(pixels.shape[:2], 255, dtype=np.uint8)
    sums, filled = pixels.astype(np.float64), np.ones((*pixels.shape[:2], 1))
    weight = sums[..., 3:] if pixels.shape[-1] == 4 else filled  # colours of transparent pixels do not count
    sums = np.concatenate([sums[..., :3] * weight, weight, filled], axis=-1)
    for axis, (size, first) in enumerate(zip(bins, offset, strict=True)):
        starts = np.flatnonzero((first + np.arange(sums.shape[axis])) % size == 0)
        sums = np.add.reduceat(sums, np.union1d(starts, 0).astype(np.intp), axis=axis)
    colour, weight, filled = sums[..., :-2], sums[..., -2:-1], sums[..., -1:]
    means = colour / np.where(weight > 0, weight, 1)
    if pixels.shape[-1] == 4:
        means = np.concatenate([means, weight / filled], axis=-1)
    share = 255 * filled[..., 0] / (bins[0] * bins[1])
    return means.round().astype(np.uint8), share.round().astype(np.uint8)


def _bins(picture: Picture, frame: Placement, shape: Shape) -> tuple[int, int]:
    """Down and across: how many pixels of a level become one, so that a frame around a thin picture stays small."""
    if not picture.thin:
        return 1, 1
    down, across = frame.height // (_OVERSAMPLING * shape[0]), frame.width // (_OVERSAMPLING * shape[1])
    return max(1, int(down)), max(1, int(across))


def _level(picture: Picture, placement: Placement, shape: Shape) -> tuple[UInt8Array, Placement]:
    """A small level of the picture on which the frame has pixels enough, and the frame there."""
    level, factor = picture.level_for(placement.width, _OVERSAMPLING * shape[1])
    down, across = factor, factor
    if picture.thin:  # the level may be as high, or as wide, as the picture
        down, across = (2 ** round(math.log2(picture.shape[axis] / level.shape[axis])) for axis in (0, 1))
    return level, replace(
        placement,
        x=placement.x / across,
        y=placement.y / down,
        width=placement.width / across,
        height=placement.height / down,
    )


def border_colour(picture: Picture, bands: int) -> UInt8Array:
    """(1 or 3,): the mean colour of a picture's border, what is transparent on white."""
    border = np.asarray(on_white(to_image(edges(picture.pixels))))
    mean: UInt8Array = (
        with_bands(border.reshape(1, border.shape[1], -1), bands)[0].mean(axis=0).round().astype(np.uint8)
    )
    return mean


def _resized(
    image: Image.Image,
    box: tuple[float, float, float, float],
    placement: Placement,
    shape: Shape,
    *,
    hard_edged: bool,
) -> UInt8Array:
    if is_exact(placement, shape):
        pixels = np.asarray(image)
    else:
        pixels = np.asarray(engine.resize(image, (shape[1], shape[0]), hard_edged=hard_edged, box=box))
    if placement.flip_x:
        pixels = pixels[:, ::-1]
    if placement.flip_y:
        pixels = pixels[::-1]
    return pixels.astype(np.uint8, copy=True)
