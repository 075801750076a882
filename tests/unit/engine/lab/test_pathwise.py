"""The derivatives of distribution functions against differences of the functions themselves."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.distributions import Beta, Gamma, NegativeBinomial
from torch.nn.functional import logsigmoid

from engine.lab.pathwise import (
    GammaPathwise,
    beta_pathwise,
    categorical_pathwise,
    gamma_pathwise,
    negative_binomial_pathwise,
)


def number(value: float) -> Tensor:
    return torch.tensor(value, dtype=torch.float64)


@pytest.mark.parametrize("shape", [0.05, 1.0, 7.0, 400.0])
def test_gamma(shape: float) -> None:
    a, step = number(shape), 1e-5 * shape
    y = a * torch.tensor([1e-3, 0.3, 0.9, 1.0, 1.1, 1.3], dtype=torch.float64)
    y = y[Gamma(a, 1.0).log_prob(y) > -30]
    difference = torch.special.gammainc(a + step, y) - torch.special.gammainc(a - step, y)
    expected = -difference / (2 * step) / Gamma(a, 1.0).log_prob(y).exp()
    by_shape, by_rate = gamma_pathwise(y / 2, a.expand_as(y), number(2.0).expand_as(y))
    torch.testing.assert_close(2 * by_shape, expected, rtol=1e-5, atol=1e-9)
    torch.testing.assert_close(by_rate, -y / 4)


@pytest.mark.parametrize("shape", [0.3, 2.0, 50.0])
def test_the_gamma_derivative_has_itself_both_derivatives(shape: float) -> None:
    x = (shape * torch.tensor([0.5, 1.0, 1.4], dtype=torch.float64)).requires_grad_()
    a = torch.full_like(x, shape, requires_grad=True)
    assert torch.autograd.gradcheck(GammaPathwise.apply, (x, a))


@pytest.mark.parametrize(("a", "b"), [(0.4, 0.3), (2.0, 5.0), (9.0, 0.2), (30.0, 50.0)])
def test_beta(a: float, b: float) -> None:
    """∂I/∂a = ∫ q (log t − ψ(a) + ψ(a + b)) dt, and ∂I/∂b likewise; over u, t the logistic function of it."""
    u = torch.linspace(-200, 30, 100_001, dtype=torch.float64)
    t = torch.sigmoid(u)
    density = Beta(number(a), number(b)).log_prob(t).exp()
    mass = density * t * torch.sigmoid(-u) * (u[1] - u[0])
    at = torch.searchsorted(mass.cumsum(0), torch.tensor([0.1, 0.5, 0.95], dtype=torch.float64))
    found = beta_pathwise(t[at], number(a).expand(3), number(b).expand(3))
    slopes = logsigmoid(u) - torch.digamma(number(a)), logsigmoid(-u) - torch.digamma(number(b))
    for by_parameter, slope in zip(found, slopes, strict=True):
        each = mass * (slope + torch.digamma(number(a + b)))
        expected = -(each.cumsum(0) - each / 2)[at] / density[at]
        torch.testing.assert_close(by_parameter, expected, rtol=1e-4, atol=1e-7)


def test_negative_binomial() -> None:
    r, p, step = number(2.5), number(0.6), 1e-6
    y = torch.arange(30, dtype=torch.float64)

    def cumulative(total: Tensor, probability: Tensor) -> Tensor:
        masses: Tensor = NegativeBinomial(total, probability).log_prob(y).exp()
        return masses.cumsum(0)

    mass = NegativeBinomial(r, p).log_prob(y).exp()
    by_total, by_probability = negative_binomial_pathwise(y, r.expand(30), p.expand(30))
    expected = -(cumulative(r + step, p) - cumulative(r - step, p)) / (2 * step) / mass
    torch.testing.assert_close(by_total, expected, rtol=1e-4, atol=1e-5)
    expected = -(cumulative(r, p + step) - cumulative(r, p - step)) / (2 * step) / mass
    torch.testing.assert_close(by_probability, expected, rtol=1e-4, atol=1e-5)


def test_categorical() -> None:
    logits = torch.tensor([0.2, -1.0, 0.7], dtype=torch.float64, requires_grad=True)
    for y in range(3):
        (slope,) = torch.autograd.grad(logits.softmax(0)[: y + 1].sum(), logits)
        found = categorical_pathwise(torch.tensor([float(y)]), logits.detach()[None])[0]
        torch.testing.assert_close(found, -slope / logits.softmax(0)[y].detach())
