"""Gradients of E[f(y)] from one sample each: GO, REINFORCE, and reparameterisations, against the exact gradient.

f(y) = (v(y) − c)², v the value of y; or the sum of it over ten independent y: the others are noise to REINFORCE,
while GO takes differences by one y alone and has the variance of a single one. A discrete y has no
reparameterisation. That of a Bernoulli or categorical y is the Gumbel-softmax (Jang, Gu, Poole, *Categorical
Reparameterization with Gumbel-Softmax*, ICLR 2017), which is biased. That of the others is the Normal of their mean
and variance, which they tend to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.distributions import Bernoulli, Beta, Categorical, Distribution, Gamma, NegativeBinomial, Poisson

from engine.lab import nodes

TEMPERATURE = 0.5
"""Of the Gumbel-softmax."""
OTHERS = 9
"""Independent y beside the one whose gradient is taken, in REINFORCE's second column."""
_STEP = 1e-5
"""Of the finite differences."""
_COUNTS = 400
"""Counts summed for an exact expectation where the support has no end."""


@dataclass(frozen=True, kw_only=True)
class Variable:
    """A random variable of a named distribution, and the objective taken of it."""

    name: str
    parameters: dict[str, tuple[float, ...]]
    """In the order of the node's."""
    distribution: Callable[..., Distribution]
    node: nodes.Node
    centre: float
    """c."""
    discrete: bool = True
    values: tuple[float, ...] = ()
    """v of each of finitely many categories; without any, v(y) = y."""

    @property
    def highest(self) -> int | None:
        """The last category, if they are finitely many."""
        return len(self.values) - 1 if self.values else None

    def given(self, **parameters: Tensor) -> Distribution:
        """The distribution of these parameters."""
        return self.distribution(**parameters, validate_args=False)

    def objective(self, y: Tensor) -> Tensor:
        """f: y (...) -> (...)."""
        value = torch.tensor(self.values, dtype=y.dtype)[y.long()] if self.values else y
        return (value - self.centre).square()


VARIABLES = (
    Variable(
        name="gamma", parameters={"concentration": (1.5,), "rate": (0.8,)}, distribution=Gamma,
        node=nodes.gamma, centre=3.0, discrete=False,
    ),
    Variable(
        name="beta", parameters={"concentration1": (1.2,), "concentration0": (2.5,)}, distribution=Beta,
        node=nodes.beta, centre=0.6, discrete=False,
    ),
    Variable(
        name="Poisson", parameters={"rate": (4.0,)}, distribution=Poisson, node=nodes.poisson, centre=6.0
    ),
    Variable(
        name="negative binomial", parameters={"total_count": (3.0,), "probs": (0.5,)}, distribution=NegativeBinomial,
        node=nodes.negative_binomial, centre=5.0,
    ),
    Variable(
        name="Bernoulli", parameters={"probs": (0.4,)}, distribution=Bernoulli, node=nodes.bernoulli,
        centre=0.3, values=(0.0, 1.0),
    ),
    Variable(
        name="categorical", parameters={"logits": (0.5, -0.3, 0.1, -1.0)}, distribution=Categorical,
        node=nodes.categorical, centre=0.8, values=(0.0, 1.0, 2.5, -1.0),
    ),
)  # fmt: skip


def expectation(variable: Variable, parameters: dict[str, Tensor]) -> Tensor:
    """E[f(y)] by a sum over the support, or by the trapezoidal rule over log y or logit y, which is as exact."""
    if variable.discrete:
        y = torch.arange(_COUNTS if variable.highest is None else variable.highest + 1, dtype=torch.float64)
        log_mass = variable.given(**parameters).log_prob(y)
    else:
        u = torch.linspace(-36, 36, 7201, dtype=torch.float64)
        on_unit = variable.distribution is Beta
        y = torch.sigmoid(u) if on_unit else u.clamp_max(8).exp()
        slope = y.log() + (torch.log1p(-y) if on_unit else 0)
        log_mass = variable.given(**parameters).log_prob(y) + slope + (u[1] - u[0]).log()
        log_mass = torch.where((u > 8) & (not on_unit), -torch.inf, log_mass)
    return (log_mass.exp() * variable.objective(y)).sum()


