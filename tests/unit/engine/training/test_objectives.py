import math
from collections.abc import Callable
from functools import partial

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from engine.patches import Grid, patchify, unpatchify
from engine.training import objectives


def logits(seed: int, n: int) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(8, generator=generator, dtype=torch.float64) for _ in range(n)]


@given(seed=st.integers(0, 1000))
def test_eq_6_is_unchanged_when_the_two_pairs_change_places(seed: int) -> None:
    own1, other1, own2, other2 = logits(seed, 4)
    for objective in (objectives.communication, objectives.communication_generator):
        forth, back = objective(own1, other1, own2, other2), objective(own2, other2, own1, other1)
        assert torch.isclose(forth, back, rtol=0, atol=1e-12)


@given(seed=st.integers(0, 1000))
def test_the_logit_of_eq_6_is_antisymmetric_under_1_and_2(seed: int) -> None:
    """σ(f² − f¹) and σ(f¹ − f²) are the two sides of one binary decision: they sum to 1."""
    f1, f2 = logits(seed, 2)
    zero = torch.zeros_like(f1)
    as1 = objectives.communication(f1, f2, zero, zero) - objectives.communication(zero, zero, zero, zero) / 2
    as2 = objectives.communication(f2, f1, zero, zero) - objectives.communication(zero, zero, zero, zero) / 2
    assert torch.isclose(as1, F.logsigmoid(f2 - f1).mean())
    assert torch.isclose(as2, F.logsigmoid(f1 - f2).mean())


def test_eq_6_is_worst_for_the_discriminator_when_both_models_agree() -> None:
    """With f² − f¹ = log p₁/p₂ = 0 everywhere the value is 2·log ½, its least over optimal discriminators."""
    same = torch.zeros(8)
    assert torch.isclose(objectives.communication(same, same, same, same), torch.tensor(2 * math.log(0.5)))


def test_eq_5_has_its_saddle_at_log_density_ratio() -> None:
    """On a two-point space the logistic loss, minimised over f, gives log q/p."""
    q, p = torch.tensor([0.8, 0.2]), torch.tensor([0.3, 0.7])
    f = torch.zeros(2, requires_grad=True)
    optimiser = torch.optim.LBFGS([f], max_iter=100)

    def closure() -> float:
        optimiser.zero_grad()
        loss = sum(
            q[i] * objectives.logistic_discriminator(f[i : i + 1], torch.tensor([-1e9]))
            + p[i] * objectives.logistic_discriminator(torch.tensor([1e9]), f[i : i + 1])
            for i in range(2)
        )
        assert isinstance(loss, torch.Tensor)
        loss.backward()
        return loss.item()

    optimiser.step(closure)
    assert torch.allclose(f, (q / p).log(), atol=1e-3)


def test_the_relativistic_form_compares_independent_pairs() -> None:
    """An offset of f that depends on the image cannot cancel between an image and its own completion."""
    offset = torch.tensor([4.0, -4.0, 4.0, -4.0])
    own = F.softplus(torch.zeros(4)).mean()
    assert objectives.relativistic_discriminator(offset, offset, 0.0) > own + 1
    assert objectives.relativistic_generator(offset, offset) > own + 1


def test_centring_pulls_the_free_constant_to_zero() -> None:
    real, fake = torch.tensor([5.0, 5.0]), torch.tensor([3.0, 3.0])
    shifted = objectives.relativistic_discriminator(real - 4, fake - 4, 0.01)
    assert shifted < objectives.relativistic_discriminator(real, fake, 0.01)
    assert torch.isclose(
        objectives.relativistic_discriminator(real, fake, 0.0),
        objectives.relativistic_discriminator(real - 4, fake - 4, 0.0),
    )


def test_approximate_r1_equals_autograd_r1_on_a_quadratic() -> None:
    """For f(x) = ½ xᵀAx + bᵀx the penalty's mean over directions tends to E‖∇f(x)‖² as σ tends to 0."""
    generator = torch.Generator().manual_seed(0)
    A = torch.randn(6, 6, generator=generator, dtype=torch.float64)
    A, b = A + A.T, torch.randn(6, generator=generator, dtype=torch.float64)
    x = torch.randn(1, 6, generator=generator, dtype=torch.float64, requires_grad=True)

    def score(v: torch.Tensor) -> torch.Tensor:
        return 0.5 * ((v @ A) * v).sum(-1) + v @ b

    (gradient,) = torch.autograd.grad(score(x).sum(), x)
    exact = gradient.square().sum().item()
    direction = torch.randn(400_000, 6, generator=generator, dtype=torch.float64)
    approximate = objectives.approximate_penalty(score(x).detach(), score(x + 1e-3 * direction), 1e-3).item()
    assert approximate == pytest.approx(exact, rel=0.01)


