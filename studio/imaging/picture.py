"""A picture as a person opens it: any size, kept as it is, with what is found out about it once. Free of Qt."""

from __future__ import annotations

import hashlib
import re
import threading
import weakref
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import engine
from engine import UInt8Array
from studio.i18n import translate
from studio.imaging.metadata import described

LARGEST = 178_956_970
"""Pixels of a picture that is opened, written or read: as many as Pillow takes to be no attack."""
LEVELS_MEMORY = 128 * 2**20
"""Bytes that levels may take; beyond it those of the picture not drawn for longest go, unless it is in use."""
_SMALLEST_LEVEL = 64
"""Pixels along the shorter side below which no further level is made."""
_THIN = 8
"""Times as long as it is wide, at least, is what is called thin."""
_LARGEST_PROFILE = 2**20 - 1
"""Bytes of a profile that are read again from a PNG."""
_SPACES = {1: b"GRAY", 3: b"RGB ", 4: b"RGB "}
"""What a profile says that it is for, by the bands of a picture."""
_PALETTE = "Patchwork palette"
"""The text of a PNG that tells its palette."""
_GLANCE = 32
"""Pixels along one side that are enough to see colour."""


@dataclass(frozen=True, kw_only=True)
class Colours:
    """The verdict on a whole picture; it is the same wherever the model's frame lies on it."""

    hard_edged: bool
    """It is pixel art, a mask or a map: see `engine.is_hard_edged`."""
    coloured: bool
    """A grey model would lose colour."""
    coloured_background: bool
    """There is colour along its edges: the brightness there is that of a scene, not of paper."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A picture as its file has it: its own pixels, and what gives them their meaning, for exports of them."""

    pixels: UInt8Array
    """(h, w, 1, 3 or 4) uint8, in the terms of `profile`."""
    profile: bytes = b""
    """ICC colour profile; none: they are sRGB."""
    per_metre: tuple[int, int] | None = None
    """Resolution: pixels of a metre across and down."""
    exif: bytes = b""
    """What the camera and the photographer say of it, see `studio.imaging.metadata`."""
    palette: bytes = b""
    """Red, green, blue and alpha of each colour of an indexed picture, in its order; none: it is not indexed."""

    def suits(self, bands: int) -> bool:
        """Whether pixels of so many bands can be in the terms of the profile: one of grey has no colour."""
        return self.pixels.shape[-1] > 1 or bands == 1

    def meaning(self, bands: int) -> dict[str, Any]:
        """What Pillow is to write beside pixels of so many bands: no profile that they do not suit."""
        dpi = None if self.per_metre is None else tuple(0.0254 * count for count in self.per_metre)
        profile = self.profile if self.suits(bands) else b""
        found = {"dpi": dpi, "icc_profile": profile, "exif": self.exif}
        return {key: value for key, value in found.items() if value}

    def png(self, pixels: UInt8Array, *, compress_level: int = 6) -> bytes:
        """Such pixels -> PNG that means the same; it is not indexed, but tells the palette."""
        info = PngInfo()
        if self.palette:
            info.add_text(_PALETTE, self.palette.hex())
        return to_png(pixels, compress_level=compress_level, info=info, **self.meaning(pixels.shape[-1]))

    def indexed(self, pixels: UInt8Array) -> Image.Image | None:
        """(h, w, 1, 3 or 4) by the palette; None without one, or if there are too many colours.

        New colours follow the old ones, but what is transparent without a colour takes one of the palette's.
        """
        if not self.palette:
            return None
        palette = np.frombuffer(self.palette, dtype=np.uint8).reshape(-1, 4)
        clear, pixels = palette[palette[:, 3] == 0], with_bands(pixels, 3)
        if pixels.shape[-1] == 4 and len(clear) and clear.any(axis=1).all():
            pixels = np.where(pixels.any(axis=-1, keepdims=True), pixels, clear[0])
        return engine.to_indexed(pixels, palette)


