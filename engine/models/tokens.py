"""Completing by a model whose patches are tokens: its codebook, and its tokens drawn one after the other."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np

from engine.config import ModelConfig
from engine.models.noise import FloatArray
from engine.models.request import IntArray, RuntimeRequest
from engine.patches import BoolArray, Grid
from engine.pictures.images import UInt8Array

Predict = Callable[[IntArray, BoolArray, IntArray], tuple[FloatArray, FloatArray]]
"""A network: tokens (n, L), -1 where not given, S ∪ T (n, L), and labels (n, Y), -1 likewise -> the logits of each
patch's tokens, (n, L, K), and those of all labels' categories in a row."""


def complete_tokens(
    request: RuntimeRequest, config: ModelConfig, entries: FloatArray, predict: Predict
) -> tuple[UInt8Array, FloatArray]:
    """As `engine.models.runtime.Runtime.complete`, or n completions of as many images.

    Args:
        request: its image (H, W, C), or (n, H, W, C); S and T (L,), or (n, L).
        entries: the codebook, (K, D) in [-1, 1].
    """
    n, grid, order = len(request.whole), config.grid, request.sampling.order
    known, left = (np.broadcast_to(subset, (n, grid.L)) for subset in (request.known, request.target))
    tokens = np.where(known, nearest(request.image, entries, grid), -1)
    steps = min(request.sampling.steps, int(left.sum(axis=1).max(initial=0)))
    logits = None if steps else predict(tokens, known, request.labels)[1]
    chance, place = _uniform(request.patch[..., 0]), request.patch[..., 1]
    for still in range(steps, 0, -1):
        count = -(-left.sum(axis=1, keepdims=True) // still)
        first = left & (left.cumsum(axis=1) <= count)
        asked = first if order == "raster" else left
        scores, of_labels = predict(tokens, (tokens >= 0) | asked, request.labels)
        logits, p = of_labels if logits is None else logits, _probabilities(scores)
        if order != "raster":
            sureness = p.max(axis=-1) if order == "confidence" else place
            turn = np.where(left, -sureness, np.inf).argsort(axis=1, kind="stable").argsort(axis=1)
            first = left & (turn < count)
        tokens, left = np.where(first, _drawn(p, chance), tokens), left & ~first
    assert logits is not None
    return _painted(request, tokens, entries, config), logits


def nearest(image: UInt8Array, entries: FloatArray, grid: Grid) -> IntArray:
    """(..., H, W, C) -> (..., L): the number of the entry, (K, D), that is nearest to each patch."""
    *front, _H, _W, C = image.shape
    unit = image.astype(np.float32) / 255
    if C == 4:
        unit[..., :3] *= unit[..., 3:]
    patches = grid.split(unit).reshape(*front, grid.L, -1) * 2 - 1
    distances = np.square(entries).sum(axis=1) - 2 * patches @ entries.T
    result: IntArray = distances.argmin(axis=-1)
    return result


def _painted(request: RuntimeRequest, tokens: IntArray, entries: FloatArray, config: ModelConfig) -> UInt8Array:
    """The image outside T, and in T the entries of the tokens, (n, L) -> (n, H, W, C)."""
    grid, C, p = config.grid, config.channels, config.patch_size
    levels = (entries.reshape(-1, p, p, C) + 1) * 127.5
    if C == 4:
        visible = np.round(levels[..., 3:]) > 0
        levels[..., :3] = np.where(visible, levels[..., :3] * 255 / levels[..., 3:].clip(min=0.5), 0)
    painted = levels.round().clip(0, 255).astype(np.uint8)[tokens]
    target = np.broadcast_to(request.target, tokens.shape)[..., None, None, None]
    image = np.broadcast_to(request.image, (len(tokens), *config.shape))
    return grid.join(np.where(target, painted, grid.split(image)))


def _probabilities(logits: FloatArray) -> FloatArray:
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: FloatArray = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return result


def _drawn(p: FloatArray, chance: FloatArray) -> IntArray:
    """By the inverse of the distribution function: p (..., K), chance (...) in [0, 1] -> (...)."""
    result: IntArray = (p.cumsum(axis=-1)[..., :-1] < chance[..., None]).sum(axis=-1)
    return result


def _uniform(noise: FloatArray) -> FloatArray:
    """Standard normal -> uniform in [0, 1]."""
    result: FloatArray = np.vectorize(NormalDist().cdf, otypes=[np.float32])(noise)
    return result
