"""Fitting a picture to a model's image, and what can be seen of it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.pictures.modes import laid_on, to_8_bits, to_srgb

UInt8Array = NDArray[np.uint8]
_GLANCE = 32
"""Pixels along one side that are enough to see whether there is colour."""
_FAR_FROM_GREY = 24
"""Difference of two channels, of 255, that compression alone does not make."""
_FEW_COLOURS, _FEW_TONES = 64, 4
"""As many as pixel art has, in colour and in grey; scans of digits have more tones."""
_PIXELS_A_COLOUR = 4
"""At the least, on average: else a tiny photo would have few colours because it has few pixels."""


def fit_image(image: Image.Image, shape: tuple[int, int, int], *, crop: float = 1.0) -> UInt8Array:
    """Cut the middle out of a picture and resize it; see `resize`.

    Args:
        image: any mode and colour profile; the result is sRGB. Transparency is laid on white, unless alpha is one of
            the channels.
        shape: (H, W, C) of the result; C = 1 is grey, 3 RGB, 4 RGBA, whose colours are not premultiplied.
        crop: share of the largest cut of that aspect, along each side, in (0, 1].

    Returns:
        (H, W, C) uint8. A picture of that size keeps its pixels, colours under alpha 0 included.
    """
    height, width, channels = shape
    image = to_srgb(centred(to_8_bits(image), width / height, crop))
    image = image if channels == 4 else laid_on(image, "white")
    fits = image.size == (width, height)
    hard_edged = not fits and is_hard_edged(image)
    image = image.convert({1: "L", 3: "RGB", 4: "RGBA"}[channels])
    if not fits:
        image = resize(image, (width, height), hard_edged=hard_edged)
    return np.asarray(image, dtype=np.uint8).reshape(shape).copy()


def centred(image: Image.Image, aspect: float = 1.0, share: float = 1.0) -> Image.Image:
    """The largest cut of an aspect, width / height, in the middle; or a share of it along each side."""
    return image.crop(centred_box(image, aspect, share))


def centred_box(image: Image.Image, aspect: float = 1.0, share: float = 1.0) -> tuple[int, int, int, int]:
    """Where that cut is: its left, upper, right and lower edge."""
    width, height = min(image.width, image.height * aspect), min(image.height, image.width / aspect)
    width, height = max(1, round(width * share)), max(1, round(height * share))
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return left, top, left + width, top + height


def is_hard_edged(image: Image.Image) -> bool:
    """Whether a picture has so few colours that it is drawn pixel by pixel: pixel art, a mask, a map.

    A grey one is judged alike in all modes that it may be stored in.
    """
    if image.mode not in ("1", "L", "LA", "RGB", "RGBA"):
        image = image.convert("RGBA")
    if image.mode in ("LA", "RGBA"):  # what has no alpha has no colour
        image = image.convert({"LA": "La", "RGBA": "RGBa"}[image.mode]).convert(image.mode)
    most = min(_FEW_COLOURS, image.width * image.height // _PIXELS_A_COLOUR)
    colours = image.getcolors(most) if most > 0 else None
    if colours is None:
        return False
    has_colour = (isinstance(found, tuple) and len(found) >= 3 and len(set(found[:3])) > 1 for _, found in colours)
    return any(has_colour) or len(colours) <= _FEW_TONES


def resize(
    image: Image.Image,
    size: tuple[int, int],
    *,
    hard_edged: bool,
    box: tuple[float, float, float, float] | None = None,
) -> Image.Image:
    """Resize a picture, or a rectangle of it, to (width, height); colours of transparent pixels do not count.

    Lanczos's filter, which keeps photos sharp, makes rings beside hard edges: colours that the picture has not. There
    each pixel counts as a plain square instead, and a pixel of the result is the mean of those whose centres it
    covers: at whole-number enlargements the very pixels, repeated.

    Args:
        box: left, upper, right and lower edge of the rectangle in `image`; by default all of it.
    """
    box = box or (0, 0, image.width, image.height)
    if not hard_edged:
        return image.resize(size, Image.Resampling.LANCZOS, box=box)
    times = max(1, math.ceil(size[0] / (box[2] - box[0])), math.ceil(size[1] / (box[3] - box[1])))
    image = image.resize((image.width * times, image.height * times), Image.Resampling.NEAREST)
    left, upper, right, lower = (edge * times for edge in box)
    if (right - left, lower - upper) == size and left == round(left) and upper == round(upper):
        return image.crop((round(left), round(upper), round(right), round(lower)))  # colours under alpha 0 included
    return image.resize(size, Image.Resampling.BOX, box=(left, upper, right, lower))


def border_brightness(pixels: UInt8Array) -> float:
    """Mean brightness, 0 to 255, of the outermost pixels of (H, W, C), on white: is its ground dark or light?"""
    return float(on_white(np.concatenate([pixels[0], pixels[-1], pixels[1:-1, 0], pixels[1:-1, -1]])).mean())


def on_white(pixels: UInt8Array) -> NDArray[np.float64]:
    """(..., C) uint8 -> (..., 1 or 3), 0 to 255: what is transparent shows a white ground."""
    if pixels.shape[-1] < 4:
        return pixels.astype(np.float64)
    alpha = pixels[..., 3:] / 255
    return pixels[..., :3] * alpha + 255 * (1 - alpha)


def negative(pixels: UInt8Array) -> UInt8Array:
    """(..., C) uint8 -> the negative of its colours; alpha, and what is under alpha 0, stays. Its own inverse."""
    if pixels.shape[-1] != 4:
        return np.invert(pixels)
    made = np.where(pixels[..., 3:] > 0, np.invert(pixels), pixels)
    made[..., 3] = pixels[..., 3]
    return made


def is_coloured(image: Image.Image) -> bool:
    """Whether a picture is lost on a grey model: some of it is far from grey. A grey one stored as RGB is not."""
    if image.getbands() in (("1",), ("L",), ("I",), ("F",), ("L", "A")) or image.mode.startswith("I;16"):
        return False
    small = laid_on(image, "white").convert("RGB").resize((_GLANCE, _GLANCE), Image.Resampling.BOX)
    return bool(np.ptp(np.asarray(small, dtype=np.int16), axis=-1).max() > _FAR_FROM_GREY)


def to_pil(array: UInt8Array) -> Image.Image:
    """(H, W, 1, 3 or 4) uint8 -> a grey, RGB or RGBA picture."""
    return Image.fromarray(array[..., 0] if array.shape[-1] == 1 else array)
