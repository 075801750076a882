"""Pasting what was completed under the model's frame back into the picture, with a soft seam. Free of Qt."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

import engine
from engine import BoolArray, UInt8Array
from studio.imaging.picture import Picture, to_image, with_bands
from studio.imaging.placement import Placement, is_exact


def paste_back(
    original: Picture, placement: Placement, completed: UInt8Array, made: BoolArray, *, seam: float
) -> UInt8Array:
    """The whole picture with the patches that were made in it.

    Args:
        completed: (H, W, 1, 3 or 4) uint8, as the model saw and completed it.
        made: (H, W) bool: where `completed` replaces the original. All other pixels stay bit-identical.
        seam: width of the ramp from the original to what was made, inside what was made, in the model's pixels.

    Returns:
        (h, w, 1, 3 or 4), as the original is stored; with colour, and with transparency, if the completion has it.
        `Stored.png` writes it.
    """
    (height, width, _), shape = original.shape, (*completed.shape[:2], completed.shape[-1])
    unit = placement.unit(shape)
    left, top = max(0, math.ceil(placement.x)), max(0, math.ceil(placement.y))
    right = min(width, math.floor(placement.x + placement.width))
    bottom = min(height, math.floor(placement.y + placement.height))
    stored = original.stored
    result = with_bands(stored.pixels if stored.suits(shape[2]) else original.pixels, shape[2]).copy()
    if right <= left or bottom <= top:
        return result
    if placement.inverted:
        completed = engine.negative(completed)
    if stored.profile and stored.suits(shape[2]):
        completed = np.array(engine.from_srgb(to_image(completed), stored.profile)).reshape(*shape[:2], -1)
    if placement.flip_x:
        completed, made = completed[:, ::-1], made[:, ::-1]
    if placement.flip_y:
        completed, made = completed[::-1], made[::-1]
    starts = (placement.x, placement.y, placement.x, placement.y)
    edges = zip((left, top, right, bottom), starts, strict=True)
    ends = (shape[1], shape[0]) * 2
    box = tuple(
        min(max((edge - start) / unit, 0.0), float(end)) for (edge, start), end in zip(edges, ends, strict=True)
    )
    extent = (right - left, bottom - top)
    hard_edged = is_exact(placement, shape) or original.colours.hard_edged
    smooth = Image.Resampling.NEAREST if hard_edged else Image.Resampling.BICUBIC
    seen = _resized(completed, extent, box, smooth)
    hard = np.zeros((height, width), dtype=np.uint8)
    white = np.where(made, 255, 0).astype(np.uint8)[..., None]
    hard[top:bottom, left:right] = _resized(white, extent, box, Image.Resampling.NEAREST)[..., 0]
    weight = _softened(hard, round(seam * unit))[top:bottom, left:right]
    under = result[top:bottom, left:right]
    under[...] = np.where(weight > 0, _mixed(under, seen, weight), under)
    return result


def _mixed(under: UInt8Array, over: UInt8Array, weight: NDArray[np.float32]) -> UInt8Array:
    """Two pictures, (h, w, 1, 3 or 4), mixed by the weight of the one above, (h, w, 1); with the bands of the lower.

    A transparent picture below that is given opaque pixels becomes as opaque as these are heavy. Of two that are
    transparent, each colour counts as much as it is seen.
    """
    bands = under.shape[-1]
    if bands < 4:
        mixed = (1 - weight) * under + weight * over
    elif over.shape[-1] < 4:
        colour = (1 - weight) * under[..., :3] + weight * over
        mixed = np.concatenate([colour, np.maximum(under[..., 3:], np.round(255 * weight))], axis=-1)
    else:
        lower, upper = (1 - weight) * under[..., 3:], weight * over[..., 3:]
        alpha = lower + upper
        colour = (lower * under[..., :3] + upper * over[..., :3]) / np.where(alpha > 0, alpha, 1)
        mixed = np.concatenate([colour, alpha], axis=-1)
        mixed = np.where(weight == 1, over, mixed)
    rounded: UInt8Array = mixed.round().astype(np.uint8)
    return rounded


def _resized(
    pixels: UInt8Array, extent: tuple[int, int], box: tuple[float, ...], how: Image.Resampling
) -> UInt8Array:
    """(H, W, C) -> (h, w, C)."""
    resized = np.asarray(to_image(pixels).resize(extent, how, box=(box[0], box[1], box[2], box[3])))
    return resized.reshape(extent[1], extent[0], -1)


def _softened(hard: UInt8Array, seam: int) -> NDArray[np.float32]:
    """(h, w, 1) float32: 0 where `hard` is 0; inside, a ramp from 0 at its edge to 1 `seam` pixels further in."""
    if seam < 1:
        return hard[..., None].astype(np.float32) / np.float32(255)
    image = Image.fromarray(hard)
    for _ in range(2):
        image = image.filter(ImageFilter.BoxBlur(seam / 2))
    ramp = np.clip(2 * (np.asarray(image).astype(np.float32) / 255) - 1, 0, 1)
    ramp[hard == 0] = 0
    weight: NDArray[np.float32] = ramp[..., None].astype(np.float32)
    return weight
