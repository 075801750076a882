"""Distances between a set of completed images and a set of real ones, in features and in pixels.

All are fed features of our own small net, but for `nearest`, which compares pixels.
"""

from __future__ import annotations

import numpy as np
import torch
from sklearn.model_selection import GroupKFold
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from torchmetrics.image.kid import poly_mmd

from engine.evaluation.intervals import FloatArray
from engine.pictures.images import UInt8Array

FOLDS = 5


def frechet(a: FloatArray, b: FloatArray) -> float:
    """Squared Fréchet distance between Gaussians fitted to (N, D) and (M, D) features: `ffd`, never FID."""
    gap = a.mean(axis=0) - b.mean(axis=0)
    one, other = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = np.sqrt(np.linalg.eigvals(one @ other).astype(complex)).real.sum()
    return float(gap @ gap + np.trace(one) + np.trace(other) - 2 * root)


def kernel(a: FloatArray, b: FloatArray) -> float:
    """Unbiased squared MMD under the cubic kernel of two equally large (N, D) sets: `fkid`, never KID.

    Its expectation is 0 where both are of one distribution; single values may be below.
    """
    n = min(len(a), len(b))
    return float(poly_mmd(torch.from_numpy(a[:n]).float(), torch.from_numpy(b[:n]).float()))


def discernibility(real: FloatArray, completed: FloatArray, *, seed: int = 0) -> tuple[FloatArray, FloatArray]:
    """P-IDS and U-IDS (arXiv:2103.10428), each as one value an image pair whose mean is the score.

    A linear SVM tells real from completed features. It judges pairs that it was not fitted on, unlike in the paper,
    so that sets which cannot be told apart score 50 % whatever their size.

    Args:
        real, completed: (N, D); the i-th completed image is a completion of the i-th real one.

    Returns:
        paired (N,): 1 where the completion looks more real than its original, ½ where equally so;
        unpaired (N,): the share of the two that is judged wrongly.
    """
    n = len(real)
    scores = np.zeros((2, n))
    pairs = np.arange(n)
    for fitted, judged in GroupKFold(min(FOLDS, n), shuffle=True, random_state=seed).split(pairs, groups=pairs):
        x = np.concatenate([real[fitted], completed[fitted]])
        y = np.repeat([1, 0], len(fitted))
        scaler = StandardScaler().fit(x)
        svm = LinearSVC(dual=False, C=0.1, random_state=seed)
        svm.fit(scaler.transform(x), y)
        for row, part in enumerate((real, completed)):
            scores[row, judged] = svm.decision_function(scaler.transform(part[judged]))
    scores = scores.round(9)
    paired = (scores[1] > scores[0]) + 0.5 * (scores[1] == scores[0])
    wrong = [(s < 0) + 0.5 * (s == 0) for s in (scores[0], -scores[1])]
    return paired.astype(np.float64), (wrong[0] + wrong[1]) / 2


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
    flat, others = (each.reshape(len(each), -1).astype(np.float32) for each in (images, references))
    neighbours = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(others)
    closest = others[neighbours.kneighbors(flat, return_distance=False)[:, 0]]
    squares: FloatArray = np.square(flat - closest, dtype=np.float64).mean(axis=1)
    return np.sqrt(squares) / 255


def _covered(centres: FloatArray, points: FloatArray, k: int) -> FloatArray:
    k = min(k, len(centres) - 1)
    neighbours = NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(centres)
    radii = neighbours.kneighbors(centres)[0][:, k]
    distances = torch.cdist(torch.from_numpy(points), torch.from_numpy(centres)).numpy()
    covered: FloatArray = (distances <= radii[None] * (1 + 1e-9)).any(axis=1).astype(np.float64)
    return covered