class Picture:
    """(h, w, 1, 3 or 4) uint8, grey, RGB or RGBA, read-only. Pictures are told apart by identity; see `shared`."""

    def __init__(self, pixels: UInt8Array, stored: Stored | None = None) -> None:
        """A picture.

        Args:
            pixels: in sRGB, as they are shown.
            stored: as its file has them; by default the same.
        """
        self.pixels = pixels.view()
        self.pixels.flags.writeable = False
        self.stored = stored or Stored(pixels=self.pixels)

    @classmethod
    def from_image(cls, image: Image.Image) -> Picture:
        """A Pillow image of 8-bit mode, nothing lost.

        Raises:
            engine.EngineError: it has more pixels than a project file keeps.
        """
        if is_too_large(*image.size):
            words = translate("Errors", "The picture is too large: {0} × {1} pixels. Make it smaller.")
            raise engine.EngineError(words.format(*image.size))
        pixels, profile = _array(engine.to_srgb(image)), image.info.get("icc_profile") or b""
        stored = _array(image) if profile else pixels
        space = _SPACES[stored.shape[-1]] if image.mode in ("L", "P", "PA", "RGB", "RGBA") else None
        if len(profile) > _LARGEST_PROFILE or profile[16:20] != space:
            stored, profile = pixels, b""  # one of CMYK, say
        per_metre = _per_metre(image.info.get("dpi"))
        exif = described(image.info.get("exif") or b"")
        palette = b"" if profile else _palette(image)
        if not profile and per_metre is None and not exif and not palette:
            return cls(pixels)
        if np.array_equal(stored, pixels):
            stored = pixels
        return cls(pixels, Stored(pixels=stored, profile=profile, per_metre=per_metre, exif=exif, palette=palette))

    def changed(self, stored: UInt8Array) -> Picture:
        """The same picture with other pixels, as its file would have them: (h, w, 1, 3 or 4)."""
        as_it_was = self.stored
        if not as_it_was.suits(stored.shape[-1]):
            as_it_was = replace(as_it_was, profile=b"")
        image = to_image(stored)
        image.info = {"icc_profile": as_it_was.profile} if as_it_was.profile else {}
        pixels = _array(engine.to_srgb(image)) if as_it_was.profile else stored
        made = Picture(pixels, replace(as_it_was, pixels=stored))
        vars(made)["colours"] = self.colours
        return made

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and number of bands."""
        height, width, bands = self.pixels.shape
        return height, width, bands

    @property
    def nbytes(self) -> int:
        """Bytes of its pixels."""
        own = 0 if np.may_share_memory(self.pixels, self.stored.pixels) else self.stored.pixels.nbytes
        return self.pixels.nbytes + own

    @cached_property
    def digest(self) -> str:
        """32 hexadecimal digits, equal for equal pictures. The first time it takes about a millisecond a megabyte."""
        found = hashlib.blake2b(np.ascontiguousarray(self.stored.pixels).data, digest_size=16)
        found.update(repr(self.shape).encode())
        if self.stored.profile or self.stored.per_metre:
            found.update(self.stored.profile + repr(self.stored.per_metre).encode())
        found.update(self.stored.exif + self.stored.palette)
        return found.hexdigest()

    def shared(self) -> Picture:
        """The picture in use that equals this one, else this one: opened again, it takes no further memory."""
        return _in_memory.setdefault(self.digest, self)

    @cached_property
    def colours(self) -> Colours:
        """What its colours tell. The first time it looks at every pixel."""
        image = on_white(to_image(self.pixels))
        coloured = coloured_background = False
        if image.mode == "RGB":
            small = image.resize((_GLANCE, _GLANCE), Image.Resampling.BOX)
            coloured = engine.is_coloured(small)
            coloured_background = engine.is_coloured(to_image(edges(np.asarray(small))))
        return Colours(
            hard_edged=engine.is_hard_edged(image), coloured=coloured, coloured_background=coloured_background
        )

    @property
    def thin(self) -> bool:
        """Whether it is so long and thin that a frame around it is many times as large."""
        return max(self.shape[:2]) >= _THIN * min(self.shape[:2])

    @property
    def levels(self) -> list[UInt8Array]:
        """The n-th level is the picture with every 2ⁿ x 2ⁿ pixels averaged; the first is the picture itself.

        Where a thin picture becomes too thin, only pixels along its length are averaged from there on.

        They are made once and kept while there is memory for them: undo may keep many pictures that no one looks at.
        """
        with _lock:
            halved = _halved.pop(self, None)
        if halved is None:
            halved = _halvings(self.pixels, thin=self.thin)
        with _lock:
            _halved[self] = halved
            _forget_levels()
        return [self.pixels, *halved]

    def level_for(self, side: float, wanted: float) -> tuple[UInt8Array, int]:
        """The smallest level on which `side` pixels of the picture are still `wanted`, and how much smaller it is."""
        factor, limit = 1, max(self.shape[:2]) if self.thin else min(self.shape[:2])
        while side / (2 * factor) >= wanted and limit / (2 * factor) >= _SMALLEST_LEVEL:
            factor *= 2
        return self.levels[factor.bit_length() - 1] if factor > 1 else self.pixels, factor


_in_memory: weakref.WeakValueDictionary[str, Picture] = weakref.WeakValueDictionary()
_halved: weakref.WeakKeyDictionary[Picture, list[UInt8Array]] = weakref.WeakKeyDictionary()
"""The levels of pictures beyond the first; what was drawn last comes last."""
_in_use: weakref.WeakSet[Picture] = weakref.WeakSet()
_lock = threading.Lock()
"""Pictures are drawn on the window's thread and fitted on that of the files."""


def keep_levels(pictures: Iterable[Picture]) -> None:
    """Keep the levels of these pictures, whatever they weigh, until others are in use."""
    with _lock:
        _in_use.clear()
        _in_use.update(pictures)


