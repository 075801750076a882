"""What the colours of a picture tell, found once: on the file thread, where it is read. Free of Qt."""

from __future__ import annotations

import weakref
from dataclasses import dataclass

import numpy as np
from PIL import Image

import engine
from studio.document.request import UInt8Array

_GLANCE = 32
"""Pixels along one side that are enough to see colour."""


@dataclass(frozen=True, kw_only=True)
class Colours:
    """The verdict on a whole picture; it is the same wherever the model's square lies on it."""

    hard_edged: bool
    """It is pixel art, a mask or a map: see `engine.is_hard_edged`."""
    coloured: bool
    """A grey model would lose colour."""
    coloured_ground: bool
    """There is colour along its edges: the brightness there is that of a scene, not of paper."""


_found: dict[int, tuple[weakref.ref[UInt8Array], Colours]] = {}
"""The verdict on each picture, by its id, for as long as the picture is in memory."""


def colours_of(whole: UInt8Array) -> Colours:
    """The verdict on (h, w, 1, 3 or 4). The first time it looks at every pixel; after that it takes no time."""
    key = id(whole)
    kept = _found.get(key)
    if kept is None or kept[0]() is not whole:
        kept = _found[key] = (weakref.ref(whole, lambda _: _found.pop(key, None)), _look(whole))
    return kept[1]


def on_white(image: Image.Image) -> Image.Image:
    """RGBA -> RGB; any other as it is."""
    if image.mode != "RGBA":
        return image
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def _look(whole: UInt8Array) -> Colours:
    image = on_white(Image.fromarray(whole[..., 0] if whole.shape[-1] == 1 else whole))
    coloured = coloured_ground = False
    if image.mode == "RGB":
        small = image.resize((_GLANCE, _GLANCE), Image.Resampling.BOX)
        seen = np.asarray(small)
        edges = np.concatenate([seen[0], seen[-1], seen[:, 0], seen[:, -1]])
        coloured = engine.is_coloured(small)
        coloured_ground = engine.is_coloured(Image.fromarray(edges[None]))
    return Colours(hard_edged=engine.is_hard_edged(image), coloured=coloured, coloured_ground=coloured_ground)
