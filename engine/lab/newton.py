"""Second-order descent of E[f(y)] by the GO Hessian, against SGD and Adam.

After Cong et al., *GO Hessian for Expectation-Based Objectives*: the GO gradient of the GO gradient is an unbiased
Hessian, of which only products with vectors are needed. Two problems of a variational kind,
f = log q(y) − log p(y):

- gamma: the posterior of a Poisson factor model, x ~ Poisson(W z), by gamma nodes; the Hessian-vector product is
  automatic differentiation, twice, through `nodes.GammaNode`.
- negative binomial: from one such distribution to another; a discrete y takes the difference of the GO gradient at
  y + 1 and y.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import torch
from torch import Tensor
from torch.distributions import Gamma, NegativeBinomial, Poisson

from engine.lab.nodes import GammaNode
from engine.lab.pathwise import negative_binomial_pathwise

Product = Callable[[Tensor], Tensor]
"""v (P,) -> H v (P,)."""


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
        z = GammaNode.apply(Gamma(shape, rate).sample(), shape, rate)
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
        difference: Tensor = Gamma(shape, rate).log_prob(z).sum(-1) - prior - likelihood
        return difference


class NegativeBinomials:
    """KL[NB(r, p)‖NB(8, ¾)]; γ is log r, logit p."""

    reach = 4.0
    _COUNTS = torch.arange(400, dtype=torch.float64)
    _TARGET = NegativeBinomial(torch.tensor(8.0, dtype=torch.float64), torch.tensor(0.75, dtype=torch.float64))

    def start(self) -> Tensor:
        return torch.tensor([0.0, 1.0], dtype=torch.float64)

    def objective(self, point: Tensor) -> Tensor:
        f = self._f(point.expand(len(self._COUNTS), -1), self._COUNTS)
        expected: Tensor = (self._given(point).log_prob(self._COUNTS).exp() * f).sum()
        return expected

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
        difference: Tensor = self._given(point).log_prob(y) - self._TARGET.log_prob(y)
        return difference


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
