"""Random variables that gradients pass through: the nodes of a stochastic computation graph.

After Cong, Zhao, Bai, Carin, *GO Gradient for Expectation-Based Objectives*, ICLR 2019:

    ∂E[f(y)]/∂γ = E[g(y) D f(y)],  g = −(∂Q/∂γ) / q,

with D f = ∂f/∂y of a continuous y, and D f = f(y + 1) − f(y) of a discrete one. One sample is enough.
Each node's `apply` takes y, samples of its distribution, and its parameters, and returns y; backwards it multiplies
the D f that arrives by g. Continuous nodes may be followed by others (statistical back-propagation); a discrete one
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


class Node(torch.autograd.Function):
    """A random variable in the graph."""

    @classmethod
    def apply(cls, *tensors: Tensor) -> Tensor:
        """Samples y and the parameters of their distribution -> y, differentiable by the parameters."""
        y: Tensor = super().apply(*tensors)  # type: ignore[no-untyped-call]
        return y


class GammaNode(Node):
    """y ~ Gamma(shape, rate)."""

    @staticmethod
    def forward(ctx: Any, y: Tensor, shape: Tensor, rate: Tensor) -> Tensor:
        y = y.clone()
        ctx.save_for_backward(y, shape, rate)
        return y

    @staticmethod
    def backward(ctx: Any, slope: Tensor) -> tuple[None, Tensor, Tensor]:
        by_shape, by_rate = gamma_pathwise(*ctx.saved_tensors)
        return None, slope * by_shape, slope * by_rate


class BetaNode(Node):
    """y ~ Beta(a, b)."""

    @staticmethod
    def forward(ctx: Any, y: Tensor, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(y, a, b)
        return y.clone()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, slope: Tensor) -> tuple[None, Tensor, Tensor]:
        by_a, by_b = beta_pathwise(*ctx.saved_tensors)
        return None, slope * by_a, slope * by_b


class PoissonNode(Node):
    """y ~ Poisson(rate): g = 1."""

    @staticmethod
    def forward(ctx: Any, y: Tensor, rate: Tensor) -> Tensor:
        return y.clone()

    @staticmethod
    def backward(ctx: Any, difference: Tensor) -> tuple[None, Tensor]:
        return None, difference


class NegativeBinomialNode(Node):
    """y ~ NB(total, probability), as `torch.distributions.NegativeBinomial`."""

    @staticmethod
    def forward(ctx: Any, y: Tensor, total: Tensor, probability: Tensor) -> Tensor:
        ctx.save_for_backward(y, total, probability)
        return y.clone()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, difference: Tensor) -> tuple[None, Tensor, Tensor]:
        by_total, by_probability = negative_binomial_pathwise(*ctx.saved_tensors)
        return None, difference * by_total, difference * by_probability


class BernoulliNode(Node):
    """y ~ Bernoulli(probability): g = 1 / (1 − p) at y = 0, and 0 at 1."""

    @staticmethod
    def forward(ctx: Any, y: Tensor, probability: Tensor) -> Tensor:
        ctx.save_for_backward(y, probability)
        return y.clone()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, difference: Tensor) -> tuple[None, Tensor]:
        y, probability = ctx.saved_tensors
        return None, difference * (1 - y) / (1 - probability)


class CategoricalNode(Node):
    """y (...) ~ Categorical(logits (..., K)), numbered from 0."""

    @staticmethod
    def forward(ctx: Any, y: Tensor, logits: Tensor) -> Tensor:
        ctx.save_for_backward(y, logits)
        return y.clone()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, difference: Tensor) -> tuple[None, Tensor]:
        y, logits = ctx.saved_tensors
        return None, difference[..., None] * categorical_pathwise(y, logits)


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