def gaussian_energy(spread: float, offset: float) -> float:
    """Energy score of N(offset, spread²) against N(0, 1), by sampling single-pixel images."""
    generator = torch.Generator().manual_seed(0)
    first, second, image = (torch.randn(200_000, 1, 1, generator=generator) for _ in range(3))
    target = torch.ones(200_000, 1, dtype=torch.bool)
    completions = offset + spread * first, offset + spread * second
    return objectives.energy_score(*completions, image, target, grid=Grid.of(1, 1, 1)).item()


def test_the_energy_score_is_least_at_the_true_distribution() -> None:
    """Strictly proper: neither a collapsed, nor an over-spread, nor a shifted model does better."""
    best = gaussian_energy(1.0, 0.0)
    assert best < gaussian_energy(0.01, 0.0) - 0.05
    assert best < gaussian_energy(2.0, 0.0) - 0.05
    assert best < gaussian_energy(1.0, 0.5) - 0.01


@pytest.mark.parametrize(("weights", "score"), [(None, 2.0), (torch.tensor([0.0, 0.5]), 2.5)])
def test_the_energy_score_is_of_the_whole_of_each_patch_and_of_the_octaves(
    weights: torch.Tensor | None, score: float
) -> None:
    """Of images that are off by 1 and by 2 everywhere each norm is 1, 2 and, between them, 1."""
    image, target = torch.zeros(2, 9, 4), torch.ones(2, 9, dtype=torch.bool)
    found = objectives.energy_score(image + 1, image + 2, image, target, grid=Grid.of(6, 6, 2), weights=weights)
    assert found.item() == pytest.approx(score, rel=1e-4)


@pytest.mark.parametrize(("side", "channels", "octaves"), [(8, 3, 8), (4, 1, 3), (6, 1, 2), (7, 3, 2), (1, 1, 1)])
def test_the_octaves_of_a_patch_share_out_its_mean_square(side: int, channels: int, octaves: int) -> None:
    patches = torch.randn(2, 3, side**2 * channels, generator=torch.Generator().manual_seed(0))
    powers = objectives.octave_power(patches, side)
    assert powers.shape == (2, 3, octaves)
    assert (powers >= 0).all()
    torch.testing.assert_close(powers.sum(-1), patches.square().mean(-1), rtol=1e-5, atol=1e-6)


def test_an_even_grey_has_power_in_its_coarsest_octave_alone_and_a_colour_none_in_brightness() -> None:
    even = torch.full((1, 1, 8 * 8 * 3), 0.5)
    assert objectives.octave_power(even, 8)[0, 0].tolist() == [0, 0, 0, 0.25, 0, 0, 0, 0]
    red_less_green = torch.tensor([0.5, -0.5, 0.0]).repeat(8 * 8)[None, None]
    assert (objectives.octave_power(red_less_green, 8)[0, 0, :4] == 0).all()


def test_grain_with_the_mean_and_covariance_of_outlines_on_flat_ground_costs_more_than_outlines() -> None:
    """Every norm over many places is alike for both: by 2.6 % of the score where octaves are pooled over a patch."""
    rng, n, grid = torch.Generator().manual_seed(0), 5000, Grid(rows=2, columns=2, patch_size=4)

    def outlines() -> torch.Tensor:
        places = torch.randint(16, (n, 4, 1), generator=rng)
        return torch.zeros(n, 4, 16).scatter_(2, places, 1.0)

    real = outlines()
    spread = torch.linalg.cholesky(torch.cov(real.flatten(1).T) + 1e-5 * torch.eye(64))

    def grain() -> torch.Tensor:
        noise: torch.Tensor = torch.randn(n, 64, generator=rng) @ spread.T
        return real.mean(0) + noise.view(n, 4, 16)

    def score(drawn: Callable[[], torch.Tensor], pixel_weight: float) -> float:
        target, weights = torch.ones(n, 4, dtype=torch.bool), 0.3 / real.std() * torch.ones(3)
        found = objectives.energy_score(
            drawn(), drawn(), real, target, grid=grid, weights=weights, pixel_weight=pixel_weight
        )
        return found.item()

    assert score(grain, 0.0) > 1.06 * score(outlines, 0.0)
    assert score(grain, 1.0) > 1.12 * score(outlines, 1.0)


