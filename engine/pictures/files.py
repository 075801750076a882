"""Picture files: what may be read, and how one is read and encoded."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError

from engine.errors import EngineError
from engine.pictures.modes import to_8_bits

_SUFFIXES = {
    "PNG": (".png", ".apng"),
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "WEBP": (".webp",),
    "BMP": (".bmp",),
    "GIF": (".gif",),
    "TIFF": (".tif", ".tiff"),
    "PPM": (".ppm", ".pgm", ".pbm", ".pnm", ".pfm"),
    "AVIF": (".avif", ".avifs"),
}
IMAGE_FORMATS = tuple(_SUFFIXES)
"""Pillow's decoders that may see a file. Of its others some run programs: EPS, whatever the file's name, is one."""
IMAGE_SUFFIXES = frozenset(suffix for suffixes in _SUFFIXES.values() for suffix in suffixes)
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What sets a picture of this EXIF orientation upright."""
_PNG = b"\x89PNG\r\n\x1a\n"
_PIXELS, _MEANING = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}, {b"iCCP", b"eXIf", b"pHYs"}
"""Chunks of a PNG: those that the pixels are made of, and what says how to show them."""
_JPEG, _JPEG_END, _SCAN = b"\xff\xd8", b"\xff\xd9", 0xDA
"""Marks of a JPEG: its beginning, its end, and where its pixels begin."""


def read_image(file: Path | str | BytesIO, *, name: str | None = None) -> Image.Image:
    """Read a picture. Its bytes, not its name, tell the format; its EXIF orientation is applied.

    The pixels are the file's own, in the mode that suits them; a single transparent colour has become an alpha
    channel, unless it is that of a palette. `info` has the colour profile, the resolution and the EXIF data of the
    file, if there are any. What is wrong beside the pixels, in a text or in EXIF data, does not matter.

    Args:
        file: a path, or the bytes of a file.
        name: what to call it in errors; by default its path.

    Raises:
        EngineError: the file is missing, not a picture, damaged or absurdly large.
    """
    name = name or str(file)
    try:
        return _read(file)
    except FileNotFoundError as error:
        raise EngineError(f"{name} does not exist. Check the path.") from error
    except IsADirectoryError as error:
        raise EngineError(f"{name} is a folder. Give one picture.") from error
    except UnidentifiedImageError as error:
        raise EngineError(f"{name} is not an image that can be read. Use PNG, JPEG, WebP or the like.") from error
    except Image.DecompressionBombError as error:
        most = 2 * (Image.MAX_IMAGE_PIXELS or 0)
        raise EngineError(f"{name} has more than {most} pixels. Make it smaller.") from error
    except Exception as error:  # Pillow's many plug-ins raise anything on damaged files
        if isinstance(error, OSError) and error.strerror:
            raise EngineError(f"{name} cannot be read: {error.strerror}. Choose another file.") from error
        how = "cut short" if "truncated" in str(error) else "damaged"
        raise EngineError(f"{name} is {how}. Save or copy it again, or choose another file.") from error


def _read(file: Path | str | BytesIO) -> Image.Image:
    try:
        return _decode(file)
    except (FileNotFoundError, IsADirectoryError, PermissionError, Image.DecompressionBombError):
        raise
    except Exception:  # what Pillow refuses may be sound but for what stands beside the pixels
        for mended in _mended(file):
            try:
                return _decode(BytesIO(mended))
            except Image.DecompressionBombError:
                raise
            except Exception:
                continue  # it is the pixels: the first error says so
        raise


def _mended(file: Path | str | BytesIO) -> Iterator[bytes]:
    """The bytes of a PNG or JPEG with less and less beside its pixels."""
    with BytesIO(file.getvalue()) if isinstance(file, BytesIO) else Path(file).open("rb") as opened:
        data = opened.read(len(_PNG))
        if data.startswith((_PNG, _JPEG)):  # any other file may be of any size
            data += opened.read()
    if data.startswith(_PNG):
        for kept in (_PIXELS | _MEANING, _PIXELS):
            yield _PNG + b"".join(_chunks(data, kept))
    elif data.startswith(_JPEG):
        yield _JPEG + b"".join(_segments(data))
        # Without its end mark a file is whole if whatever may follow changes nothing; else it is cut short.
        with suppress(Exception):
            one, other = (_decode(BytesIO(data + more + _JPEG_END)) for more in (b"", b"\x55" * 64))
            if one.tobytes() == other.tobytes():
                yield data + _JPEG_END


def _decode(file: Path | str | BytesIO) -> Image.Image:
    with Image.open(file, formats=IMAGE_FORMATS) as image:
        stored = str(image.tile[0].args) if image.format == "PNG" and image.tile else ""
        image.load()
        try:
            turn = _UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation, 1))
        except Exception:  # EXIF data may be anything
            turn = None
        if image.format == "TIFF":  # whose own tags they are
            with suppress(Exception):
                image.info["exif"] = image.getexif().tobytes()
        upright = image.copy() if turn is None else image.transpose(turn)
    kept = ("icc_profile", "dpi", "transparency", "exif")
    upright.info = {key: image.info[key] for key in kept if key in image.info}
    return _with_alpha(upright, stored)


def _with_alpha(image: Image.Image, stored: str) -> Image.Image:
    """A picture without a palette whose one transparent colour has become alpha 0; premultiplied alpha is undone.

    Args:
        stored: how a PNG keeps its pixels. Its transparent colour is of as many bits as they have there.
    """
    if image.mode in ("RGBa", "La"):
        return image.convert(f"{image.mode[:-1]}A")
    if image.mode in ("P", "PA") or "transparency" not in image.info:
        return image
    colour = np.atleast_1d(np.array(image.info.pop("transparency")))
    if stored == "RGB;16B":
        colour //= 256
    colour = colour * {"L;2": 85, "L;4": 17}.get(stored, 1)
    grey = image.convert("L") if image.mode == "1" else image
    pixels = np.asarray(grey)
    opaque = (pixels.reshape(*pixels.shape[:2], -1) != colour).any(-1)
    tones = to_8_bits(grey)
    tones.info = image.info
    tones.putalpha(Image.fromarray(np.where(opaque, 255, 0).astype(np.uint8)))
    return tones


def _chunks(data: bytes, kept: set[bytes]) -> Iterator[bytes]:
    """Some chunks of a PNG; of those that pixels do not need, the sound ones."""
    place = len(_PNG)
    while place + 12 <= len(data):
        length, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        chunk = data[place : place + 12 + length]
        sound = zlib.crc32(chunk[4:-4]) == int.from_bytes(chunk[-4:], "big")
        if kind in kept and (sound or kind in _PIXELS):
            yield chunk
        place += 12 + length


def _segments(data: bytes) -> Iterator[bytes]:
    """Those of a JPEG but for what programs have added; EXIF data, a colour profile and Adobe's mark stay."""
    place = len(_JPEG)
    while place + 4 <= len(data) and data[place + 1] != _SCAN:
        kind, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        segment = data[place : place + 2 + length]
        is_sound = {0xE1: True, 0xE2: length > 16, 0xEE: length >= 14}
        if not 0xE0 <= kind <= 0xEF or is_sound.get(kind, False):
            yield segment
        place += 2 + length
    yield data[place:]


def encode_png(image: Image.Image) -> bytes:
    """A picture as a PNG file, every pixel kept."""
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=3)  # 4 % larger than by 6, in two thirds of the time
    return buffer.getvalue()
