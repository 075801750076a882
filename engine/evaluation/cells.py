"""All measures at one kind of S: RECIPE's list, each with its interval and its yardstick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np

from engine.evaluation import distances, posterior
from engine.evaluation.completions import complete_each, complete_repeatedly
from engine.evaluation.features import Features
from engine.evaluation.intervals import REPLICATES, FloatArray, IntArray, Measure, bootstrap, mean_of
from engine.evaluation.shapes import SHAPES, SHARES, subsets
from engine.models.completion import Model
from engine.patches import BoolArray
from engine.pictures.images import UInt8Array

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
class ReportSettings:
    """What is measured, and on how much."""

    shares: tuple[float, ...] = SHARES
    shapes: tuple[str, ...] = tuple(SHAPES)
    images: int = 1000
    """Images completed, and as many other held-out images that they are compared with."""
    repeats: int = 8
    """P: completions of each image for gain, spread, classes and consistency."""
    repeated: int = 128
    """Images that are completed P times."""
    replicates: int = REPLICATES
    """Bootstrap draws of each interval."""
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What every cell of a report is measured with."""

    model: Model
    features: Features
    settings: ReportSettings
    truth: UInt8Array
    """(N, H, W, C) the images that are completed."""
    others: UInt8Array
    """(N, H, W, C) the held-out images that completions are compared with."""
    labels: IntArray | None
    """(N,) of `truth`; None also where the features know no classes."""
    training: UInt8Array | None
    """(M, H, W, C) the model's training images."""
    tick: Callable[[int], None]

    @cached_property
    def truth_features(self) -> FloatArray:
        """(N, D)."""
        return self.features(self.truth)

    @cached_property
    def others_features(self) -> FloatArray:
        """(N, D)."""
        return self.features(self.others)

    @cached_property
    def floors(self) -> dict[str, float]:
        """What the measures between sets are for two sets of real images, `truth` and `others`."""
        precision, recall = distances.precision_recall(self.others_features, self.truth_features)
        found = {
            "ffd": distances.frechet(self.truth_features, self.others_features),
            "fkid": distances.kernel(self.truth_features, self.others_features),
            "precision": float(precision.mean()),
            "recall": float(recall.mean()),
        }
        if self.training is not None:
            found["nearest"] = float(distances.nearest(self.others, self.training).mean())
        return found

    @cached_property
    def bootstrap(self) -> Callable[..., Measure]:
        """A measure with its interval, by as many draws as the settings say."""
        return partial(bootstrap, replicates=self.settings.replicates)


def measure_cell(basis: Basis, shape: str, share: float) -> Cell:
    """Complete all images at one kind of S, and measure."""
    settings, n = basis.settings, len(basis.truth)
    P, M = settings.repeats, settings.repeated
    drawn = "random" if shape == EMPTY else shape
    known = subsets(basis.model.grid, drawn, share, n, seed=settings.seed)
    rng = np.random.default_rng([settings.seed, n, round(1000 * share), *shape.encode()])
    seed = int(rng.integers(2**60))  # no two cells share a noise
    completed = complete_each(basis.model, basis.truth, known, range(seed, seed + n), tick=basis.tick)
    measures = _against_real(basis, completed)
    if shape == EMPTY:
        measures |= _of_whole_images(basis, completed)
    few, S = basis.truth[:M], known[:M]
    seeds = [seed + n + i * P * M for i in range(3)]
    one, again, two = (
        complete_repeatedly(basis.model, few, S, n=P, first_seed=first, two_steps=step, tick=basis.tick)
        for first, step in zip(seeds, (False, False, True), strict=True)
    )
    measures |= _of_spread(basis, one, S) | _of_consistency(basis, one, again, two)
    if basis.labels is not None and shape != EMPTY:
        measures |= _of_classes(basis, one, basis.labels[:M])
    return Cell(shape=shape, share=share, measures=measures)


