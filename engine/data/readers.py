"""Pictures from a folder, an IDX file or tar shards; one function a source, and one table of them."""

from __future__ import annotations

import csv
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

from engine.config import DataConfig, LabelConfig, ModelConfig
from engine.data.labels import CLASS, IntArray, LabelTable, Values, class_number, json_labels
from engine.data.store import ImageStore
from engine.errors import EngineError
from engine.pictures.folder import find_pictures
from engine.pictures.images import IMAGE_SUFFIXES, UInt8Array, fit_image, is_coloured, read_image
from engine.wording import counted

FEW_PICTURES = 500
"""A model learns fewer than about so many by heart, and completes others badly."""
LABELS_FILE = "labels.csv"
"""In a folder of pictures or beside it: a header `file,LABEL,...`, and a line for each picture."""
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
    labels: IntArray | None = None
    """(N, Y) categories of the source's labels, -1 = unknown; None where it has none."""
    label_configs: tuple[LabelConfig, ...] = ()
    """The Y labels."""
    notes: list[str] = field(default_factory=list)
    """Lines for whoever gave the pictures: those that could not be read, labels left out, whether colour is lost."""


def read_pictures(path: Path, model: ModelConfig, config: DataConfig, *, store: ImageStore | None = None) -> Pictures:
    """Read every picture of a source.

    Args:
        path: a folder (`engine.pictures.folder`), an IDX file (gzip or not, its labels file beside it),
            or tar shards in WebDataset's layout: one .tar file, or a glob of several. Labels are, in a folder, the
            names of the folders in it, `NAME.json` beside a picture and `labels.csv` (the later wins); in shards
            `.json` and `.cls`.
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


@dataclass
class _Sample:
    """One picture and what its source says of it."""

    image: UInt8Array
    """(H, W, C)."""
    labels: dict[str, str | int]
    notes: list[str] = field(default_factory=list)

    def take_json(self, data: bytes, *, name: str) -> None:
        """Add the labels of a JSON file; one that is damaged costs the labels, not the picture."""
        try:
            self.labels |= json_labels(data)
        except ValueError as error:
            self.notes.append(f"{name} is not JSON, and its labels count as unknown: {error}")


def _read_folder(path: Path, fit: Fit, store: ImageStore) -> Pictures:
    looked = find_pictures(path)
    files, listed = looked.files, _labels_file(path)
    notes = [*looked.notes, *(_missing_pictures(listed, files) if listed else [])]
    classes = {name for file in files if (name := _folder_in(path, file))}

    def read(file: Path) -> _Sample:
        name = _folder_in(path, file) if len(classes) > 1 else None
        sample = _Sample(fit(read_image(file)), {CLASS: name} if name else {})
        sidecar = file.with_suffix(".json")
        if sidecar.is_file():
            sample.take_json(_bytes_of(sidecar), name=str(sidecar))
        sample.labels |= listed.get(file, {})
        return sample

    found = _read_all(path, files, read, store)
    found.notes[:0] = notes
    return found


def _folder_in(path: Path, file: Path) -> str | None:
    """The folder in `path` that a picture is in."""
    parts = file.relative_to(path).parts
    return parts[0] if len(parts) > 1 else None


def _labels_file(folder: Path) -> dict[Path, dict[str, str]]:
    """The labels of each picture by `labels.csv`, in the folder or else beside it, where there is one.

    Files are named as seen from the folder, or from where `labels.csv` is.

    Raises:
        EngineError: it cannot be read, or is no such table.
    """
    for where in (folder, folder.resolve().parent):
        file = where / LABELS_FILE
        if not file.is_file():
            continue
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                rows = list(csv.DictReader(lines))
                header = rows[0].keys() if rows else set()
        except (OSError, ValueError, csv.Error) as error:
            raise EngineError(f"{file} cannot be read: {error}. Save it again, as UTF-8.") from error
        if "file" not in header:
            if where != folder:
                return {}  # of something else
            raise EngineError(f"{file} has no column 'file'. Its first line should be: file,LABEL,...")
        return {
            folder / seen: {name: text.strip() for name, text in row.items() if name and name != "file" and text}
            for row in rows
            for seen in (_seen_from(folder, where, row["file"] or ""),)
        }
    return {}


def _seen_from(folder: Path, where: Path, name: str) -> Path:
    """The path of a picture in `folder` that a table in `where` names."""
    inside = Path(name)
    return inside.relative_to(folder.name) if where != folder and inside.is_relative_to(folder.name) else inside


def _missing_pictures(listed: dict[Path, dict[str, str]], files: Iterable[Path]) -> list[str]:
    missing = listed.keys() - set(files)
    if not missing:
        return []
    return [f"{LABELS_FILE} names {counted(len(missing), 'picture')} not there, {min(missing)} for one."]


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise EngineError(f"{file} cannot be read: {error.strerror or error}. Check its permissions.") from error


def _read_shards(path: Path, fit: Fit, store: ImageStore) -> Pictures:
    shards = [path] if path.is_file() else sorted(path.parent.glob(path.name))
    if not shards:
        raise EngineError(f"no tar shard matches {path}. Check the path, and quote the glob.")
    members = (member for shard in shards for member in _members_of(shard))

    def read(member: _Member) -> _Sample:
        sample = _Sample(fit(read_image(BytesIO(member.picture), name=member.name)), {})
        if member.json is not None:
            sample.take_json(member.json, name=f"{member.name.rpartition('.')[0]}.json")
        sample.labels |= member.numbered
        return sample

    return _read_all(path, members, read, store)


@dataclass(frozen=True, kw_only=True)
class _Member:
    """A picture of a shard, and what is beside it."""

    name: str
    picture: bytes
    numbered: Values
    """By its `.cls` file."""
    json: bytes | None


def _members_of(shard: Path) -> Iterator[_Member]:
    """Each picture of one shard; nothing else but its labels is looked at, decoded or unpickled."""
    from webdataset.tariterators import group_by_keys, tar_file_iterator

    wanted = (*IMAGE_SUFFIXES, ".cls", ".json")
    try:
        with shard.open("rb") as file:
            members = tar_file_iterator(file, select_files=lambda name: name.lower().endswith(wanted))
            named = (member | {"__url__": shard.name} for member in members)
            for sample in group_by_keys(named, keys=_stem_and_suffix):
                numbered = class_number(sample["cls"]) if "cls" in sample else {}
                for picture in (key for key in sample if f".{key}" in IMAGE_SUFFIXES):
                    name = f"{shard.name}/{sample['__key__']}.{picture}"
                    yield _Member(name=name, picture=sample[picture], numbered=numbered, json=sample.get("json"))
    except (OSError, tarfile.TarError, ValueError, EOFError) as error:
        raise EngineError(f"{shard} is not a readable tar shard: {error}. Write it again.") from error


def _stem_and_suffix(name: str) -> tuple[str, str]:
    """What tells the files of a sample apart is after the last dot, not the first: people's pictures have dots."""
    stem, _, suffix = name.rpartition(".")
    return stem, suffix


