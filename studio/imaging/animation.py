"""Animations, written frame by frame: one enlarged picture is in memory at a time, however long they are. Free of Qt.

Pillow's own writers gather all frames before they write the first: gigabytes for a long walk of large pictures.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count

import numpy as np
from PIL import GifImagePlugin, Image
from PIL.PngImagePlugin import PngInfo

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREYS = bytes(tone for tone in range(256) for _ in "RGB")


def apng(frames: Sequence[Image.Image], *, zoom: int, milliseconds: int, info: PngInfo) -> bytes:
    """An animated PNG that repeats for ever; it keeps every pixel.

    Args:
        frames: pictures of one size and mode: L, LA, RGB or RGBA.
        zoom: whole factor by which pixels are enlarged.
        milliseconds: how long each frame stays, at most 65,535.
        info: texts for the file.
    """
    out, numbers = BytesIO(), count()
    out.write(_SIGNATURE)
    for index, (picture, left, top) in enumerate(_changes(frames, zoom)):
        chunks = _chunks(picture, info if index == 0 else None)
        if index == 0:
            (header, *texts) = [chunk for chunk in chunks if chunk[0] not in (b"IDAT", b"IEND")]
            for kind, data in (header, (b"acTL", struct.pack(">2I", len(frames), 0)), *texts):
                _write(out, kind, data)
        place = (*picture.size, left, top)
        _write(out, b"fcTL", struct.pack(">5I2H2B", next(numbers), *place, milliseconds, 1000, 0, 0))
        for kind, data in chunks:
            if kind == b"IDAT" and index == 0:
                _write(out, b"IDAT", data)
            elif kind == b"IDAT":
                _write(out, b"fdAT", struct.pack(">I", next(numbers)) + data)
    _write(out, b"IEND", b"")
    return out.getvalue()


def gif(frames: Sequence[Image.Image], *, zoom: int, milliseconds: int, comment: str) -> bytes:
    """A GIF that repeats for ever.

    Args:
        frames: pictures of one size, grey or with one palette: L or P.
        zoom: whole factor by which pixels are enlarged.
        milliseconds: how long each frame stays, in tens.
        comment: a text for the file.
    """
    palette = frames[0].palette or _GREYS
    canvas = Image.new("P", (frames[0].width * zoom, frames[0].height * zoom))
    canvas.putpalette(palette)
    out = BytesIO()
    # Pillow calls the two functions legacy, and has no others that write a frame at a time. They change palette and
    # indices, of which one of them warns, only where `optimize` is asked for.
    out.writelines(GifImagePlugin.getheader(canvas, info={"loop": 0, "comment": comment})[0])
    for picture, left, top in _changes(frames, zoom):
        out.writelines(GifImagePlugin.getdata(picture, (left, top), duration=milliseconds))
    out.write(b";")
    return out.getvalue()


def _changes(frames: Sequence[Image.Image], zoom: int) -> Iterator[tuple[Image.Image, int, int]]:
    """Of each frame, enlarged, the part that is not as in the one before; with its left and top."""
    before = None
    for frame in frames:
        pixels = np.asarray(frame).reshape(frame.height, frame.width, -1)
        left, top, right, bottom = 0, 0, frame.width, frame.height
        if before is not None:
            changed = (pixels != before).any(axis=-1)
            rows, columns = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
            if not len(rows):
                rows = columns = np.zeros(1, dtype=int)  # no frame is without a pixel
            left, top, right, bottom = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
        part = frame.crop((int(left), int(top), int(right), int(bottom)))
        size = (part.width * zoom, part.height * zoom)
        yield part.resize(size, Image.Resampling.NEAREST), int(left) * zoom, int(top) * zoom
        before = pixels


def _chunks(picture: Image.Image, info: PngInfo | None) -> list[tuple[bytes, bytes]]:
    """Kind and content of each piece of a picture's PNG."""
    buffer = BytesIO()
    picture.save(buffer, "PNG", pnginfo=info)
    data, found, at = buffer.getvalue(), [], len(_SIGNATURE)
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        found.append((kind, data[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def _write(out: BytesIO, kind: bytes, data: bytes) -> None:
    out.write(struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data)))
