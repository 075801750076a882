"""Completions of many images at once, one step or two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

from engine.models.completion import BATCH, Model, to_bytes, to_unit
from engine.patches import BoolArray, patchify, pixel_mask, unpatchify
from engine.pictures.images import UInt8Array
from engine.subsets import SubsetPair

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
    pieces = []
    for start in range(0, len(images), BATCH):
        part = slice(start, start + BATCH)
        pixels = torch.from_numpy(images[part]).permute(0, 3, 1, 2).to(model.device)
        S, T = (torch.from_numpy(subset[part]).to(model.device) for subset in (known, target))
        completed = _complete(model, pixels, S, T, seeds[part])
        pieces.append(completed.permute(0, 2, 3, 1).contiguous().cpu().numpy())
        tick(len(pixels))
    return np.concatenate(pieces)


def complete_repeatedly(
    model: Model, images: UInt8Array, known: BoolArray, *, n: int, first_seed: int, tick: Tick = lambda count: None
) -> UInt8Array:
    """n completions of each of (M, H, W, C) images at S (M, L) -> (M, n, H, W, C), all of different seeds."""
    M = len(images)
    seeds = range(first_seed, first_seed + M * n)
    flat = complete_each(model, images.repeat(n, axis=0), known.repeat(n, axis=0), seeds, tick=tick)
    return flat.reshape(M, n, *images.shape[1:])


def complete_in_two_steps(
    model: Model, images: UInt8Array, known: BoolArray, *, n: int, first_seed: int, tick: Tick = lambda count: None
) -> UInt8Array:
    """As `complete_repeatedly`, but first a random half of T alone, the rest ignored, then that rest given both.

    Both ways draw from the same p(x_T | x_S) where a model's conditionals agree with one another.
    """
    M = len(images)
    known = known.repeat(n, axis=0)
    first = random_half(~known, seed=first_seed)
    seeds = range(first_seed, first_seed + M * n)
    between = complete_each(model, images.repeat(n, axis=0), known, seeds, target=first, tick=tick)
    later = range(first_seed + M * n, first_seed + 2 * M * n)
    flat = complete_each(model, between, known | first, later, tick=tick)
    return flat.reshape(M, n, *images.shape[1:])


def random_half(target: BoolArray, *, seed: int) -> BoolArray:
    """A random half, rounded down, of each row of (N, L)."""
    rng = np.random.default_rng(seed)
    order = np.where(target, rng.random(target.shape), 2.0).argsort(axis=1).argsort(axis=1)
    chosen: BoolArray = order < target.sum(axis=1, keepdims=True) // 2
    return chosen


@torch.inference_mode()
def _complete(model: Model, pixels: Tensor, S: Tensor, T: Tensor, seeds: Sequence[int]) -> Tensor:
    out = model.generator(patchify(to_unit(pixels), model.grid), SubsetPair(S, T), model.noise(seeds))
    inside = pixel_mask(T, model.grid)
    return torch.where(inside, to_bytes(unpatchify(out, model.grid)), pixels)
