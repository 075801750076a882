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


def test_fkid_is_unbiased_and_sees_a_shift(rng: np.random.Generator) -> None:
    alike = [distances.kernel(gaussian(rng, 200), gaussian(rng, 200)) for _ in range(40)]
    assert abs(np.mean(alike)) < 3 * np.std(alike) / np.sqrt(40)
    assert distances.kernel(gaussian(rng, 200), gaussian(rng, 200, mean=0.5)) > 5 * np.std(alike)


def test_sets_of_one_distribution_cannot_be_told_apart(rng: np.random.Generator) -> None:
    paired, unpaired = distances.discernibility(gaussian(rng, 1000), gaussian(rng, 1000))
    assert paired.mean() == pytest.approx(0.5, abs=0.06)
    assert unpaired.mean() == pytest.approx(0.5, abs=0.06)


def test_a_set_and_itself_score_exactly_one_half(rng: np.random.Generator) -> None:
    a = gaussian(rng, 200)
    paired, unpaired = distances.discernibility(a, a)
    assert paired.mean() == 0.5
    assert unpaired.mean() == 0.5


def test_small_sets_of_one_distribution_score_no_less(rng: np.random.Generator) -> None:
    """As a support vector machine judged on what it was fitted on would have it."""
    scores = [distances.discernibility(gaussian(rng, 40), gaussian(rng, 40))[1].mean() for _ in range(30)]
    assert np.mean(scores) == pytest.approx(0.5, abs=0.05)


def test_sets_far_apart_score_nothing(rng: np.random.Generator) -> None:
    paired, unpaired = distances.discernibility(gaussian(rng, 200), gaussian(rng, 200, mean=4))
    assert paired.mean() == 0
    assert unpaired.mean() < 0.01


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
