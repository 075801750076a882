"""A measure with its bootstrap interval and what it should be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Statistic = Callable[..., float]

REPLICATES = 200


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One number, how sure it is, and its yardstick."""

    value: float
    low: float
    high: float
    """[low, high] holds 95 % of what other draws of as many images would have given; of Fréchet distances, it is
    the mean ± the standard deviation over random halves."""
    reference: float | None = None
    """What it is compared with: the floor (for a distance), the ideal, or another value."""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON; NaN as None."""
        return {key: None if value is None or value != value else value for key, value in asdict(self).items()}


def bootstrap(
    statistic: Statistic,
    *samples: NDArray[Any],
    reference: float | None = None,
    paired: bool = False,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Measure:
    """A statistic of samples, with the 95 % bootstrap interval around it.

    The resampled values are centred on the statistic: drawing with replacement biases distances between sets
    upwards, as there are fewer different images in them, and that bias is not part of the uncertainty.

    Args:
        statistic: of as many arrays as there are samples.
        samples: (N, ...) each; resampled along the first axis.
        paired: the samples have the same N and the same indices are drawn for all.
    """
    rng = np.random.default_rng(seed)
    value = float(statistic(*samples))
    drawn = np.empty(replicates)
    for r in range(replicates):
        if paired:
            index = rng.integers(0, len(samples[0]), len(samples[0]))
            drawn[r] = statistic(*(sample[index] for sample in samples))
        else:
            drawn[r] = statistic(*(sample[rng.integers(0, len(sample), len(sample))] for sample in samples))
    low, high = value + np.quantile(drawn - drawn.mean(), [0.025, 0.975])
    return Measure(value=value, low=float(low), high=float(high), reference=reference)


def mean_of(values: NDArray[Any], *, reference: float | None = None) -> Measure:
    """The mean of (N,) values with its interval."""
    return bootstrap(lambda v: float(np.mean(v)), values, reference=reference)
