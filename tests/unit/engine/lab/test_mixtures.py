"""The written-out gradients against autograd through torch's own mixtures, and against the exact surfaces."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.distributions import Categorical, Distribution, MixtureSameFamily, MultivariateNormal, Normal

from engine.lab.mixtures import (
    covariance,
    isotropic,
    joint_gradient,
    line_coefficients,
    marginal_gradient,
    plane_coefficients,
)
from engine.lab.surfaces import Matching, divergence

B, K, N = 3, 4, 5


@pytest.fixture
def generator() -> torch.Generator:
    return torch.Generator().manual_seed(1)


def random_mixture(generator: torch.Generator) -> Tensor:
    scale = torch.tensor([1.5, 1.5, 0.4, 0.5, 0.4], dtype=torch.float64)
    return scale * torch.randn(B, K, 5, generator=generator, dtype=torch.float64)


def samples(mixture: Tensor, noise: Tensor) -> Tensor:
    """x = μ + Lε: (B, K, 5), (B, 2, K, N) -> (B, K, N, 2)."""
    factors = torch.linalg.cholesky(covariance(mixture))
    return mixture[..., None, :2] + torch.einsum("bkij,bjkn->bkni", factors, noise)


def joint_log_density(mixture: Tensor, x: Tensor) -> Tensor:
    """(B, K, 5), (M, B, 2) -> (M, B)."""
    parts = MultivariateNormal(mixture[..., :2], covariance(mixture))
    return log_density(parts, x)


def line_log_density(mixture: Tensor, direction: Tensor, y: Tensor) -> Tensor:
    """(B, K, 5), (B, 2), (M, B) -> (M, B)."""
    mean = torch.einsum("bki,bi->bk", mixture[..., :2], direction)
    variance = torch.einsum("bkij,bi,bj->bk", covariance(mixture), direction, direction)
    return log_density(Normal(mean, variance.sqrt()), y)


def log_density(parts: Distribution, points: Tensor) -> Tensor:
    weights = Categorical(torch.ones(B, K, dtype=torch.float64))
    result: Tensor = MixtureSameFamily(weights, parts).log_prob(points)
    return result


def test_the_joint_gradient_is_that_of_the_pathwise_estimate(generator: torch.Generator) -> None:
    p, q = random_mixture(generator).requires_grad_(), random_mixture(generator)
    noise = torch.randn(B, 2, K, N, generator=generator, dtype=torch.float64)
    x = samples(p, noise).reshape(B, K * N, 2).movedim(1, 0)
    log_ratio = joint_log_density(p.detach(), x) - joint_log_density(q, x)
    (expected,) = torch.autograd.grad(log_ratio.mean(0).sum(), p)
    torch.testing.assert_close(joint_gradient(p.detach(), plane_coefficients(q), noise), expected)


def test_the_marginal_gradient_is_that_of_the_pathwise_estimate(generator: torch.Generator) -> None:
    p, q = random_mixture(generator).requires_grad_(), random_mixture(generator)
    noise = torch.randn(B, 2, K, N, generator=generator, dtype=torch.float64)
    angle = torch.tensor([0.3, 1.9, 4.0], dtype=torch.float64)
    direction = torch.stack([angle.cos(), angle.sin()], -1)
    y = torch.einsum("bkni,bi->bkn", samples(p, noise), direction).reshape(B, K * N).movedim(1, 0)
    log_ratio = line_log_density(p.detach(), direction, y) - line_log_density(q, direction, y)
    (expected,) = torch.autograd.grad(log_ratio.mean(0).sum(), p)
    actual = marginal_gradient(p.detach(), line_coefficients(q, direction), direction, noise)
    torch.testing.assert_close(actual, expected)


@pytest.mark.parametrize("angle", [0.0, 40.0])
def test_the_expected_gradient_is_the_slope_of_the_exact_surface(angle: float, generator: torch.Generator) -> None:
    """The score of p, left out of the estimate, has mean 0: what remains is unbiased."""
    theta, variance, h = (0.5, -1.2), 0.1, 1e-4
    means = torch.tensor([[[theta[0], 0.0], [theta[1], 0.0]]])
    q = isotropic(torch.tensor([[[-1.0, 0.0], [1.0, 0.0]]]), variance)
    noise = torch.randn(1, 2, 2, 400_000, generator=generator)
    phi = math.radians(angle)
    direction = torch.tensor([[math.cos(phi), math.sin(phi)]])
    p = isotropic(means, variance)
    estimate = marginal_gradient(p, line_coefficients(q, direction), direction, noise)[0, :, 0]
    matching = Matching(kind="marginal", angle=angle)
    shifted = np.array(theta)[:, None] + h * np.array([[1, -1, 0, 0], [0, 0, 1, -1]])
    f = divergence(shifted[0], shifted[1], matching, variance)
    slope = np.array([f[0] - f[1], f[2] - f[3]]) / (2 * h)
    assert estimate.numpy() == pytest.approx(slope, rel=0.02)


def test_at_the_global_optimum_every_single_estimate_is_zero(generator: torch.Generator) -> None:
    q = random_mixture(generator)
    noise = torch.randn(B, 2, K, N, generator=generator, dtype=torch.float64)
    assert joint_gradient(q, plane_coefficients(q), noise).abs().max() < 1e-9
    direction = torch.tensor([[0.6, 0.8]] * B, dtype=torch.float64)
    line = line_coefficients(q, direction)
    assert marginal_gradient(q, line, direction, noise).abs().max() < 1e-9