def _read_all(path: Path, items: Iterable[Item], read: Callable[[Item], _Sample], store: ImageStore) -> Pictures:
    """Read images and labels in threads, keeping their order, and a line for each item that failed."""

    def attempt(item: Item) -> _Sample | str:
        try:
            return read(item)
        except EngineError as error:
            return str(error)

    labels = LabelTable()
    skipped: list[str] = []
    notes: list[str] = []
    for result in _in_order(attempt, items):
        if isinstance(result, str):
            skipped.append(result)
        else:
            store.add(result.image)
            labels.add(result.labels)
            notes.extend(result.notes)
    if not labels.count and not skipped:
        raise EngineError(f"{path} holds no image file. Give one with {', '.join(sorted(IMAGE_SUFFIXES))} files.")
    if not labels.count:
        raise EngineError(f"{path} holds no usable image: none of {len(skipped)} can be read. {skipped[0]}")
    return _labelled(store, labels, [*(f"skipped: {line}" for line in skipped), *notes])


def _labelled(store: ImageStore, table: LabelTable, notes: list[str]) -> Pictures:
    configs, labels, left_out = table.finish()
    return Pictures(images=store.array(), labels=labels, label_configs=configs, notes=[*notes, *left_out])


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
    labels_path = path.with_name(path.name.replace("images", "labels").replace("idx3", "idx1"))
    if labels_path == path or not labels_path.is_file():
        return Pictures(images=store.array())
    labels = read_idx(labels_path)
    if labels.shape != (len(raw),):
        raise EngineError(f"{labels_path} does not hold one label for each image of {path}. Fix or remove it.")
    table = LabelTable()
    for number in labels.tolist():
        table.add({CLASS: number})
    return _labelled(store, table, [])


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
