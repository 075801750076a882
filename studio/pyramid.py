"""Pictures in halved sizes, made once: a square of a large photo is then drawn from few pixels. Free of Qt."""

from __future__ import annotations

import weakref

import numpy as np
from PIL import Image

from studio.request import UInt8Array

_SMALLEST = 64
"""Pixels along the shorter side below which no further level is made."""
_made: dict[int, tuple[weakref.ref[UInt8Array], list[UInt8Array]]] = {}


def levels(original: UInt8Array) -> list[UInt8Array]:
    """The n-th level is the picture with every 2ⁿ x 2ⁿ pixels averaged; the first is the picture itself.

    The levels are kept as long as the picture is.
    """
    kept = _made.get(id(original))
    if kept is None or kept[0]() is not original:
        for key in [key for key, (reference, _) in list(_made.items()) if reference() is None]:
            _made.pop(key, None)
        kept = (weakref.ref(original), _halvings(original))
        _made[id(original)] = kept
    return [original, *kept[1]]


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
