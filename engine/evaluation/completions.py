"""Completions of many images at once, one step or two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine.models.completion import BATCH, Model
from engine.models.noise import draw_noise
from engine.networks.inference import TorchRuntime
from engine.patches import BoolArray
from engine.pictures.images import UInt8Array

Tick = Callable[[int], None]


def complete_each(
    model: Model,
    images: UInt8Array,
    known: BoolArray,
    seeds: Sequence[int],
    *,
    target: BoolArray | None = None,
    tick: Tick = lambda count: None,
) -> UInt8Array:
    """Draw one completion of each image from p(x_T | x_S); many times faster than one call of `Model.complete` each.

    Args:
        images: (N, H, W, C) uint8.
        known, target: S and T of each, (N, L) bool; T is by default all that is not known.
        seeds: (N,) the noise of each, as in `Model.complete`.
        tick: called with the number of completions just made.

    Returns:
        (N, H, W, C) uint8; outside T bit-identical to `images`.
    """
    target = ~known if target is None else target
    runtime, pieces = model.runtime, []
    assert isinstance(runtime, TorchRuntime)  # ONNX Runtime takes one image at a time
    for start in range(0, len(images), BATCH):
        part = slice(start, start + BATCH)
        noise = draw_noise(model.config, seeds[part])
        nothing = np.full((len(noise[0]), len(model.config.labels)), -1)
        pieces.append(runtime.complete(images[part], known[part], target[part], *noise, nothing)[0])
        tick(len(pieces[-1]))
    return np.concatenate(pieces)


def complete_repeatedly(
    model: Model,
    images: UInt8Array,
    known: BoolArray,
    target: BoolArray,
    *,
    n: int,
    first_seed: int,
    two_steps: bool = False,
    tick: Tick = lambda count: None,
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
        flat = complete_each(model, flat, known, seeds, target=first, tick=tick)
        known, target, seeds = known | first, target & ~first, range(seeds.stop, seeds.stop + len(flat))
    flat = complete_each(model, flat, known, seeds, target=target, tick=tick)
    return flat.reshape(len(images), n, *images.shape[1:])


def random_half(target: BoolArray, *, seed: int) -> BoolArray:
    """A random half, rounded down, of each row of (N, L)."""
    rng = np.random.default_rng(seed)
    order = np.where(target, rng.random(target.shape), 2.0).argsort(axis=1).argsort(axis=1)
    chosen: BoolArray = order < target.sum(axis=1, keepdims=True) // 2
    return chosen
