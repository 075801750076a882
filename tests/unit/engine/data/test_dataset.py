import numpy as np

from engine.data.dataset import batch_indices


def test_every_epoch_shows_every_image_once_in_another_order() -> None:
    first, second = (batch_indices(seed=0, first=k * 10, count=10, size=10) for k in (0, 1))
    assert sorted(first) == sorted(second) == list(range(10))
    assert list(first) != list(second)


def test_batches_do_not_depend_on_how_a_run_is_cut() -> None:
    whole = batch_indices(seed=3, first=0, count=25, size=10)
    parts = [batch_indices(seed=3, first=i, count=5, size=10) for i in range(0, 25, 5)]
    assert (whole == np.concatenate(parts)).all()
