"""The α-divergence against its closed form, and the way that the bridge takes."""

from __future__ import annotations

import math

import pytest
import torch

from engine.lab.alpha_bridge import (
    AlphaBridge,
    advance_bridge,
    alpha_bridge_report,
    alpha_divergence,
    coverage,
    grid,
    log_density,
    start_bridge,
)
from engine.lab.exploration import centres
from engine.lab.mixtures import isotropic

SMALL = AlphaBridge(seeds=(0, 1), components=3, steps=8, records=4)


@pytest.mark.parametrize("alpha", [0.0, 0.2, 0.5, 0.9, 1.0])
def test_the_divergence_of_two_gaussians_is_that_in_closed_form(alpha: float) -> None:
    """∫ q^α p^(1 − α) = exp(−α (1 − α) δ² / 2σ²); both KLs are δ² / 2σ²."""
    variance, means = 0.3, torch.tensor([[-1.0, 0.0], [-0.5, 0.4]])
    log_q, log_p = log_density(isotropic(means[:, None], variance), grid())
    found = alpha_divergence(log_q, log_p, torch.tensor(alpha), 0.2**2)
    exponent = 0.41 / (2 * variance)
    between = alpha * (1 - alpha)
    expected = (1 - math.exp(-between * exponent)) / between if between else exponent
    assert float(found) == pytest.approx(expected, rel=1e-4)


def test_log_densities_are_those_of_correlated_gaussians() -> None:
    mixture = torch.tensor([[[0.3, -0.2, 0.1, 0.7, -0.4]]])
    factor = torch.tensor([[math.exp(0.1), 0.0], [0.7, math.exp(-0.4)]])
    x = torch.randn(20, 2, generator=torch.Generator().manual_seed(0))
    expected = torch.distributions.MultivariateNormal(mixture[0, 0, :2], scale_tril=factor).log_prob(x)
    torch.testing.assert_close(log_density(mixture, x)[0], expected)


def test_q_itself_covers_every_mode_and_one_component_one() -> None:
    q = isotropic(centres(), 0.05)
    covered, quality = coverage(q, 0.05)
    assert int(covered) == 25
    assert float(quality) == pytest.approx(1 - math.exp(-4.5), abs=0.01)
    covered, quality = coverage(q[:1], 0.05)
    assert int(covered) == 1
    assert float(coverage(isotropic(torch.zeros(1, 2), 4.0), 0.05)[1]) < 0.5


def test_the_bridge_leads_from_1_to_0() -> None:
    assert [SMALL.bridge(step) for step in range(9)] == [1, 1, 1, 0.75, 0.5, 0.25, 0, 0, 0]


def test_until_it_turns_the_bridge_is_maximum_likelihood_and_a_seed_is_the_same_in_any_batch() -> None:
    state, alone = start_bridge(SMALL), start_bridge(AlphaBridge(seeds=(1,), components=3, steps=8, records=4))
    for _ in range(2):
        advance_bridge(state, SMALL)
        advance_bridge(alone, AlphaBridge(seeds=(1,), components=3, steps=8, records=4))
    torch.testing.assert_close(state.mixtures[-1], state.mixtures[-2])
    torch.testing.assert_close(state.mixtures[:, 1], alone.mixtures[:, 0])


def test_a_run_that_goes_on_from_its_tensors_is_the_run_itself() -> None:
    whole, broken = start_bridge(SMALL), start_bridge(SMALL)
    for _ in range(6):
        advance_bridge(whole, SMALL)
    for _ in range(3):
        advance_bridge(broken, SMALL)
    resumed = start_bridge(SMALL)
    resumed.restore({name: tensor.clone() for name, tensor in broken.tensors().items()}, broken.done)
    for _ in range(3):
        advance_bridge(resumed, SMALL)
    assert torch.equal(whole.mixtures, resumed.mixtures)
    assert torch.equal(whole.records, resumed.records)
    advance_bridge(resumed, SMALL)
    report = alpha_bridge_report(resumed, SMALL)
    assert report["steps"] == [0, 2, 4, 6, 7], "and where it stands"
    assert len(report["course"]["α-Bridge"]["covered"][1]) == 5


def test_maximum_likelihood_covers_more_and_adversarial_learning_is_of_more_quality() -> None:
    settings = AlphaBridge(seeds=(0,), components=4, steps=120, learning_rate=0.1, records=2)
    state = start_bridge(settings)
    for _ in range(settings.steps):
        advance_bridge(state, settings)
    rows = alpha_bridge_report(state, settings)["rows"]
    assert rows["α = 1"]["covered"][0] > rows["α = 0"]["covered"][0] + 4
    assert rows["α = 0"]["quality"][0] > rows["α = 1"]["quality"][0] + 0.2
    assert rows["α = 1"]["forward_kl"][0] < rows["α = 0"]["forward_kl"][0]
