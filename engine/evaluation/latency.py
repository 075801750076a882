"""Latency of completions on this machine."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass

import numpy as np

from engine.models.completion import Model
from engine.subsets import random_subset


@dataclass(frozen=True, kw_only=True)
class Latency:
    """Milliseconds from image in to completions out."""

    n: int
    p50_ms: float
    p95_ms: float
    calls: int

    def as_dict(self) -> dict[str, float]:
        """For JSON."""
        return asdict(self)


def completion_latency(model: Model, n: int, *, calls: int = 100) -> Latency:
    """Time `calls` calls of `Model.complete` for n completions at share .5, after 10 that do not count."""
    size, channels = model.config.image_size, model.config.channels
    image = np.random.default_rng(0).integers(0, 256, (size, size, channels), dtype=np.uint8)
    known = random_subset(model.grid, 0.5, seed=0)
    times = []
    for call in range(calls + 10):
        start = time.perf_counter()
        model.complete(image, known, n=n, seed=call * n)
        times.append(1e3 * (time.perf_counter() - start))
    p50, p95 = np.percentile(times[10:], [50, 95])
    return Latency(n=n, p50_ms=round(float(p50), 2), p95_ms=round(float(p95), 2), calls=calls)
