"""All measures at one kind of S: RECIPE's list, each with its interval and its yardstick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.evaluation import distances, posterior
from engine.evaluation.features import Features
from engine.evaluation.intervals import Measure, bootstrap, mean_of
from engine.evaluation.sampling import complete_each, complete_in_two_steps, complete_repeatedly
from engine.evaluation.shapes import subsets
from engine.models.completion import Model
from engine.patches import BoolArray
from engine.pictures.images import UInt8Array

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

EMPTY = "empty"
"""The shape of S = ∅."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """All measures at one kind of S."""

    shape: str
    """Of `engine.evaluation.shapes.SHAPES`, or `EMPTY`."""
    share: float
    """Of known patches."""
    measures: dict[str, Measure] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What every cell of a report is measured with."""

    model: Model
    features: Features
    truth: UInt8Array
    """(N, H, W, C) the images that are completed."""
    others: UInt8Array
    """(N, H, W, C) the held-out images that completions are compared with."""
    labels: IntArray | None
    """(N,) of `truth`; None also where the features know no classes."""
    training: UInt8Array | None
    """(M, H, W, C) the model's training images."""
    repeats: int
    """P."""
    repeated: int
    """How many of `truth` are completed P times."""
    replicates: int
    seed: int
    tick: Callable[[int], None]
    truth_features: FloatArray
    others_features: FloatArray
    floors: dict[str, float]
    """`truth` against `others`, real against real, by measure."""


def floors(
    truth: FloatArray, others: FloatArray, images: UInt8Array, training: UInt8Array | None
) -> dict[str, float]:
    """What the measures between sets are for two sets of real images.

    Args:
        truth, others: (N, D) features of the two.
        images: (N, H, W, C) of `others`.
    """
    precision, recall = distances.precision_recall(others, truth)
    found = {
        "ffd": distances.frechet(truth, others),
        "fkid": distances.kernel(truth, others),
        "precision": float(precision.mean()),
        "recall": float(recall.mean()),
    }
    if training is not None:
        found["nearest"] = float(distances.nearest(images, training).mean())
    return found


def measure_cell(bench: Bench, shape: str, share: float) -> Cell:
    """Complete all images at one kind of S, and measure."""
    n, P, M = len(bench.truth), bench.repeats, bench.repeated
    drawn = "random" if shape == EMPTY else shape
    known = subsets(bench.model.grid, drawn, share, n, seed=bench.seed)
    rng = np.random.default_rng([bench.seed, n, round(1000 * share), *shape.encode()])
    seed = int(rng.integers(2**60))  # no two cells share a noise
    completed = complete_each(bench.model, bench.truth, known, range(seed, seed + n), tick=bench.tick)
    measures = _against_real(bench, completed)
    if shape == EMPTY:
        measures |= _of_whole_images(bench, completed)
    few, S = bench.truth[:M], known[:M]
    seeds = [seed + n + i * P * M for i in range(3)]
    one, again = (
        complete_repeatedly(bench.model, few, S, n=P, first_seed=first, tick=bench.tick) for first in seeds[:2]
    )
    two = complete_in_two_steps(bench.model, few, S, n=P, first_seed=seeds[2], tick=bench.tick)
    measures |= _of_spread(bench, one, S) | _of_consistency(bench, one, again, two)
    if bench.labels is not None and shape != EMPTY:
        measures |= _of_classes(bench, one, bench.labels[:M])
    return Cell(shape=shape, share=share, measures=measures)


def _against_real(bench: Bench, completed: UInt8Array) -> dict[str, Measure]:
    """1, 2, 3: of one completion an image."""
    features, others, draws = bench.features(completed), bench.others_features, bench.replicates
    paired, unpaired = distances.discernibility(bench.truth_features, features, seed=bench.seed)
    precision, recall = distances.precision_recall(others, features)
    return {
        "ffd": bootstrap(distances.frechet, features, others, reference=bench.floors["ffd"], replicates=draws),
        "fkid": bootstrap(distances.kernel, features, others, reference=bench.floors["fkid"], replicates=draws),
        "p_ids": mean_of(paired, reference=0.5),
        "u_ids": mean_of(unpaired, reference=0.5),
        "precision": mean_of(precision, reference=bench.floors["precision"]),
        "recall": mean_of(recall, reference=bench.floors["recall"]),
    }


