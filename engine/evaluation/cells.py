"""All measures at one kind of S, each with its interval and its yardstick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Literal

import numpy as np
import torch

from engine.evaluation import distances, pixels, posterior
from engine.evaluation.completions import complete_each, complete_repeatedly, random_half
from engine.evaluation.features import ImageFeatures
from engine.evaluation.intervals import REPLICATES, FloatArray, IntArray, Measure, bootstrap, mean_of
from engine.evaluation.shapes import EMPTY, SHAPES, SHARES, VIEW, subsets_of_kind
from engine.evaluation.two_sample import STEPS, TwoSample, auc, two_sample
from engine.models.completion import Model
from engine.patches import BoolArray
from engine.pictures.images import UInt8Array
from engine.subsets import view_subset

Targets = Literal["all", "half"]
MOST = 2000
"""Images that precision, recall and the nearest training image are measured on, at most: they compare all pairs."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """All measures at one kind of S."""

    shape: str
    """Of `engine.evaluation.shapes.SHAPES`, `EMPTY`, or `VIEW` and a name."""
    share: float
    """Of known patches."""
    measures: dict[str, Measure] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ReportSettings:
    """What is measured, and on how much."""

    shares: tuple[float, ...] = SHARES
    shapes: tuple[str, ...] = tuple(SHAPES)
    targets: Targets = "all"
    """T: all that is not known, or a random half of it; the rest is ignored."""
    images: int = 10_000
    """Held-out images completed, at most."""
    repeats: int = 8
    """P: completions of each image for gain, spread, classes and consistency."""
    repeated: int = 128
    """Images that are completed P times."""
    classified: int = 2000
    """Images whose labels are predicted at each share, P times, at most; of models with labels."""
    steps: int = STEPS
    """Of training, for each net of the two-sample test."""
    replicates: int = REPLICATES
    """Bootstrap draws of each interval."""
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What every cell of a report is measured with."""

    model: Model
    nets: Sequence[ImageFeatures]
    """The feature nets; precision, recall, steps and classes are those of the first."""
    settings: ReportSettings
    images: UInt8Array
    """(N, H, W, C) held-out images, which are completed and compared with."""
    labels: IntArray | None
    """(N,); None also where the features know no classes."""
    training: UInt8Array | None
    """(M, H, W, C) the model's training images."""
    mirrored: bool
    """Whether a mirrored image is as good as any other."""
    device: torch.device | None

    @cached_property
    def real(self) -> Reals:
        """All images, whole."""
        return Reals(self, self.images)

    @cached_property
    def control(self) -> dict[str, Measure]:
        """The two-sample test of one random half of the real images against the other."""
        order = np.random.default_rng(self.settings.seed).permutation(len(self.images))
        n = len(order) // 2
        return told_apart(self.judge(self.images[order[:n]], self.images[order[n : 2 * n]]))

    def judge(self, real: UInt8Array, drawn: UInt8Array) -> TwoSample:
        """The two-sample test of (N, H, W, C) images and as many completions."""
        return two_sample(
            real,
            drawn,
            steps=self.settings.steps,
            mirrored=self.mirrored,
            device=self.device,
            seed=self.settings.seed,
        )

    @cached_property
    def bootstrap(self) -> Callable[..., Measure]:
        """A measure with its interval, by as many draws as the settings say."""
        return partial(bootstrap, replicates=self.settings.replicates)

    def halves(self) -> tuple[IntArray, IntArray]:
        """Two random halves of the images, `MOST` each at most: one to complete, the other to compare with."""
        order = np.random.default_rng([self.settings.seed, 1]).permutation(len(self.images))
        n = min(MOST, len(order) // 2)
        return order[:n], order[n : 2 * n]


class Reals:
    """Real images, their features, and what measures between two sets of them are: the floors."""

    def __init__(self, basis: Basis, images: UInt8Array) -> None:
        self.images = images
        self.features = [net(images[: net.most]) for net in basis.nets]
        seed = basis.settings.seed
        self.floors = [distances.frechet_by_halves(each, each, seed=seed) for each in self.features]
        one, other = (self.features[0][half[half < len(self.features[0])]] for half in basis.halves())
        precision, recall = distances.precision_recall(other, one)
        self.precision, self.recall = float(precision.mean()), float(recall.mean())


def told_apart(test: TwoSample) -> dict[str, Measure]:
    """Accuracy and AUC of a two-sample test."""
    return {
        "told_apart": mean_of(test.right, reference=0.5),
        "auc": bootstrap(auc, test.real, test.drawn, reference=0.5, paired=True),
    }


def measure_cell(basis: Basis, shape: str, share: float) -> Cell:
    """Complete all images at one kind of S, and measure."""
    settings, n, config = basis.settings, len(basis.images), basis.model.config
    P, M = settings.repeats, settings.repeated
    known = subsets_of_kind(config, shape, share, n, seed=settings.seed)
    rng = np.random.default_rng([settings.seed, n, round(1000 * share), *shape.encode()])
    seed = int(rng.integers(2**60))  # no two cells share a noise
    target = ~known
    if settings.targets == "half":
        target &= ~random_half(target, seed=seed)
    completed = complete_each(basis.model, basis.images, known, range(seed, seed + n), target=target)
    ignored = ~(known | target)
    real = Reals(basis, _blank(basis, basis.images, ignored)) if ignored.any() else basis.real
    measures = _against_real(basis, real, _blank(basis, completed, ignored))
    measures |= _of_pixels(basis, completed[:M], known[:M], target[:M], shape)
    measures |= _of_grain(basis, completed, target)
    if shape == EMPTY and settings.targets == "all":
        measures |= _of_whole_images(basis, completed)
    few, S, T = basis.images[:M], known[:M], target[:M]
    seeds = [seed + n + i * P * M for i in range(3)]
    one, again, two = (
        complete_repeatedly(basis.model, few, S, T, n=P, first_seed=first, two_steps=step)
        for first, step in zip(seeds, (False, False, True), strict=True)
    )
    measures |= _of_spread(basis, one, T.mean(axis=1)) | _of_consistency(basis, one, again, two)
    if basis.labels is not None and shape != EMPTY and settings.targets == "all":
        measures |= _of_classes(basis, one, basis.labels[:M])
    return Cell(shape=shape, share=share, measures=measures)


def _against_real(basis: Basis, real: Reals, completed: UInt8Array) -> dict[str, Measure]:
    """The two-sample test, and distances between sets of one completion an image."""
    measures = told_apart(basis.judge(real.images, completed))
    for index, (net, originals, floor) in enumerate(zip(basis.nets, real.features, real.floors, strict=True)):
        name = f"ffd_{index + 1}" if index else "ffd"
        features = net(completed[: net.most])
        found = distances.frechet_by_halves(features, originals, seed=basis.settings.seed)
        measures[name] = distances.over_splits(found.limit, reference=float(floor.limit.mean()))
        measures[f"{name}_at_n"] = distances.over_splits(found.at_n, reference=float(floor.at_n.mean()))
        if not index:
            one, other = (half[half < len(features)] for half in basis.halves())
            precision, recall = distances.precision_recall(originals[other], features[one])
            measures["precision"] = mean_of(precision, reference=real.precision)
            measures["recall"] = mean_of(recall, reference=real.recall)
    return measures


def _of_whole_images(basis: Basis, drawn: UInt8Array) -> dict[str, Measure]:
    """Classes, and distance to the training images: only at S = ∅ is the whole image the model's own."""
    measures = {}
    one, other = basis.halves()
    first = basis.nets[0]
    if first.classes:
        shown, real, others = (
            first(images, probabilities=True).argmax(axis=1)
            for images in (drawn[one], basis.images[one], basis.images[other])
        )
        floor = posterior.histogram_distance(real, others)
        measures["histogram"] = basis.bootstrap(posterior.histogram_distance, shown, others, reference=floor)
    if basis.training is not None:
        floor = float(distances.nearest(basis.images[other], basis.training).mean())
        measures["nearest"] = mean_of(distances.nearest(drawn[one], basis.training), reference=floor)
    return measures


def _of_spread(basis: Basis, one: UInt8Array, share: FloatArray) -> dict[str, Measure]:
    """Energy score, gain and distance of P completions an image, (M, P, H, W, C), of which T is a share, (M,)."""
    truth = basis.images[: len(one)]
    s = posterior.spread(one, truth)
    return {
        "energy_score": mean_of(posterior.energy_score(one, truth, share)),
        "gain": basis.bootstrap(
            posterior.gain, s.alone, s.together, reference=posterior.ideal_gain(one.shape[1]), paired=True
        ),
        "apart": basis.bootstrap(_root_ratio, s.apart, s.alone, reference=1.0, paired=True),
    }


def _of_consistency(basis: Basis, one: UInt8Array, again: UInt8Array, two: UInt8Array) -> dict[str, Measure]:
    """One step against two, (M, P, H, W, C) each; `again` is one step with other noise."""
    M, P = one.shape[:2]
    a, b, c = (basis.nets[0](s.reshape(-1, *s.shape[2:])).reshape(M, P, -1) for s in (one, again, two))
    floor = _ratio(*posterior.energy(a, b))
    return {"consistency": basis.bootstrap(_ratio, *posterior.energy(a, c), reference=floor, paired=True)}


def _of_classes(basis: Basis, one: UInt8Array, labels: IntArray) -> dict[str, Measure]:
    """How often completions show the class of the original, and one another's."""
    M, P = one.shape[:2]
    classes = basis.nets[0](one.reshape(-1, *one.shape[2:]), probabilities=True).argmax(axis=1).reshape(M, P)
    kept, agreed = posterior.agreement(classes, labels)
    return {"label_kept": mean_of(kept, reference=float(agreed.mean()))}


def _of_grain(basis: Basis, completed: UInt8Array, target: BoolArray) -> dict[str, Measure]:
    """Power of the finest octave against that of the originals, where they have any."""
    if basis.model.grid.patch_size % 2:
        return {}
    drawn, real = (pixels.finest_octave(each, target, basis.model.grid) for each in (completed, basis.images))
    if real.sum() < 1e-6 * target.sum():
        return {}
    return {"grain": basis.bootstrap(_ratio, drawn, real, reference=1.0, paired=True)}


def _of_pixels(
    basis: Basis, drawn: UInt8Array, known: BoolArray, target: BoolArray, shape: str
) -> dict[str, Measure]:
    """Alpha, palette and views of (M, H, W, C) completions; of models whose images have alpha or views."""
    config, real = basis.model.config, basis.images[: len(drawn)]
    if not config.views and config.channels != 4:
        return {}
    measures = {}
    S, T = (np.stack([config.grid.mask(each) for each in subset]) for subset in (known, target))
    if config.channels == 4:
        by_chance = pixels.alpha_agreement(np.roll(real, 1, axis=0), real, T)
        measures["alpha"] = mean_of(pixels.alpha_agreement(drawn, real, T), reference=float(by_chance.mean()))
    off, floor = (pixels.off_palette(images, T, real, S) for images in (drawn, real))
    if len(off) and len(floor):
        measures["off_palette"] = mean_of(off, reference=float(floor.mean()))
    if shape.startswith(VIEW):
        given = config.grid.mask(view_subset(config, shape.removeprefix(VIEW)))
        others = [config.grid.mask(view_subset(config, view.name) & ~known[0]) for view in config.views]
        found = [
            np.array(
                [
                    np.nanmean([pixels.colour_distance(mine[given], other[view]) for view in others if view.any()])
                    for mine, other in zip(real, images, strict=True)
                ]
            )
            for images in (drawn, real, np.roll(real, 1, axis=0))
        ]
        found = [each[np.isfinite(each)] for each in found]
        measures["views"] = mean_of(found[0], reference=float(found[1].mean()))
        measures["views_shuffled"] = mean_of(found[2])
    return measures


def _blank(basis: Basis, images: UInt8Array, ignored: BoolArray) -> UInt8Array:
    """(N, H, W, C) with nothing at the ignored patches, where completions and originals have no common meaning."""
    if not ignored.any():
        return images
    inside = np.stack([basis.model.grid.mask(~each) for each in ignored])
    return images * inside[..., None]


def _ratio(one: FloatArray, other: FloatArray) -> float:
    return float(one.mean() / max(other.mean(), 1e-12))


def _root_ratio(one: FloatArray, other: FloatArray) -> float:
    return float(np.sqrt(_ratio(one, other)))
