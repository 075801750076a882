"""Statistical back-propagation through a graph of two layers: z ~ Gamma(α, β), y ~ Poisson(z W).

After Cong, Zhao, Bai, Carin, *GO Gradient for Expectation-Based Objectives*, ICLR 2019. The objective
E‖y − t‖² is known exactly, so what each estimator learns from one sample a step can be seen without noise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.distributions import Gamma, Poisson

from engine.lab import nodes

TARGET = torch.tensor([2.0, 5.0, 1.0, 8.0], dtype=torch.float64)
"""t, (V,)."""
LEAST = float((TARGET - 0.25).sum())
"""Of all objectives: a Poisson count of rate t − ½ without any spread of z."""
HIDDEN = 3
_KEPT = 0.9
"""Of REINFORCE's baseline, a running mean of f, a step."""


@dataclass(frozen=True, kw_only=True)
class GammaPoisson:
    """The settings of a run."""

    runs: int = 16
    """Graphs trained side by side, each with samples of its own."""
    steps: int = 300
    rates: tuple[float, ...] = (0.01, 0.03, 0.1)
    """Learning rates of Adam that are tried; each method is shown at its best."""


def start(runs: int) -> list[Tensor]:
    """Logarithms of α (R, 3), β (R, 3) and W (R, 3, 4)."""
    weight = torch.linspace(-0.5, 0.5, HIDDEN * len(TARGET), dtype=torch.float64).reshape(HIDDEN, -1)
    zero = torch.zeros(runs, HIDDEN, dtype=torch.float64)
    return [zero.clone(), zero.clone(), weight.expand(runs, -1, -1).clone()]


def objective(parameters: list[Tensor]) -> Tensor:
    """E‖y − t‖² in closed form, (R,)."""
    shape, rate, weight = (each.exp() for each in parameters)
    mean = torch.einsum("rk,rkv->rv", shape / rate, weight)
    spread = torch.einsum("rk,rkv->rv", shape / rate.square(), weight.square())
    return (mean + spread + (mean - TARGET).square()).sum(-1)


def go(parameters: list[Tensor], baseline: Tensor) -> tuple[Tensor, Tensor]:
    """‖y − t‖² of one sample, (R,), twice: its gradient is GO's; the baseline has no part in it."""
    shape, rate, weight = (each.exp() for each in parameters)
    z = nodes.gamma(Gamma(shape, rate).sample(), shape, rate)
    means = torch.einsum("rk,rkv->rv", z, weight)
    y = nodes.poisson(torch.poisson(means.detach()), means)
    f = nodes.leaf(_error, y)
    return f, f.detach()


def reinforce(parameters: list[Tensor], baseline: Tensor) -> tuple[Tensor, Tensor]:
    """A surrogate whose gradient is REINFORCE's, (R,), and ‖y − t‖²."""
    shape, rate, weight = (each.exp() for each in parameters)
    hidden = Gamma(shape, rate)
    z = hidden.sample()
    visible = Poisson(torch.einsum("rk,rkv->rv", z, weight))
    y = visible.sample()
    f = _error(y)
    return (f - baseline) * (hidden.log_prob(z).sum(-1) + visible.log_prob(y).sum(-1)), f


Method = Callable[[list[Tensor], Tensor], tuple[Tensor, Tensor]]
METHODS: dict[str, Method] = {"go": go, "reinforce": reinforce}


def gamma_poisson_report(settings: GammaPoisson, samples: int) -> dict[str, Any]:
    """By method the variance of one sample's gradient at the start, its best rate, and the exact objective then."""
    report: dict[str, Any] = {"steps": list(range(settings.steps + 1)), "least": LEAST}
    for name, method in METHODS.items():
        gradients = gradient(method, samples)
        variance = sum(float(each.flatten(1).var(0).sum()) for each in gradients)
        courses = {rate: _train(method, settings, rate) for rate in settings.rates}
        rate, course = min(courses.items(), key=lambda each: float(each[1][-1].median()))
        report[name] = {"variance": variance, "rate": rate, "objective": course.T.tolist()}
    return report


def gradient(method: Method, samples: int) -> list[Tensor]:
    """Gradients at the start by each parameter, (samples, ...), each from one sample."""
    parameters = [each.requires_grad_() for each in start(samples)]
    surrogate, _ = method(parameters, objective(start(1)))
    return list(torch.autograd.grad(surrogate.sum(), parameters))


def _train(method: Method, settings: GammaPoisson, rate: float) -> Tensor:
    """The exact objective after each step, (steps + 1, R)."""
    parameters = [each.requires_grad_() for each in start(settings.runs)]
    optimizer = torch.optim.Adam(parameters, lr=rate)
    baseline = objective(start(settings.runs))
    course = [baseline]
    for _ in range(settings.steps):
        surrogate, f = method(parameters, baseline)
        optimizer.zero_grad()
        surrogate.sum().backward()
        optimizer.step()
        baseline = _KEPT * baseline + (1 - _KEPT) * f
        course.append(objective(parameters).detach())
    return torch.stack(course)


def _error(y: Tensor) -> Tensor:
    return (y - TARGET).square().sum(-1)
