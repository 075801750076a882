"""Pictures of an IDX file, in which MNIST and its kin come."""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from io import BufferedReader
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.data.samples import Fitter, Pictures, Sample, collect
from engine.data.store import ImageStore
from engine.errors import EngineError
from engine.files import explained, write_atomically
from engine.pictures.masks import mask_values
from engine.wording import counted

_AT_ONCE = 2**24
"""Bytes that are read, or unpacked, before it is seen whether more are promised."""


def read_idx_pair(path: Path, fit: Fitter, store: ImageStore) -> Pictures:
    """Read an IDX file of images, the file of their labels beside it, and an IDX file of their masks if one is given.

    Raises:
        EngineError: a file is damaged, or is not of one image, label or mask each.
    """
    raw = read_idx_images(path)
    labels_path = path.with_name(path.name.replace("images", "labels").replace("idx3", "idx1"))
    labels = read_idx(labels_path) if labels_path != path and labels_path.is_file() else None
    if labels is not None and labels.shape != (len(raw),):
        raise EngineError(f"{labels_path} does not hold one label for each image of {path}. Fix or remove it.")
    masks = read_idx(Path(fit.config.present)) if fit.config.present else None
    if masks is not None and masks.shape != raw.shape:
        raise EngineError(f"{fit.config.present} holds masks of shape {masks.shape}; {path} is of {raw.shape}.")

    def read(number: int) -> Sample:
        present = None if masks is None else np.asarray(mask_values(Image.fromarray(masks[number]))) > 127
        sample = fit(Image.fromarray(raw[number]), name=f"image {number} of {path}", present=present)
        if labels is not None:
            sample.labels[fit.config.class_label] = int(labels[number])
        return sample

    return collect(path, range(len(raw)), read, store, threaded=False)


def read_idx_images(path: Path) -> NDArray[np.uint8]:
    """(N, H, W) grey images of an IDX file.

    Raises:
        EngineError: as `read_idx`, or it holds something else.
    """
    raw = read_idx(path)
    if raw.ndim != 3 or not raw.size:
        raise EngineError(f"{path} is an IDX file of shape {raw.shape}, not of images. Give the images file.")
    return raw


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Read an IDX file of bytes, gzip or not, checking its size.

    Raises:
        EngineError: damaged, truncated, or not an IDX file of bytes.
    """
    with explained(path, "cannot be read", "Fetch it again.", EOFError, zlib.error), path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        return _read(gzip.GzipFile(fileobj=raw) if packed else raw, path)


def _read(file: gzip.GzipFile | BufferedReader, path: Path) -> NDArray[np.uint8]:
    """What the head promises, and no more than that of a packed file that would unpack to anything."""
    head = file.read(4)
    dimensions = head[3] if len(head) == 4 else 0
    sizes = file.read(4 * dimensions)
    if head[:3] != b"\0\0\x08" or not 1 <= dimensions <= 4 or len(sizes) < 4 * dimensions:
        raise EngineError(f"{path} is not an IDX file of bytes. Give a folder of images or an IDX file.")
    shape = struct.unpack(f">{dimensions}I", sizes)
    promised, data = math.prod(shape), bytearray()
    while len(data) <= promised and (more := file.read(_AT_ONCE)):
        data += more
    if len(data) != promised:
        found = counted(len(data), "byte") if len(data) < promised else "more"
        raise EngineError(f"{path} is truncated or damaged: {found} where {shape} are promised. Fetch it again.")
    return np.frombuffer(data, dtype=np.uint8).reshape(shape)


def write_idx(path: Path, values: NDArray[np.uint8]) -> None:
    """Write an IDX file of bytes, of 1 to 4 dimensions; the inverse of `read_idx`.

    Raises:
        EngineError: it cannot be written.
    """
    head = struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape)
    write_atomically(path, head + values.tobytes())
