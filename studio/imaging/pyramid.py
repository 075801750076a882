"""Pictures in halved sizes, made once: a square of a large photo is then drawn from few pixels. Free of Qt."""

from __future__ import annotations

import weakref
from collections.abc import Iterable

import numpy as np
from PIL import Image

from studio.document.request import UInt8Array

_SMALLEST = 64
"""Pixels along the shorter side below which no further level is made."""
MEMORY = 128 * 2**20
"""Bytes that levels may take; beyond it those of the picture not drawn for longest go, unless it is in use."""
_made: dict[int, tuple[weakref.ref[UInt8Array], list[UInt8Array]]] = {}
"""The levels of each picture, by its id; what was drawn last comes last."""
_in_use: set[int] = set()
"""The ids of the pictures of the present document; they live as long as it has them."""


def use(pictures: Iterable[UInt8Array]) -> None:
    """Keep the levels of these pictures, whatever they weigh, until others are in use."""
    _in_use.clear()
    _in_use.update(id(picture) for picture in pictures)


def levels(original: UInt8Array) -> list[UInt8Array]:
    """The n-th level is the picture with every 2ⁿ x 2ⁿ pixels averaged; the first is the picture itself.

    The levels are kept while the picture is, and while there is memory for them: undo may keep many pictures that
    no one looks at.
    """
    key = id(original)
    kept = _made.pop(key, None)
    if kept is None or kept[0]() is not original:
        kept = (weakref.ref(original, lambda _: _made.pop(key, None)), _halvings(original))
    _made[key] = kept
    _forget_beyond(MEMORY)
    return [original, *kept[1]]


def _forget_beyond(memory: int) -> None:
    """Let the levels go that were not drawn for longest; never those drawn last, nor of a picture in use."""
    total = 0
    for i, (key, (_, halved)) in enumerate(reversed(list(_made.items()))):
        total += sum(level.nbytes for level in halved)
        if i and key not in _in_use and total > memory:
            _made.pop(key, None)


def level_for(original: UInt8Array, side: float, wanted: float) -> tuple[UInt8Array, int]:
    """The smallest level on which `side` pixels of the picture are still `wanted`, and how much smaller it is."""
    factor = 1
    while side / (2 * factor) >= wanted and min(original.shape[:2]) / (2 * factor) >= _SMALLEST:
        factor *= 2
    return levels(original)[factor.bit_length() - 1] if factor > 1 else original, factor


def _halvings(original: UInt8Array) -> list[UInt8Array]:
    found: list[UInt8Array] = []
    below = original
    while min(below.shape[:2]) >= 2 * _SMALLEST:
        below = _halved(below)
        found.append(below)
    return found


def _halved(pixels: UInt8Array) -> UInt8Array:
    """(h, w, C) -> half of it; colours of transparent pixels do not count."""
    bands = pixels.shape[-1]
    image = Image.fromarray(pixels[..., 0] if bands == 1 else pixels)
    image = image.convert("RGBa").reduce(2).convert("RGBA") if bands == 4 else image.reduce(2)
    return np.array(image).reshape(image.height, image.width, bands)
