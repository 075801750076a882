"""The GO Hessian against exact Hessians, and the steps taken with it."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.distributions import Gamma, kl_divergence

from engine.lab import nodes
from engine.lab.newton import Descents, FactorPosterior, NegativeBinomials, newton_report, trust_region_step


def off_by(samples: Tensor, exact: Tensor) -> Tensor:
    """Standard errors by which the mean of (N, ...) is off."""
    errors: Tensor = (samples.mean(0) - exact).abs() / samples.std(0) * len(samples) ** 0.5
    return errors


def test_the_hessian_of_a_gamma_node_is_the_exact_one_within_3_standard_errors() -> None:
    torch.manual_seed(0)
    other = Gamma(torch.tensor(4.0, dtype=torch.float64), torch.tensor(3.0, dtype=torch.float64))
    point = torch.tensor([0.3, -0.2], dtype=torch.float64)

    def divergence(logs: Tensor) -> Tensor:
        return torch.as_tensor(kl_divergence(Gamma(logs[0].exp(), logs[1].exp()), other))

    rows = point.expand(20_000, -1).clone().requires_grad_()
    shape, rate = rows[:, 0].exp(), rows[:, 1].exp()
    y = nodes.gamma(Gamma(shape, rate).sample(), shape, rate)
    f = Gamma(shape, rate).log_prob(y) - other.log_prob(y)
    (gradient,) = torch.autograd.grad(f.sum(), rows, create_graph=True)
    hessian = torch.stack([torch.autograd.grad(gradient[:, i].sum(), rows, retain_graph=True)[0] for i in (0, 1)], 1)
    assert off_by(gradient.detach(), torch.autograd.functional.jacobian(divergence, point)).max() < 3
    assert off_by(hessian, torch.autograd.functional.hessian(divergence, point)).max() < 3


def test_the_hessian_of_a_negative_binomial_node_is_the_exact_one_within_3_standard_errors() -> None:
    torch.manual_seed(0)
    problem, point = NegativeBinomials(), torch.tensor([1.0, 0.5], dtype=torch.float64)
    found = [problem.estimate(point, 500) for _ in range(20)]
    unit = torch.eye(2, dtype=torch.float64)
    gradients = torch.stack([gradient for gradient, _ in found])
    hessians = torch.stack([torch.stack([product(v) for v in unit]) for _, product in found])
    assert off_by(gradients, torch.autograd.functional.jacobian(problem.objective, point)).max() < 3
    assert off_by(hessians, torch.autograd.functional.hessian(problem.objective, point)).max() < 3


def test_products_with_the_hessian_are_linear_and_symmetric() -> None:
    torch.manual_seed(0)
    problem = FactorPosterior()
    _, product = problem.estimate(problem.start(), 20)
    u, v = torch.randn(2, 10, dtype=torch.float64)
    torch.testing.assert_close(product(u + 2 * v), product(u) + 2 * product(v))
    torch.testing.assert_close(u @ product(v), v @ product(u))


def test_a_step_inside_the_trust_region_is_newtons() -> None:
    h = torch.tensor([[3.0, 1.0], [1.0, 2.0]], dtype=torch.float64)
    g = torch.tensor([0.3, -0.4], dtype=torch.float64)
    torch.testing.assert_close(trust_region_step(g, lambda v: h @ v, 1.0), -torch.linalg.solve(h, g))


@pytest.mark.parametrize("curvatures", [(3.0, 2.0), (3.0, -2.0), (-1.0, -2.0)])
def test_where_the_minimum_is_far_or_there_is_none_a_step_goes_down_to_the_edge(
    curvatures: tuple[float, ...],
) -> None:
    h = torch.tensor(curvatures, dtype=torch.float64)
    g = torch.tensor([3.0, -4.0], dtype=torch.float64)
    step = trust_region_step(g, lambda v: h * v, 0.5)
    assert float(step.norm()) == pytest.approx(0.5)
    assert float(g @ step + 0.5 * step @ (h * step)) < 0


def test_newton_arrives_in_fewer_steps_than_sgd_and_adam() -> None:
    settings = Descents(seeds=(0,), steps=60, rates=(0.1,), samples=50)
    report = newton_report(settings, problems=("negative binomial",))
    methods = report["problems"]["negative binomial"]["methods"]
    assert methods["GO Hessian"]["steps"] <= 10
    assert all(methods[name]["steps"] is None or methods[name]["steps"] > 10 for name in ("SGD", "Adam"))
    assert len(methods["GO Hessian"]["gaps"][0]) == 13
