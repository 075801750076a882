"""Files to show to others: a picture with what it came from, a sheet of results, an animation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import engine
from studio.document.photo import with_completion
from studio.document.request import Seed, UInt8Array
from studio.document.state import IGNORED, Source, State
from studio.imaging.animation import apng, gif
from studio.imaging.encoding import OnWhite, encoded
from studio.imaging.picture import is_transparent, on_white, to_image, to_png

GAP = 2
"""White pixels between the pictures of a sheet."""
SHEET_SIDE = 112
"""Pixels that a picture of a sheet has at least along its shorter side; small ones are enlarged by a whole factor."""
KEY = "Patchwork"
_COLOURS, _PALETTE_FRAMES = 256, 64
_KNOWN, _TARGET, _IGNORED = "#", ".", "-"


def describe(state: State) -> dict[str, object]:
    """What a picture came from: model, seed and subset pair, as the JSON in its PNG.

    `inverted` says of which sources the model completed the negative; `finished` turns a picture back if of all.
    `from`, counted row by row and from 0: {"5": [1, 14]} is patch 14 of source 1 at 5; known patches that are not in
    it are those of source 0 in their own places.
    """
    marks = np.where(state.known, _KNOWN, np.where(state.target, _TARGET, _IGNORED))
    rows = ["".join(row) for row in marks.reshape(state.grid.shape)]
    moved = state.origins != np.arange(state.grid.L)
    elsewhere = np.flatnonzero(state.known & ((state.assignment > 0) | moved))
    return {
        "model": state.model,
        "adapter": state.adapter,
        "seed": seed_of(state.noise.seed),
        "sources": [source.name for source in state.sources],
        "inverted": [source.frame.inverted for source in state.sources],
        "palette": None if state.palette is None else state.palette.name or "known",
        "palette_colours": [] if state.palette is None else state.palette.colours,
        "labels": dict(state.given_labels()),
        "steps": state.steps,
        "patches": rows,
        "from": {str(patch): [int(state.assignment[patch]), int(state.origins[patch])] for patch in elsewhere},
        "patches_key": {_KNOWN: "known", _TARGET: "target", _IGNORED: "ignored"},
    }


def seed_of(seed: Seed) -> object:
    """A seed, or a blend by its ends and weight, as JSON takes it."""
    return asdict(seed) if isinstance(seed, engine.Blend) else seed


def finished(pixels: UInt8Array, state: State) -> UInt8Array:
    """(H, W, 1, 3 or 4) -> (H, W, 1 to 4): a completion as others get it: in its own tones, nothing ignored in it."""
    return without_ignored(turned_back(pixels, state), state)


def turned_back(pixels: UInt8Array, state: State) -> UInt8Array:
    """(H, W, 1, 3 or 4): where all sources are inverted, so is what was made of them, in the tones of their files.

    Of inverted and other sources together there is no such picture: it stays as the model saw it.
    """
    return engine.negative(pixels) if all(source.frame.inverted for source in state.sources) else pixels


def without_ignored(pixels: UInt8Array, state: State) -> UInt8Array:
    """(H, W, 1, 3 or 4) -> (H, W, 2 or 4): ignored patches are no part of a completion, so they are transparent.

    Where none is ignored, the picture as it is.
    """
    ignored = state.grid.mask(state.assignment == IGNORED)
    if not ignored.any():
        return pixels
    alpha = np.full_like(pixels[..., : 0 if pixels.shape[-1] == 4 else 1], 255)
    cut = np.concatenate([pixels, alpha], axis=-1)
    cut[ignored] = 0
    return cut


def whole(source: Source, state: State, completed: UInt8Array, suffix: str) -> bytes:
    """A whole picture in its own resolution with what was made of it, as a file of the kind that the suffix names."""
    pixels = with_completion(source, state, completed)
    return encoded(source.whole.stored, pixels, suffix, info=_info(describe(state)))


def png(pixels: UInt8Array, about: Mapping[str, object]) -> bytes:
    """(H, W, 1 to 4) -> PNG with its description under the key `Patchwork`."""
    return to_png(pixels, info=_info(about))


def sheet(rows: Sequence[Sequence[UInt8Array]]) -> UInt8Array:
    """Rows of pictures of one size -> one RGB picture, in the papers' layout: given, completions, original.

    What is transparent is white.
    """
    zoom = -(-SHEET_SIDE // min(rows[0][0].shape[:2]))
    height, width = (zoom * side for side in rows[0][0].shape[:2])
    columns = max(len(row) for row in rows)
    canvas = np.full((len(rows) * (height + GAP) + GAP, columns * (width + GAP) + GAP, 3), 255, dtype=np.uint8)
    for i, row in enumerate(rows):
        for j, picture in enumerate(row):
            opaque = np.asarray(on_white(to_image(picture)).convert("RGB"))
            top, left = i * (height + GAP) + GAP, j * (width + GAP) + GAP
            canvas[top : top + height, left : left + width] = opaque.repeat(zoom, axis=0).repeat(zoom, axis=1)
    return canvas


def given_picture(given: UInt8Array, state: State) -> UInt8Array:
    """(H, W, 3 or 4): the known pixels, the rest as a pale blue that no digit or photo is mistaken for."""
    known = state.known_pixels[..., None]
    blank = np.array([160, 175, 210, 255], dtype=np.uint8)
    picture: UInt8Array = np.where(known, given, blank[: max(3, given.shape[-1])])
    return picture


def there_and_back(frames: Sequence[UInt8Array]) -> list[UInt8Array]:
    """A loop of frames that come again in the other order."""
    return [*frames, *frames[-2:0:-1]]


def large(shape: tuple[int, ...]) -> int:
    """The whole factor by which the pixels of an animation of pictures (H, W, ...) are enlarged."""
    return -(-2 * SHEET_SIDE // min(shape[:2]))


def animation(
    frames: Sequence[UInt8Array], about: Mapping[str, object], *, suffix: str, milliseconds: int, zoom: int = 0
) -> bytes:
    """Frames (H, W, 1 to 4) -> GIF or APNG that repeats for ever, with its description in it.

    APNG keeps every pixel. GIF has 256 colours: grey pictures keep every pixel too, those in colour share one
    palette, so that what stands still does not flicker; what is transparent is white in it.

    Args:
        zoom: whole factor by which pixels are enlarged; 0: as suits their size.
    """
    zoom = zoom or large(frames[0].shape)
    if suffix.lower() == ".gif":
        pictures = _with_one_palette(_of_one_mode([on_white(to_image(frame)) for frame in frames]))
        data = gif(pictures, zoom=zoom, milliseconds=milliseconds, comment=json.dumps({KEY: dict(about)}))
        return OnWhite(data) if any(map(is_transparent, frames)) else data
    pictures = _of_one_mode([to_image(frame) for frame in frames])
    return apng(pictures, zoom=zoom, milliseconds=milliseconds, info=_info(about))


def _of_one_mode(pictures: list[Image.Image]) -> list[Image.Image]:
    """Results of several models may be grey and in colour, or transparent in places."""
    bands = {band for picture in pictures for band in picture.getbands()}
    mode = ("RGB" if "R" in bands else "L") + ("A" if "A" in bands else "")
    return [picture if picture.mode == mode else picture.convert(mode) for picture in pictures]


def _with_one_palette(pictures: list[Image.Image]) -> list[Image.Image]:
    """Colour pictures in the 256 colours that suit all of them best; grey ones as they are."""
    if pictures[0].mode != "RGB":
        return pictures
    few = pictures[:: -(-len(pictures) // _PALETTE_FRAMES)]
    together = Image.fromarray(np.concatenate([np.asarray(picture) for picture in few]))
    palette = together.quantize(_COLOURS)
    return [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]


def _info(about: Mapping[str, object]) -> PngInfo:
    info = PngInfo()
    info.add_text("Software", f"Patchwork {engine.__version__}")
    words = json.dumps(about, ensure_ascii=False)
    info.add_itxt(KEY, words.encode("utf-8", "backslashreplace").decode())  # names of files may be odd
    return info
