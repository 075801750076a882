"""Pictures as files of the kind that a suffix names, with what gives their pixels their meaning. Free of Qt."""

from __future__ import annotations

from io import BytesIO

from PIL.PngImagePlugin import PngInfo

import engine
from engine import UInt8Array
from studio.i18n import translate
from studio.imaging.metadata import renewed
from studio.imaging.picture import Stored, is_transparent, on_white, to_image

_KINDS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".tif": "TIFF", ".tiff": "TIFF"}
SUFFIXES = tuple(_KINDS)
"""Of files that can be written."""
_QUALITY = 95
_HOW: dict[str, dict[str, object]] = {
    "PNG": {"compress_level": 6},
    "JPEG": {"quality": _QUALITY, "subsampling": 0},
    "WEBP": {"quality": _QUALITY},
    "TIFF": {},  # libtiff, which would compress it, takes no EXIF data
}
_LONGEST = {"JPEG": 65_500, "WEBP": 16_383}
"""Pixels along a side that there is room for."""


class OnWhite(bytes):
    """A file in which white stands for what is transparent in the picture."""

    remedy = "PNG, WebP, TIFF"
    """Such files would keep it."""


def encoded(stored: Stored, pixels: UInt8Array, suffix: str, *, info: PngInfo | None = None) -> bytes:
    """Pixels in the terms of a stored picture -> a file. PNG and TIFF keep every one of them.

    A PNG of an indexed picture is indexed, in the order of its palette, unless it has too many colours by now.

    Args:
        stored: the picture that they come from; profile, resolution and EXIF data are its.
        pixels: (h, w, 1, 3 or 4); in a JPEG, what is transparent is white.
        suffix: one of SUFFIXES, in lower or upper case.
        info: texts, which only a PNG has.

    Raises:
        engine.EngineError: a side is too long for such a file.
    """
    kind, (height, width, bands) = _KINDS[suffix.lower()], pixels.shape
    if max(height, width) > _LONGEST.get(kind, max(height, width)):
        words = translate("Errors", "A {0} file holds at most {1} pixels a side; the picture has {2} × {3}. Use PNG.")
        raise engine.EngineError(words.format(kind, _LONGEST[kind], width, height))
    image = (stored.indexed(pixels) if kind == "PNG" else None) or to_image(pixels)
    meaning = stored.meaning(bands)
    alone = kind == "WEBP"  # which has no other place for the resolution
    meaning["exif"] = renewed(stored.exif, width, height, dpi=meaning.get("dpi") if alone else None)
    buffer = BytesIO()
    (on_white(image) if kind == "JPEG" else image).save(buffer, kind, pnginfo=info, **_HOW[kind], **meaning)
    data = buffer.getvalue()
    return OnWhite(data) if kind == "JPEG" and is_transparent(pixels) else data
