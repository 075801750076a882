"""Pasting what was completed under the model's frame back into the picture, with a soft seam. Free of Qt."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PIL import Image

import engine
from engine import BoolArray, UInt8Array
from studio.imaging.hole import Hole
from studio.imaging.picture import Picture, to_image, with_bands
from studio.imaging.placement import SLACK, Placement, is_exact


def paste_back(
    original: Picture,
    placement: Placement,
    completed: UInt8Array,
    made: BoolArray,
    *,
    seam: float,
    hole: Hole | None = None,
) -> UInt8Array:
    """The whole picture with what was made in it.

    Args:
        completed: (H, W, 1, 3 or 4) uint8, as the model saw and completed it.
        made: (H, W) bool: where `completed` replaces the original. All other pixels stay bit-identical.
        seam: width of the ramp from the original to what was made, inside what was made, in the model's pixels.
        hole: replaced too, to a pixel of the picture. With it, so is what is transparent to an opaque model, and a
            frame that reaches beyond the picture extends it by `room`; what is new and not under the frame is
            transparent.

    Returns:
        (h, w, 1, 3 or 4), as the original is stored; with colour, and with transparency, if the completion has it.
        `Stored.png` writes it.
    """
    shape = (*completed.shape[:2], completed.shape[-1])
    stored = original.stored
    suits = stored.suits(shape[2])
    result = with_bands(stored.pixels if suits else original.pixels, shape[2])
    if hole is not None:
        before = room(original, placement)
        result = _extended(result, before)
        placement = replace(placement, x=placement.x + before[0], y=placement.y + before[1])
        hole = hole.moved(*before[:2])
    result = result.copy()
    height, width = result.shape[:2]
    unit = placement.unit(shape)
    left, top = max(0, math.ceil(placement.x - SLACK)), max(0, math.ceil(placement.y - SLACK))
    right = min(width, math.floor(placement.x + placement.width + SLACK))
    bottom = min(height, math.floor(placement.y + placement.height + SLACK))
    if right <= left or bottom <= top:
        return result
    if placement.inverted:
        completed = engine.negative(completed)
    if stored.profile and suits:
        completed = np.array(engine.from_srgb(to_image(completed), stored.profile)).reshape(*shape[:2], -1)
    completed, made = placement.turned(completed), placement.turned(made)
    corners = (np.array([[left, top], [right, bottom]]) - (placement.x, placement.y)) / unit
    box = tuple(np.clip(corners, 0, (shape[1], shape[0])).ravel().tolist())
    extent = (right - left, bottom - top)
    hard_edged = is_exact(placement, shape) or original.colours.hard_edged
    smooth = Image.Resampling.NEAREST if hard_edged else Image.Resampling.BICUBIC
    seen = _resized(completed, extent, box, smooth)
    white = np.where(made, 255, 0).astype(np.uint8)[..., None]
    hard = _resized(white, extent, box, Image.Resampling.NEAREST)[..., 0] > 0
    under = result[top:bottom, left:right]
    empty = np.zeros(hard.shape, dtype=bool)
    if hole is not None:
        hard |= hole.mask((left, top, right, bottom), extent)
        if under.shape[-1] == 4 and shape[2] < 4:
            empty = under[..., 3] == 0
    changed = hard | empty
    if changed.any():  # of a large picture often little
        rows, columns = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
        part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        first = left + columns[0], top + rows[0]
        margins = *first, width - left - columns[-1] - 1, height - top - rows[-1] - 1
        weight = engine.feathered(changed[part], round(seam * unit), margins=margins)
        weight[empty[part]] = 1
        under = under[part]
        under[...] = np.where(weight > 0, engine.blended(under, seen[part], weight), under)
    if hole is not None and result.shape[-1] > max(shape[2], 3) and bool((result[..., 3] == 255).all()):
        result = np.ascontiguousarray(result[..., :3])
    return result


def room(original: Picture, placement: Placement) -> tuple[int, int, int, int]:
    """Pixels by which a frame extends a picture: left, above, right and below."""
    height, width, _ = original.shape
    left, top, right, bottom = placement.box
    beyond = -left, -top, right - width, bottom - height
    before, above, after, below = (max(0, math.floor(by + SLACK)) for by in beyond)
    return before, above, after, below


def overlay(completed: UInt8Array, alpha: UInt8Array, *, hard_edged: bool, through: UInt8Array) -> UInt8Array:
    """(h, w, 4): what was made as it lies over the picture on the screen, transparent where it is not.

    Args:
        completed: (H, W, 1, 3 or 4).
        alpha: (h, w), how opaque what was made is there.
        through: (h, w): greys that one sees through a completion that is transparent.
    """
    height, width = alpha.shape
    how = Image.Resampling.NEAREST if hard_edged else Image.Resampling.BICUBIC
    image = to_image(completed).resize((width, height), how)
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.fromarray(through).convert("RGBA"), image)
    over = image.convert("RGBA")
    over.putalpha(Image.fromarray(alpha))
    return np.array(over)


def _extended(pixels: UInt8Array, by: tuple[int, int, int, int]) -> UInt8Array:
    """(h, w, C) with so many transparent pixels on the left, above, on the right and below."""
    left, top, right, bottom = by
    if not any(by):
        return pixels
    wide = with_bands(pixels, 4)
    return np.pad(wide, ((top, bottom), (left, right), (0, 0)))


def _resized(
    pixels: UInt8Array, extent: tuple[int, int], box: tuple[float, ...], how: Image.Resampling
) -> UInt8Array:
    """(H, W, C) -> (h, w, C)."""
    resized = np.asarray(to_image(pixels).resize(extent, how, box=(box[0], box[1], box[2], box[3])))
    return resized.reshape(extent[1], extent[0], -1)
