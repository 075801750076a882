"""Pictures of tar shards in WebDataset's layout: the files of a sample have one name but for its ending."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from lzma import LZMAError
from pathlib import Path

from engine.data.labels import class_number
from engine.data.masks import Masks
from engine.data.samples import Fitter, Pictures, Sample, collect
from engine.data.store import ImageStore
from engine.errors import EngineError
from engine.files import explained
from engine.pictures.files import IMAGE_SUFFIXES, read_image
from engine.pictures.folder import MASK_SUFFIX
from engine.pictures.masks import read_mask

LARGEST_MEMBER = 2**30
"""Bytes of a file in a shard."""
_MASK = MASK_SUFFIX.removeprefix(".")


def read_shards(path: Path, fit: Fitter, store: ImageStore) -> Pictures:
    """Read one .tar file, or all that a pattern matches.

    A picture's labels are its `.json` and its `.cls`; its mask is its `.mask.png`, or else the file of its name in
    the folder of masks.

    Raises:
        EngineError: no such file, a damaged one, or no usable picture.
    """
    members = (member for shard in shards_of(path) for member in members_of(shard))
    masks = Masks(fit.config.present)

    def read(member: Member) -> Sample:
        picture = read_image(BytesIO(member.picture), name=member.name)
        stem = member.name.rpartition(".")[0]
        if member.mask is None:
            present = masks.present(Path(stem.partition("/")[2]), picture.size)
        else:
            present = read_mask(
                BytesIO(member.mask), size=picture.size, of="its picture", name=f"{stem}{MASK_SUFFIX}"
            )
        sample = fit(picture, name=member.name, present=present)
        if member.json is not None:
            sample.take_json(member.json, name=f"{stem}.json")
        if member.category != "":
            sample.labels[fit.config.class_label] = member.category
        return sample

    found = collect(path, members, read, store)
    found.notes[:0] = masks.notes(len(found.images))
    return found


def shards_of(path: Path) -> list[Path]:
    """The file itself, or all that a pattern matches.

    Raises:
        EngineError: there is none.
    """
    shards = [path] if path.is_file() else sorted(path.parent.glob(path.name))
    if not shards:
        raise EngineError(f"no tar shard matches {path}. Check the path, and quote the glob.")
    return shards


@dataclass(frozen=True, kw_only=True)
class Member:
    """A picture of a shard, and what is beside it."""

    name: str
    picture: bytes
    category: int | str
    """By its `.cls` file; empty where there is none."""
    json: bytes | None
    mask: bytes | None


def members_of(shard: Path) -> Iterator[Member]:
    """Each picture of one shard; nothing but what is beside it is looked at, decoded or unpickled.

    Raises:
        EngineError: it is damaged.
    """
    from webdataset.tariterators import group_by_keys

    damage = tarfile.TarError, ValueError, EOFError, LZMAError
    told = explained(shard, "is not a readable tar shard", "Write it again.", *damage)
    with told, tarfile.open(shard, "r|*") as archive:
        for sample in group_by_keys(_files_of(archive, shard.name), keys=_stem_and_suffix):
            pictures = [key for key in sample if f".{key}" in IMAGE_SUFFIXES]
            if not pictures and _MASK in sample:  # of nothing: a picture of that name
                pictures = [_MASK]
            for key in pictures:
                yield Member(
                    name=f"{shard.name}/{sample['__key__']}.{key}",
                    picture=sample[key],
                    category=class_number(sample["cls"]) if "cls" in sample else "",
                    json=sample.get("json"),
                    mask=sample.get(_MASK) if key != _MASK else None,
                )


def _files_of(archive: tarfile.TarFile, name: str) -> Iterator[dict[str, object]]:
    """The files that make samples, as webdataset groups them; a packed or sparse one may be larger than its tar."""
    wanted = (*IMAGE_SUFFIXES, ".cls", ".json")
    for info in archive:
        if info.isfile() and info.name.lower().endswith(wanted):
            if info.size > LARGEST_MEMBER:
                raise ValueError(f"{info.name} has {info.size} bytes")
            file = archive.extractfile(info)
            yield {"fname": info.name, "data": b"" if file is None else file.read(), "__url__": name}
        archive.members = []  # type: ignore[attr-defined]  # it would keep a record of each


def _stem_and_suffix(name: str) -> tuple[str, str]:
    """What tells the files of a sample apart is after the last dot, not the first: people's pictures have dots."""
    if name.lower().endswith(MASK_SUFFIX):
        return name[: -len(MASK_SUFFIX)], _MASK
    stem, _, suffix = name.rpartition(".")
    return stem, suffix
