"""Random variables that gradients pass through: the nodes of a stochastic computation graph.

After Cong, Zhao, Bai, Carin, *GO Gradient for Expectation-Based Objectives*, ICLR 2019:

    ∂E[f(y)]/∂γ = E[g(y) D f(y)],  g = −(∂Q/∂γ) / q,

with D f = ∂f/∂y of a continuous y, and D f = f(y + 1) − f(y) of a discrete one. One sample is enough.
Each node takes y, samples of its distribution, and its parameters, and returns y; backwards it multiplies the D f
that arrives by g. Continuous nodes may be followed by others (statistical back-propagation); a discrete one
is a leaf, whose D f `leaf` takes. A gamma node can be differentiated twice, which gives the GO Hessian.
Samples and parameters have one shape (...), in double precision where accuracy is wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from engine.lab.pathwise import (
    beta_pathwise,
    categorical_pathwise,
    gamma_pathwise,
    negative_binomial_pathwise,
)

Objective = Callable[[Tensor], Tensor]
"""f: y (..., V) -> (...)."""
Node = Callable[..., Tensor]
"""Samples y and the parameters of their distribution -> y, differentiable by the parameters."""


def node(g: Callable[..., tuple[Tensor, ...]], *, twice: bool = False) -> Node:
    """A random variable in the graph.

    Args:
        g: y and the parameters -> g by each parameter, (...) or (..., K).
        twice: whether g itself can be differentiated; else a second derivative is refused.
    """

    def times_g(ctx: Any, slope: Tensor) -> tuple[Tensor | None, ...]:
        found = g(*ctx.saved_tensors)
        return None, *(slope.reshape(*slope.shape, *[1] * (each.dim() - slope.dim())) * each for each in found)

    class Variable(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, y: Tensor, *parameters: Tensor) -> Tensor:
            y = y.clone()
            ctx.save_for_backward(y, *parameters)
            return y

        backward = staticmethod(times_g if twice else once_differentiable(times_g))  # type: ignore[assignment]

    return Variable.apply


gamma = node(gamma_pathwise, twice=True)
"""y ~ Gamma(shape, rate)."""
beta = node(beta_pathwise)
"""y ~ Beta(a, b)."""
poisson = node(lambda y, rate: (torch.ones_like(rate),))
"""y ~ Poisson(rate)."""
negative_binomial = node(negative_binomial_pathwise)
"""y ~ NB(total, probability), as `torch.distributions.NegativeBinomial`."""
bernoulli = node(lambda y, probability: ((1 - y) / (1 - probability),))
"""y ~ Bernoulli(probability)."""
categorical = node(lambda y, logits: (categorical_pathwise(y, logits),))
"""y (...) ~ Categorical(logits (..., K)), numbered from 0."""


def leaf(f: Objective, y: Tensor, *, highest: int | None = None) -> Tensor:
    """f at discrete leaves: y (..., V) -> f(y) (...), whose gradient by y is f(y + eᵥ) − f(y).

    f is called V + 1 times, always on values of the support.

    Args:
        highest: the largest value of y, where its support ends; g is 0 there.
    """
    at = y.detach()
    value = f(at)
    steps = torch.eye(at.shape[-1], dtype=at.dtype)
    differences = torch.stack(
        [f((at + step).clamp_max(highest) if highest is not None else at + step) - value for step in steps], -1
    )
    return value + (differences * (y - at)).sum(-1)
