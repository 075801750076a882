"""What an augmentation draws and does: the same to real and completed images, masks moving with their pixels."""

from __future__ import annotations

import pytest
import torch

from engine.config import AugmentConfig
from engine.patches import Grid
from engine.subsets import SubsetPair
from engine.training.augment import Augmentation

SIDE = 32
GRID = Grid.of(SIDE, SIDE, 8)


def sample(count: int = 400, **config: float) -> Augmentation:
    drawn = Augmentation.sample(AugmentConfig(**config), count, GRID, torch.Generator().manual_seed(0))
    assert drawn is not None
    return drawn


def shown(count: int, value: float = 0.25) -> tuple[torch.Tensor, SubsetPair[torch.Tensor]]:
    """Colour images of one value; the left half known, the right but for a column at the border target."""
    images = torch.full((count, 3, SIDE, SIDE), value)
    images[:, 0] += 0.25
    known, target = torch.zeros(2, count, 1, SIDE, SIDE, dtype=torch.bool)
    known[..., : SIDE // 2] = True
    target[..., SIDE // 2 : SIDE - 1] = True
    return images, SubsetPair(known, target)


def test_nothing_is_augmented_where_nothing_is_asked_for() -> None:
    assert Augmentation.sample(AugmentConfig(), 4, GRID, torch.Generator()) is None


def test_what_is_not_chosen_stays_as_it_is_inside_the_union_and_is_zero_outside() -> None:
    images, pair = shown(400)
    some = sample(colour=0.5)
    chosen = (some.colour != torch.tensor([0.0, 1.0, 1.0])).any(1)
    assert 150 < chosen.sum() < 250
    out, masks = some(images, pair)
    torch.testing.assert_close(out[~chosen], (images * pair.union)[~chosen])
    assert torch.equal(masks.known, pair.known)
    assert torch.equal(masks.target, pair.target)
    assert (out[..., -1] == 0).all()


def test_images_move_by_an_eighth_of_the_side_at_most_with_their_masks_and_zeros_come_in() -> None:
    shift = sample(translate=1).shift
    assert (shift.min().item(), shift.max().item()) == (-4, 4)
    images = torch.rand(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(0))
    _, pair = shown(1)
    down_and_left = Augmentation(
        torch.tensor([[3, -2]]), torch.tensor([[0.0, 1.0, 1.0]]), torch.ones(1, 1, SIDE, SIDE, dtype=torch.bool)
    )
    out, masks = down_and_left(images, pair)
    torch.testing.assert_close(out[..., 3:, :-3], images[..., :-3, 2:-1])
    assert (out[..., :3, :] == 0).all()
    assert torch.equal(masks.known[..., 3:, :-2], pair.known[..., :-3, 2:])
    assert not masks.union[..., :3, :].any()


def test_brightness_contrast_and_saturation_have_their_ranges() -> None:
    brightness, contrast, saturation = sample(4000, colour=1).colour.T
    for values, low, high in ((brightness, -0.5, 0.5), (contrast, 0.5, 1.5), (saturation, 0.0, 2.0)):
        assert low <= values.min() < low + 0.01 * (high - low)
        assert high >= values.max() > high - 0.01 * (high - low)


def test_colour_changes_about_the_mean_and_about_grey() -> None:
    kept = torch.ones(3, 1, 4, 4, dtype=torch.bool)
    settings = torch.tensor([[0.2, 1.0, 1.0], [0.0, 0.5, 1.0], [0.0, 1.0, 2.0]])
    images = torch.zeros(3, 3, 4, 4)
    images[:, 0, :2] = 0.6
    pair = SubsetPair(kept, ~kept)
    brighter, duller, richer = Augmentation(torch.zeros(3, 2, dtype=torch.long), settings, kept)(images, pair)[0]
    torch.testing.assert_close(brighter, images[0] + 0.2)
    torch.testing.assert_close(duller, images[0].mean() + 0.5 * (images[0] - images[0].mean()))
    torch.testing.assert_close(richer[:, :2], torch.tensor([1.0, -0.2, -0.2])[:, None, None].expand(3, 2, 4))
    assert (richer[:, 2:] == 0).all()


@pytest.mark.parametrize("cutout", [0.25, 1.0])
def test_a_square_of_half_the_side_is_ignored(cutout: float) -> None:
    some = sample(cutout=cutout)
    missing = (~some.kept).sum((1, 2, 3))
    assert set(missing.tolist()) <= {0, (SIDE // 2) ** 2}
    assert (missing > 0).float().mean().item() == pytest.approx(cutout, abs=0.07)
    images, pair = shown(400)
    out, masks = some(images, pair)
    assert torch.equal(masks.union, pair.union & some.kept)
    assert torch.equal(out, images * masks.union)
