import numpy as np
import pytest

from engine.evaluation.two_sample import auc, two_sample
from engine.pictures.images import UInt8Array

STEPS = 60


def dots(count: int, *, seed: int, height: int = 12, width: int = 12, channels: int = 1) -> UInt8Array:
    """Images of smooth grey with a bright square somewhere."""
    rng = np.random.default_rng(seed)
    images = np.full((count, height, width, channels), rng.integers(80, 120, (count, 1, 1, 1)), dtype=np.uint8)
    for image, top, left in zip(images, *rng.integers(0, 8, (2, count)), strict=True):
        image[top : top + 3, left : left + 3] = 220
    return images


def test_images_of_one_distribution_are_told_apart_by_chance_alone() -> None:
    found = two_sample(dots(300, seed=0), dots(300, seed=1), steps=STEPS)
    assert found.right.mean() == pytest.approx(0.5, abs=0.08)
    assert auc(found.real, found.drawn) == pytest.approx(0.5, abs=0.1)


def test_the_images_themselves_are_told_apart_by_chance_exactly() -> None:
    images = dots(60, seed=0)
    found = two_sample(images, images, steps=STEPS)
    assert found.right.mean() == 0.5
    assert auc(found.real, found.drawn) == 0.5


@pytest.mark.parametrize(("height", "width", "channels"), [(12, 12, 1), (12, 20, 4)])
def test_a_fault_of_single_pixels_is_seen_in_unseen_images(height: int, width: int, channels: int) -> None:
    real = dots(200, seed=0, height=height, width=width, channels=channels)
    grain = np.random.default_rng(0).integers(-6, 7, real.shape)
    grainy = (real + grain).astype(np.uint8)
    found = two_sample(real, grainy, steps=STEPS)
    assert found.right.mean() > 0.9
    assert auc(found.real, found.drawn) > 0.95


def test_colours_under_full_transparency_are_no_difference() -> None:
    real = dots(60, seed=0, channels=4)
    real[..., 3] = 255
    real[:, :4, :, 3] = 0
    other = real.copy()
    other[:, :4, :, :3] = 7
    found = two_sample(real, other, steps=STEPS)
    assert (found.real == found.drawn).all()


def test_the_same_seed_gives_the_same_verdicts_and_leaves_the_random_numbers_of_others_alone() -> None:
    import torch

    images, others = dots(40, seed=0), dots(40, seed=1)
    torch.manual_seed(3)
    first = two_sample(images, others, steps=5, seed=1)
    drawn = torch.rand(3)
    torch.manual_seed(3)
    assert (drawn == torch.rand(3)).all()
    again = two_sample(images, others, steps=5, seed=1)
    assert first.real.tobytes() == again.real.tobytes()
    assert first.real.tobytes() != two_sample(images, others, steps=5, seed=2).real.tobytes()


def test_auc_is_the_share_of_pairs_in_the_right_order() -> None:
    assert auc(np.array([2.0, 0.0]), np.array([1.0, 0.0])) == 2.5 / 4
