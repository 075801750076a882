import numpy as np
import pytest

from engine.evaluation import posterior
from engine.evaluation.intervals import bootstrap

M, P, D = 400, 8, 12


def draws(spread: float = 20.0, seed: int = 0, width: float = 20.0) -> tuple[np.ndarray, np.ndarray]:
    """Completions (M, P, 1, D, 1) around, and truths (M, 1, D, 1) from, a posterior of standard deviation 20."""
    rng = np.random.default_rng(seed)
    centre = rng.uniform(80, 170, (M, 1, D, 1))
    truth = centre + width * rng.standard_normal((M, 1, D, 1))
    completions = centre[:, None] + spread * rng.standard_normal((M, P, 1, D, 1))
    return completions.round().clip(0, 255).astype(np.uint8), truth.round().clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("pixels", [1, D])
def test_the_gain_of_a_perfect_sampler_is_the_ideal_however_small_T_is(pixels: int) -> None:
    completions, truth = draws()
    s = posterior.spread(completions[:, :, :, :pixels], truth[:, :, :pixels])
    measure = bootstrap(posterior.gain, s.alone, s.together, paired=True)
    assert posterior.ideal_gain(P) == pytest.approx(10 * np.log10(16 / 9))
    assert measure.low < posterior.ideal_gain(P) < measure.high
    assert measure.value == pytest.approx(posterior.ideal_gain(P), abs=0.1 if pixels > 1 else 0.3)


def test_the_gain_of_a_sampler_deaf_to_its_noise_is_zero() -> None:
    completions, truth = draws()
    s = posterior.spread(completions[:, :1].repeat(P, axis=1), truth)
    assert posterior.gain(s.alone, s.together) == pytest.approx(0, abs=1e-9)


def test_completions_of_a_perfect_sampler_are_as_far_apart_as_from_the_truth() -> None:
    s = posterior.spread(*draws())
    assert s.apart.mean() == pytest.approx(s.alone.mean(), rel=0.05)
    timid = posterior.spread(*draws(spread=10.0))
    assert timid.apart.mean() < 0.6 * timid.alone.mean()


def test_pairwise_distances_are_those_of_the_pairs() -> None:
    completions, truth = draws()
    x = completions[0].reshape(P, -1) / 255
    pairs = [np.square(x[i] - x[j]).sum() for i in range(P) for j in range(P) if i != j]
    assert posterior.spread(completions, truth).apart[0] == pytest.approx(np.mean(pairs))


def test_the_energy_score_of_a_perfect_sampler_is_least() -> None:
    """Of timid, wild and shifted ones it is more; and it is that of T alone."""
    everything = np.ones(M)
    completions, truth = draws()
    best = posterior.energy_score(completions, truth, everything)
    for other in (draws(spread=10.0)[0], draws(spread=60.0)[0], np.minimum(completions, 245) + 10):
        worse = posterior.energy_score(other, truth, everything) - best
        assert worse.mean() > 3 * worse.std() / np.sqrt(M)
    wide, known = (np.concatenate([drawn, np.zeros_like(drawn)], axis=-2) for drawn in (completions, truth))
    of_half = posterior.energy_score(wide, known, everything / 2)
    assert of_half.tolist() == pytest.approx(best.tolist(), rel=1e-4)


def test_the_energy_distance_of_one_distribution_is_zero_on_average_and_else_positive() -> None:
    rng = np.random.default_rng(0)
    one, again, wider = (scale * rng.standard_normal((M, P, 6)) for scale in (1, 1, 1.6))
    same, scales = posterior.energy(one, again)
    assert abs(same.mean()) < 3 * same.std() / np.sqrt(M)
    other, _ = posterior.energy(one, wider)
    assert other.mean() > 5 * other.std() / np.sqrt(M)
    assert scales.mean() == pytest.approx(
        np.sqrt(2) * 2.35, rel=0.05
    )  # sqrt(2) times the mean length in 6 dimensions


def posteriors(count: int, sharp: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.random.Generator]:
    """Class probabilities (count, 3), and labels drawn from them once they are raised to 1 / `sharp`."""
    rng = np.random.default_rng(0)
    true = rng.dirichlet(np.ones(3), count)
    told = true**sharp
    told /= told.sum(axis=1, keepdims=True)
    return told, (true.cumsum(axis=1) > rng.random((count, 1))).argmax(axis=1), rng


def test_a_perfect_sampler_keeps_the_label_as_often_as_its_completions_agree() -> None:
    told, labels, rng = posteriors(4000)
    classes = (told.cumsum(axis=1)[:, None] > rng.random((4000, P, 1))).argmax(axis=2)
    kept, agreed = posterior.agreement(classes, labels)
    assert kept.mean() == pytest.approx(agreed.mean(), abs=0.02)
    kept, agreed = posterior.agreement(np.repeat(classes[:, :1], P, axis=1), labels)
    assert agreed.mean() == 1
    assert kept.mean() < 0.8


def test_histograms_without_a_common_class_are_at_distance_one() -> None:
    a, b = np.array([0, 0, 1]), np.array([2, 3])
    assert posterior.histogram_distance(a, b) == 1
    assert posterior.histogram_distance(a, a[::-1]) == 0
    assert posterior.histogram_distance(np.array([0, 1]), np.array([0, 0])) == 0.5
