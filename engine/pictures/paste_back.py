"""Pasting what was completed back into the picture that the image was cut from, in the picture's own resolution."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from engine.patches import BoolArray
from engine.pictures.images import UInt8Array, centred_box, is_hard_edged, to_pil
from engine.pictures.modes import from_srgb, to_8_bits, to_srgb


def paste_back(
    picture: Image.Image, completed: UInt8Array, made: BoolArray, *, seam: float, missing: BoolArray | None = None
) -> Image.Image:
    """A whole picture with what was made in it, where `fit_image` cut the image out of it.

    Args:
        picture: any mode and colour profile.
        completed: (H, W, C) uint8, sRGB.
        made: (H, W) bool: where `completed` replaces the picture. All other pixels stay, bit for bit in 8 bits.
        seam: width of the ramp from the picture to what was made, inside what was made, in pixels of `completed`.
        missing: (h, w) bool of the picture: what is to be replaced in it, where that is finer than `made`. There is
            no ramp then: what is under it is not to be seen.

    Returns:
        the picture in its own colour profile, with colour and transparency if it or the completion has them.
    """
    whole, over = to_8_bits(picture), to_pil(completed)
    profile = whole.info.get("icc_profile", b"")
    if profile and not (whole.mode in ("RGB", "RGBA", "P") or whole.mode == over.mode == "L"):
        whole, profile = to_srgb(whole), b""  # the profile is of no picture that has what the completion has
    over = from_srgb(over, profile)
    has_alpha = whole.has_transparency_data or over.mode == "RGBA"
    mode = "RGBA" if has_alpha else "L" if whole.mode in ("1", "L") and over.mode == "L" else "RGB"
    left, top, right, bottom = centred_box(whole, completed.shape[1] / completed.shape[0])
    size = (right - left, bottom - top)
    over = over.convert(mode)
    if over.size == size or is_hard_edged(whole):
        over = over.resize(size, Image.Resampling.NEAREST)
    elif has_alpha:  # with premultiplied colours, what is transparent lends none to what is beside it
        over = over.convert("RGBa").resize(size, Image.Resampling.BICUBIC).convert("RGBA")
    else:
        over = over.resize(size, Image.Resampling.BICUBIC)
    hard = np.asarray(Image.fromarray(made).resize(size, Image.Resampling.NEAREST))
    if missing is not None:
        hard, seam = hard & missing[top:bottom, left:right], 0
    margins = left, top, whole.width - right, whole.height - bottom
    weight = feathered(hard, round(seam * size[0] / completed.shape[1]), margins=margins)
    result = np.atleast_3d(np.array(whole.convert(mode)))
    under = result[top:bottom, left:right]
    under[...] = np.where(weight > 0, blended(under, np.atleast_3d(np.asarray(over)), weight), under)
    pasted = to_pil(result)
    pasted.info = {"icc_profile": profile} if profile else {}
    return pasted


def feathered(hard: BoolArray, seam: int, *, margins: Sequence[int] = (0, 0, 0, 0)) -> NDArray[np.float32]:
    """(h, w) bool -> (h, w, 1): 0 where it is False; inside, a ramp from 0 at its edge to 1 `seam` pixels further in.

    Args:
        margins: pixels on the left, above, on the right and below that there are around `hard` and are not in it.
    """
    if seam < 1:
        return hard[..., None].astype(np.float32)
    left, top, right, bottom = (min(margin, seam + 1) for margin in margins)
    image = Image.fromarray(np.pad(np.where(hard, 255, 0).astype(np.uint8), ((top, bottom), (left, right))))
    for _ in range(2):
        image = image.filter(ImageFilter.BoxBlur(seam / 2))
    blurred = np.asarray(image)[top : top + hard.shape[0], left : left + hard.shape[1]]
    ramp = np.clip(2 * (blurred.astype(np.float32) / 255) - 1, 0, 1)
    ramp[~hard] = 0
    return ramp[..., None].astype(np.float32)


def blended(under: UInt8Array, over: UInt8Array, weight: NDArray[np.float32]) -> UInt8Array:
    """Two pictures, (h, w, 1, 3 or 4), by the weight of the one above, (h, w, 1); with the bands of the lower.

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
    return mixed.round().astype(np.uint8)
