"""Palettes: the colours of a file, of known pixels, or the best few; and images that keep to them.

A palette is (K, 1, 3 or 4) uint8, grey, RGB or straight RGBA, of at most 256 colours. "known" stands for the colours
of the known pixels, and a number N for the N best.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.errors import EngineError
from engine.patches import BoolArray
from engine.pictures.files import read_image
from engine.pictures.images import UInt8Array
from engine.pictures.modes import to_8_bits, to_srgb

Palette = UInt8Array | int | Literal["known"]
MOST_COLOURS = 256
"""Of a palette: what an indexed picture may have."""
PALETTE_SUFFIXES = (".gpl", ".hex", ".act")
"""Of palette files; any picture is one too, by its own palette or by its colours."""
_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    dtype=np.float32,
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    dtype=np.float32,
)
_LEVELS = np.arange(256) / 255
_LIGHT = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4).astype(np.float32)
"""Of each level of sRGB."""
_LARGEST_FILE = 2**20
"""Bytes of a palette that is no picture."""
_AT_ONCE = 2**18
"""Distances that are computed at once: as many as a processor keeps at hand."""


def read_palette(path: Path | str) -> UInt8Array:
    """Read a palette: (K, 3) uint8, or (K, 4) if it has transparency, in the file's order.

    GIMP's and Aseprite's .gpl, .hex of a colour a line, Adobe's .act; of a picture its own palette, or if it has none
    its colours, row by row as they first appear.

    Raises:
        EngineError: the file cannot be read, or holds no colour or more than 256.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix in PALETTE_SUFFIXES:
        try:
            with path.open("rb") as file:
                data = file.read(_LARGEST_FILE + 1)
        except OSError as error:
            raise EngineError(f"{path} cannot be read: {error.strerror}. Check the path.") from error
        if len(data) > _LARGEST_FILE:
            raise EngineError(f"{path} is not a palette: it is too large. Choose another file.")
        colours = _of_act(data, path) if suffix == ".act" else _of_text(data.decode("utf-8", "replace"), path)
    else:
        image = read_image(path)
        found = palette_of_indexed(image)
        if found is None and _in_rgba(image).getcolors(MOST_COLOURS) is None:  # a photo, say: they are not sorted
            raise EngineError(f"{path} holds more colours than the {MOST_COLOURS} of a palette. Choose another file.")
        colours = _distinct(_rgba(image).reshape(-1, 4)) if found is None else found
    if not 1 <= len(colours) <= MOST_COLOURS:
        count = "no colour" if not len(colours) else f"{len(colours):,} colours"
        raise EngineError(f"{path} holds {count}; a palette has 1 to {MOST_COLOURS}. Choose another file.")
    return colours[:, :3] if (colours[:, 3] == 255).all() else colours