def test_only_the_octaves_make_colour_grain_costly() -> None:
    """Pictures vary in brightness alone; completions as they should, or with a grain of colour in each."""
    generator = torch.Generator().manual_seed(0)
    image, first, second = torch.randn(3, 64, 16, 1, generator=generator).expand(-1, -1, -1, 8 * 8 * 3)
    grain = 0.1 * torch.randn(2, *image.shape, generator=generator)
    target = torch.ones(64, 16, dtype=torch.bool)

    def cost(weights: torch.Tensor | None) -> float:
        def score(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
            return objectives.energy_score(one, other, image, target, grid=Grid.of(32, 32, 8), weights=weights)

        clean = score(first, second)
        return ((score(first + grain[0], second + grain[1]) - clean) / clean).item()

    assert abs(cost(None)) < 0.001
    assert cost(torch.full((8,), 0.5)) > 0.015


def test_the_squares_across_have_a_corner_of_four_patches_in_their_middle() -> None:
    image, grid = torch.arange(2 * 3 * 6 * 8.0).view(2, 3, 6, 8), Grid.of(6, 8, 2)
    target = torch.zeros(2, 12, dtype=torch.bool)
    target[:, [0, 5, 10]] = True  # of three rows of four: the diagonal from the upper left
    squares, share = objectives.across(patchify(image, grid), target, grid)
    assert torch.equal(unpatchify(squares, Grid.of(4, 6, 2)), image[..., 1:5, 1:7])
    assert share.tolist() == [[0.5, 0.25, 0.0, 0.25, 0.5, 0.25]] * 2


@pytest.mark.parametrize("grid", [Grid.of(6, 6, 1), Grid.of(6, 6, 6), Grid.of(12, 6, 6)])
def test_no_square_lies_across_patches_of_one_pixel_or_in_a_single_row_or_column(grid: Grid) -> None:
    patches = torch.zeros(2, grid.L, 3 * grid.patch_size**2)
    assert objectives.across(patches, torch.ones(2, grid.L, dtype=torch.bool), grid)[0].shape[1] == 0


def test_only_the_octaves_make_seams_costly() -> None:
    """Pictures are of one grey each; completions too, or each of their patches is of one grey."""
    generator = torch.Generator().manual_seed(0)
    image, first, second = torch.randn(3, 256, 1, 1, generator=generator).expand(-1, -1, 16, 16)
    mosaic = torch.randn(2, 256, 16, 1, generator=generator).expand(-1, -1, -1, 16)
    target = torch.ones(256, 16, dtype=torch.bool)

    def cost(weights: torch.Tensor | None) -> float:
        def score(one: torch.Tensor, other: torch.Tensor) -> float:
            return objectives.energy_score(one, other, image, target, grid=Grid.of(16, 16, 4), weights=weights).item()

        return score(*mosaic) - score(first, second)

    assert cost(torch.tensor([1.0, 1.0, 0.0])) > cost(None) + 0.1


@pytest.mark.parametrize("term", [partial(objectives.energy_score, grid=Grid.of(6, 6, 2)), objectives.rcgan])
def test_a_diversity_term_drives_nearly_equal_completions_apart_at_T_alone(
    term: Callable[[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor],
) -> None:
    apart = 1e-3 * torch.randn(4, 9, 4, generator=torch.Generator().manual_seed(0))
    apart -= apart.mean(-1, keepdim=True)
    image = torch.full((4, 9, 4), 2.0)  # far away, and no nearer along `apart`
    target = torch.zeros(4, 9, dtype=torch.bool)
    target[:, :3] = True
    first = apart.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(term(first, -apart, image, target), first)
    assert ((gradient * apart)[:, :3].sum(-1) < 0).all()
    assert (gradient[:, 3:] == 0).all()


def test_maximum_likelihood_is_the_mean_square_at_T() -> None:
    image, target = torch.zeros(1, 4, 2), torch.tensor([[True, False, False, True]])
    completion = torch.tensor([[[2.0, 2.0], [9.0, 9.0], [9.0, 9.0], [0.0, 0.0]]])
    assert objectives.maximum_likelihood(completion, image, target).item() == 2.0
