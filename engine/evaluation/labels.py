"""p(y | x_S) measured: whether it is right, how sure, and whether completions show the label that they are given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from engine.evaluation.cells import Basis, ReportSettings
from engine.evaluation.completions import classify_each, complete_each
from engine.evaluation.features import ImageFeatures
from engine.evaluation.intervals import FloatArray, IntArray, Measure, bootstrap, mean_of
from engine.patches import BoolArray, Grid
from engine.pictures.images import UInt8Array
from engine.subsets import random_subset

SHARES = (1.0, 0.5, 0.25, 0.1, 0.0)
"""Of known patches."""
BINS = 15
"""Of the calibration error."""
FLOOR_DRAWS = 20
"""Sets of labels, drawn from the predictions themselves, that its floor is the mean of."""


class Bin(NamedTuple):
    """Predictions of like confidence."""

    images: int
    confidence: float
    """Its mean."""
    accuracy: float


@dataclass(frozen=True, kw_only=True)
class LabelCell:
    """All measures of one label at one share of known patches."""

    label: str
    share: float
    measures: dict[str, Measure] = field(default_factory=dict)
    reliability: list[Bin] = field(default_factory=list)
    """Of the predictions; bins without any are left out."""


def measure_labels(
    basis: Basis, y: IntArray, *, shares: Sequence[float] = SHARES, tick: Callable[[int], None] = lambda count: None
) -> list[LabelCell]:
    """Predict the labels of all images of a basis at each share of known patches, and compare with the truth.

    Args:
        y: the model's labels, (N, Y); -1 where one is unknown.
        tick: called with 1 after each share.
    """
    cells = []
    for number, share in enumerate(shares):
        seed = int(np.random.default_rng([basis.settings.seed, len(y), 4, number]).integers(2**60))
        known = random_subsets(basis.model.grid, share, len(y), seed=basis.settings.seed)
        predicted = classify_each(basis.model, basis.images, known, n=basis.settings.repeats, first_seed=seed)
        for place, label in enumerate(basis.model.config.labels):
            rows = np.flatnonzero(y[:, place] >= 0)
            if not len(rows):
                continue
            p, truth = predicted[place][rows], y[rows, place]
            measures = of_predictions(basis.settings, p, truth)
            if share < 1 and basis.nets and (classes := class_numbers(label.categories, basis.nets[0])) is not None:
                measures |= _of_completions(basis, y, place, rows, known, classes, seed=seed)
            bins = reliability(p.max(axis=1), p.argmax(axis=1) == truth)
            cells.append(LabelCell(label=label.name, share=share, measures=measures, reliability=bins))
        tick(1)
    return sorted(cells, key=lambda cell: [label.name for label in basis.model.config.labels].index(cell.label))


def random_subsets(grid: Grid, share: float, count: int, *, seed: int) -> BoolArray:
    """The known patches of so many images, (count, L)."""
    first = seed * 1_000_003
    return np.stack([random_subset(grid, share, each) for each in range(first, first + count)])


def class_numbers(categories: Sequence[str], net: ImageFeatures) -> IntArray | None:
    """The number by which a feature net knows each category, (K,); None if it does not name them all."""
    known = {category: number for number, category in enumerate(net.categories)}
    numbers = np.array([known.get(category, -1) for category in categories], dtype=np.int64)
    return numbers if numbers.min() >= 0 and numbers.max() < net.classes else None


def calibration_error(confidence: FloatArray, right: BoolArray) -> float:
    """ECE [arXiv:1706.04599]: how far in the mean confidence is from accuracy, in bins of like confidence.

    Args:
        confidence: the probability of the most probable category, (N,).
        right: whether that is the true one, (N,).
    """
    return float(np.abs(np.bincount(_bins(confidence), weights=right - confidence)).sum() / len(right))


def reliability(confidence: FloatArray, right: BoolArray) -> list[Bin]:
    """The bins that `calibration_error` is made of; arguments as there."""
    bins = _bins(confidence)
    return [
        Bin(int(each.sum()), float(confidence[each].mean()), float(right[each].mean()))
        for each in (bins == number for number in np.unique(bins))
    ]


def _bins(confidence: FloatArray) -> IntArray:
    return np.minimum((confidence * BINS).astype(np.int64), BINS - 1)


def of_predictions(settings: ReportSettings, p: FloatArray, truth: IntArray) -> dict[str, Measure]:
    """Accuracy, negative log-likelihood and calibration of p(y), (N, categories)."""
    confidence, right = p.max(axis=1), p.argmax(axis=1) == truth
    likelihood = p[np.arange(len(p)), truth]
    frequencies = np.bincount(truth) / len(truth)
    entropy = -float(np.sum(frequencies * np.log(np.maximum(frequencies, 1e-12))))
    rng = np.random.default_rng(settings.seed)
    floor = np.mean([calibration_error(confidence, rng.random(len(p)) < confidence) for _ in range(FLOOR_DRAWS)])
    return {
        "accuracy": mean_of(right, reference=float(frequencies.max())),
        "nll": mean_of(-np.log(np.maximum(likelihood, 1e-12)), reference=entropy),
        "ece": bootstrap(
            calibration_error,
            confidence,
            right,
            reference=float(floor),
            paired=True,
            replicates=settings.replicates,
        ),
    }


def _of_completions(
    basis: Basis, y: IntArray, place: int, rows: IntArray, known: BoolArray, classes: IntArray, *, seed: int
) -> dict[str, Measure]:
    """How often the feature net sees the true category in a completion: that label given, and no label given."""
    net, images, S = basis.nets[0], basis.images[rows], known[rows]
    truth = classes[y[rows, place]]
    given = np.full((len(rows), y.shape[1]), -1, dtype=np.int64)
    given[:, place] = y[rows, place]

    def right(shown: UInt8Array) -> BoolArray:
        result: BoolArray = net(shown, probabilities=True).argmax(axis=1) == truth
        return result

    real = float(right(images).mean())
    seeds = range(seed, seed + len(rows))
    drawn = (complete_each(basis.model, images, S, seeds, labels=each) for each in (given, None))
    return {
        name: mean_of(right(each), reference=real)
        for name, each in zip(("shown_given", "shown_free"), drawn, strict=True)
    }
