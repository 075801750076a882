"""Newton steps by the GO Hessian, SGD and Adam on the same problems: steps and seconds to the optimum."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

import torch

from engine.lab.newton import PROBLEMS, Problem, trust_region_step

OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {"SGD": torch.optim.SGD, "Adam": torch.optim.Adam}
RADIUS = 1.0
"""Of the trust region; it is not tuned."""
_POLISH = (20, 2000)
"""Newton steps, and samples of each, to the optimum that all are measured against; the mean of the later half."""


@dataclass(frozen=True, kw_only=True)
class Descents:
    """The settings of a comparison."""

    seeds: tuple[int, ...] = (0, 1, 2)
    samples: int = 50
    """Samples of each step of every method."""
    steps: int = 200
    """Of SGD and Adam; Newton has a fifth."""
    rates: tuple[float, ...] = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
    """Learning rates tried for SGD and Adam; each is shown at its best."""
    gap: float = 0.1
    """Nats above the optimum at which a method has arrived."""

    @property
    def descents(self) -> int:
        """Methods and rates of all problems."""
        return len(PROBLEMS) * (1 + len(OPTIMIZERS) * len(self.rates))


@dataclass(frozen=True, kw_only=True)
class Descent:
    """One method's way from the start."""

    gaps: list[float]
    """Nats above the optimum, after each step from 0 on."""
    seconds: list[float]
    """Spent on steps until then."""

    def arrival(self, gap: float) -> int | None:
        """The first step after which it is this near."""
        return next((step for step, value in enumerate(self.gaps) if value <= gap), None)


def newton_report(
    settings: Descents, progress: Callable[[], None] = lambda: None, problems: tuple[str, ...] = tuple(PROBLEMS)
) -> dict[str, Any]:
    """By problem and method: its best rate, steps and seconds to the gap (median over the seeds), and its courses."""
    report: dict[str, Any] = {"settings": asdict(settings), "problems": {}}
    for name in problems:
        problem = PROBLEMS[name]()
        optimum = _optimum(problem)
        rows = {}
        for method in ("GO Hessian", *OPTIMIZERS):
            tried = {}
            for rate in settings.rates if method in OPTIMIZERS else (RADIUS,):
                tried[rate] = [_descend(problem, method, rate, settings, seed, optimum) for seed in settings.seeds]
                progress()
            rate = min(tried, key=lambda each: _quality(tried[each], settings))
            rows[method] = {"rate": rate} | _summary(tried[rate], settings.gap)
        report["problems"][name] = {"optimum": optimum, "methods": rows}
    return report


def _optimum(problem: Problem) -> float:
    torch.manual_seed(0)
    steps, samples = _POLISH
    point, later = problem.start(), []
    for step in range(steps):
        point = point + trust_region_step(*problem.estimate(point, samples), RADIUS)
        later += [point] if step >= steps // 2 else []
    return float(problem.objective(torch.stack(later).mean(0)))


def _descend(problem: Problem, method: str, rate: float, settings: Descents, seed: int, optimum: float) -> Descent:
    """Follow a method from the start, within the problem's reach."""
    torch.manual_seed(seed)
    point = problem.start()
    optimizer = OPTIMIZERS[method]([point], lr=rate) if method in OPTIMIZERS else None
    gaps, seconds = [float(problem.objective(point.detach())) - optimum], [0.0]
    for _ in range(settings.steps if optimizer else settings.steps // 5):
        began = time.perf_counter()
        gradient, product = problem.estimate(point, settings.samples)
        if optimizer:
            point.grad = gradient
            optimizer.step()
        else:
            point = point.detach() + trust_region_step(gradient, product, rate)
        with torch.no_grad():
            point.clamp_(-problem.reach, problem.reach)
        seconds.append(seconds[-1] + time.perf_counter() - began)
        gaps.append(float(problem.objective(point.detach())) - optimum)
    return Descent(gaps=gaps, seconds=seconds)


def _quality(descents: list[Descent], settings: Descents) -> tuple[float, float]:
    """The less the better: steps to the gap, then the gap at the end."""
    arrivals = [d.arrival(settings.gap) for d in descents]
    return median(settings.steps + 1 if a is None else a for a in arrivals), median(d.gaps[-1] for d in descents)


def _summary(descents: list[Descent], gap: float) -> dict[str, Any]:
    arrivals = [d.arrival(gap) for d in descents]
    reached = [(a, d.seconds[a]) for a, d in zip(arrivals, descents, strict=True) if a is not None]
    return {
        "steps": median(a for a, _ in reached) if len(reached) == len(descents) else None,
        "seconds": median(s for _, s in reached) if len(reached) == len(descents) else None,
        "milliseconds_a_step": 1000 * median(d.seconds[-1] / max(1, len(d.seconds) - 1) for d in descents),
        "last_gap": median(d.gaps[-1] for d in descents),
        "gaps": [d.gaps for d in descents],
    }