def palette_of_indexed(image: Image.Image) -> UInt8Array | None:
    """The palette of an indexed picture, (K, 4), in sRGB and in its order; None of any other picture."""
    if image.mode != "P":
        return None
    strip = Image.new("P", (len(image.getpalette() or ()) // 3, 1))
    if not strip.width:
        return None
    strip.putdata(range(strip.width))
    strip.putpalette(image.getpalette() or ())
    strip.info = dict(image.info)
    palette: UInt8Array = _rgba(strip)[0]
    return palette


def known_palette(image: UInt8Array, known: BoolArray) -> UInt8Array:
    """The colours of an image's known pixels: (K, C), those that are seen; the 256 best if there are more.

    Args:
        image: (H, W, C) uint8.
        known: (H, W) bool. Where it has no pixel that is seen, K is 0.
    """
    return _few(_seen(image[known]), MOST_COLOURS)


def snap_to_palette(
    images: UInt8Array, palette: Palette, untouched: BoolArray, *, known: BoolArray | None = None
) -> UInt8Array:
    """Images whose new pixels have the nearest colours of a palette, as OKLab measures it.

    Alpha is one of those of the palette, 0 or 255: binary where the palette's is. A palette of RGB alone says nothing
    of alpha: it is made binary if that of the known pixels is. A pixel of alpha 0 is 0 in all channels.

    Args:
        images: (n, H, W, C) uint8, alike where they are known.
        palette: (K, 1, 3 or 4) uint8; "known": the colours of the known pixels; or 1 to 256, the number of colours
            that each image gets: the known ones, and the best for the rest. Where "known" finds no colour that is
            seen, there is nothing to keep to, and the images come back as they are.
        untouched: (H, W) bool; these pixels stay, bit for bit.
        known: (H, W) bool; by default all that are untouched.

    Returns:
        (n, H, W, C), a copy.

    Raises:
        EngineError: it is no palette.
    """
    check_palette(palette)
    given = images[0][untouched if known is None else known]
    images = images.copy()
    places = np.flatnonzero(~untouched)
    pixels = images.reshape(len(images), -1, images.shape[-1])
    new = pixels[:, places]
    if isinstance(palette, int):
        pixels[:, places] = [_snapped(drawn, _best(given, drawn, palette), given) for drawn in new]
    else:
        colours = _few(_seen(given), MOST_COLOURS) if isinstance(palette, str) else palette
        pixels[:, places] = _snapped(new, colours, given)
    return images


def check_palette(palette: Palette) -> None:
    """Find out that it is none.

    Raises:
        EngineError: it is an array of another shape or dtype, a number out of range, or another word.
    """
    if isinstance(palette, np.ndarray):
        if palette.dtype != np.uint8 or palette.ndim != 2 or palette.shape[1] not in (1, 3, 4) or not len(palette):
            words = f"the palette is {palette.dtype} {palette.shape}; it must be uint8 (K, 3) or (K, 4)."
            raise EngineError(f"{words} Use engine.read_palette.")
    elif isinstance(palette, str) and palette != "known":
        raise EngineError(f"the palette '{palette}' is not known. Use 'known', a number of colours or an array.")
    elif isinstance(palette, int) and not 1 <= palette <= MOST_COLOURS:
        raise EngineError(f"a palette of {palette} colours is out of range. Take 1 to {MOST_COLOURS}.")


def to_indexed(image: UInt8Array, palette: UInt8Array) -> Image.Image | None:
    """(H, W, 3 or 4) uint8 as an indexed picture; None if it has too many colours.

    Args:
        palette: (K, 4); its colours keep their places, and those that it has not follow. Where all of them are too
            many, only those that are used stay.
    """
    pixels = image if image.shape[-1] == 4 else np.dstack([image, np.full(image.shape[:2], 255, dtype=np.uint8)])
    used = _distinct(pixels.reshape(-1, 4))
    colours = np.concatenate([palette, used[~np.isin(_packed(used), _packed(palette))]])
    if len(colours) > MOST_COLOURS:
        colours = colours[np.isin(_packed(colours), _packed(used))]
    if len(colours) > MOST_COLOURS:
        return None
    keys, first = np.unique(_packed(colours), return_index=True)
    indices = first[np.searchsorted(keys, _packed(pixels))].astype(np.uint8)
    made = Image.fromarray(indices).convert("L")
    made.putpalette(colours[:, :3].tobytes())
    if (colours[:, 3] < 255).any():
        made.info["transparency"] = colours[:, 3].tobytes()
    return made


def _of_text(text: str, path: Path) -> UInt8Array:
    """Lines of RRGGBB or RRGGBBAA, or of numbers: red, green, blue and, if the file says so, alpha; then a name."""
    with_alpha = re.search(r"^Channels:\s*RGBA", text, re.MULTILINE) is not None
    colours = []
    for line in text.lstrip("\ufeff").splitlines():
        words = line.strip().split()
        if path.suffix.lower() == ".hex":
            word = words[0].lstrip("#") if words else ""
            if not words or words[0] == ";":
                continue
            if not re.fullmatch(r"[0-9a-fA-F]{6}([0-9a-fA-F]{2})?", word):
                raise EngineError(f"{path} is not a palette: '{line.strip()[:20]}' is no colour. Write RRGGBB.")
            colours.append([*bytes.fromhex(word.ljust(8, "f"))])
        elif words and re.match(r"\s*\d+\s+\d+\s+\d+", line):
            numbers = [int(word[-9:]) for word in words[: 4 if with_alpha else 3] if word.isdecimal()]
            if max(numbers) > 255 or len(numbers) < (4 if with_alpha else 3):
                raise EngineError(f"{path} is not a palette: '{line.strip()[:20]}' is no colour. Write 0 to 255.")
            colours.append([*numbers, 255][:4])
    return np.array(colours, dtype=np.uint8).reshape(-1, 4)


def _of_act(data: bytes, path: Path) -> UInt8Array:
    """256 colours; then, in some files, how many count, and which of them is transparent."""
    if len(data) not in (768, 772):
        raise EngineError(f"{path} is not a palette: it has {len(data)} bytes, not 768 or 772. Save it again.")
    colours = np.full((256, 4), 255, dtype=np.uint8)
    colours[:, :3] = np.frombuffer(data[:768], dtype=np.uint8).reshape(-1, 3)
    count, clear = (int(n) for n in np.frombuffer(data[768:], dtype=">u2")) if len(data) > 768 else (256, 256)
    if clear < 256:
        colours[clear, 3] = 0
    return colours[: count or 256]


def _in_rgba(image: Image.Image) -> Image.Image:
    return to_srgb(to_8_bits(image)).convert("RGBA")


def _rgba(image: Image.Image) -> UInt8Array:
    return np.asarray(_in_rgba(image))


def _packed(pixels: UInt8Array) -> NDArray[np.uint32]:
    """(..., C) -> (...): each colour as one number."""
    padded = np.zeros((*pixels.shape[:-1], 4), dtype=np.uint8)
    padded[..., : pixels.shape[-1]] = pixels
    return padded.view(np.uint32)[..., 0]


def _distinct(pixels: UInt8Array) -> UInt8Array:
    """(M, C) -> (K, C): each colour once, in the order of their first appearance."""
    _, first = np.unique(_packed(pixels), return_index=True)
    return pixels[np.sort(first)]


def _seen(pixels: UInt8Array) -> UInt8Array:
    return pixels[pixels[:, 3] > 0] if pixels.shape[-1] == 4 else pixels


def _few(pixels: UInt8Array, count: int) -> UInt8Array:
    """(M, C) -> at most `count` colours, (K, C): all that there are, or else the best, which say nothing of alpha."""
    colours = _distinct(pixels)
    if len(colours) <= count:
        return colours
    plain = np.broadcast_to(pixels[None, :, :3], (1, len(pixels), 3))
    # small accents, as eyes are, keep their colours: median cut without k-means mixes them into others
    found = Image.fromarray(np.ascontiguousarray(plain)).quantize(count, Image.Quantize.MAXCOVERAGE, kmeans=10)
    best = np.array(found.getpalette(), dtype=np.uint8).reshape(-1, 3)[np.unique(np.asarray(found))]
    return _distinct(best[:, : pixels.shape[-1]])


def _best(given: UInt8Array, drawn: UInt8Array, count: int) -> UInt8Array:
    """At most `count` colours: the known ones, and of the best for the new pixels those farthest from them."""
    known, new = (_seen(pixels)[:, :3] for pixels in (given, drawn))
    kept = _few(known, count)
    room = count - len(kept)
    if not room or not len(new):
        return kept
    found = _few(new, count)
    if len(kept) and len(found) > room:
        points, centres = _oklab(found), _oklab(kept)
        distance = ((points - centres[_nearest(points, centres)]) ** 2).sum(axis=1)
        found = found[np.argsort(-distance, kind="stable")[:room]]
    return _distinct(np.concatenate([kept, found]))


def _snapped(pixels: UInt8Array, palette: UInt8Array, given: UInt8Array) -> UInt8Array:
    """(..., C), each in a colour of the palette and with an alpha that suits it and the known pixels, (M, C)."""
    bands = pixels.shape[-1]
    colours = _in_bands(_seen(palette)[:, :3], min(bands, 3))
    if not len(colours):
        return pixels
    flat = pixels.reshape(-1, bands)
    if bands < 4:
        return colours[_nearest(_oklab(flat), _oklab(colours))].reshape(pixels.shape)
    alpha = _alphas(palette, given)[flat[:, 3]]
    seen = np.flatnonzero(alpha)
    made = np.zeros_like(flat)
    made[seen, :3] = colours[_nearest(_oklab(flat[seen, :3]), _oklab(colours))]
    made[:, 3] = alpha
    return made.reshape(pixels.shape)


def _alphas(palette: UInt8Array, given: UInt8Array) -> UInt8Array:
    """(256,): what becomes of each alpha."""
    every = np.arange(256)
    if palette.shape[1] == 4:
        levels = np.unique(np.append(palette[:, 3], [0, 255]))
    elif np.isin(given[:, 3], [0, 255]).all():
        levels = np.array([0, 255])
    else:
        return every.astype(np.uint8)
    nearest: UInt8Array = levels[np.abs(every[:, None] - levels.astype(np.int16)).argmin(axis=1)].astype(np.uint8)
    return nearest


def _in_bands(colours: UInt8Array, bands: int) -> UInt8Array:
    """(K, 1 or 3) -> (K, bands), in grey or colour."""
    if colours.shape[1] == bands:
        return colours
    if bands == 3:
        return colours.repeat(3, axis=1)
    greys: UInt8Array = np.asarray(Image.fromarray(colours[None]).convert("L"))[0][:, None]
    return greys


def _oklab(colours: UInt8Array) -> NDArray[np.float32]:
    """(M, 1 or 3) sRGB -> (M, 3) float32. Björn Ottosson, A perceptual color space for image processing, 2020."""
    lab: NDArray[np.float32] = np.cbrt(_LIGHT[_in_bands(colours, 3)] @ _TO_CONES.T) @ _TO_LAB.T
    return lab


def _nearest(points: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.intp]:
    """(M,) which of (K, 3) is nearest to each of (M, 3)."""
    size, step = (centres**2).sum(axis=1), max(1, _AT_ONCE // len(centres))
    found = np.zeros(len(points), dtype=np.intp)
    for start in range(0, len(points), step):
        distance = points[start : start + step] @ (-2 * centres.T)
        distance += size
        found[start : start + step] = distance.argmin(axis=1)
    return found
