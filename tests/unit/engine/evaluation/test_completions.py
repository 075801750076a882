import numpy as np
import pytest
import torch

from engine.evaluation.completions import complete_each, complete_repeatedly, random_half
from engine.models.completion import Model
from engine.networks.generator import Generator
from engine.networks.inference import TorchRuntime
from tests.unit.engine.evaluation.conftest import CONFIG, flat_patches


@pytest.fixture(scope="module")
def model() -> Model:
    torch.manual_seed(0)
    return Model(CONFIG, TorchRuntime(Generator(CONFIG).eval()))


def subsets(count: int) -> np.ndarray:
    return np.random.default_rng(0).random((count, 9)) < 0.4


def test_many_at_once_are_those_of_the_model_one_by_one(model: Model) -> None:
    images, known = flat_patches(70), subsets(70)
    together = complete_each(model, images, known, range(100, 170))
    for i in (0, 33, 69):
        alone = model.complete(images[i], known[i], seeds=[100 + i]).images[0]
        assert np.abs(together[i].astype(int) - alone).max() <= 1
        outside = model.grid.mask(known[i])
        assert (together[i][outside] == images[i][outside]).all()


def test_ignored_patches_stay_as_they_were(model: Model) -> None:
    images, known = flat_patches(10), subsets(10)
    target = random_half(~known, seed=0)
    completed = complete_each(model, images, known, range(10), target=target)
    for image, result, T in zip(images, completed, target, strict=True):
        outside = ~model.grid.mask(T)
        assert (result[outside] == image[outside]).all()


def test_repeated_completions_differ_and_keep_what_is_known(model: Model) -> None:
    images, known = flat_patches(5), subsets(5)
    for two_steps in (False, True):
        completed = complete_repeatedly(model, images, known, ~known, n=3, first_seed=7, two_steps=two_steps)
        assert completed.shape == (5, 3, 12, 12, 1)
        assert (completed[:, 0] != completed[:, 1]).any()
        inside = model.grid.mask(known[0])
        assert (completed[0][:, inside] == images[0][inside]).all()


def test_the_first_of_two_steps_does_not_see_the_truth(model: Model) -> None:
    """Other pixels outside S give the same completions, bit for bit."""
    images, known = flat_patches(6), subsets(6)
    mask = np.stack([model.grid.mask(S) for S in known])[..., None]
    others = np.where(mask, images, 255 - images)
    one, other = (
        complete_repeatedly(model, x, known, ~known, n=2, first_seed=3, two_steps=True) for x in (images, others)
    )
    assert one.tobytes() == other.tobytes()


def test_a_random_half_is_a_half_of_each_row_and_within_it() -> None:
    target = ~subsets(50)
    half = random_half(target, seed=1)
    assert (half <= target).all()
    assert (half.sum(axis=1) == target.sum(axis=1) // 2).all()
