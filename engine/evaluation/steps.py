"""Steps against quality: how near a model of tokens comes to real images, by how and in how many steps it draws."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from rich.table import Table

from engine.errors import EngineError
from engine.evaluation.completions import complete_each
from engine.evaluation.distances import frechet_by_halves, over_splits
from engine.evaluation.features import ImageFeatures
from engine.evaluation.intervals import Measure
from engine.evaluation.shapes import EMPTY, name_of, subsets
from engine.evaluation.tables import new_table
from engine.models.completion import Model
from engine.models.request import Order, Sampling
from engine.pictures.images import UInt8Array

SHARES = (0.0, 0.5)
"""Of known patches, at random."""


ORDERS: tuple[Order, ...] = get_args(Order)


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way of drawing, measured."""

    sampling: Sampling
    ffd: tuple[Measure, ...]
    """The feature net's Fréchet distance to the originals at each of `SHARES`, extrapolated to infinitely many."""
    seconds: float
    """For each image, of many at once, on torch."""


def parse_steps(text: str, L: int) -> list[int]:
    """Numbers of steps with commas between them, each once.

    Raises:
        EngineError: one is no number from 1 to L, the number of patches.
    """
    words = [word.strip() for word in text.split(",")]
    for word in words:
        if not (word.isdecimal() and 1 <= int(word) <= L):
            raise EngineError(f"--steps {text}: {word or 'nothing'} is no number of steps. Take 1 to {L}.")
    return list(dict.fromkeys(map(int, words)))


def measure_ways(
    model: Model,
    features: ImageFeatures,
    images: UInt8Array,
    ways: Iterable[Sampling],
    *,
    seed: int = 0,
) -> Iterator[Way]:
    """Complete real images, (N, H, W, C), in each of some ways; the model's own way is as before afterwards."""
    own, real, n = model.sampling, features(images), len(images)
    for sampling in ways:
        found, begin = [], time.perf_counter()
        model.sampling = sampling
        try:
            known = [subsets(model.grid, "random", share, n) for share in SHARES]
            drawn = [complete_each(model, images, each, range(seed, seed + n)) for each in known]
        finally:
            model.sampling = own
        seconds = (time.perf_counter() - begin) / n / len(SHARES)
        found = [over_splits(frechet_by_halves(features(each), real, seed=seed).limit) for each in drawn]
        yield Way(sampling=sampling, ffd=tuple(found), seconds=seconds)


def steps_table(ways: Sequence[Way], images: int) -> Table:
    """A way a row, in the order of measuring."""
    legend = (
        f"{images:,} held-out images. ffd: squared Fréchet distance of features, extrapolated to infinitely many "
        "images; 0 for real ones. ±: the standard deviation over random halves. ms: for each image, of many."
    )
    heads = [f"ffd, {name_of(EMPTY if share == 0 else 'random', share)}" for share in SHARES]
    table = new_table("Steps against quality", ["steps", *heads, "ms"], legend=legend, first="order")
    for way in ways:
        figures = [f"{each.value:.2f} ±{each.value - each.low:.2f}" for each in way.ffd]
        table.add_row(way.sampling.order, str(way.sampling.steps), *figures, f"{1000 * way.seconds:.1f}")
    return table