def _forget_levels() -> None:
    """Beyond the limit, those drawn longest ago go; never those drawn last, nor of a picture in use."""
    total = 0
    for i, (picture, levels) in enumerate(reversed(list(_halved.items()))):
        total += sum(level.nbytes for level in levels)
        if i and picture not in _in_use and total > LEVELS_MEMORY:
            _halved.pop(picture, None)


def _halvings(pixels: UInt8Array, *, thin: bool) -> list[UInt8Array]:
    """Halved sizes of (h, w, C), of a thin picture also along its length alone; transparent colours do not count."""
    found: list[UInt8Array] = []
    while (max if thin else min)(pixels.shape[:2]) >= 2 * _SMALLEST_LEVEL:
        image = to_image(pixels)
        by = 2 if image.width >= 2 * _SMALLEST_LEVEL else 1, 2 if image.height >= 2 * _SMALLEST_LEVEL else 1
        image = image.convert("RGBa").reduce(by).convert("RGBA") if image.mode == "RGBA" else image.reduce(by)
        pixels = np.array(image).reshape(image.height, image.width, pixels.shape[-1])
        found.append(pixels)
    return found


def is_too_large(width: int, height: int) -> bool:
    """Whether a picture has more pixels than are kept."""
    return width * height > LARGEST


def to_image(pixels: UInt8Array) -> Image.Image:
    """(h, w, 1 to 4) uint8 -> a Pillow image: L, LA, RGB or RGBA."""
    return Image.fromarray(np.ascontiguousarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels))


def on_white(image: Image.Image) -> Image.Image:
    """RGBA -> RGB, LA -> L; any other as it is."""
    if image.mode not in ("LA", "RGBA"):
        return image
    laid = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    return laid.convert("L" if image.mode == "LA" else "RGB")


def is_transparent(pixels: UInt8Array) -> bool:
    """(h, w, 1 to 4): whether any pixel is, even in part."""
    return pixels.shape[-1] in (2, 4) and bool((pixels[..., -1] < 255).any())


def with_bands(pixels: UInt8Array, bands: int) -> UInt8Array:
    """(h, w, C) -> (h, w, 1, 3 or 4), nothing lost: grey gets colour, and either gets alpha, if that is asked for."""
    if bands > pixels.shape[-1] == 1:
        pixels = np.repeat(pixels, 3, axis=-1)
    if bands > pixels.shape[-1]:
        pixels = np.concatenate([pixels, np.full_like(pixels[..., :1], 255)], axis=-1)
    return pixels


def edges(pixels: UInt8Array) -> UInt8Array:
    """(h, w, C) -> (1, 2h + 2w, C): the pixels along the four edges."""
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])[None]


def to_png(pixels: UInt8Array, *, compress_level: int = 6, info: PngInfo | None = None, **meaning: Any) -> bytes:
    """(h, w, 1 to 4) uint8 -> PNG, every pixel kept; with texts. Args: meaning: see `Stored.meaning`."""
    buffer = BytesIO()
    to_image(pixels).save(buffer, "PNG", compress_level=compress_level, pnginfo=info, **meaning)
    return buffer.getvalue()


def from_png(data: bytes) -> Picture:
    """A PNG as `Stored.png` writes it.

    Raises:
        ValueError: another kind of file or mode, damaged, or absurdly large; the size is checked first.
    """
    try:
        with Image.open(BytesIO(data), formats=["PNG"]) as image:
            width, height = image.size
            if is_too_large(width, height):
                raise ValueError(f"a picture of {width}x{height} pixels is too large")
            if image.mode not in ("L", "RGB", "RGBA"):
                raise ValueError(f"a picture has the mode {image.mode}")
            return Picture.from_image(image)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"a picture cannot be read ({error})") from error


def _array(image: Image.Image) -> UInt8Array:
    """(h, w, 1, 3 or 4): grey, RGB or RGBA."""
    if image.has_transparency_data:
        return np.array(image.convert("RGBA"))
    if image.mode in ("1", "L"):
        return np.array(image.convert("L"))[..., None]
    return np.array(image.convert("RGB"))


def _palette(image: Image.Image) -> bytes:
    """Of an indexed picture, or of one that `Stored.png` wrote."""
    found, told = engine.palette_of_indexed(image), image.info.get(_PALETTE)
    if found is not None:
        return found.tobytes()
    return bytes.fromhex(told) if isinstance(told, str) and re.fullmatch(r"([0-9a-f]{8}){1,256}", told) else b""


def _per_metre(dpi: tuple[float, float] | None) -> tuple[int, int] | None:
    """A resolution that a PNG can hold; None for one of nonsense."""
    try:
        across, down = (round(float(count) / 0.0254) for count in dpi or ())
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return None
    return (across, down) if min(across, down) > 0 and max(across, down) < 2**31 else None
