"""Derivatives of distribution functions by their parameters, over the density: exact, or by series.

For a random variable y of density or mass q and distribution function Q, each with parameter γ,

    g(y) = −(∂Q(y)/∂γ) / q(y)

is how fast y moves with γ while Q(y) stays: the pathwise derivative of a continuous y, and what the GO gradient
(Cong, Zhao, Bai, Carin, *GO Gradient for Expectation-Based Objectives*, ICLR 2019) puts in its place for any y.
The series have positive terms and are summed in double precision: for y at a probability u of its distribution's
tail the relative error is about 1e-16 / u.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

_ENOUGH = 1e-17
"""A term this small beside the sum ends the beta series."""
_CHUNK = 10_000
"""Values whose gamma series are summed at once."""


class GammaPathwise(torch.autograd.Function):
    """g of Gamma(α, 1) by α: x > 0 and α > 0, each (...) -> (...); differentiable once, for the GO Hessian."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, shape: Tensor) -> Tensor:
        first, second = _gamma_series(x.double(), shape.double())
        g = -first.to(x.dtype)
        ctx.save_for_backward(x, shape, g, second.to(x.dtype))
        return g

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, Tensor]:
        """∂g/∂y = −∂(log q)/∂γ − g ∂(log q)/∂y and ∂g/∂γ = −(∂²Q/∂γ²)/q − g ∂(log q)/∂γ."""
        x, shape, g, second = ctx.saved_tensors
        score = x.log() - torch.digamma(shape)
        by_x = -score - g * ((shape - 1) / x - 1)
        return upstream * by_x, upstream * (-second - g * score)


def gamma_pathwise(y: Tensor, shape: Tensor, rate: Tensor) -> tuple[Tensor, Tensor]:
    """g of Gamma(shape, rate) by shape and by rate, three (...) of one shape -> two (...)."""
    by_shape: Tensor = GammaPathwise.apply(y * rate, shape)  # type: ignore[no-untyped-call]
    return by_shape / rate, -y / rate


def beta_pathwise(y: Tensor, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """g of Beta(a, b) by a and by b, three (...) of one shape -> two (...); it has no derivative.

    Of the two series, in y and in 1 − y, that of the nearer end is summed: it converges geometrically.
    """
    x, a, b = y.detach().double(), a.detach().double(), b.detach().double()
    swapped = x > (a + 1) / (a + b + 2)
    x, near, far = torch.where(swapped, 1 - x, x), torch.where(swapped, b, a), torch.where(swapped, a, b)
    by_near, by_far = _beta_series(x, near, far)
    sign = torch.where(swapped, 1.0, -1.0)
    by_a, by_b = torch.where(swapped, by_far, by_near), torch.where(swapped, by_near, by_far)
    return (sign * by_a).to(y.dtype), (sign * by_b).to(y.dtype)


def negative_binomial_pathwise(y: Tensor, total: Tensor, probability: Tensor) -> tuple[Tensor, Tensor]:
    """g of NB(r, p), q(y) = Γ(y + r) / (y! Γ(r)) (1 − p)^r p^y, by r and by p, three (...) -> two (...).

    By r it is a sum over 0 to y, by p it is (y + r) / (1 − p). Differentiable by r and p as often as wanted.
    """
    k = torch.arange(int(y.max()) + 1, dtype=total.dtype)
    r, p = total[..., None], probability[..., None]
    log_mass = torch.lgamma(k + r) - torch.lgamma(k + 1) + k * p.log()
    own = torch.lgamma(y + total) - torch.lgamma(y + 1) + y * probability.log()
    ratio = torch.where(k <= y[..., None], log_mass - own[..., None], -torch.inf).exp()
    slope = torch.digamma(k + r) - torch.digamma(r) + torch.log1p(-p)
    return -(ratio * slope).sum(-1), (y + total) / (1 - probability)


def categorical_pathwise(y: Tensor, logits: Tensor) -> Tensor:
    """g of a categorical y by its logits: y (...) in 0 to K − 1, (..., K) -> (..., K)."""
    mass = logits.softmax(-1)
    until = torch.arange(logits.shape[-1]) <= y[..., None]
    below = (mass * until).sum(-1, keepdim=True)
    own = mass.gather(-1, y.long()[..., None])
    return mass * (below - until.to(mass.dtype)) / own


def _gamma_series(x: Tensor, shape: Tensor) -> tuple[Tensor, Tensor]:
    """∂P(α, x)/∂α and ∂²P/∂α² over the density, P = Σₙ x^(α+n) e^(−x) / Γ(α + n + 1).

    Terms grow until n is x − α, then fall like a Gaussian of variance x, and at last faster than geometrically.
    """
    highest = float(x.max())
    n = torch.arange(int(max(float((x - shape).max()), 0) + 9 * highest**0.5) + 50, dtype=x.dtype)
    parts = []
    for x_part, shape_part in zip(x.flatten().split(_CHUNK), shape.flatten().split(_CHUNK), strict=True):
        below, above = shape_part[:, None] + n, 1 / (shape_part[:, None] + n[1:])
        term = (x_part[:, None] / below).cumprod(-1)
        slope = (x_part.log() - torch.digamma(shape_part + 1))[:, None].repeat(1, len(n))
        slope[:, 1:] -= above.cumsum(-1)
        curvature = torch.polygamma(1, shape_part + 1)[:, None].repeat(1, len(n))
        curvature[:, 1:] -= above.square().cumsum(-1)
        weighted = term * slope
        parts.append(torch.stack([weighted.sum(-1), (weighted * slope - term * curvature).sum(-1)]))
    first, second = torch.cat(parts, -1).reshape(2, *x.shape)
    return first, second


def _beta_series(x: Tensor, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """∂I/∂a and ∂I/∂b over the density, I = x^a (1 − x)^b / (a B(a, b)) Σₙ (a + b)ₙ / (a + 1)ₙ xⁿ."""
    term = x * (1 - x) / a
    both = torch.digamma(a + b)
    by_a, by_b = x.log() + both - torch.digamma(a + 1), torch.log1p(-x) + both - torch.digamma(b)
    total, first, second = term, term * by_a, term * by_b
    n = torch.zeros_like(a)
    while bool((term > _ENOUGH * total).any()):
        by_a, by_b = by_a + 1 / (a + b + n) - 1 / (a + 1 + n), by_b + 1 / (a + b + n)
        term = term * x * (a + b + n) / (a + 1 + n)
        total, first, second = total + term, first + term * by_a, second + term * by_b
        n = n + 1
    return first, second
