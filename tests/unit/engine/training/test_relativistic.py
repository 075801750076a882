"""The optimum of the relativistic loss is log q/p: found over a table f, of which every pair (x_S, x_T) is a cell.

Eq. 6 compares f across subset pairs, so it must not be shrunk, and no part of it may depend on x_S alone.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.config import ObjectiveConfig
from engine.training import objectives

# in 40ths, of four x_T given each of three x_S
Q = torch.tensor([[19, 12, 6, 3], [4, 9, 13, 14], [25, 5, 5, 5]])
P = torch.tensor([[6, 11, 13, 10], [13, 12, 9, 6], [6, 10, 9, 15]])
LOG_RATIO = (Q.double() / P.double()).log()
CENTRING = ObjectiveConfig().centring


def samples(counts: Tensor) -> Tensor:
    """Cells of the table, each as often as it occurs."""
    return torch.arange(counts.numel()).repeat_interleave(counts.flatten())


def independent_pairs() -> tuple[Tensor, Tensor]:
    """Cells of real and of completed images, such that the loss meets every one with every other."""
    real, fake = samples(Q), samples(P)
    return objectives.exchange(real.repeat_interleave(len(fake))), fake.repeat(len(real))


def own_pairs() -> tuple[Tensor, Tensor]:
    """The same, where each completed image is met by real ones of its own x_S alone."""
    real, fake = samples(Q), samples(P)
    both = torch.cartesian_prod(real, fake)
    both = both[both[:, 0] // 4 == both[:, 1] // 4]
    return objectives.exchange(both[:, 0].contiguous()), both[:, 1]


def optimum(pairs: tuple[Tensor, Tensor], loss: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
    """The table f that minimises the loss, (3, 4), from a start with another offset for each x_S."""
    f = torch.tensor([[0.5], [0.0], [-0.7]], dtype=torch.double).repeat(1, 4).flatten().requires_grad_()
    optimizer = torch.optim.LBFGS([f], max_iter=300, line_search_fn="strong_wolfe", tolerance_change=1e-12)

    def closure() -> Tensor:
        optimizer.zero_grad()
        value = loss(f[pairs[0]], f[pairs[1]])
        value.backward()
        return value

    optimizer.step(closure)
    return f.detach().view(3, 4)


def slope_and_offsets(f: Tensor) -> tuple[float, Tensor]:
    """Of f against log q/p, and how far f lies above it in the mean of each x_S."""
    slope, _ = np.polyfit(LOG_RATIO.flatten().numpy(), f.flatten().numpy(), 1)
    return float(slope), (f - LOG_RATIO).mean(1)


def of_means(real: Tensor, fake: Tensor) -> Tensor:
    return objectives.relativistic_discriminator(real, fake, CENTRING)


def of_single_scores(real: Tensor, fake: Tensor) -> Tensor:
    uncentred = objectives.relativistic_discriminator(real, fake, 0.0)
    return uncentred + CENTRING * (real + fake).square().mean()


def test_the_optimum_is_the_log_ratio_of_the_densities() -> None:
    f = optimum(independent_pairs(), of_means)
    slope, offsets = slope_and_offsets(f)
    assert 0.97 < slope < 1.03
    assert offsets.max() - offsets.min() < 1e-3, "the same for every x_S"
    total = f.flatten()[samples(Q)].mean() + f.flatten()[samples(P)].mean()
    assert total.item() == pytest.approx(0, abs=1e-3), "centred"


def test_centring_of_single_scores_would_shrink_it() -> None:
    """The experiment sees what it is meant to see."""
    slope, offsets = slope_and_offsets(optimum(independent_pairs(), of_single_scores))
    assert slope < 0.95
    assert offsets.max() - offsets.min() > 0.005


def test_a_real_image_met_by_its_own_completion_alone_leaves_an_offset_of_each_x_S() -> None:
    _, offsets = slope_and_offsets(optimum(own_pairs(), of_means))
    assert offsets.max() - offsets.min() > 0.5


def test_the_logistic_loss_has_the_same_optimum() -> None:
    f = optimum(independent_pairs(), objectives.logistic_discriminator)
    torch.testing.assert_close(f, LOG_RATIO, atol=0.02, rtol=0)


@pytest.mark.parametrize("scores", [[0.3, -1.0, 2.0, 0.5]])
def test_centring_is_of_the_batchs_means(scores: list[float]) -> None:
    real, fake = torch.tensor(scores), -torch.tensor(scores).flip(0)
    with_it, without = (objectives.relativistic_discriminator(real + 1, fake, c) for c in (0.3, 0.0))
    assert (with_it - without).item() == pytest.approx(0.3)  # (mean + 1 − mean)²
