"""Modes of pictures: deep greys to 8 bits, transparency onto a ground, any colour profile to sRGB."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

_TONES = ((np.arange(2**16) + 128) // 257).astype(np.uint8)
"""16-bit tone -> 8-bit tone, rounded."""
_NEAR = 2
"""Levels by which a profile may differ from sRGB and still be called that."""


def to_8_bits(image: Image.Image) -> Image.Image:
    """A grey picture of 16 or 32 bits or of floats -> 8-bit grey; any other as it is.

    16 bits become 8 in a straight line, 0 ... 65535 to 0 ... 255, as image editors and browsers show them: no
    contrast is added, so that the pictures of one folder keep their tones among each other. Floats of 0 ... 1 go to
    0 ... 255 likewise. Whole numbers of 32 bits, and other floats, have no common range: those in 0 ... 255 stay,
    those up to 65535 count as 16 bits, and what goes beyond is stretched from its least to its largest value.

    What is not finite counts as the largest or least value that is, and what is no number as 0.

    Pillow itself takes the upper 8 of 16 bits where a picture has colour or transparency.
    """
    if not is_deep(image):
        return image
    if image.mode.startswith("I;16"):
        return _like(image, _TONES[np.asarray(image)])
    values = np.asarray(image, dtype=np.float64)
    finite = values[np.isfinite(values)]
    least, most = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
    values = np.nan_to_num(values, nan=0.0, posinf=most, neginf=least)
    low, high = values.min(), values.max()
    if image.mode == "I" and 255 < high <= 65535 and low >= 0:
        values /= 257
    elif image.mode == "F" and low >= 0 and high <= 1:
        values *= 255
    elif low < 0 or high > 255:
        values = (values - low) / ((high - low) or 1) * 255
    return _like(image, values.round().astype(np.uint8))


def is_deep(image: Image.Image) -> bool:
    """Whether a grey picture has more than 8 bits."""
    return image.mode.startswith("I;16") or image.mode in ("I", "F")


def _like(image: Image.Image, tones: NDArray[np.uint8]) -> Image.Image:
    made = Image.fromarray(tones)
    made.info = dict(image.info)
    return made


def laid_on(image: Image.Image, ground: str) -> Image.Image:
    """A picture with transparency on a plain ground; any other as it is."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, ground), image)


def to_srgb(image: Image.Image) -> Image.Image:
    """A picture with a colour profile -> as sRGB shows it, without one; any other as it is, every bit.

    A profile that is sRGB in effect leaves all pixels as they are, and so does one that cannot be read, or that is of
    another kind of picture than this. Alpha, and the colours of a picture in 8 bits without a profile, stay.
    """
    profile = image.info.get("icc_profile")
    if not profile:
        return image
    if image.mode in ("P", "PA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    alpha = image.getchannel("A") if "A" in image.getbands() else None
    colours = image if alpha is None else image.convert({"LA": "L", "RGBA": "RGB"}[image.mode])
    transform = _transform(profile, colours.mode)
    if transform is None:
        made = image.copy()
    else:
        made = ImageCms.applyTransform(colours, transform) or colours
        made = made.getchannel(0) if colours.mode == "L" else made
        if alpha is not None:
            made.putalpha(alpha)
    made.info.pop("icc_profile", None)
    return made


def from_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """An L, RGB or RGBA picture in sRGB -> the same colours in a profile's terms, as near as it has them.

    L for a profile of grey. Where `to_srgb` would leave such a picture as it is, this does too.
    """
    mode = "L" if profile[16:20] == b"GRAY" else "RGB"
    transform = _transform(profile, mode, back=True) if profile else None
    made = None if transform is None else ImageCms.applyTransform(image.convert("RGB"), transform)
    if made is None:
        return image
    if image.mode == "RGBA":
        made.putalpha(image.getchannel("A"))
    return made


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str, *, back: bool = False) -> ImageCms.ImageCmsTransform | None:
    """From a profile to sRGB, for pictures of a mode, or back; None where nothing is to be done, or can be."""
    try:
        read, srgb = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        exact = ImageCms.Flags.NOOPTIMIZE if mode == "L" else ImageCms.Flags.NONE  # else dark greys are far off
        transform = ImageCms.buildTransform(read, srgb, mode, "RGB", flags=exact)
        reverse = ImageCms.buildTransform(srgb, read, "RGB", mode, flags=exact) if back else None
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    if mode in ("L", "RGB"):
        steps = np.arange(0, 256, 15, dtype=np.uint8)
        bands = 1 if mode == "L" else 3
        probe = np.stack(np.meshgrid(*[steps] * bands), axis=-1).reshape(1, -1, bands)
        shown = ImageCms.applyTransform(Image.fromarray(probe[..., 0] if mode == "L" else probe), transform)
        if np.abs(np.asarray(shown, dtype=np.int16) - probe).max() <= _NEAR:
            return None
    return reverse if back else transform
