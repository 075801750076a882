"""Pictures of an IDX file, in which MNIST and its kin come."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.data.samples import Fitter, Pictures, Sample, collect
from engine.data.store import ImageStore
from engine.errors import EngineError
from engine.files import write_atomically
from engine.pictures.masks import mask_values
from engine.wording import counted


def read_idx_pair(path: Path, fit: Fitter, store: ImageStore) -> Pictures:
    """Read an IDX file of images, the file of their labels beside it, and an IDX file of their masks if one is given.

    Raises:
        EngineError: a file is damaged, or is not of one image, label or mask each.
    """
    raw = read_idx(path)
    if raw.ndim != 3 or not raw.size:
        raise EngineError(f"{path} is an IDX file of shape {raw.shape}, not of images. Give the images file.")
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


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Read an IDX file of bytes, gzip or not, checking its size.

    Raises:
        EngineError: damaged, truncated, or not an IDX file of bytes.
    """
    try:
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise EngineError(f"{path} cannot be read: {error}. Fetch it again.") from error
    dimensions = data[3] if len(data) >= 4 else 0
    if data[:3] != b"\0\0\x08" or not 1 <= dimensions <= 4 or len(data) < 4 + 4 * dimensions:
        raise EngineError(f"{path} is not an IDX file of bytes. Give a folder of images or an IDX file.")
    shape = struct.unpack_from(f">{dimensions}I", data, 4)
    values = np.frombuffer(data, dtype=np.uint8, offset=4 + 4 * dimensions)
    if values.size != int(np.prod(shape, dtype=object)):
        found = counted(values.size, "byte")
        raise EngineError(f"{path} is truncated: {found} where {shape} are promised. Fetch it again.")
    return values.reshape(shape)


def write_idx(path: Path, values: NDArray[np.uint8]) -> None:
    """Write an IDX file of bytes, of 1 to 4 dimensions; the inverse of `read_idx`.

    Raises:
        EngineError: it cannot be written.
    """
    head = struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape)
    write_atomically(path, head + values.tobytes())
