"""Training data as one uint8 tensor, part of it held out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.config import DataConfig, LabelConfig, ModelConfig
from engine.data.labels import IntArray, chosen, mapped, only, with_new_categories
from engine.data.readers import read_pictures
from engine.data.samples import Pictures
from engine.data.store import ImageStore
from engine.errors import EngineError

HELD_OUT_SEED = 0
"""Of the draw of the images that are held out."""
_AT_ONCE = 1024
"""Images that are read at once for a fingerprint."""


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Images, those held out for validation apart; in memory, or mapped from a file where they are too many."""

    images: Tensor
    """(N, C, H, W) uint8, for training."""
    validation: Tensor
    """(V, C, H, W) uint8, never trained on."""
    labels: Tensor | None = None
    """(N, Y) int64, the labels that the model learns, of the training images; -1 = unknown; None where Y = 0."""
    validation_labels: Tensor | None = None
    """(V, Y), of those held out."""
    label_configs: tuple[LabelConfig, ...] = ()
    """The Y labels."""
    classes: Tensor | None = None
    """(N,) int64, -1 = unknown: the only label of the data, learnt or not, where there is exactly one."""
    categories: tuple[str, ...] = ()
    """What the numbers in `classes` stand for."""
    present: Tensor | None = None
    """(N, L) bool, the patches of each training image that are there; None where none is missing in the data."""
    validation_present: Tensor | None = None
    """(V, L), of those held out."""
    notes: list[str] = field(default_factory=list)
    """Lines for whoever gave the pictures: those that could not be read, labels left out, whether colour is lost."""

    def fingerprint(self) -> str:
        """Of all images, those held out included."""
        return fingerprint(self.images, self.validation)


def fingerprint(images: Tensor, validation: Tensor) -> str:
    """Hash of a data set, (N, C, H, W) uint8 each; it changes with the images, their order and the split."""
    parts = images, validation
    return _digest((tuple(part.shape), (few.numpy() for few in part.split(_AT_ONCE))) for part in parts)


def _digest(parts: Iterable[tuple[tuple[int, ...], Iterable[NDArray[np.uint8]]]]) -> str:
    """Of parts: the shape of each, and its (C, H, W) images, few at a time."""
    digest = hashlib.blake2b(digest_size=16)
    for shape, images in parts:
        digest.update(repr(shape).encode())
        for few in images:
            digest.update(np.ascontiguousarray(few).data)
    return digest.hexdigest()


def load_dataset(
    path: Path,
    model: ModelConfig,
    config: DataConfig,
    *,
    store: ImageStore | None = None,
    new_categories: bool = False,
) -> Dataset:
    """Read all pictures of a folder, an IDX file or tar shards (`engine.data.readers`).

    `config.validation` images, at most a tenth of all, are held out; see `hold_out`. The labels are the model's, or
    else those that the config asks for.

    Args:
        store: an empty one to keep the images in.
        new_categories: whether the model's labels get those that only the data has.

    Raises:
        EngineError: no such path, fewer than two usable images in it, or a label that is not there.
    """
    pictures = read_pictures(path, model, config, store=store)
    if len(pictures.images) < 2:
        raise EngineError(f"{path} holds one usable image; training needs at least 2. Add images.")
    held_out = hold_out(pictures, config)
    data = torch.from_numpy(pictures.images).permute(0, 3, 1, 2)  # a view: no second copy of all images
    known = with_new_categories(model.labels, pictures.label_configs) if new_categories else model.labels
    learnt = known if known or new_categories else chosen(pictures.label_configs, config.labels)
    labels, notes = mapped(pictures.labels, pictures.label_configs, learnt, len(data))
    classes, present = only(pictures.labels), pictures.present
    return Dataset(
        images=data[:-held_out],
        validation=data[-held_out:],
        labels=torch.from_numpy(labels[:-held_out]) if learnt else None,
        validation_labels=torch.from_numpy(labels[-held_out:]) if learnt else None,
        label_configs=learnt,
        classes=None if classes is None else torch.from_numpy(classes[:-held_out]),
        categories=() if classes is None else pictures.label_configs[0].categories,
        present=None if present is None else torch.from_numpy(present[:-held_out]),
        validation_present=None if present is None else torch.from_numpy(present[-held_out:]),
        notes=[*pictures.notes, *notes],
    )


def hold_out(pictures: Pictures, config: DataConfig) -> int:
    """Put the images that are held out behind the others, in place: no second copy of the rest.

    They are the last ones, or drawn with a seed that is always the same: each class, category of the data's first
    label, in proportion, so that the last class, or a small one, is neither all of them nor untrained.

    Returns:
        how many they are.
    """
    count = held_out_count(len(pictures.images), config)
    if config.held_out == "last":
        return count
    left, moved_up, drawn = _moves(pictures, count)
    for array in (pictures.images, pictures.labels, pictures.present):
        if array is not None:
            tail = array[drawn]
            array[left] = array[moved_up]
            array[-count:] = tail
    return count


def held_out_count(N: int, config: DataConfig) -> int:
    """How many of N images are held out."""
    return min(config.validation, N // 10) or 1


def fingerprint_of(pictures: Pictures, config: DataConfig) -> str:
    """The fingerprint of the data set that training would make of these pictures, which stay as they are."""
    images, order = pictures.images.transpose(0, 3, 1, 2), np.arange(len(pictures.images))
    count = held_out_count(len(images), config)
    if config.held_out != "last":
        left, moved_up, drawn = _moves(pictures, count)
        order[left], order[-count:] = moved_up, drawn

    def few(part: IntArray) -> Iterator[NDArray[np.uint8]]:
        return (images[part[start : start + _AT_ONCE]] for start in range(0, len(part), _AT_ONCE))

    return _digest(((len(part), *images.shape[1:]), few(part)) for part in (order[:-count], order[-count:]))


def _moves(pictures: Pictures, count: int) -> tuple[IntArray, IntArray, IntArray]:
    """Places that those held out leave, the images that move up to them, and the `count` images that are held out."""
    N, labels = len(pictures.images), pictures.labels
    drawn = _drawn(np.zeros(N, dtype=np.int64) if labels is None else labels[:, 0], count)
    return drawn[drawn < N - count], np.setdiff1d(np.arange(N - count, N), drawn), drawn


def _drawn(classes: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Indices of `count` images in any order, in proportion of the classes; of a small one none rather than all."""
    random = np.random.default_rng(HELD_OUT_SEED)
    order = random.permutation(len(classes))
    place = np.empty(len(classes))
    for category in np.unique(classes):
        (of_class,) = np.nonzero(classes[order] == category)
        place[of_class] = (np.arange(len(of_class)) + 0.5) / len(of_class)
    return random.permutation(order[np.argsort(place, kind="stable")[:count]])


def batch_indices(*, seed: int, first: int, count: int, size: int) -> NDArray[np.int64]:
    """Indices of training images number first ... first + count - 1 of a run, each epoch a permutation.

    A pure function of its arguments, so that a resumed run sees the very images of an unbroken one.
    """
    numbers = np.arange(first, first + count)
    out = np.empty(count, dtype=np.int64)
    for epoch in np.unique(numbers // size):
        chosen = numbers // size == epoch
        out[chosen] = _order(seed, int(epoch), size)[numbers[chosen] % size]
    return out


@lru_cache(maxsize=2)
def _order(seed: int, epoch: int, size: int) -> NDArray[np.int64]:
    """The permutation of one epoch; drawn once, as that of a million images takes as long as a step."""
    return np.random.default_rng([seed, 1, epoch]).permutation(size)
