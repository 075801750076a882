"""Training data: a folder of images or an IDX file, as one uint8 tensor."""

from __future__ import annotations

import gzip
import os
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from engine.config import DataConfig, ModelConfig
from engine.errors import EngineError
from engine.images import UInt8Array, fit_image, read_image

IMAGE_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm", ".avif"}


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Images in memory, those held out for validation apart."""

    images: Tensor
    """(N, C, H, W) uint8, for training."""
    validation: Tensor
    """(V, C, H, W) uint8, never trained on."""
    labels: Tensor | None
    """(N,) int64 of the training images, where the data has labels."""
    skipped: list[str] = field(default_factory=list)
    """One line for each file that could not be read."""


def load_dataset(path: Path, model: ModelConfig, config: DataConfig) -> Dataset:
    """Read all images of a folder (nested, sorted by path) or of an IDX file (gzip or not).

    The last `config.validation` images, at most a tenth of all, are held out.

    Raises:
        EngineError: no such path, or no usable image in it.
    """
    if path.is_dir():
        images, skipped = _read_folder(path, model, config)
        labels = None
    elif path.is_file():
        images, labels = _read_idx_pair(path, model, config)
        skipped = []
    else:
        raise EngineError(f"{path} does not exist. Give a folder of images or an IDX file.")
    held_out = min(config.validation, len(images) // 10) or 1
    if len(images) < 2:
        raise EngineError(f"{path} holds {len(images)} usable image; training needs at least 2. Add images.")
    data = torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()
    return Dataset(
        images=data[:-held_out],
        validation=data[-held_out:],
        labels=None if labels is None else torch.from_numpy(labels[:-held_out].astype(np.int64)),
        skipped=skipped,
    )


def batch_indices(*, seed: int, first: int, count: int, size: int) -> NDArray[np.int64]:
    """Indices of training images number first ... first + count - 1 of a run, each epoch a permutation.

    A pure function of its arguments, so that a resumed run sees the very images of an unbroken one.
    """
    numbers = np.arange(first, first + count)
    out = np.empty(count, dtype=np.int64)
    for epoch in np.unique(numbers // size):
        chosen = numbers // size == epoch
        order = np.random.default_rng([seed, 1, int(epoch)]).permutation(size)
        out[chosen] = order[numbers[chosen] % size]
    return out


def _read_folder(path: Path, model: ModelConfig, config: DataConfig) -> tuple[UInt8Array, list[str]]:
    files = sorted(f for f in path.rglob("*") if f.suffix.lower() in IMAGE_SUFFIXES and f.is_file())

    def read(file: Path) -> UInt8Array | str:
        try:
            return fit_image(read_image(file), size=model.image_size, channels=model.channels, crop=config.crop)
        except EngineError as error:
            return str(error)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(read, files))
    images = [result for result in results if not isinstance(result, str)]
    skipped = [result for result in results if isinstance(result, str)]
    if not images:
        raise EngineError(
            f"{path} holds no usable image ({len(files)} image files, all unreadable). "
            if files
            else f"{path} holds no image file. Give a folder with {', '.join(sorted(IMAGE_SUFFIXES))} files."
        )
    return np.stack(images), skipped


def _read_idx_pair(path: Path, model: ModelConfig, config: DataConfig) -> tuple[UInt8Array, NDArray[np.uint8] | None]:
    raw = read_idx(path)
    if raw.ndim != 3:
        raise EngineError(f"{path} is an IDX file of {raw.ndim} dimensions, not of images. Give the images file.")
    images = np.stack(
        [fit_image(Image.fromarray(a), size=model.image_size, channels=model.channels, crop=config.crop) for a in raw]
    )
    labels_path = path.with_name(path.name.replace("images", "labels").replace("idx3", "idx1"))
    if labels_path == path or not labels_path.is_file():
        return images, None
    labels = read_idx(labels_path)
    if labels.shape != (len(images),):
        raise EngineError(f"{labels_path} does not hold one label for each image of {path}. Mend or remove it.")
    return images, labels


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
        raise EngineError(f"{path} is truncated: {values.size} bytes where {shape} are promised. Fetch it again.")
    return values.reshape(shape)
