"""A kernel density of labelled images as a classifier of incomplete ones: what is reached without learning."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engine.evaluation.intervals import FloatArray, IntArray
from engine.patches import BoolArray

SCALES = np.geomspace(10, 10_000, 13)
"""1/(2h²) that are tried, h the bandwidth as a share of the grey range."""
LEFT_OUT = 500
"""Reference images on which the bandwidth is chosen."""
BATCH = 250


def kernel_posterior(
    images: FloatArray, known: BoolArray, references: FloatArray, y: IntArray, *, categories: int, seed: int = 0
) -> FloatArray:
    """p(y | x_S) ∝ Σ_i [y_i = y] exp(−d_i / 2h²), d_i the mean square between x_S and reference image i at S.

    The bandwidth h is the one that is best, by log-likelihood, for reference images left out, given as much of them.

    Args:
        images, known: (N, P) in [0, 1], and which of their pixels are known.
        references: (M, P).
        y: (M,), the categories of the references.

    Returns:
        (N, categories).
    """
    order = np.random.default_rng(seed).permutation(len(references))
    few, rest = np.split(order, [min(LEFT_OUT, len(order) // 5)])
    theirs = known[np.arange(len(few)) % len(known)]
    losses = np.zeros(len(SCALES))
    for part, d in _distances(references[few], theirs, references[rest]):
        for number, scale in enumerate(SCALES):
            p = _posterior(d, scale, y[rest], categories)
            losses[number] -= np.log(np.maximum(p[np.arange(len(p)), y[few][part]], 1e-12)).sum()
    best = SCALES[losses.argmin()]
    return np.concatenate([_posterior(d, best, y, categories) for _, d in _distances(images, known, references)])


def _distances(
    images: FloatArray, known: BoolArray, references: FloatArray
) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Some images at a time: which ones, and d, (n, M)."""
    r = references.astype(np.float32)
    squares = np.square(r).T
    for start in range(0, len(images), BATCH):
        part = slice(start, start + BATCH)
        S = known[part].astype(np.float32)
        x = S * images[part].astype(np.float32)
        sums = np.square(x).sum(axis=1, keepdims=True) - 2 * x @ r.T + S @ squares
        yield part, sums / np.maximum(S.sum(axis=1, keepdims=True), 1)


def _posterior(d: NDArray[np.float32], scale: float, y: IntArray, categories: int) -> FloatArray:
    weights = np.exp(scale * (d.min(axis=1, keepdims=True) - d))
    sums = weights @ np.eye(categories, dtype=np.float32)[y]
    p: FloatArray = (sums / sums.sum(axis=1, keepdims=True)).astype(np.float64)
    return p
