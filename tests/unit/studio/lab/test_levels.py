"""Level lines lie where the surface has the level."""

from __future__ import annotations

import numpy as np
import pytest

from studio.lab.levels import level_lines


def test_the_level_line_of_a_cone_is_a_circle() -> None:
    x = np.linspace(-1, 1, 101)
    cone = np.hypot(x[:, None], x)
    lines = level_lines(cone, [0.5]) * 0.02 - 1
    assert np.hypot(*lines.T) == pytest.approx(0.5, abs=1e-3)
    pieces = lines.reshape(-1, 2, 2)
    length = np.hypot(*(pieces[:, 1] - pieces[:, 0]).T).sum()
    assert length == pytest.approx(2 * np.pi * 0.5, rel=1e-3), "closed, and every piece once"


def test_a_plane_has_straight_lines_and_rows_come_first() -> None:
    plane = np.repeat(np.arange(5.0)[:, None], 4, axis=1)
    lines = level_lines(plane, [1.25, 3.5])
    assert set(lines[:, 0]) == {1.25, 3.5}
    assert (lines[:, 1].min(), lines[:, 1].max()) == (0, 3)


def test_a_level_that_is_not_reached_and_a_flat_surface_have_no_lines() -> None:
    assert level_lines(np.zeros((5, 5)), [0.0, 1.0]).shape == (0, 2)
    assert level_lines(np.eye(5), []).shape == (0, 2)
