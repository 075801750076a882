"""p(y | x_S) of a trained model, and of a kernel density of the training images, measured alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from engine.config import Config
from engine.data.dataset import load_dataset
from engine.data.labels import mapped
from engine.data.readers import read_pictures
from engine.errors import EngineError
from engine.evaluation.cells import Basis, ReportSettings
from engine.evaluation.held_out import HeldOut, load_held_out
from engine.evaluation.intervals import FloatArray, IntArray, Measure
from engine.evaluation.labels import measure_labels, of_predictions, random_subsets
from engine.evaluation.report import labelled
from engine.models.completion import Model
from engine.patches import BoolArray

REPEATS = 2
"""Noises that p(y | x_S) is the mean over."""
SCALES = np.geomspace(10, 10_000, 13)
"""1/(2h²) that are tried, h the bandwidth as a share of the grey range."""
LEFT_OUT = 500
"""Reference images on which the bandwidth is chosen."""
BATCH = 250


def measure_classifier(
    model: Model, unseen: Path, *, images: int, shares: Sequence[float], device: torch.device
) -> dict[str, float]:
    """Accuracy, negative log-likelihood and ECE at each share of known patches, the means over all labels.

    Args:
        unseen: images that the model never saw, with labels.
        images: how many of them, at most.

    Returns:
        by share and measure, `0.5 accuracy`.
    """
    assert model.info is not None
    settings = _settings(images)
    data = load_held_out(model.info, unseen, compare=False)
    rows, y = labelled(settings, data)
    basis = Basis(
        model=model,
        nets=(),
        settings=settings,
        images=data.images[rows],
        labels=None,
        training=None,
        mirrored=False,
        device=device,
    )
    return _means((cell.share, cell.measures) for cell in measure_labels(basis, y, shares=shares))


def measure_kernel(
    config: Config, training: Path, unseen: Path, *, images: int, shares: Sequence[float]
) -> dict[str, float]:
    """The same of a kernel density of the training images, given the same patches.

    Args:
        config: of the data, and of the grid of patches.

    Raises:
        EngineError: the data has no labels.
    """
    settings, grid = _settings(images), config.model.grid
    data, others = load_dataset(training, config.model, config.data), read_pictures(unseen, config.model, config.data)
    if data.labels is None:
        raise EngineError(f"{training} has no labels. Give data with labels.")
    theirs, _ = mapped(others.labels, others.label_configs, data.label_configs, len(others.images))
    rows, y = labelled(
        settings, HeldOut(images=others.images, labels=None, model_labels=theirs, training=None, description={})
    )
    queries, references = (
        each.reshape(len(each), -1) / np.float32(255)
        for each in (others.images[rows], data.images.permute(0, 2, 3, 1).numpy())
    )
    measured = []
    for share in shares:
        patches = random_subsets(grid, share, len(rows), seed=settings.seed)
        known = np.stack([grid.mask(each) for each in patches])[..., None].repeat(config.model.channels, axis=3)
        for place, label in enumerate(data.label_configs):
            told, asked = data.labels[:, place].numpy() >= 0, y[:, place] >= 0
            p = kernel_posterior(
                queries[asked],
                known.reshape(len(known), -1)[asked],
                references[told],
                data.labels[:, place].numpy()[told],
                categories=len(label.categories),
            )
            measured.append((share, of_predictions(settings, p, y[asked, place])))
    return _means(measured)


def _settings(images: int) -> ReportSettings:
    return ReportSettings(images=images, classified=images, repeats=REPEATS, replicates=2)


def _means(measured: Iterable[tuple[float, dict[str, Measure]]]) -> dict[str, float]:
    values: dict[str, list[float]] = {}
    for share, measures in measured:
        for name, measure in measures.items():
            values.setdefault(f"{share:g} {name}", []).append(measure.value)
    return {name: float(np.mean(each)) for name, each in values.items()}


def kernel_posterior(
    images: FloatArray, known: BoolArray, references: FloatArray, y: IntArray, *, categories: int
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
    order = np.random.default_rng(0).permutation(len(references))
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
    result: FloatArray = (sums / sums.sum(axis=1, keepdims=True)).astype(np.float64)
    return result
