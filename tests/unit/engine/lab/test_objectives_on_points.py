"""The engine's objectives against closed forms: two models of 2-D points whose densities are known.

Model 1 draws both coordinates, (S¹, T¹) = (∅, {1, 2}); model 2 draws x₂ given a real x₁,
(S², T²) = ({1}, {2}). Their optimal discriminators, f = log q/p, are known; a wrong sign or a swapped
argument in Eq. 5 or Eq. 6 fails here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from engine.training import objectives

N = 80_000
Q_SLOPE, Q_SIGMA = 0.8, 0.6
"""q(x): x₁ ~ N(0, 1), x₂ ~ N(.8 x₁, .6²)."""


def log_normal(x: Tensor, mean: Tensor | float, sigma: float) -> Tensor:
    return -0.5 * ((x - mean) / sigma) ** 2 - math.log(sigma * math.sqrt(2 * math.pi))


def log_q(x: Tensor) -> Tensor:
    return log_normal(x[..., 0], 0, 1) + log_normal(x[..., 1], Q_SLOPE * x[..., 0], Q_SIGMA)


def log_p1(x: Tensor) -> Tensor:
    """x₁ ~ N(.3, 1), x₂ ~ N(.2, 1), independent."""
    return log_normal(x[..., 0], 0.3, 1) + log_normal(x[..., 1], 0.2, 1)


def log_p2(x: Tensor) -> Tensor:
    """x₂ ~ N(.3 x₁ - .2, .8²) given x₁ of q."""
    return log_normal(x[..., 0], 0, 1) + log_normal(x[..., 1], 0.3 * x[..., 0] - 0.2, 0.8)


def f1(x: Tensor) -> Tensor:
    """The optimal f(x; S¹, T¹)."""
    return log_q(x) - log_p1(x)


def f2(x: Tensor) -> Tensor:
    """The optimal f(x; S², T²)."""
    return log_q(x) - log_p2(x)


@dataclass(frozen=True)
class Samples:
    real: Tensor
    of1: Tensor
    of2: Tensor
    """Its x₁ is that of `real`, row by row."""


@pytest.fixture(scope="module")
def samples() -> Samples:
    generator = torch.Generator().manual_seed(0)
    e = torch.randn(4, N, generator=generator, dtype=torch.float64)
    real = torch.stack([e[0], Q_SLOPE * e[0] + Q_SIGMA * e[1]], -1)
    of1 = torch.stack([0.3 + e[2], 0.2 + e[3]], -1)
    of2 = torch.stack([e[0], 0.3 * e[0] - 0.2 + 0.8 * e[3]], -1)
    return Samples(real, of1, of2)


def jensen_shannon(log_a: Tensor, log_b: Tensor, cell: float) -> float:
    mean = torch.logaddexp(log_a, log_b) - math.log(2)
    kl = [(log.exp() * (log - mean)).sum() * cell for log in (log_a, log_b)]
    return float(kl[0] + kl[1]) / 2


@pytest.fixture(scope="module")
def plane() -> Tensor:
    line = torch.linspace(-7, 7, 351, dtype=torch.float64)
    return torch.cartesian_prod(line, line)


CELL = (14 / 350) ** 2


def wiggles(x: Tensor) -> list[Tensor]:
    """Ways to be wrong about f by up to a half."""
    return [0.5 * torch.sin(x[..., 0]), 0.5 * torch.cos(2 * x[..., 1]), 0.5 * torch.tanh(x.sum(-1))]


def test_eq_5_is_least_at_the_log_ratio_and_its_value_tells_the_jensen_shannon_divergence(
    samples: Samples, plane: Tensor
) -> None:
    best = objectives.logistic_discriminator(f1(samples.real), f1(samples.of1))
    expected = 2 * math.log(2) - 2 * jensen_shannon(log_q(plane), log_p1(plane), CELL)
    assert float(best) == pytest.approx(expected, rel=0.01)
    for of_real, of_fake in zip(wiggles(samples.real), wiggles(samples.of1), strict=True):
        for sign in (1, -1):
            wrong = objectives.logistic_discriminator(
                f1(samples.real) + sign * of_real, f1(samples.of1) + sign * of_fake
            )
            assert wrong > best + 0.005


def test_relativistic_eq_5_is_least_at_the_log_ratio_too(samples: Samples) -> None:
    best = objectives.relativistic_discriminator(f1(samples.real), f1(samples.of1), 0.0)
    for of_real, of_fake in zip(wiggles(samples.real), wiggles(samples.of1), strict=True):
        for sign in (1, -1):
            wrong = objectives.relativistic_discriminator(
                f1(samples.real) + sign * of_real, f1(samples.of1) + sign * of_fake, 0.0
            )
            assert wrong > best + 0.005


def test_relativistic_eq_5_pins_an_offset_that_depends_on_what_is_known(samples: Samples) -> None:
    """The trap of Eq. 6: paired with its own completion, x₁ and so any c(x₁) would cancel out of the loss."""
    real, fake = f2(samples.real), f2(samples.of2)
    offset = torch.sin(2 * samples.real[:, 0])
    trapped = torch.nn.functional.softplus((fake + offset) - (real + offset)).mean()
    assert float(trapped) == pytest.approx(float(torch.nn.functional.softplus(fake - real).mean()), rel=1e-5)
    best = objectives.relativistic_discriminator(real, fake, 0.0)
    assert objectives.relativistic_discriminator(real + offset, fake + offset, 0.0) > best + 0.02


def test_centring_pins_the_constant_that_relativistic_pairing_leaves_free(samples: Samples) -> None:
    real, fake = f1(samples.real), f1(samples.of1)
    free = [float(objectives.relativistic_discriminator(real + c, fake + c, 0.0)) for c in (0.0, 3.0)]
    pinned = [float(objectives.relativistic_discriminator(real + c, fake + c, 0.01)) for c in (0.0, 3.0)]
    assert free[0] == pytest.approx(free[1], rel=1e-5)
    assert pinned[1] > pinned[0] + 0.2


def communication(samples: Samples, shift1: Tensor, shift2: Tensor, wiggle: int | None = None) -> Tensor:
    """Eq. 6 at the optimal f, plus half a wiggle on f(·; S¹, T¹)."""
    x1, x2 = samples.of1 + shift1, samples.of2 + shift2
    extra1, extra2 = (0.0, 0.0) if wiggle is None else (wiggles(x1)[wiggle], wiggles(x2)[wiggle])
    return objectives.communication(f1(x1) + extra1, f2(x1), f2(x2), f1(x2) + extra2)


def test_eq_6_is_greatest_at_the_log_ratios_and_its_value_tells_how_far_the_models_are_apart(
    samples: Samples, plane: Tensor
) -> None:
    zero = torch.zeros(2, dtype=torch.float64)
    best = communication(samples, zero, zero)
    expected = -2 * math.log(2) + 2 * jensen_shannon(log_p1(plane), log_p2(plane), CELL)
    assert float(best) == pytest.approx(expected, rel=0.01)
    assert expected > -2 * math.log(2) + 0.1
    for wiggle in range(3):
        assert communication(samples, zero, zero, wiggle) < best - 0.005


def test_eq_6_with_its_two_pairs_confused_falls_below_indifference(samples: Samples) -> None:
    x1, x2 = samples.of1, samples.of2
    confused = objectives.communication(f2(x1), f1(x1), f1(x2), f2(x2))
    assert confused < -2 * math.log(2) - 0.1


@pytest.mark.parametrize("model", [1, 2])
def test_eq_6_draws_each_model_to_where_the_other_is_denser(samples: Samples, model: int) -> None:
    """Both forms of Eq. 6 for θ have the same sign; model 1's x₂ is too high for model 2, whose is too low."""
    shifts = [torch.zeros(2, dtype=torch.float64, requires_grad=True) for _ in range(2)]
    x1, x2 = samples.of1 + shifts[0], samples.of2 + shifts[1]
    terms = (f1(x1), f2(x1), f2(x2), f1(x2))
    for objective in (objectives.communication, objectives.communication_generator):
        (slope,) = torch.autograd.grad(objective(*terms), shifts[model - 1], retain_graph=True)
        downhill = -float(slope[1])
        assert downhill < -0.02 if model == 1 else downhill > 0.02


@pytest.mark.parametrize("by", [0.5, -0.5])
def test_eq_5_draws_the_model_to_where_q_is_denser(samples: Samples, by: float) -> None:
    """The model is q itself, displaced: it is drawn back, whichever way."""
    moved = torch.tensor([0.0, by], dtype=torch.float64)
    shift = torch.zeros(2, dtype=torch.float64, requires_grad=True)

    def f(x: Tensor) -> Tensor:
        return log_q(x) - log_q(x - moved)

    fake = f(samples.real.roll(1, 0) + moved + shift)
    real = f(samples.real)
    for loss in (objectives.logistic_generator(fake), objectives.relativistic_generator(real, fake)):
        (slope,) = torch.autograd.grad(loss, shift, retain_graph=True)
        assert float(slope[1]) * math.copysign(1, by) > 0.1
