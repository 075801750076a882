"""Distances between a set of completed images and a set of real ones, in features and in pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.neighbors import NearestNeighbors

from engine.evaluation.intervals import FloatArray, Measure
from engine.networks.inference import to_unit
from engine.pictures.images import UInt8Array

SPLITS = 20
"""Random halves over which a Fréchet distance is averaged."""


def frechet(a: FloatArray, b: FloatArray) -> float:
    """Squared Fréchet distance between Gaussians fitted to (N, D) and (M, D) features."""
    gap = a.mean(axis=0) - b.mean(axis=0)
    one, other = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = np.sqrt(np.linalg.eigvals(one @ other).astype(complex)).real.sum()
    return float(gap @ gap + np.trace(one) + np.trace(other) - 2 * root)


@dataclass(frozen=True, kw_only=True)
class Frechet:
    """The Fréchet distance of two sets, by random halves: of completions of one half to real images of the other.

    So no completion is held against the image whose pixels it was given, and all images are used.
    """

    at_n: FloatArray
    """(SPLITS,) between halves, N/2 images each. It falls as N rises, also between real images."""
    limit: FloatArray
    """(SPLITS,) extrapolated to infinitely many images, linearly in 1/n from halves and quarters
    (arXiv:1911.07023): 0 on average where both sets are of one distribution."""


def frechet_by_halves(drawn: FloatArray, real: FloatArray, *, seed: int = 0) -> Frechet:
    """Measure completions (N, D) by their originals (N, D), or real images by themselves: then it is the floor."""
    rng, n = np.random.default_rng(seed), len(real) // 2
    whole, half = np.empty(SPLITS), np.empty(SPLITS)
    for i in range(SPLITS):
        order = rng.permutation(len(real))
        a, b = drawn[order[:n]], real[order[n : 2 * n]]
        whole[i] = frechet(a, b)
        half[i] = np.mean([frechet(a[part], b[part]) for part in (slice(n // 2), slice(n // 2, None))])
    return Frechet(at_n=whole, limit=2 * whole - half)


def over_splits(values: FloatArray, *, reference: float | None = None) -> Measure:
    """The mean of (SPLITS,) values ± their standard deviation."""
    mean, deviation = float(values.mean()), float(values.std(ddof=1))
    return Measure(value=mean, low=mean - deviation, high=mean + deviation, reference=reference)


def precision_recall(real: FloatArray, completed: FloatArray, *, k: int = 3) -> tuple[FloatArray, FloatArray]:
    """Improved precision and recall (arXiv:1904.06991): one 0 or 1 an image, whose means are the scores.

    Returns:
        precision (N,): whether a completed image lies within the distance of some real one to its k-th neighbour;
        recall (M,): likewise with the two exchanged.
    """
    return _covered(real, completed, k), _covered(completed, real, k)


def nearest(images: UInt8Array, references: UInt8Array) -> FloatArray:
    """Root mean squared difference of each image to the nearest reference, as a share of the grey range.

    Args:
        images: (N, H, W, C); references: (M, H, W, C).

    Returns:
        (N,) in [0, 1]; 0 for an exact copy.
    """
    flat, others = flat_levels(images), flat_levels(references)
    neighbours = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(others)
    closest = others[neighbours.kneighbors(flat, return_distance=False)[:, 0]]
    squares: FloatArray = np.square(flat - closest, dtype=np.float64).mean(axis=1)
    return np.sqrt(squares)


def flat_levels(images: UInt8Array) -> NDArray[np.float32]:
    """(N, H, W, C) -> (N, C · H · W) in [0, 1], the colours of RGBA premultiplied: unseen ones are all alike."""
    levels = (to_unit(torch.from_numpy(images).permute(0, 3, 1, 2)) + 1) / 2
    return levels.flatten(1).numpy()


def _covered(centres: FloatArray, points: FloatArray, k: int) -> FloatArray:
    k = min(k, len(centres) - 1)
    neighbours = NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(centres)
    radii = neighbours.kneighbors(centres)[0][:, k]
    distances = torch.cdist(torch.from_numpy(points), torch.from_numpy(centres)).numpy()
    result: FloatArray = (distances <= radii[None] * (1 + 1e-9)).any(axis=1).astype(np.float64)
    return result