def _of_whole_images(bench: Bench, drawn: UInt8Array) -> dict[str, Measure]:
    """6's histogram, and 8: only at S = ∅ is the whole image the model's own."""
    measures = {}
    if bench.features.classes:
        shown, real, others = (
            bench.features.probabilities(images).argmax(axis=1) for images in (drawn, bench.truth, bench.others)
        )
        floor = posterior.histogram_distance(real, others)
        measures["histogram"] = bootstrap(posterior.histogram_distance, shown, others, reference=floor)
    if bench.training is not None:
        near = distances.nearest(drawn, bench.training)
        measures["nearest"] = mean_of(near, reference=bench.floors["nearest"])
    return measures


def _of_spread(bench: Bench, one: UInt8Array, known: BoolArray) -> dict[str, Measure]:
    """3's PSNR, 4, 5: of P completions an image, (M, P, H, W, C)."""
    truth = bench.truth[: len(one)]
    s = posterior.spread(one, truth)
    wanted = np.stack([bench.model.grid.mask(~S) for S in known])[..., None]
    count = wanted.sum(axis=(1, 2, 3)) * truth.shape[-1]
    blurred = np.square((bench.others.mean(axis=0) - truth) / 255 * wanted).sum(axis=(1, 2, 3))
    n, ideal = bench.replicates, posterior.ideal_gain(one.shape[1])

    def distance(squares: FloatArray) -> float:
        return float(np.sqrt(squares.mean() / s.pixels))

    plain = posterior.psnr(blurred, count)
    return {
        "psnr": bootstrap(posterior.psnr, s.alone, count, reference=plain, paired=True, replicates=n),
        "gain": bootstrap(posterior.gain, s.alone, s.together, reference=ideal, paired=True, replicates=n),
        "apart": bootstrap(distance, s.apart, reference=distance(s.alone), replicates=n),
    }


def _of_consistency(bench: Bench, one: UInt8Array, again: UInt8Array, two: UInt8Array) -> dict[str, Measure]:
    """7: one step against two, (M, P, H, W, C) each; `again` is one step with other noise."""
    M, P = one.shape[:2]
    a, b, c = (bench.features(s.reshape(-1, *s.shape[2:])).reshape(M, P, -1) for s in (one, again, two))

    def relative(gaps: FloatArray, scales: FloatArray) -> float:
        return float(gaps.mean() / max(scales.mean(), 1e-9))

    def between(x: FloatArray, y: FloatArray) -> float:
        return distances.frechet(x.reshape(-1, x.shape[2]), y.reshape(-1, y.shape[2]))

    gaps, scales = posterior.energy(a, c)
    n = bench.replicates
    return {
        "consistency": bootstrap(relative, gaps, scales, reference=0.0, paired=True, replicates=n),
        "consistency_ffd": bootstrap(between, a, c, reference=between(a, b), paired=True, replicates=n),
    }


def _of_classes(bench: Bench, one: UInt8Array, labels: IntArray) -> dict[str, Measure]:
    """6: what completions say of the class: accuracy and calibration of the implied p(y|x_S)."""
    M, P = one.shape[:2]
    probabilities = bench.features.probabilities(one.reshape(-1, *one.shape[2:])).reshape(M, P, -1)
    kept, agreed = posterior.agreement(probabilities.argmax(axis=2), labels)
    mean = probabilities.mean(axis=1)
    others, left_out = posterior.leave_one_out(probabilities)
    n = bench.replicates
    ideal_accuracy, ideal_error = (f(others, left_out) for f in (posterior.accuracy, posterior.calibration_error))
    error = posterior.calibration_error
    return {
        "label_kept": mean_of(kept, reference=float(agreed.mean())),
        "label_accuracy": bootstrap(
            posterior.accuracy, mean, labels, reference=ideal_accuracy, paired=True, replicates=n
        ),
        "calibration": bootstrap(error, mean, labels, reference=ideal_error, paired=True, replicates=n),
    }
