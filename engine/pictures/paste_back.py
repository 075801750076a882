"""Pasting what was completed back into the picture that the image was cut from, in the picture's own resolution."""

from __future__ import annotations

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
    hard = to_pil(np.where(made, 255, 0).astype(np.uint8)[..., None]).resize(size, Image.Resampling.NEAREST)
    weight = _ramp(hard, 0 if missing is not None else round(seam * size[0] / completed.shape[1]))
    if missing is not None:
        weight *= missing[top:bottom, left:right, None]
    result = np.atleast_3d(np.array(whole.convert(mode)))
    under = result[top:bottom, left:right]
    under[...] = np.where(weight > 0, _mixed(under, np.atleast_3d(np.asarray(over)), weight), under)
    pasted = to_pil(result)
    pasted.info = {"icc_profile": profile} if profile else {}
    return pasted


def _ramp(hard: Image.Image, seam: int) -> NDArray[np.float32]:
    """(h, w, 1): 0 where `hard` is 0; inside, from 0 at its edge to 1 `seam` pixels further in."""
    inside = (np.asarray(hard)[..., None] > 0).astype(np.float32)
    if not seam:
        return inside
    for _ in range(2):
        hard = hard.filter(ImageFilter.BoxBlur(seam / 2))
    ramp: NDArray[np.float32] = inside * np.clip(np.asarray(hard)[..., None] / np.float32(127.5) - 1, 0, 1)
    return ramp


def _mixed(under: UInt8Array, over: UInt8Array, weight: NDArray[np.float32]) -> UInt8Array:
    """Two pictures (h, w, C), by the weight of the one above, (h, w, 1); of RGBA, colours count as they are seen."""
    if under.shape[-1] < 4:
        mixed = (1 - weight) * under + weight * over
    else:
        lower, upper = (1 - weight) * under[..., 3:], weight * over[..., 3:]
        colour = (lower * under[..., :3] + upper * over[..., :3]) / np.maximum(lower + upper, 1e-9)
        mixed = np.concatenate([colour, lower + upper], axis=-1)
    rounded: UInt8Array = mixed.round().astype(np.uint8)
    return rounded
