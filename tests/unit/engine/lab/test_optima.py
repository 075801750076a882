"""Figs. 2 and 3: local optima move with the matching and the rotation; the global optima never do."""

from __future__ import annotations

import numpy as np
import pytest

from engine.lab.optima import Optimum, find_optima
from engine.lab.surfaces import GLOBAL_OPTIMA, Matching

THETA = np.linspace(-2.2, 2.2, 61)


def upper(optima: list[Optimum]) -> tuple[float, float]:
    """The local optimum with both means near +1 and the first one lower."""
    (theta,) = [o.theta for o in optima if not o.is_global and 0 < o.theta[0] < o.theta[1]]
    return theta


@pytest.mark.parametrize("angle", range(0, 180, 15))
def test_the_global_optima_are_found_where_they_are_in_every_rotated_marginal(angle: int) -> None:
    optima = find_optima(THETA, Matching(kind="marginal", angle=angle))
    if angle == 90:
        assert optima == []
        return
    best = sorted(o.theta for o in optima if o.is_global)
    assert np.array(best) == pytest.approx(np.array(GLOBAL_OPTIMA), abs=1e-5)
    assert all(o.divergence > 0.1 for o in optima if not o.is_global)


def test_local_optima_of_the_joint_keep_both_means_at_one_component() -> None:
    local = [o for o in find_optima(THETA, Matching()) if not o.is_global]
    assert len(local) == 4
    assert all(o.theta[0] * o.theta[1] > 0.9 for o in local)
    assert all(o.divergence == pytest.approx(np.log(2), abs=0.01) for o in local)


def test_local_optima_move_with_the_rotation() -> None:
    places = [upper(find_optima(THETA, Matching(kind="marginal", angle=angle))) for angle in (0, 15, 30)]
    gaps = [b - a for a, b in places]
    assert gaps[0] + 0.01 < gaps[1] < gaps[2] - 0.05


def test_local_optima_of_a_marginal_vanish_where_its_modes_merge() -> None:
    optima = find_optima(THETA, Matching(kind="marginal", angle=60))
    assert [o.is_global for o in optima] == [True, True]


def test_local_optima_move_with_the_matching() -> None:
    marginal = upper(find_optima(THETA, Matching(kind="marginal", angle=30)))
    conditional = upper(find_optima(THETA, Matching(kind="conditional", angle=30, given=0.3)))
    assert np.hypot(marginal[0] - conditional[0], marginal[1] - conditional[1]) > 0.05


def test_optima_lie_between_grid_points_too() -> None:
    coarse = find_optima(np.linspace(-2.13, 2.31, 31), Matching(kind="marginal", angle=30))
    fine = find_optima(THETA, Matching(kind="marginal", angle=30))
    assert [o.theta for o in coarse] == [pytest.approx(o.theta, abs=1e-6) for o in fine]
