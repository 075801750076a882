import numpy as np
import pytest

from engine.evaluation import distances


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def gaussian(rng: np.random.Generator, n: int, mean: float = 0.0, scale: float = 1.0, D: int = 8) -> np.ndarray:
    return mean + scale * rng.standard_normal((n, D))


def test_ffd_of_two_gaussians_is_the_closed_form(rng: np.random.Generator) -> None:
    a, b = gaussian(rng, 40_000), gaussian(rng, 40_000, mean=0.5, scale=1.5)
    assert distances.frechet(a, b) == pytest.approx(8 * (0.5**2 + (1.5 - 1) ** 2), rel=0.03)


def test_ffd_of_a_set_and_itself_is_zero(rng: np.random.Generator) -> None:
    a = gaussian(rng, 500)
    assert distances.frechet(a, a) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("n", [200, 2000])
def test_between_images_of_one_distribution_ffd_falls_with_their_number_and_its_limit_is_zero(n: int) -> None:
    """Both sets of completions and of originals, though their halves are drawn anew each time."""
    found = []
    for seed in range(10):
        images = gaussian(np.random.default_rng(seed), n, D=32)
        found.append(distances.frechet_by_halves(images, images))
    assert np.mean([f.at_n.mean() for f in found]) > 1000 / n
    limits = [f.limit.mean() for f in found]
    assert abs(np.mean(limits)) < max(40 / n, 3 * np.std(limits) / np.sqrt(10))


def test_the_limit_of_ffd_is_what_many_images_would_have_given(rng: np.random.Generator) -> None:
    real = gaussian(rng, 600, D=32)
    drawn = gaussian(rng, 600, mean=0.2, scale=1.1, D=32)
    true = 32 * (0.2**2 + 0.1**2)
    found = distances.over_splits(distances.frechet_by_halves(drawn, real).limit)
    assert found.value == pytest.approx(true, rel=0.2)
    assert found.low < true < found.high
    assert distances.frechet(drawn, real) > 1.5 * true


def test_precision_and_recall_of_known_sets(rng: np.random.Generator) -> None:
    """Half the completions are far away; the other half cover one of two real clusters."""
    one, other = gaussian(rng, 200), gaussian(rng, 200, mean=50)
    completed = np.concatenate([gaussian(rng, 200), gaussian(rng, 200, mean=-50)])
    precision, recall = distances.precision_recall(np.concatenate([one, other]), completed)
    assert precision[200:].sum() == 0
    assert precision[:200].mean() > 0.8
    assert recall[200:].sum() == 0
    assert recall[:200].mean() > 0.8


def test_a_copy_of_a_training_image_is_at_distance_zero(rng: np.random.Generator) -> None:
    training = rng.integers(0, 256, (6000, 8, 8, 1), dtype=np.uint8)
    assert (distances.nearest(training[[0, 5999]], training) == 0).all()


def test_the_nearest_training_image_is_at_its_rms_difference(rng: np.random.Generator) -> None:
    training = rng.integers(0, 200, (100, 8, 8, 1), dtype=np.uint8)
    image = training[3] + np.uint8(51)
    assert distances.nearest(image[None], training[3:4])[0] == pytest.approx(51 / 255)
    one_level = training[:1].copy()
    one_level[0, 0, 0] += 1
    assert distances.nearest(one_level, training)[0] == pytest.approx(1 / 255 / 8)
