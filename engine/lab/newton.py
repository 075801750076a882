"""Second-order descent of E[f(y)] by the GO Hessian, against SGD and Adam: steps and seconds to the optimum.

After Cong et al., *GO Hessian for Expectation-Based Objectives*: the GO gradient of the GO gradient is an unbiased
Hessian, of which only products with vectors are needed. Two problems of a variational kind,
f = log q(y) − log p(y):

- gamma: the posterior of a Poisson factor model, x ~ Poisson(W z), by gamma nodes; the Hessian-vector product is
  automatic differentiation, twice, through `nodes.gamma`.
- negative binomial: from one such distribution to another; a discrete y takes the difference of the GO gradient at
  y + 1 and y.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.distributions import Gamma, NegativeBinomial, Poisson

from engine.lab import nodes
from engine.lab.pathwise import negative_binomial_pathwise

Product = Callable[[Tensor], Tensor]
"""v (P,) -> H v (P,)."""
OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {"SGD": torch.optim.SGD, "Adam": torch.optim.Adam}
RADIUS = 1.0
"""Of the trust region; it is not tuned."""
_POLISH = (20, 2000)
"""Newton steps, and samples of each, to the optimum that all are measured against; the mean of the later half."""


class Problem(Protocol):
    """E[f(y)] as a function of P parameters γ, all real."""

    reach: float
    """The largest |γ| at which samples and sums are still of a size to compute."""

    def start(self) -> Tensor:
        """Where every method begins, (P,)."""

    def objective(self, point: Tensor) -> Tensor:
        """E[f(y)] at γ (P,), exactly, or of many samples that are always the same."""

    def estimate(self, point: Tensor, samples: int) -> tuple[Tensor, Product]:
        """Gradient (P,) at γ (P,) of so many samples, and products with the Hessian of the same ones."""


class FactorPosterior:
    """KL[q(z)‖p(z|x)] up to a constant, q of 5 gamma nodes; γ is log α, log β."""

    reach = 6.0
    HIDDEN, VISIBLE = 5, 12
    _MANY = 4000

    def __init__(self) -> None:
        generator = torch.Generator().manual_seed(1)
        weight = torch.rand(self.HIDDEN, self.VISIBLE, generator=generator, dtype=torch.float64)
        self._weight = weight * torch.logspace(-1, 1, self.HIDDEN, dtype=torch.float64)[:, None]
        self._observed = (torch.full((self.HIDDEN,), 2.0, dtype=torch.float64) @ self._weight).round()

    def start(self) -> Tensor:
        return torch.zeros(2 * self.HIDDEN, dtype=torch.float64)

    def objective(self, point: Tensor) -> Tensor:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            shape, rate = point.exp().chunk(2)
            z = Gamma(shape, rate).sample((self._MANY,))
        return self._f(z, shape, rate).mean()

    def estimate(self, point: Tensor, samples: int) -> tuple[Tensor, Product]:
        point = point.detach().requires_grad_()
        shape, rate = (each.expand(samples, -1) for each in point.exp().chunk(2))
        z = nodes.gamma(Gamma(shape, rate).sample(), shape, rate)
        value = self._f(z, shape, rate).mean()
        (gradient,) = torch.autograd.grad(value, point, create_graph=True)

        def product(vector: Tensor) -> Tensor:
            return torch.autograd.grad(gradient, point, vector, retain_graph=True)[0]

        return gradient.detach(), product

    def _f(self, z: Tensor, shape: Tensor, rate: Tensor) -> Tensor:
        """log q(z) − log p(z, x), z ~ Gamma(1, ½) a priori: (..., 5) -> (...)."""
        one = torch.ones_like(z)
        prior = Gamma(one, one / 2).log_prob(z).sum(-1)
        likelihood = Poisson(z @ self._weight).log_prob(self._observed).sum(-1)
        result: Tensor = Gamma(shape, rate).log_prob(z).sum(-1) - prior - likelihood
        return result


class NegativeBinomials:
    """KL[NB(r, p)‖NB(8, ¾)]; γ is log r, logit p."""

    reach = 4.0
    _COUNTS = torch.arange(400, dtype=torch.float64)
    _TARGET = NegativeBinomial(torch.tensor(8.0, dtype=torch.float64), torch.tensor(0.75, dtype=torch.float64))

    def start(self) -> Tensor:
        return torch.tensor([0.0, 1.0], dtype=torch.float64)

    def objective(self, point: Tensor) -> Tensor:
        f = self._f(point.expand(len(self._COUNTS), -1), self._COUNTS)
        result: Tensor = (self._given(point).log_prob(self._COUNTS).exp() * f).sum()
        return result

    def estimate(self, point: Tensor, samples: int) -> tuple[Tensor, Product]:
        rows = point.detach().expand(samples, -1).clone().requires_grad_()
        y = self._given(point.detach()).sample((samples,))

        def gradient(f: Callable[[Tensor, Tensor], Tensor], at: Tensor) -> Tensor:
            """GO gradient of f(γ, y), one a sample: E[∂f/∂γ + g(y) (f(γ, y + 1) − f(γ, y))], (samples, 2)."""
            value = f(rows, at)
            (direct,) = torch.autograd.grad(value.sum(), rows, create_graph=True)
            total, probability = rows[:, 0].exp(), rows[:, 1].sigmoid()
            by_total, by_probability = negative_binomial_pathwise(at, total, probability)
            g = torch.stack([by_total * total, by_probability * probability * (1 - probability)], -1)
            return direct + (f(rows, at + 1) - value)[:, None] * g

        def product(vector: Tensor) -> Tensor:
            return gradient(lambda _, at: gradient(self._f, at) @ vector, y).mean(0).detach()

        return gradient(self._f, y).mean(0).detach(), product

    def _given(self, point: Tensor) -> NegativeBinomial:
        return NegativeBinomial(point[..., 0].exp(), logits=point[..., 1])

    def _f(self, point: Tensor, y: Tensor) -> Tensor:
        result: Tensor = self._given(point).log_prob(y) - self._TARGET.log_prob(y)
        return result


PROBLEMS: dict[str, Callable[[], Problem]] = {"gamma": FactorPosterior, "negative binomial": NegativeBinomials}


def trust_region_step(gradient: Tensor, product: Product, radius: float) -> Tensor:
    """Least m(d) = g·d + ½ d·H d with ‖d‖ ≤ radius, by Steihaug's conjugate gradients: (P,) -> (P,).

    Where the curvature is negative, and at the edge of the region, it goes to the edge.
    """
    step, residual = torch.zeros_like(gradient), gradient
    direction = -residual
    for _ in range(len(gradient)):
        bent = product(direction)
        curvature = direction @ bent
        length = residual @ residual / curvature
        if curvature <= 0 or (step + length * direction).norm() >= radius:
            a, b, c = direction @ direction, step @ direction, step @ step - radius**2
            return step + (-b + (b.square() - a * c).sqrt()) / a * direction
        step = step + length * direction
        before, residual = residual, residual + length * bent
        if residual.norm() <= 1e-3 * gradient.norm():
            break
        direction = -residual + residual @ residual / (before @ before) * direction
    return step


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
