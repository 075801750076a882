"""Latency of completions on this machine."""

from __future__ import annotations

import platform
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from engine.completion import Model
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


def device_name(device: torch.device) -> str:
    """The processor's or the GPU's own name."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return f"{line.split(':', 1)[1].strip()}, {torch.get_num_threads()} threads"
    return f"{platform.processor() or platform.machine()}, {torch.get_num_threads()} threads"
