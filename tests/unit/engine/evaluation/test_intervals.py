import numpy as np
import pytest

from engine.evaluation.distances import frechet
from engine.evaluation.intervals import Measure, bootstrap, mean_of


def test_the_interval_of_a_mean_is_two_standard_errors_either_side() -> None:
    values = np.random.default_rng(0).standard_normal(400)
    measure = mean_of(values)
    assert measure.value == values.mean()
    assert measure.high - measure.value == pytest.approx(1.96 * values.std() / 20, rel=0.25)
    assert measure.value - measure.low == pytest.approx(1.96 * values.std() / 20, rel=0.25)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    measures = [mean_of(rng.exponential(size=60)) for _ in range(200)]
    assert 0.88 <= np.mean([m.low <= 1 <= m.high for m in measures]) <= 0.99


def test_the_interval_of_a_distance_holds_the_distance_though_resampling_makes_it_larger() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((2, 150, 16))
    measure = bootstrap(frechet, a, b, replicates=50)
    assert measure.low < measure.value < measure.high


def test_paired_samples_are_resampled_together() -> None:
    a = np.random.default_rng(0).standard_normal(50)
    measure = bootstrap(lambda x, y: float((x - y).mean()), a, a + 1, paired=True)
    assert (measure.low, measure.high) == pytest.approx((-1, -1))


def test_numbers_that_json_does_not_know_become_none() -> None:
    assert Measure(value=1, low=0, high=float("nan")).as_dict() == {
        "value": 1,
        "low": 0,
        "high": None,
        "reference": None,
    }
