"""Pasting what was completed under the model's square back into the picture, with a soft seam. Free of Qt."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from engine import BoolArray, UInt8Array
from studio.imaging.picture import Picture, to_image
from studio.imaging.placement import Placement, is_exact


def paste_back(
    original: Picture, placement: Placement, completed: UInt8Array, made: BoolArray, *, seam: float
) -> UInt8Array:
    """The whole picture with the patches that were made in it.

    Args:
        completed: (size, size, 1 or 3) uint8, as the model saw and completed it.
        made: (size, size) bool: where `completed` replaces the original. All other pixels stay bit-identical.
        seam: width of the ramp from the original to what was made, inside what was made, in the model's pixels.

    Returns:
        (h, w, 1, 3 or 4), as the original; grey becomes RGB if the completion has colour.
    """
    pixels, (height, width, bands) = original.pixels, original.shape
    size, unit = completed.shape[0], placement.side / completed.shape[0]
    left, top = max(0, math.ceil(placement.x)), max(0, math.ceil(placement.y))
    right = min(width, math.floor(placement.x + placement.side))
    bottom = min(height, math.floor(placement.y + placement.side))
    if bands == 1 and completed.shape[-1] == 3:
        pixels, bands = np.repeat(pixels, 3, axis=-1), 3
    result = pixels.copy()
    if right <= left or bottom <= top:
        return result
    if placement.inverted:
        completed = np.invert(completed)
    if placement.flip_x:
        completed, made = completed[:, ::-1], made[:, ::-1]
    if placement.flip_y:
        completed, made = completed[::-1], made[::-1]
    starts = (placement.x, placement.y, placement.x, placement.y)
    edges = zip((left, top, right, bottom), starts, strict=True)
    box = tuple(min(max((edge - start) / unit, 0.0), float(size)) for edge, start in edges)
    extent = (right - left, bottom - top)
    smooth = Image.Resampling.NEAREST if is_exact(placement, size) else Image.Resampling.BICUBIC
    seen = _resized(completed, extent, box, smooth)
    hard = np.zeros((height, width), dtype=np.uint8)
    white = np.where(made, 255, 0).astype(np.uint8)[..., None]
    hard[top:bottom, left:right] = _resized(white, extent, box, Image.Resampling.NEAREST)[..., 0]
    weight = _softened(hard, round(seam * unit))[top:bottom, left:right]
    under = result[top:bottom, left:right]
    colour = min(bands, 3)
    mixed = (1 - weight) * under[..., :colour] + weight * seen
    under[..., :colour] = np.where(weight > 0, mixed.round(), under[..., :colour]).astype(np.uint8)
    if bands == 4:
        alpha = np.maximum(under[..., 3], np.round(255 * weight[..., 0])).astype(np.uint8)
        under[..., 3] = alpha
    return result


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
