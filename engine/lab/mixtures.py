"""Mixtures of K equally weighted 2-D Gaussians, and the pathwise gradients of reverse KL.

A batch of B mixtures is one tensor (B, K, 5): mean (2), log ℓ₁₁, ℓ₂₁, log ℓ₂₂, with Cholesky factor
[[ℓ₁₁, 0], [ℓ₂₁, ℓ₂₂]]. A sample of component k is x = μₖ + Lₖε, and

    ∇ KL[p_θ‖q] = E[(∂x/∂θ)ᵀ ∇ₓ(log p_θ(x) − log q(x))],

because the score of p_θ has mean 0. All derivatives are written out: no autograd graph is built. Each
component's log density is a quadratic form in x, kept as coefficients c: of 1, y, y² on a line, and of
1, x₁, x₂, x₁², x₁x₂, x₂² in the plane.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor


def isotropic(means: Tensor, variance: float) -> Tensor:
    """Mixture of isotropic Gaussians: (B, K, 2) -> (B, K, 5)."""
    log_sigma = torch.full_like(means[..., :1], 0.5 * math.log(variance))
    return torch.cat([means, log_sigma, torch.zeros_like(log_sigma), log_sigma], -1)


def cholesky(mixture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Entries ℓ₁₁, ℓ₂₁, ℓ₂₂ of the Cholesky factors: (B, K, 5) -> three (B, K)."""
    return mixture[..., 2].exp(), mixture[..., 3], mixture[..., 4].exp()


def covariance(mixture: Tensor) -> Tensor:
    """(B, K, 5) -> (B, K, 2, 2)."""
    l11, l21, l22 = cholesky(mixture)
    rows = [torch.stack([l11 * l11, l11 * l21], -1), torch.stack([l11 * l21, l21 * l21 + l22 * l22], -1)]
    return torch.stack(rows, -2)


def marginal_gradient(mixture: Tensor, q_line: Tensor, direction: Tensor, noise: Tensor) -> Tensor:
    """Estimate of ∇ KL[p_θ(y)‖q(y)] for y = a·x, the first coordinate of a rotated domain.

    Args:
        mixture: (B, K, 5).
        q_line: q's marginal, `line_coefficients(q, direction)`.
        direction: a, (B, 2), of unit length.
        noise: ε, (B, 2, K, N), N samples of each component.

    Returns:
        (B, K, 5).
    """
    a1, a2 = direction[:, :1], direction[:, 1:]
    l11, l21, l22 = cholesky(mixture)
    b1, b2 = a1 * l11 + a2 * l21, a2 * l22
    mean = a1 * mixture[..., 0] + a2 * mixture[..., 1]
    y = mean[..., None] + b1[..., None] * noise[:, 0] + b2[..., None] * noise[:, 1]
    p_line = _line_coefficients(mean, b1.square() + b2.square())
    pull = _line_score(y.flatten(1), p_line) - _line_score(y.flatten(1), q_line)
    pull = pull.view_as(y)
    of_mean, of_b1, of_b2 = pull.mean(-1), (pull * noise[:, 0]).mean(-1), (pull * noise[:, 1]).mean(-1)
    gradient = [a1 * of_mean, a2 * of_mean, a1 * of_b1 * l11, a2 * of_b1, a2 * of_b2 * l22]
    return torch.stack(gradient, -1) / mixture.shape[1]


def joint_gradient(mixture: Tensor, q_plane: Tensor, noise: Tensor) -> Tensor:
    """Estimate of ∇ KL[p_θ(x)‖q(x)], q_plane = `plane_coefficients(q)`; the rest as in `marginal_gradient`."""
    l11, l21, l22 = cholesky(mixture)
    x1 = mixture[..., 0, None] + l11[..., None] * noise[:, 0]
    x2 = mixture[..., 1, None] + l21[..., None] * noise[:, 0] + l22[..., None] * noise[:, 1]
    x = x1.flatten(1), x2.flatten(1)
    p_score, q_score = _plane_score(x, plane_coefficients(mixture)), _plane_score(x, q_plane)
    pull1, pull2 = ((p - q).view_as(x1) for p, q in zip(p_score, q_score, strict=True))
    gradient = [
        pull1.mean(-1),
        pull2.mean(-1),
        (pull1 * noise[:, 0]).mean(-1) * l11,
        (pull2 * noise[:, 0]).mean(-1),
        (pull2 * noise[:, 1]).mean(-1) * l22,
    ]
    return torch.stack(gradient, -1) / mixture.shape[1]


def line_coefficients(mixture: Tensor, direction: Tensor) -> Tensor:
    """Coefficients of the marginal of a·x, in closed form: (B, K, 5), (B, 2) -> (B, 3, K)."""
    a1, a2 = direction[:, :1], direction[:, 1:]
    l11, l21, l22 = cholesky(mixture)
    variance = (a1 * l11 + a2 * l21).square() + (a2 * l22).square()
    return _line_coefficients(a1 * mixture[..., 0] + a2 * mixture[..., 1], variance)


def plane_coefficients(mixture: Tensor) -> Tensor:
    """Coefficients of the joint: (B, K, 5) -> (B, 6, K), up to a constant common to all K."""
    l11, l21, l22 = cholesky(mixture)
    p22 = 1 / l22.square()
    p12 = -l21 / l11 * p22
    p11 = 1 / l11.square() + (l21 / l11).square() * p22
    m1, m2 = mixture[..., 0], mixture[..., 1]
    h1, h2 = p11 * m1 + p12 * m2, p12 * m1 + p22 * m2
    constant = -0.5 * (h1 * m1 + h2 * m2) - mixture[..., 2] - mixture[..., 4]
    return torch.stack([constant, h1, h2, -0.5 * p11, -p12, -0.5 * p22], 1)


def _line_coefficients(mean: Tensor, variance: Tensor) -> Tensor:
    """Means and variances (B, K) -> (B, 3, K), up to a constant common to all K."""
    precision = 1 / variance
    linear = mean * precision
    return torch.stack([-0.5 * (mean * linear + variance.log()), linear, -0.5 * precision], 1)


def _line_score(y: Tensor, c: Tensor) -> Tensor:
    """d/dy of the mixture's log density: (B, M), (B, 3, K) -> (B, M)."""
    responsibility = torch.softmax(torch.stack([torch.ones_like(y), y, y * y], -1) @ c, -1)
    slope = responsibility @ c[:, 1:].mT
    return slope[..., 0] + 2 * y * slope[..., 1]


def _plane_score(x: tuple[Tensor, Tensor], c: Tensor) -> tuple[Tensor, Tensor]:
    """∇ₓ of the mixture's log density: two (B, M), (B, 6, K) -> two (B, M)."""
    x1, x2 = x
    features = torch.stack([torch.ones_like(x1), x1, x2, x1 * x1, x1 * x2, x2 * x2], -1)
    s = torch.softmax(features @ c, -1) @ c[:, 1:].mT
    return (
        s[..., 0] + 2 * x1 * s[..., 2] + x2 * s[..., 3],
        s[..., 1] + x1 * s[..., 3] + 2 * x2 * s[..., 4],
    )
