"""Gradients through two layers of random variables, against the objective in closed form."""

from __future__ import annotations

import pytest
import torch
from torch.distributions import Gamma

from engine.lab.gamma_poisson import (
    LEAST,
    METHODS,
    TARGET,
    GammaPoisson,
    gamma_poisson_report,
    gradient,
    objective,
    start,
)


@pytest.mark.parametrize("name", METHODS)
def test_the_mean_is_the_gradient_of_the_closed_form_within_3_standard_errors(name: str) -> None:
    torch.manual_seed(0)
    parameters = [each.requires_grad_() for each in start(1)]
    exact = torch.autograd.grad(objective(parameters).sum(), parameters)
    for found, expected in zip(gradient(METHODS[name], 4000), exact, strict=True):
        deviations = (found.mean(0) - expected[0]) / (found.std(0) / 4000**0.5)
        assert deviations.abs().max() < 3.3, "the largest of up to 12"


def test_the_closed_form_is_that_of_samples() -> None:
    torch.manual_seed(0)
    shape, rate, weight = (each.exp() for each in start(20_000))
    y = torch.poisson(torch.einsum("rk,rkv->rv", Gamma(shape, rate).sample(), weight))
    f = (y - TARGET).square().sum(-1)
    assert abs(float(f.mean() - objective(start(1))[0])) < 4 * float(f.std()) / 20_000**0.5


def test_go_learns_more_from_one_sample_a_step_than_reinforce() -> None:
    torch.manual_seed(0)
    report = gamma_poisson_report(GammaPoisson(runs=8, steps=60, rates=(0.03,)), samples=1000)
    assert report["go"]["variance"] < report["reinforce"]["variance"]
    go, reinforce = (torch.tensor(report[name]["objective"])[:, -1].median() for name in METHODS)
    assert LEAST < go < reinforce < objective(start(1))