def _against_real(basis: Basis, completed: UInt8Array) -> dict[str, Measure]:
    """1, 2, 3: of one completion an image."""
    features, others, floors = basis.features(completed), basis.others_features, basis.floors
    paired, unpaired = distances.discernibility(basis.truth_features, features, seed=basis.settings.seed)
    precision, recall = distances.precision_recall(others, features)
    return {
        "ffd": basis.bootstrap(distances.frechet, features, others, reference=floors["ffd"]),
        "fkid": basis.bootstrap(distances.kernel, features, others, reference=floors["fkid"]),
        "p_ids": mean_of(paired, reference=0.5),
        "u_ids": mean_of(unpaired, reference=0.5),
        "precision": mean_of(precision, reference=floors["precision"]),
        "recall": mean_of(recall, reference=floors["recall"]),
    }


def _of_whole_images(basis: Basis, drawn: UInt8Array) -> dict[str, Measure]:
    """6's histogram, and 8: only at S = ∅ is the whole image the model's own."""
    measures = {}
    if basis.features.classes:
        shown, real, others = (
            basis.features(images, probabilities=True).argmax(axis=1) for images in (drawn, basis.truth, basis.others)
        )
        floor = posterior.histogram_distance(real, others)
        measures["histogram"] = basis.bootstrap(posterior.histogram_distance, shown, others, reference=floor)
    if basis.training is not None:
        near = distances.nearest(drawn, basis.training)
        measures["nearest"] = mean_of(near, reference=basis.floors["nearest"])
    return measures


def _of_spread(basis: Basis, one: UInt8Array, known: BoolArray) -> dict[str, Measure]:
    """3's PSNR, 4, 5: of P completions an image, (M, P, H, W, C)."""
    truth = basis.truth[: len(one)]
    s = posterior.spread(one, truth)
    wanted = np.stack([basis.model.grid.mask(~S) for S in known])[..., None]
    count = wanted.sum(axis=(1, 2, 3)) * truth.shape[-1]
    blurred = np.square((basis.others.mean(axis=0) - truth) / 255 * wanted).sum(axis=(1, 2, 3))

    def distance(squares: FloatArray) -> float:
        return float(np.sqrt(squares.mean() / s.pixels))

    plain, ideal = posterior.psnr(blurred, count), posterior.ideal_gain(one.shape[1])
    return {
        "psnr": basis.bootstrap(posterior.psnr, s.alone, count, reference=plain, paired=True),
        "gain": basis.bootstrap(posterior.gain, s.alone, s.together, reference=ideal, paired=True),
        "apart": basis.bootstrap(distance, s.apart, reference=distance(s.alone)),
    }


def _of_consistency(basis: Basis, one: UInt8Array, again: UInt8Array, two: UInt8Array) -> dict[str, Measure]:
    """7: one step against two, (M, P, H, W, C) each; `again` is one step with other noise."""
    M, P = one.shape[:2]
    a, b, c = (basis.features(s.reshape(-1, *s.shape[2:])).reshape(M, P, -1) for s in (one, again, two))

    def relative(gaps: FloatArray, scales: FloatArray) -> float:
        return float(gaps.mean() / max(scales.mean(), 1e-9))

    def between(x: FloatArray, y: FloatArray) -> float:
        return distances.frechet(x.reshape(-1, x.shape[2]), y.reshape(-1, y.shape[2]))

    return {
        "consistency": basis.bootstrap(relative, *posterior.energy(a, c), reference=0.0, paired=True),
        "consistency_ffd": basis.bootstrap(between, a, c, reference=between(a, b), paired=True),
    }


def _of_classes(basis: Basis, one: UInt8Array, labels: IntArray) -> dict[str, Measure]:
    """6: what completions say of the class: accuracy and calibration of the implied p(y|x_S)."""
    M, P = one.shape[:2]
    probabilities = basis.features(one.reshape(-1, *one.shape[2:]), probabilities=True).reshape(M, P, -1)
    kept, agreed = posterior.agreement(probabilities.argmax(axis=2), labels)
    mean, left_out = probabilities.mean(axis=1), posterior.leave_one_out(probabilities)
    measures = {"label_kept": mean_of(kept, reference=float(agreed.mean()))}
    for name, measure in (("label_accuracy", posterior.accuracy), ("calibration", posterior.calibration_error)):
        measures[name] = basis.bootstrap(measure, mean, labels, reference=measure(*left_out), paired=True)
    return measures
