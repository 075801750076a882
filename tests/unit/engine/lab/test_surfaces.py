"""The surfaces of *Big Cooperative Learning*, Figs. 2, 3, against closed forms and against brute quadrature."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.distributions import Categorical, Independent, MixtureSameFamily, Normal

from engine.errors import EngineError
from engine.lab.surfaces import GLOBAL_OPTIMA, Matching, divergence, surface

TOLERANCE = 1e-3


def at(theta1: float, theta2: float, matching: Matching, variance: float = 0.1) -> float:
    return float(divergence(np.array(theta1), np.array(theta2), matching, variance))


def plane(means: tuple[float, float], variance: float, points: Tensor) -> Tensor:
    """Log density of two Gaussians at (means, 0): (..., 2) -> (...)."""
    located = torch.tensor([[means[0], 0.0], [means[1], 0.0]], dtype=torch.float64)
    parts = Independent(Normal(located, math.sqrt(variance)), 1)
    log_density: Tensor = MixtureSameFamily(Categorical(torch.ones(2)), parts).log_prob(points)
    return log_density


def by_quadrature(theta1: float, theta2: float, matching: Matching, variance: float) -> float:
    """Reverse KL by summing 2-D densities on a fine rotated grid; nothing of the surfaces' algebra is used."""
    y = torch.linspace(-5, 5, 301, dtype=torch.float64)
    h = float(y[1] - y[0])
    phi = math.radians(matching.angle)
    turn = torch.tensor([[math.cos(phi), math.sin(phi)], [-math.sin(phi), math.cos(phi)]], dtype=torch.float64)
    points = torch.cartesian_prod(y, y).reshape(len(y), len(y), 2) @ turn
    p, q = (plane(means, variance, points).exp() for means in ((theta1, theta2), (-1.0, 1.0)))
    if matching.kind == "joint":
        return float(_kl(p.flatten(), q.flatten(), h * h))
    axis = 0 if matching.target == 1 else 1
    p, q = (p, q) if axis == 0 else (p.T, q.T)
    if matching.kind == "marginal":
        return float(_kl(p.sum(1) * h, q.sum(1) * h, h))
    slices = _kl(p / (p.sum(0) * h), q / (q.sum(0) * h), h)
    if matching.given is not None:
        return float(slices[(y - matching.given).abs().argmin()])
    weights = q.sum(0) * h * h
    return float((weights * slices)[weights > 1e-12].sum())


def _kl(p: Tensor, q: Tensor, volume: float) -> Tensor:
    """Σ p log(p/q) over the first axis."""
    return torch.where(p > 1e-200, p * (p / q).log(), 0).sum(0) * volume


@pytest.mark.parametrize(
    "matching",
    [
        Matching(kind="joint"),
        Matching(kind="joint", angle=37),
        Matching(kind="marginal"),
        Matching(kind="marginal", angle=37),
        Matching(kind="marginal", target=2, angle=115),
        Matching(kind="conditional", given=0.3),
        Matching(kind="conditional", angle=37, given=0.3),
        Matching(kind="conditional", angle=37, given=-0.8, target=2),
        Matching(kind="conditional", angle=37),
        Matching(kind="conditional", angle=20, target=2),
    ],
    ids=lambda m: f"{m.name} at {m.angle:g}",
)
@pytest.mark.parametrize(("theta1", "theta2", "variance"), [(0.4, -1.3, 0.1), (1.1, 0.9, 0.25)])
def test_surfaces_agree_with_quadrature_of_the_densities(
    matching: Matching, theta1: float, theta2: float, variance: float
) -> None:
    expected = by_quadrature(theta1, theta2, matching, variance)
    assert at(theta1, theta2, matching, variance) == pytest.approx(expected, rel=TOLERANCE, abs=1e-9)


def test_two_collapsed_means_have_the_closed_form_of_one_gaussian_against_a_far_mixture() -> None:
    variance, theta = 0.01, 0.9
    expected = math.log(2) + (theta - 1) ** 2 / (2 * variance)
    assert at(theta, theta, Matching(), variance) == pytest.approx(expected, rel=TOLERANCE)


def test_well_separated_components_have_the_closed_form_of_two_gaussians() -> None:
    variance = 0.01
    expected = 0.5 * (0.1**2 + 0.2**2) / (2 * variance)
    assert at(-1.1, 1.2, Matching(), variance) == pytest.approx(expected, rel=TOLERANCE)


def test_a_marginal_along_which_the_means_coincide_is_blind_to_theta() -> None:
    theta = np.linspace(-2, 2, 9)
    assert np.abs(surface(theta, Matching(kind="marginal", target=2))).max() < 1e-9
    assert np.abs(surface(theta, Matching(kind="conditional", target=2, given=0.3))).max() < 1e-9


def test_rotating_the_domain_leaves_the_joint_as_it_is_and_not_the_marginal() -> None:
    theta = np.linspace(-2, 2, 9)
    still, turned = (surface(theta, Matching(angle=a)) for a in (0, 50))
    assert np.array_equal(still, turned)
    still, turned = (surface(theta, Matching(kind="marginal", angle=a)) for a in (0, 50))
    assert np.abs(still - turned).max() > 1


def test_turning_by_a_right_angle_swaps_the_coordinates() -> None:
    theta = np.linspace(-2, 2, 9)
    turned = surface(theta, Matching(kind="marginal", angle=120))
    assert turned == pytest.approx(surface(theta, Matching(kind="marginal", angle=30, target=2)), abs=1e-9)


matchings = st.builds(
    Matching,
    kind=st.sampled_from(["joint", "marginal", "conditional"]),
    target=st.sampled_from([1, 2]),
    angle=st.floats(0, 360),
    given=st.floats(-1.5, 1.5),
)


@given(matching=matchings, theta=st.tuples(st.floats(-2.5, 2.5), st.floats(-2.5, 2.5)), sigma=st.floats(0.2, 0.8))
@settings(max_examples=60)
def test_no_theta_is_below_zero_and_swapping_the_means_changes_nothing(
    matching: Matching, theta: tuple[float, float], sigma: float
) -> None:
    value = at(*theta, matching, sigma**2)
    assert value > -1e-9
    assert at(theta[1], theta[0], matching, sigma**2) == pytest.approx(value, rel=1e-9, abs=1e-9)


@given(matching=matchings, sigma=st.floats(0.2, 0.8))
@settings(max_examples=60)
def test_the_global_optima_never_move_with_the_matching_or_the_rotation(matching: Matching, sigma: float) -> None:
    for theta in GLOBAL_OPTIMA:
        assert abs(at(*theta, matching, sigma**2)) < 1e-9


def test_a_variance_out_of_range_is_refused_with_the_remedy() -> None:
    with pytest.raises(EngineError, match=r"variance 7 is outside 0\.005 to 2"):
        at(0, 0, Matching(), 7)


def test_a_third_coordinate_is_refused() -> None:
    with pytest.raises(EngineError, match="target 3"):
        Matching(kind="marginal", target=3)
