"""A kernel density against data whose posterior is known: the sign of one of nine pixels, the others noise."""

import numpy as np
import pytest

from engine.evaluation.classifiers import kernel_posterior


@pytest.mark.parametrize(("seen", "right", "least"), [(True, 1.0, 0.6), (False, 0.5, 0.5)])
def test_it_tells_what_the_known_pixels_tell_and_no_more(seen: bool, right: float, least: float) -> None:
    rng = np.random.default_rng(0)
    images = rng.random((1200, 9))
    y = (images[:, 0] > 0.5).astype(np.int64)
    images[:, 0] = 0.1 + 0.8 * y
    known = np.ones((200, 9), dtype=bool)
    known[:, 0] = seen
    p = kernel_posterior(images[:200], known, images[200:], y[200:], categories=3)
    assert p.sum(axis=1) == pytest.approx(1)
    assert p[:, 2].max() == 0, "no reference is of it"
    assert (p.argmax(axis=1) == y[:200]).mean() == pytest.approx(right, abs=0.1)
    assert p.max(axis=1).mean() >= least
    blank = images[:200] * known
    assert (kernel_posterior(blank, known, images[200:], y[200:], categories=3) == p).all(), "blind outside S"