def exact_gradient(variable: Variable) -> dict[str, Tensor]:
    """Central differences of the exact expectation by each parameter, (1,) or (K,)."""
    point = {name: torch.tensor(value, dtype=torch.float64) for name, value in variable.parameters.items()}
    gradient = {}
    for name, value in point.items():
        shifts = _STEP * torch.eye(len(value), dtype=torch.float64)
        ends = [[expectation(variable, point | {name: value + s * shift}) for s in (1, -1)] for shift in shifts]
        gradient[name] = torch.stack([(above - below) / (2 * _STEP) for above, below in ends])
    return gradient


Estimator = Callable[[Variable, dict[str, Tensor]], Tensor]
"""Parameters (N, ...) -> N surrogates, whose gradients are N estimates from one sample each."""


def go(variable: Variable, parameters: dict[str, Tensor]) -> Tensor:
    """The GO gradient's."""
    with torch.no_grad():
        sample = variable.given(**parameters).sample().double()
    y = variable.node(sample, *parameters.values())
    if not variable.discrete:
        return variable.objective(y)
    return nodes.leaf(lambda at: variable.objective(at[..., 0]), y[..., None], highest=variable.highest)


def reinforce(variable: Variable, parameters: dict[str, Tensor], *, others: int = 0) -> Tensor:
    """REINFORCE's (Williams 1992), the mean of f as its baseline.

    Args:
        others: independent y whose f are part of the objective.
    """
    distribution = variable.given(**parameters)
    y = distribution.sample().double()
    f = variable.objective(y)
    if others:
        f = f + variable.objective(distribution.sample((others,)).double()).sum(0)
    return (f - f.mean()) * distribution.log_prob(y)


def reparameterised(variable: Variable, parameters: dict[str, Tensor]) -> Tensor:
    """Of the Normal that has the variable's mean and variance."""
    distribution = variable.given(**parameters)
    mean, deviation = distribution.mean, distribution.variance.sqrt()
    return variable.objective(mean + deviation * torch.randn_like(mean))


def gumbel_softmax(variable: Variable, parameters: dict[str, Tensor]) -> Tensor:
    """Of finitely many categories: the value of a relaxed one-hot y; biased."""
    if "logits" in parameters:
        logits = parameters["logits"]
    else:
        logits = torch.stack([torch.log1p(-parameters["probs"]), parameters["probs"].log()], -1)
    gumbel = -torch.empty_like(logits).exponential_().log()
    relaxed = ((logits + gumbel) / TEMPERATURE).softmax(-1)
    value = relaxed @ torch.tensor(variable.values, dtype=torch.float64)
    return (value - variable.centre).square()


def estimates(variable: Variable, estimator: Estimator, samples: int) -> dict[str, Tensor]:
    """Gradients by each parameter, (samples, 1 or K), each from one sample of torch's random numbers."""
    parameters = {}
    for name, value in variable.parameters.items():
        rows = torch.tensor(value, dtype=torch.float64).expand(samples, -1)
        parameters[name] = (rows if len(value) > 1 else rows[:, 0]).clone().requires_grad_()
    gradients = torch.autograd.grad(estimator(variable, parameters).sum(), list(parameters.values()))
    return {name: g.reshape(samples, -1) for name, g in zip(parameters, gradients, strict=True)}


def estimators_report(samples: int) -> list[dict[str, Any]]:
    """Every parameter of every variable: the exact gradient and, by estimator, mean, error and variance of one."""
    rows = []
    for variable in VARIABLES:
        exact = exact_gradient(variable)
        methods: dict[str, Estimator] = {"go": go, "reinforce": reinforce, "reinforce_of_ten": _reinforce_of_ten}
        methods |= {"gumbel_softmax": gumbel_softmax} if variable.values else {"normal": reparameterised}
        found = {name: estimates(variable, estimator, samples) for name, estimator in methods.items()}
        rows += [
            {"variable": variable.name, "parameter": name, "exact": exact[name].tolist()}
            | {method: _summary(gradients[name], exact[name]) for method, gradients in found.items()}
            for name in exact
        ]
    return rows


def _reinforce_of_ten(variable: Variable, parameters: dict[str, Tensor]) -> Tensor:
    return reinforce(variable, parameters, others=OTHERS)


def _summary(gradient: Tensor, exact: Tensor) -> dict[str, Any]:
    mean, error = gradient.mean(0), gradient.std(0) / len(gradient) ** 0.5
    return {
        "mean": mean.tolist(),
        "standard_error": error.tolist(),
        "deviations": float(((mean - exact) / error).abs().max()),
        "variance": float(gradient.var(0).sum()),
    }
