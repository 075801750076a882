"""Pictures of which some pixels are missing: which are there, by a mask or by what they show. Free of torch."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageColor

from engine.patches import BoolArray
from engine.pictures.images import UInt8Array, centred, fit_image, resize
from engine.pictures.modes import to_8_bits


def present_by_value(image: Image.Image, missing: str | int) -> BoolArray:
    """The pixels that are there, (H, W) bool, where those that are missing have a value of their own.

    Args:
        image: any mode.
        missing: "alpha" = what is wholly transparent; "white"; a colour as "#rrggbb"; a grey, 0 to 255.
    """
    pixels = np.asarray(to_8_bits(image).convert("RGBA"))
    if missing == "alpha":
        return pixels[..., 3] > 0
    colour = (missing,) * 3 if isinstance(missing, int) else ImageColor.getrgb(missing)[:3]
    result: BoolArray = (pixels[..., :3] != colour).any(axis=-1)
    return result


def fit_incomplete(
    image: Image.Image, present: BoolArray, shape: tuple[int, int, int], *, crop: float = 1.0
) -> tuple[UInt8Array, BoolArray]:
    """`fit_image` for a picture of which only some pixels are there.

    Where something is missing it is resized by areas, not by Lanczos's wider filter: a pixel of the result is there
    if all pixels that it is made of are, and no other has any part in it.

    Args:
        present: (H, W) bool of the picture.

    Returns:
        the image, (H', W', C) uint8, and its pixels that are there, (H', W') bool.
    """
    height, width, _ = shape
    if present.all():
        return fit_image(image, shape, crop=crop), np.ones((height, width), dtype=np.bool_)
    mask = centred(Image.fromarray(present.astype(np.uint8) * 255), width / height, crop)
    if mask.size != (width, height):
        cut = centred(to_8_bits(image), width / height, crop).convert("RGBA")
        image, crop = resize(cut, (width, height), hard_edged=True), 1.0
        mask = resize(mask, (width, height), hard_edged=True)
    return fit_image(image, shape, crop=crop), np.asarray(mask) == 255
