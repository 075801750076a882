"""`--config auto`: a config that suits the pictures, by a look at some of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image

from engine.config import AugmentConfig, Config, DataConfig, load_config
from engine.data.idx import read_idx_images
from engine.data.labels import ALL
from engine.data.samples import no_pictures, no_source
from engine.data.shards import members_of, shards_of
from engine.errors import EngineError
from engine.pictures.files import IMAGE_FORMATS
from engine.pictures.folder import find_pictures
from engine.pictures.images import is_coloured, is_hard_edged
from engine.pictures.modes import to_8_bits
from engine.wording import COLOURS

AUTO = "auto"
"""The name that asks for it."""
LOOKED_AT, DECODED = 256, 32
"""Pictures whose size is read, and those of them that are decoded; spread over the source."""
MOST_PIXELS = 64 * 128
"""Of an image: what networks of these sizes have been tried on."""
FEW_PATCHES, MANY_PATCHES, GOOD_PATCHES = 9, 256, 64
"""Of an image."""
SMALL = 40
"""Pixels of the shorter side up to which an image is small."""
AUGMENTED_BELOW = 20_000
"""Pictures; with fewer the discriminator learns them by heart."""

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class Glance:
    """What was seen of a source."""

    count: int
    """Pictures, about."""
    sizes: tuple[tuple[int, int], ...]
    """(height, width) of those looked at."""
    transparent: float
    """Share of those decoded that have transparent pixels."""
    coloured: float
    """Share that is in colour."""
    hard_edged: float
    """Share that is drawn pixel by pixel: few colours, hard edges."""


def auto_config(path: Path, *, gpu: bool) -> tuple[Config, list[str]]:
    """A config for a source, and two lines: what was chosen, and why.

    Args:
        path: as `read_pictures` takes it.
        gpu: whether larger networks are affordable.

    Raises:
        EngineError: no such source, or no picture in it can be read.
    """
    seen = look(path)
    shape, why = _size(seen)
    channels = 4 if seen.transparent >= 0.1 else 3 if seen.coloured >= 0.05 else 1
    patch = _patch_size(shape)
    base = load_config(_base(min(shape), channels, gpu=gpu))
    pixel_art, few = seen.hard_edged >= 0.5, seen.count < AUGMENTED_BELOW
    model = {"image_size": shape[0] if shape[0] == shape[1] else shape, "channels": channels, "patch_size": patch}
    augment = AugmentConfig(translate=0.5, colour=0.0 if pixel_art or channels == 1 else 0.3, cutout=0.3)
    config = base.model_copy(
        update={
            "name": AUTO,
            "description": "",
            "model": type(base.model).model_validate(base.model.model_dump() | model | {"views": (), "labels": ()}),
            "augment": augment if few else AugmentConfig(),
            "data": DataConfig(labels=(ALL,)),
        }
    )
    grid, colours = config.model.grid, COLOURS[channels]
    kind = "pixel art " if pixel_art else ""
    have = {4: "with transparency", 3: "in colour", 1: "in grey"}[channels]
    images = f"{grid.width}x{grid.height} {colours} in {grid.columns} x {grid.rows} patches of {patch} pixels"
    augmented = f", augmented, as there are fewer than {AUGMENTED_BELOW:,} pictures" if few else ""
    return config, [
        f"--config auto: {images}, as the pictures are {kind}{have}, {why}.",
        f"Networks and schedule of {base.name}{augmented}. --config NAME or --set SECTION.KEY=VALUE changes that.",
    ]


def look(path: Path) -> Glance:
    """Look at some pictures of a source.

    Raises:
        EngineError: no such source, or no picture in it can be read.
    """
    count, pictures = _some(path)
    sizes: list[tuple[int, int]] = []
    seen: list[tuple[bool, bool, bool]] = []
    every = max(1, min(count, LOOKED_AT) // DECODED)
    for number, picture in enumerate(pictures):
        try:
            with picture:
                turned = picture.getexif().get(0x0112, 1) >= 5
                sizes.append((picture.width, picture.height) if turned else (picture.height, picture.width))
                if number % every == 0:
                    seen.append((_is_transparent(picture), is_coloured(picture), is_hard_edged(to_8_bits(picture))))
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            continue  # the readers say so of each picture that cannot be read
    if not count:
        raise no_pictures(path)
    if not sizes or not seen:
        raise EngineError(f"{path} holds no usable image: none looked at can be read. Choose another source.")
    transparent, coloured, hard_edged = np.mean(seen, axis=0).tolist()
    return Glance(count=count, sizes=tuple(sizes), transparent=transparent, coloured=coloured, hard_edged=hard_edged)


def _some(path: Path) -> tuple[int, Iterator[Image.Image]]:
    """How many pictures a source has, about, and some of them, not yet decoded."""
    if path.is_dir():
        files = find_pictures(path).files
        return len(files), _opened(_spread(files, LOOKED_AT))
    if path.suffix == ".tar" or "*" in path.name:
        return _some_of_shards(shards_of(path))
    if not path.is_file():
        raise no_source(path)
    raw = read_idx_images(path)
    return len(raw), map(Image.fromarray, _spread(list(raw), LOOKED_AT))


def _some_of_shards(shards: Sequence[Path]) -> tuple[int, Iterator[Image.Image]]:
    """The first pictures of several shards; their number by the sizes of the files."""
    looked_at = _spread(shards, 8)
    of_each = LOOKED_AT // len(looked_at)
    some = [member for shard in looked_at for member in islice(members_of(shard), of_each)]
    taken = sum(_in_tar(member.picture) + _in_tar(member.json) + _in_tar(member.mask) for member in some)
    whole = sum(shard.stat().st_size for shard in shards)
    return len(some) * whole // max(taken, 1), _opened([BytesIO(member.picture) for member in some])


def _in_tar(data: bytes | None) -> int:
    """Bytes that a file takes in a tar: a header, and whole blocks."""
    return 0 if data is None else 512 * (1 + -(-len(data) // 512))


def _opened(files: Sequence[Path | BytesIO]) -> Iterator[Image.Image]:
    for file in files:
        try:
            yield Image.open(file, formats=IMAGE_FORMATS)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            continue


def _spread(items: Sequence[Item], most: int) -> Sequence[Item]:
    return items[:: max(1, -(-len(items) // most))]


def _is_transparent(picture: Image.Image) -> bool:
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return False
    return bool(np.asarray(picture.convert("RGBA"))[..., 3].min() < 255)


def _size(seen: Glance) -> tuple[tuple[int, int], str]:
    """(height, width) of the images, and why: the pictures' own where that is one size and not too large."""
    sizes = np.array(seen.sizes)
    heights, widths = sizes.T
    height, width = int(np.median(heights)), int(np.median(widths))
    uniform = np.mean((heights == height) & (widths == width)) >= 0.9
    if uniform and height * width <= MOST_PIXELS and min(height, width) >= 8 and _patch_size((height, width)):
        return (height, width), "all of that size"
    aspects = np.sort(heights / widths)
    low, aspect, high = aspects[[len(aspects) // 10, len(aspects) // 2, -1 - len(aspects) // 10]].tolist()
    alike = high / low < 1.25 and 0.4 < aspect < 2.5
    aspect = aspect if alike else 1.0
    shorter = 64 if min(height, width) >= 64 else 32
    step = shorter // 8
    longer = step * round(shorter * max(aspect, 1 / aspect) / step)
    longer = min(longer, MOST_PIXELS // shorter // step * step)
    sides = f"all of {width}x{height}"
    if not uniform:
        sides = f"of {min(widths)}x{min(heights)} to {max(widths)}x{max(heights)}"
    return (longer, shorter) if aspect > 1 else (shorter, longer), sides if alike else f"{sides}, cut to squares"


def _patch_size(shape: tuple[int, int]) -> int:
    """The pixels along a patch that divide an image into about 64 patches; 0 if none does into 9 to 256."""
    fitting = [p for p in range(1, min(shape) + 1) if math.gcd(*shape) % p == 0]
    counts = {p: shape[0] * shape[1] // p**2 for p in fitting if p > 1}
    good = [p for p, count in counts.items() if FEW_PATCHES <= count <= MANY_PATCHES]
    return min(good, key=lambda p: abs(math.log(counts[p] / GOOD_PATCHES)), default=0)


def _base(shorter: int, channels: int, *, gpu: bool) -> str:
    """The shipped config whose networks and schedule suit images of this size."""
    if gpu:
        return "tiles" if shorter <= SMALL else "characters"
    if shorter > SMALL:
        return "faces64-small"
    return "mnist" if channels == 1 else "colour32"
