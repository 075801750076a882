"""Pictures from a folder, an IDX file or tar shards; one function a source, and one table of them."""

from __future__ import annotations

import gzip
import os
import struct
import tarfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.config import DataConfig, ModelConfig
from engine.data.store import ImageStore
from engine.errors import EngineError
from engine.pictures.files import IMAGE_SUFFIXES, read_image
from engine.pictures.images import UInt8Array, fit_image, is_coloured
from engine.wording import counted

FEW_PICTURES = 500
"""A model learns fewer than about so many by heart, and completes others badly."""
IN_HAND = 64
"""Pictures being decoded, or waiting for their turn, at once."""

Item = TypeVar("Item")
Result = TypeVar("Result")
Fit = Callable[[Image.Image], UInt8Array]


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """What a source holds."""

    images: UInt8Array
    """(N, H, W, C), cut and resized as the config says."""
    labels: NDArray[np.int64] | None = None
    """(N,), where the source has them."""
    notes: list[str] = field(default_factory=list)
    """Lines for whoever gave the pictures: those that could not be read, and whether colour is lost."""


def read_pictures(path: Path, model: ModelConfig, config: DataConfig, *, store: ImageStore | None = None) -> Pictures:
    """Read every picture of a source.

    Args:
        path: a folder (nested, pictures of all IMAGE_SUFFIXES), an IDX file (gzip or not, its labels file beside it),
            or tar shards in WebDataset's layout: one .tar file, or a glob of several.
        store: an empty one to keep the images in.

    Raises:
        EngineError: no such path, a damaged file, or no usable picture.
    """

    store = store or ImageStore()
    loses_colour = False

    def fit(image: Image.Image) -> UInt8Array:
        nonlocal loses_colour
        if model.channels == 1 and not loses_colour and is_coloured(image):
            loses_colour = True  # never back to False: several threads fit pictures
        return fit_image(image, model.shape, crop=config.crop)

    if path.is_dir():
        found = _read_folder(path, fit, store)
    elif path.suffix == ".tar" or "*" in path.name:
        found = _read_shards(path, fit, store)
    elif path.is_file():
        found = _read_idx_pair(path, fit, store)
    else:
        raise EngineError(f"{path} does not exist. Give a folder of images, an IDX file or a glob of .tar shards.")
    if loses_colour:
        remedy = "A config with model.channels=3 keeps their colour."
        found.notes.append(f"Pictures in colour become grey, as the model is. {remedy}")
    return found


def _read_folder(path: Path, fit: Fit, store: ImageStore) -> Pictures:
    files = sorted(f for f in path.rglob("*") if f.suffix.lower() in IMAGE_SUFFIXES and f.is_file())
    return _read_all(path, files, lambda file: (fit(read_image(file)), None), store)


def _read_shards(path: Path, fit: Fit, store: ImageStore) -> Pictures:
    shards = [path] if path.is_file() else sorted(path.parent.glob(path.name))
    if not shards:
        raise EngineError(f"no tar shard matches {path}. Check the path, and quote the glob.")
    samples = (sample for shard in shards for sample in _samples_of(shard))

    def read(sample: tuple[str, BytesIO, int | None]) -> tuple[UInt8Array, int | None]:
        name, data, label = sample
        return fit(read_image(data, name=name)), label

    return _read_all(path, samples, read, store)


def _samples_of(shard: Path) -> Iterable[tuple[str, BytesIO, int | None]]:
    """Name, image and label of each picture of one shard; nothing else in it is looked at, decoded or unpickled."""
    from webdataset.tariterators import group_by_keys, tar_file_iterator

    wanted = (*IMAGE_SUFFIXES, ".cls")
    try:
        with shard.open("rb") as file:
            members = tar_file_iterator(file, select_files=lambda name: name.lower().endswith(wanted))
            named = (member | {"__url__": shard.name} for member in members)
            for sample in group_by_keys(named, keys=_stem_and_suffix):
                label = int(sample["cls"]) if "cls" in sample else None
                for picture in (key for key in sample if f".{key}" in IMAGE_SUFFIXES):
                    name = f"{shard.name}/{sample['__key__']}.{picture}"
                    yield name, BytesIO(sample[picture]), label
    except (OSError, tarfile.TarError, ValueError, EOFError) as error:
        raise EngineError(f"{shard} is not a readable tar shard: {error}. Write it again.") from error


def _stem_and_suffix(name: str) -> tuple[str, str]:
    """What tells the files of a sample apart is after the last dot, not the first: people's pictures have dots."""
    stem, _, suffix = name.rpartition(".")
    return stem, suffix


def _read_all(
    path: Path, items: Iterable[Item], read: Callable[[Item], tuple[UInt8Array, int | None]], store: ImageStore
) -> Pictures:
    """Read images and labels in threads, keeping their order, and a line for each item that failed."""

    def attempt(item: Item) -> tuple[UInt8Array, int | None] | str:
        try:
            return read(item)
        except EngineError as error:
            return str(error)

    labels: list[int | None] = []
    skipped: list[str] = []
    for result in _in_order(attempt, items):
        if isinstance(result, str):
            skipped.append(result)
        else:
            store.add(result[0])
            labels.append(result[1])
    if not labels and not skipped:
        raise EngineError(f"{path} holds no image file. Give one with {', '.join(sorted(IMAGE_SUFFIXES))} files.")
    if not labels:
        raise EngineError(f"{path} holds no usable image: none of {len(skipped)} can be read. {skipped[0]}")
    known = None if None in labels else np.array(labels, dtype=np.int64)
    return Pictures(images=store.array(), labels=known, notes=[f"skipped: {line}" for line in skipped])


def _in_order(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """A map in threads that takes items as it goes: `Executor.map` would take, and hold, all of them at once."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting: deque[Future[Result]] = deque()
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) >= IN_HAND:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _read_idx_pair(path: Path, fit: Fit, store: ImageStore) -> Pictures:
    raw = read_idx(path)
    if raw.ndim != 3 or not raw.size:
        raise EngineError(f"{path} is an IDX file of shape {raw.shape}, not of images. Give the images file.")
    for image in raw:
        store.add(fit(Image.fromarray(image)))
    images = store.array()
    labels_path = path.with_name(path.name.replace("images", "labels").replace("idx3", "idx1"))
    if labels_path == path or not labels_path.is_file():
        return Pictures(images=images)
    labels = read_idx(labels_path)
    if labels.shape != (len(images),):
        raise EngineError(f"{labels_path} does not hold one label for each image of {path}. Mend or remove it.")
    return Pictures(images=images, labels=labels.astype(np.int64))


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
