"""The pixels that a model sees of a picture under its frame. Free of Qt."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PIL import Image, ImageChops

import engine
from engine import BoolArray, UInt8Array
from studio.imaging.picture import Picture, edges, on_white, to_image, with_bands
from studio.imaging.placement import SLACK, Box, Placement, Shape, is_exact

_MODES = {1: "L", 3: "RGB", 4: "RGBA"}
_OVERSAMPLING = 3
"""Pixels of a picture's level a pixel of the model, at least: fast, and it looks as from the whole picture."""


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
        present = (edge[:-1] >= -SLACK) & (edge[1:] <= extent + SLACK)
        inside.append(present[::-1] if flipped else present)
    missing: BoolArray = ~(inside[1][:, None] & inside[0][None])
    return missing | ~coverage(picture, placement, shape) if bands == 4 and C < 4 else missing


def _crop(level: UInt8Array, frame: Placement, bins: tuple[int, int]) -> tuple[Image.Image, Image.Image | None, Box]:
    """The pixels under the frame, zero beyond the picture.

    Args:
        bins: down and across: how many pixels become one.

    Returns:
        them; how far each of them is the picture's, 0 to 255, None where all are; and the frame in them.
    """
    left, top = map(math.floor, frame.box[:2])
    right, bottom = map(math.ceil, frame.box[2:])
    right, bottom = max(right, left + 1), max(bottom, top + 1)
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


def _resized(image: Image.Image, box: Box, placement: Placement, shape: Shape, *, hard_edged: bool) -> UInt8Array:
    if is_exact(placement, shape):
        pixels = np.asarray(image)
    else:
        pixels = np.asarray(engine.resize(image, (shape[1], shape[0]), hard_edged=hard_edged, box=box))
    seen: UInt8Array = placement.turned(pixels).astype(np.uint8, copy=True)
    return seen
