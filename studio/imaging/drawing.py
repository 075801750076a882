"""Drawing into a picture pixel by pixel, where the model sees its very pixels, and in which colours. Free of Qt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import Image

import engine
from engine import BoolArray, UInt8Array
from studio.imaging.picture import Picture, on_white, to_image, with_bands
from studio.imaging.placement import Placement
from studio.imaging.render import border_colour

Colour = tuple[int, int, int, int]
"""Red, green, blue and alpha, 0 to 255."""
CLEAR: Colour = (0, 0, 0, 0)


def in_channels(colour: Colour, channels: int) -> UInt8Array:
    """(channels,): a colour as a model of grey, RGB or RGBA pictures has it."""
    if channels == 4:
        return np.array(colour, dtype=np.uint8)
    image = Image.new("RGB", (1, 1), colour[:3]).convert("L" if channels == 1 else "RGB")
    return np.atleast_1d(np.asarray(image)[0, 0])


def as_colour(pixel: UInt8Array) -> Colour:
    """(1, 3 or 4,) -> a colour."""
    red, green, blue, alpha = (int(value) for value in with_bands(pixel[None, None], 4)[0, 0])
    return red, green, blue, alpha


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


def drawn(picture: Picture, placement: Placement, seen: UInt8Array, changed: BoolArray) -> tuple[Picture, Placement]:
    """A picture with pixels drawn into it under the model's frame, and the frame on it.

    It grows where something is drawn beyond its border, and gets colour or alpha if the model's image has it.

    Args:
        placement: one pixel of the picture a pixel of the model.
        seen: (H, W, C), the pixels as the model is to see them.
        changed: (H, W) those that were drawn; all others stay as they are in the picture.
    """
    if placement.inverted:
        seen = engine.negative(seen)
    seen, changed = placement.turned(seen), placement.turned(changed)
    rows, columns = np.nonzero(changed)
    down, right = rows + round(placement.y), columns + round(placement.x)
    bands = max(picture.shape[2], seen.shape[-1])
    pixels, (above, before) = _grown(picture, bands, down, right)
    pixels[down + above, right + before] = with_bands(seen[rows, columns][None], bands)[0]
    return Picture(pixels), replace(placement, x=placement.x + before, y=placement.y + above)


def _grown(picture: Picture, bands: int, down: np.ndarray, right: np.ndarray) -> tuple[UInt8Array, tuple[int, int]]:
    """A copy with room for pixels at these rows and columns, and how far what was there moved down and right."""
    height, width, _ = picture.shape
    above, before = (max(0, -int(at.min(initial=0))) for at in (down, right))
    below, after = (max(0, int(at.max(initial=0)) + 1 - side) for at, side in ((down, height), (right, width)))
    pixels = with_bands(picture.pixels, bands)
    size = (above + height + below, before + width + after, bands)
    beyond = np.zeros(bands, dtype=np.uint8) if bands == 4 else border_colour(picture, bands)
    grown = np.broadcast_to(beyond, size).copy()
    grown[above : above + height, before : before + width] = pixels
    return grown, (above, before)
