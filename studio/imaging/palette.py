"""The colours of a picture, few enough to choose from. Free of Qt."""

from __future__ import annotations

import numpy as np
from PIL import Image

import engine
from engine import UInt8Array
from studio.imaging.drawing import CLEAR, Colour
from studio.imaging.picture import on_white, to_image, with_bands


def colours_of(pixels: UInt8Array, *, most: int) -> list[Colour]:
    """The colours of (k, 1, 3 or 4) pixels, dark ones first; of a photo's, so many that stand for the others.

    All that is transparent is one colour, the last one.
    """
    pixels = with_bands(pixels[None], 4)[0]
    opaque = pixels[pixels[:, 3] > 0]
    most -= len(opaque) < len(pixels)
    few = np.unique(opaque, axis=0)
    if len(few) > most:
        reduced = Image.fromarray(opaque[None, :, :3]).quantize(most, Image.Quantize.MEDIANCUT).convert("RGB")
        few = with_bands(np.unique(np.asarray(reduced)[0], axis=0)[None], 4)[0]
    order = np.argsort(few[:, :3] @ np.array([0.299, 0.587, 0.114]), kind="stable")
    found: list[Colour] = [(int(r), int(g), int(b), int(a)) for r, g, b, a in few[order]]
    return [*found, CLEAR] if len(opaque) < len(pixels) else found


def contrasting(pixels: UInt8Array) -> Colour:
    """White on a picture (H, W, C) with a dark border, else black."""
    seen = np.atleast_3d(np.asarray(on_white(to_image(pixels))))
    return (255, 255, 255, 255) if engine.border_brightness(seen) < 128 else (0, 0, 0, 255)
