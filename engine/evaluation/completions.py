"""Completions of many images at once, one step or two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.evaluation.intervals import FloatArray, IntArray
from engine.models.completion import BATCH, Model, complete_once
from engine.models.labels import probabilities
from engine.networks.inference import TorchRuntime
from engine.patches import BoolArray
from engine.pictures.images import UInt8Array


def complete_each(
    model: Model,
    images: UInt8Array,
    known: BoolArray,
    seeds: Sequence[int],
    *,
    target: BoolArray | None = None,
    labels: IntArray | None = None,
) -> UInt8Array:
    """Draw one completion of each image from p(x_T | x_S); many times faster than one call of `Model.complete` each.

    Args:
        images: (N, H, W, C) uint8.
        known, target: S and T of each, (N, L) bool; T is by default all that is not known.
        seeds: (N,) the noise of each, as in `Model.complete`.
        labels: y_S of each, (N, Y), -1 = not given; None = none is.

    Returns:
        (N, H, W, C) uint8; outside T bit-identical to `images`.
    """
    target = ~known if target is None else target
    return np.concatenate([drawn for drawn, _ in _batches(model, images, known, target, seeds, labels)])


def classify_each(
    model: Model,
    images: UInt8Array,
    known: BoolArray,
    *,
    n: int,
    first_seed: int,
) -> list[FloatArray]:
    """p(y | x_S) of each image as the mean over n noises, all different; as `Model.classify`, for many at once.

    Args:
        images, known: as for `complete_each`.

    Returns:
        (N, categories) for each label of the model.
    """
    nothing, labels = np.zeros_like(known), model.config.labels
    sums = [np.zeros((len(images), len(label.categories))) for label in labels]
    for first in range(first_seed, first_seed + n * len(images), len(images)):
        seeds = range(first, first + len(images))
        logits = np.concatenate([part for _, part in _batches(model, images, known, nothing, seeds, None)])
        sums = [total + p / n for total, p in zip(sums, probabilities(logits, labels), strict=True)]
    return sums


def _batches(
    model: Model,
    images: UInt8Array,
    known: BoolArray,
    target: BoolArray,
    seeds: Sequence[int],
    labels: IntArray | None,
) -> Iterator[tuple[UInt8Array, NDArray[np.float32]]]:
    """One completion of each image and the logits of its labels, some at a time."""
    runtime = model.runtime
    assert isinstance(runtime, TorchRuntime)  # ONNX Runtime takes one image at a time
    if labels is None:
        labels = np.full((len(images), len(model.config.labels)), -1)
    for start in range(0, len(images), BATCH):
        part = slice(start, start + BATCH)
        yield complete_once(
            *(runtime, model.config, seeds[part], images[part], known[part], target[part], labels[part]),
            sampling=model.sampling,
        )


def complete_repeatedly(
    model: Model,
    images: UInt8Array,
    known: BoolArray,
    target: BoolArray,
    *,
    n: int,
    first_seed: int,
    two_steps: bool = False,
) -> UInt8Array:
    """n completions of each of (M, H, W, C) images at S, T (M, L) -> (M, n, H, W, C), all of different seeds.

    In two steps first a random half of T alone is drawn, the rest ignored, then that rest given both. Both ways draw
    from the same p(x_T | x_S) where a model's conditionals agree with one another.
    """
    flat = images.repeat(n, axis=0)
    known, target = known.repeat(n, axis=0), target.repeat(n, axis=0)
    seeds = range(first_seed, first_seed + len(flat))
    if two_steps:
        first = random_half(target, seed=first_seed)
        flat = complete_each(model, flat, known, seeds, target=first)
        known, target, seeds = known | first, target & ~first, range(seeds.stop, seeds.stop + len(flat))
    flat = complete_each(model, flat, known, seeds, target=target)
    return flat.reshape(len(images), n, *images.shape[1:])


def random_half(target: BoolArray, *, seed: int) -> BoolArray:
    """A random half, rounded down, of each row of (N, L)."""
    rng = np.random.default_rng(seed)
    order = np.where(target, rng.random(target.shape), 2.0).argsort(axis=1).argsort(axis=1)
    result: BoolArray = order < target.sum(axis=1, keepdims=True) // 2
    return result
