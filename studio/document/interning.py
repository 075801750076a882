"""Equal pictures are one array: a file that is opened again, or a flip undone by another, takes no further memory."""

from __future__ import annotations

import hashlib
import weakref

import numpy as np

from studio.document.request import UInt8Array

_in_use: weakref.WeakValueDictionary[tuple[tuple[int, ...], bytes], UInt8Array] = weakref.WeakValueDictionary()


def shared(pixels: UInt8Array) -> UInt8Array:
    """The array in use that equals (H, W, C) uint8, else this one. It takes about a millisecond a megabyte."""
    digest = hashlib.blake2b(np.ascontiguousarray(pixels).data, digest_size=16).digest()
    return _in_use.setdefault((pixels.shape, digest), pixels)
