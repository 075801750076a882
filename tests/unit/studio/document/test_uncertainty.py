"""What the spread of completions says."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Grid
from studio.document.uncertainty import disagreement, helpfulness, most_helpful

GRID = Grid.of(12, 12, 4)
ALL = np.ones(9, dtype=bool)


def images(columns: dict[int, np.ndarray]) -> list[np.ndarray]:
    """(n, 12, 12, 1) pictures of 100, but for patches that have one value a picture."""
    n = len(next(iter(columns.values())))
    stack = np.full((n, 12, 12, 1), 100, dtype=np.uint8)
    for patch, values in columns.items():
        row, column = divmod(patch, 3)
        stack[:, 4 * row : 4 * row + 4, 4 * column : 4 * column + 4, 0] = values[:, None, None]
    return list(stack)


def test_completions_disagree_where_they_differ_and_on_targets_alone() -> None:
    values = np.array([0, 255, 0, 255])
    scores = disagreement(GRID, images({4: values, 5: values}), np.arange(9) != 5)
    assert scores[4] == 1
    assert (np.delete(scores, 4) == 0).all()


def test_one_completion_disagrees_with_nobody() -> None:
    assert (disagreement(GRID, images({4: np.array([7])}), ALL) == 0).all()
    assert (disagreement(GRID, [], ALL) == 0).all()


def test_the_most_helpful_patch_is_the_one_that_others_go_along_with() -> None:
    rng = np.random.default_rng(0)
    cause, alone = rng.integers(0, 120, 40), rng.integers(0, 120, 40)
    found = images({0: cause, 1: cause, 3: 120 - cause, 8: alone})
    scores = helpfulness(GRID, found, ALL)
    assert most_helpful(GRID, found, ALL) in (0, 1, 3)
    assert scores[8] < scores[[0, 1, 3]].min()
    assert scores[2] == 0, "a patch that never changes tells nothing"


def rv_coefficient(a: np.ndarray, b: np.ndarray) -> float:
    """Of two sets of variables, (n, p) and (n, q), as Escoufier defines it: by their covariance matrices."""
    covariance = np.cov(np.hstack([a, b]), rowvar=False)
    p = a.shape[1]
    own_a, own_b, cross = covariance[:p, :p], covariance[p:, p:], covariance[:p, p:]
    return float(np.trace(cross @ cross.T) / np.sqrt(np.trace(own_a @ own_a) * np.trace(own_b @ own_b)))


def test_helpfulness_is_the_variance_of_all_targets_weighted_by_the_coefficient_of_escoufier() -> None:
    grid, rng = Grid.of(4, 4, 2), np.random.default_rng(3)
    completions = rng.integers(0, 256, (7, 4, 4, 1), dtype=np.uint8)
    target = np.array([True, True, False, True])
    corners = [(0, 0), (0, 2), (2, 0), (2, 2)]
    patches = [completions[:, y : y + 2, x : x + 2].reshape(7, 4).astype(float) for y, x in corners]
    variance = [np.trace(np.cov(patch, rowvar=False)) for patch in patches]
    expected = [sum(rv_coefficient(patches[i], patches[j]) * variance[i] for i in (0, 1, 3)) for j in (0, 1, 3)]
    scores = helpfulness(grid, list(completions), target)
    assert scores[2] == 0
    np.testing.assert_allclose(scores[target], (len(completions) - 1) * np.array(expected), rtol=1e-9)


def test_two_completions_tell_nothing_of_what_helps() -> None:
    found = images({0: np.array([0, 255]), 4: np.array([0, 255])})
    assert (helpfulness(GRID, found, ALL) == 0).all()
    assert most_helpful(GRID, found, ALL) == 0


def test_disagreement_is_the_standard_deviation_as_a_share_of_the_largest_possible() -> None:
    values = np.array([10, 20, 60])
    assert disagreement(GRID, images({4: values}), ALL)[4] == pytest.approx(values.std() / 127.5)


def test_only_targets_are_helpful() -> None:
    values = np.array([0, 255, 0, 90])
    target = np.arange(9) == 2
    assert most_helpful(GRID, images({4: values}), target) == 2
    assert most_helpful(GRID, images({4: values}), np.zeros(9, dtype=bool)) is None
