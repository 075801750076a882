"""Pictures from files: reading, and fitting them to a model's image."""

from __future__ import annotations

import math
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from engine.errors import EngineError
from engine.files import write_atomically

UInt8Array = NDArray[np.uint8]
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
_TONES = ((np.arange(2**16) + 128) // 257).astype(np.uint8)
"""16-bit tone -> 8-bit tone, rounded."""
_GLANCE = 32
"""Pixels along one side that are enough to see whether there is colour."""
_FAR_FROM_GREY = 24
"""Difference of two channels, of 255, that compression alone does not make."""
_FEW_COLOURS, _FEW_TONES = 64, 4
"""As many as pixel art has, in colour and in grey; scans of digits have more tones."""
_PIXELS_A_COLOUR = 4
"""At the least, on average: else a tiny photo would have few colours because it has few pixels."""


def read_image(file: Path | str | BytesIO, *, name: str | None = None) -> Image.Image:
    """Read a picture. Its bytes, not its name, tell the format; its EXIF orientation is applied.

    Args:
        file: a path, or the bytes of a file.
        name: what to call it in errors; by default its path.

    Raises:
        EngineError: the file is missing, not a picture, damaged or absurdly large.
    """
    name = name or str(file)
    try:
        with Image.open(file, formats=IMAGE_FORMATS) as image:
            return ImageOps.exif_transpose(image).copy()
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
        raise EngineError(f"{name} cannot be read: {error}. Save it again, or choose another file.") from error


def to_8_bits(image: Image.Image) -> Image.Image:
    """A grey picture of 16 or 32 bits or of floats -> 8-bit grey; any other as it is.

    16 bits become 8 in a straight line, 0 ... 65535 to 0 ... 255, as image editors and browsers show them: no
    contrast is added, so that the pictures of one folder keep their tones among each other. Floats of 0 ... 1 go to
    0 ... 255 likewise. Whole numbers of 32 bits, and other floats, have no common range: those in 0 ... 255 stay,
    those up to 65535 count as 16 bits, and what goes beyond is stretched from its least to its largest value.

    Pillow itself takes the upper 8 of 16 bits where a picture has colour or transparency.
    """
    if not is_deep(image):
        return image
    if image.mode.startswith("I;16"):
        return Image.fromarray(_TONES[np.asarray(image)])
    values = np.nan_to_num(np.asarray(image, dtype=np.float64))
    low, high = values.min(), values.max()
    if image.mode == "I" and 255 < high <= 65535 and low >= 0:
        values /= 257
    elif image.mode == "F" and low >= 0 and high <= 1:
        values *= 255
    elif low < 0 or high > 255:
        values = (values - low) / ((high - low) or 1) * 255
    return Image.fromarray(values.round().astype(np.uint8))


def is_deep(image: Image.Image) -> bool:
    """Whether a grey picture has more than 8 bits."""
    return image.mode.startswith("I;16") or image.mode in ("I", "F")


def fit_image(image: Image.Image, shape: tuple[int, int, int], *, crop: float = 1.0) -> UInt8Array:
    """Cut the middle out of a picture and resize it; see `resize`.

    Args:
        image: any mode. Transparency is laid on white, unless alpha is one of the channels.
        shape: (H, W, C) of the result; C = 1 is grey, 3 RGB, 4 RGBA, whose colours are not premultiplied.
        crop: share of the largest cut of that aspect, along each side, in (0, 1].

    Returns:
        (H, W, C) uint8. A picture of that size keeps its pixels, colours under alpha 0 included.
    """
    height, width, channels = shape
    image = to_8_bits(image)
    image = centred(image if channels == 4 else laid_on(image, "white"), width / height, crop)
    fits = image.size == (width, height)
    hard_edged = not fits and is_hard_edged(image)
    image = image.convert({1: "L", 3: "RGB", 4: "RGBA"}[channels])
    if not fits:
        image = resize(image, (width, height), hard_edged=hard_edged)
    return np.asarray(image, dtype=np.uint8).reshape(shape).copy()


def centred(image: Image.Image, aspect: float = 1.0, share: float = 1.0) -> Image.Image:
    """The largest cut of an aspect, width / height, in the middle; or a share of it along each side."""
    width, height = min(image.width, image.height * aspect), min(image.height, image.width / aspect)
    width, height = max(1, round(width * share)), max(1, round(height * share))
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))


def is_hard_edged(image: Image.Image) -> bool:
    """Whether a picture has so few colours that it is drawn pixel by pixel: pixel art, a mask, a map.

    A grey one is judged alike in all modes that it may be stored in.
    """
    if image.mode not in ("1", "L", "LA", "RGB", "RGBA"):
        image = image.convert("RGBA")
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
    return image.resize(size, Image.Resampling.BOX, box=(left, upper, right, lower))


def border_brightness(pixels: UInt8Array) -> float:
    """Mean brightness, 0 to 255, of the outermost pixels of (H, W, C): whether its ground is dark or light."""
    edges = (pixels[0], pixels[-1], pixels[1:-1, 0], pixels[1:-1, -1])
    return float(np.concatenate(edges).mean())


def is_coloured(image: Image.Image) -> bool:
    """Whether a picture is lost on a grey model: some of it is far from grey. A grey one stored as RGB is not."""
    if image.getbands() in (("1",), ("L",), ("I",), ("F",), ("L", "A")) or image.mode.startswith("I;16"):
        return False
    small = laid_on(image, "white").convert("RGB").resize((_GLANCE, _GLANCE), Image.Resampling.BOX)
    return bool(np.ptp(np.asarray(small, dtype=np.int16), axis=-1).max() > _FAR_FROM_GREY)


def laid_on(image: Image.Image, ground: str) -> Image.Image:
    """A picture with transparency on a plain ground; any other as it is."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, ground), image)


def write_png(path: Path, image: UInt8Array) -> None:
    """Write (H, W, 1, 3 or 4) uint8 as PNG, atomically.

    Raises:
        EngineError: the folder cannot be written.
    """
    buffer = BytesIO()
    to_pil(image).save(buffer, "PNG")
    write_atomically(path, buffer.getvalue())


def to_pil(array: UInt8Array) -> Image.Image:
    """(H, W, 1, 3 or 4) uint8 -> a grey, RGB or RGBA picture."""
    return Image.fromarray(array[..., 0] if array.shape[-1] == 1 else array)
