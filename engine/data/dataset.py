"""Training data as one uint8 tensor, part of it held out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.config import DataConfig, LabelConfig, ModelConfig
from engine.data.labels import chosen, mapped, only, with_new_categories
from engine.data.readers import read_pictures
from engine.data.samples import Pictures
from engine.data.store import ImageStore
from engine.errors import EngineError

HELD_OUT_SEED = 0
"""Of the draw of the images that are held out."""


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
    digest = hashlib.blake2b(digest_size=16)
    for part in (images, validation):
        digest.update(repr(tuple(part.shape)).encode())
        for few in part.split(1024):
            digest.update(few.contiguous().numpy())
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
    N, labels = len(pictures.images), pictures.labels
    count = min(config.validation, N // 10) or 1
    if config.held_out == "last":
        return count
    drawn = _drawn(np.zeros(N, dtype=np.int64) if labels is None else labels[:, 0], count)
    left = drawn[drawn < N - count]
    moved_up = np.setdiff1d(np.arange(N - count, N), drawn)
    for array in (pictures.images, labels, pictures.present):
        if array is not None:
            tail = array[drawn]
            array[left] = array[moved_up]
            array[-count:] = tail
    return count


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
