"""q of the adversarial simulation: its exact parts fit each other and its samples."""

from __future__ import annotations

import pytest
import torch

from engine.lab import points

EDGES = torch.linspace(-4, 4, 161, dtype=torch.float64)
MIDDLES = (EDGES[1:] + EDGES[:-1]) / 2


def test_masses_sum_to_one() -> None:
    assert float(points.joint_masses(EDGES, 0.1).sum()) == pytest.approx(1, abs=1e-6)
    given = torch.tensor([-1.0, 0.0, 0.4])
    assert points.conditional_masses(given, EDGES, 0.1).sum(-1).tolist() == pytest.approx([1, 1, 1], abs=1e-6)


def test_conditionals_are_the_joint_over_the_marginal() -> None:
    joint = points.joint_masses(EDGES, 0.1)
    for row in (60, 75, 85):
        sliced = joint[row] / joint[row].sum()
        conditional = points.conditional_masses(MIDDLES[row][None], EDGES, 0.1)[0]
        torch.testing.assert_close(conditional, sliced, atol=2e-3, rtol=0)


def test_the_middle_conditional_is_bimodal_and_an_outer_one_is_not() -> None:
    middle, outer = points.conditional_masses(torch.tensor([0.0, 0.8]), EDGES, 0.05)
    at = [int((MIDDLES - value).abs().argmin()) for value in (-0.7, 0.0, 0.7)]
    assert middle[at[0]] > 2 * middle[at[1]] < middle[at[2]]
    assert outer[at[0]] < 1e-3 < outer[at[2]]


def test_samples_follow_the_masses() -> None:
    generator = torch.Generator().manual_seed(0)
    n = 100_000
    component = torch.randint(2, (n,), generator=generator)
    x = points.sample(torch.randn(n, 2, generator=generator), component, 0.1)
    edges = torch.linspace(-2, 2, 9)
    cells = torch.histogramdd(x, [edges, edges]).hist / n
    torch.testing.assert_close(cells, points.joint_masses(edges, 0.1), atol=5e-3, rtol=0)


def test_quantiles_part_q_evenly() -> None:
    values = points.quantiles(4, 0.1)
    half = torch.full((1, 2), 0.5)
    assert points.cumulative(values[None], half, 0.1)[0].tolist() == pytest.approx(
        [0.125, 0.375, 0.625, 0.875], abs=2e-3
    )
