"""Files to show to others: a picture with what it came from, a sheet of results, an animation. Free of Qt."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from io import BytesIO

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import engine
from studio.document import TARGET, State
from studio.request import UInt8Array

GAP = 2
"""White pixels between the pictures of a sheet."""
SHEET_SIDE = 112
"""Pixels that a picture of a sheet has at least; small ones are enlarged by a whole factor."""
KEY = "Patchwork"
_KNOWN, _TARGET, _IGNORED = "#", ".", "-"


def describe(state: State) -> dict[str, object]:
    """What a picture came from: model, seed and subset pair, as the JSON in its PNG."""
    seed = state.noise.seed
    marks = np.where(state.assignment >= 0, _KNOWN, np.where(state.assignment == TARGET, _TARGET, _IGNORED))
    rows = ["".join(row) for row in marks.reshape(state.grid.side, state.grid.side)]
    return {
        "model": state.model,
        "seed": asdict(seed) if isinstance(seed, engine.Blend) else seed,
        "sources": [source.name for source in state.sources],
        "patches": rows,
        "patches_key": {_KNOWN: "known", _TARGET: "target", _IGNORED: "ignored"},
    }


def png(pixels: UInt8Array, about: dict[str, object]) -> bytes:
    """(H, W, 1 or 3) -> PNG with its description under the key `Patchwork`."""
    info, buffer = PngInfo(), BytesIO()
    info.add_text("Software", f"Patchwork {engine.__version__}")
    info.add_itxt(KEY, json.dumps(about, ensure_ascii=False))
    _picture(pixels).save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()


def sheet(rows: Sequence[Sequence[UInt8Array]]) -> UInt8Array:
    """Rows of pictures of one size -> one RGB picture, in the papers' layout: given, completions, original."""
    size = rows[0][0].shape[0]
    zoom = max(1, -(-SHEET_SIDE // size))
    step = size * zoom + GAP
    columns = max(len(row) for row in rows)
    canvas = np.full((len(rows) * step + GAP, columns * step + GAP, 3), 255, dtype=np.uint8)
    for i, row in enumerate(rows):
        for j, picture in enumerate(row):
            large = picture.repeat(zoom, axis=0).repeat(zoom, axis=1)
            top, left = i * step + GAP, j * step + GAP
            canvas[top : top + size * zoom, left : left + size * zoom] = large
    return canvas


def given_picture(given: UInt8Array, state: State) -> UInt8Array:
    """(H, W, 3): the known patches, the rest as a pale blue that no digit or photo is mistaken for."""
    known = state.grid.mask(state.assignment >= 0)[..., None]
    blank = np.array([160, 175, 210], dtype=np.uint8)
    picture: UInt8Array = np.where(known, given, blank)
    return picture


def animation(frames: Sequence[UInt8Array], *, suffix: str, milliseconds: int) -> bytes:
    """Frames (H, W, 1 or 3) there and back again -> GIF or APNG that repeats for ever."""
    size = frames[0].shape[0]
    zoom = max(1, -(-2 * SHEET_SIDE // size))
    there = [_picture(frame.repeat(zoom, axis=0).repeat(zoom, axis=1)) for frame in frames]
    loop = there + there[-2:0:-1]
    buffer = BytesIO()
    kind = "GIF" if suffix.lower() == ".gif" else "PNG"
    loop[0].save(buffer, kind, save_all=True, append_images=loop[1:], duration=milliseconds, loop=0)
    return buffer.getvalue()


def _picture(pixels: UInt8Array) -> Image.Image:
    return Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)
