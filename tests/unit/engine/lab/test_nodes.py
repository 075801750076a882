"""The GO gradient: unbiased through every named distribution, and what it does on the way."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import Tensor
from torch.distributions import Gamma

from engine.lab import nodes
from engine.lab.estimators import (
    VARIABLES,
    Variable,
    estimates,
    estimators_report,
    exact_gradient,
    expectation,
    go,
    reinforce,
    reparameterised,
)

SAMPLES = 4000


class Wave(Variable):
    """f(y) = sin(2 v(y))."""

    def objective(self, y: Tensor) -> Tensor:
        value = torch.tensor(self.values, dtype=y.dtype)[y.long()] if self.values else y
        return (2 * value).sin()


def waving(variable: Variable) -> Variable:
    return Wave(**{field.name: getattr(variable, field.name) for field in dataclasses.fields(variable)})


def named(name: str) -> Variable:
    return next(variable for variable in VARIABLES if variable.name == name)


@pytest.mark.parametrize(
    "variable", [*VARIABLES, *map(waving, VARIABLES)], ids=lambda v: f"{v.name}-{type(v).__name__}"
)
def test_the_mean_is_the_exact_gradient_within_3_standard_errors(variable: Variable) -> None:
    torch.manual_seed(0)
    exact = exact_gradient(variable)
    for name, gradient in estimates(variable, go, SAMPLES).items():
        error = gradient.std(0) / SAMPLES**0.5
        assert ((gradient.mean(0) - exact[name]).abs() <= 3 * error + 1e-9).all(), name


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda v: v.name)
def test_the_exact_expectation_is_that_of_many_samples(variable: Variable) -> None:
    torch.manual_seed(0)
    point = {name: torch.tensor(value, dtype=torch.float64) for name, value in variable.parameters.items()}
    f = variable.objective(variable.given(**point).sample((20_000,)).double())
    assert abs(float(f.mean() - expectation(variable, point))) < 4 * float(f.std()) / 20_000**0.5


def test_a_sum_over_ten_variables_is_noise_to_reinforce_and_not_to_go() -> None:
    torch.manual_seed(0)
    rows = {(row["variable"], row["parameter"]): row for row in estimators_report(SAMPLES)}
    assert all(row["reinforce_of_ten"]["variance"] > 1.2 * row["go"]["variance"] for row in rows.values())
    assert rows["categorical", "logits"]["gumbel_softmax"]["deviations"] > 10, "biased"
    assert all("normal" not in rows[key] for key in rows if key[0] in ("Bernoulli", "categorical"))


def test_a_wide_gamma_has_the_variance_of_the_reparameterised_normal_that_it_tends_to() -> None:
    torch.manual_seed(0)
    wide = dataclasses.replace(named("gamma"), parameters={"concentration": (1000.0,), "rate": (1.0,)}, centre=1100.0)
    found, limit = (estimates(wide, method, SAMPLES)["concentration"].var() for method in (go, reparameterised))
    assert float(found / limit) == pytest.approx(1, rel=0.1)
    assert estimates(wide, reinforce, SAMPLES)["concentration"].var() > 5 * found


def test_the_gamma_node_has_the_gradient_of_torchs_own_samples() -> None:
    shape = torch.tensor([0.4, 1.0, 6.0], dtype=torch.float64, requires_grad=True)
    rate = torch.tensor([2.0, 1.0, 0.5], dtype=torch.float64, requires_grad=True)
    y = Gamma(shape, rate).rsample()
    expected = torch.autograd.grad(y.square().sum(), (shape, rate))
    found = torch.autograd.grad(nodes.gamma(y.detach(), shape, rate).square().sum(), (shape, rate))
    torch.testing.assert_close(found, expected, rtol=2e-3, atol=1e-3)


def test_a_leaf_takes_differences_within_the_support_by_one_variable_at_a_time() -> None:
    asked: list[Tensor] = []

    def f(y: Tensor) -> Tensor:
        asked.append(y)
        return y[..., 0] * (y[..., 1] + 1) ** 2

    y = torch.tensor([[0.0, 2.0], [1.0, 1.0]], requires_grad=True)
    value = nodes.leaf(f, y, highest=2)
    assert value.tolist() == [0, 4]
    (slope,) = torch.autograd.grad(value.sum(), y)
    assert slope.tolist() == [[9, 0], [4, 5]]
    assert max(float(each.max()) for each in asked) == 2


def test_a_poisson_leaf_of_a_linear_objective_has_no_variance() -> None:
    torch.manual_seed(0)
    rate = torch.full((100,), 3.0, requires_grad=True)
    y = nodes.poisson(torch.poisson(rate.detach()), rate)
    (gradient,) = torch.autograd.grad(nodes.leaf(lambda at: 5 * at[..., 0], y[:, None]).sum(), rate)
    assert (gradient == 5).all()


@pytest.mark.parametrize(
    "variable", [v for v in VARIABLES if v.name in ("beta", "Bernoulli", "categorical")], ids=lambda v: v.name
)
def test_a_node_without_a_second_derivative_refuses_one(variable: Variable) -> None:
    parameters = [
        torch.tensor([value] if len(value) > 1 else value, requires_grad=True)
        for value in variable.parameters.values()
    ]
    y = variable.node(torch.tensor([0.0 if variable.values else 0.4]), *parameters)
    gradient = torch.autograd.grad(y.square().sum() + y.sum(), parameters, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        gradient[0].sum().backward()
