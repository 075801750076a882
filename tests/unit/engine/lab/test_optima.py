"""The optima of *Big Cooperative Learning*, Figs. 2, 3: the local ones move with matching and rotation alone."""

from __future__ import annotations

import numpy as np
import pytest

from engine.lab.optima import Optimum, find_optima, surfaces_report
from engine.lab.surfaces import GLOBAL_OPTIMA, Matching


def upper(optima: list[Optimum]) -> tuple[float, float]:
    """The local optimum with both means near +1 and the first one lower."""
    (theta,) = [o.theta for o in optima if not o.is_global and 0 < o.theta[0] < o.theta[1]]
    return theta


@pytest.mark.parametrize("angle", range(0, 180, 15))
def test_the_global_optima_are_found_where_they_are_in_every_rotated_marginal(angle: int) -> None:
    optima = find_optima(Matching(kind="marginal", angle=angle))
    if angle == 90:
        assert optima == []
        return
    best = sorted(o.theta for o in optima if o.is_global)
    assert np.array(best) == pytest.approx(np.array(GLOBAL_OPTIMA), abs=1e-5)
    local = [o.divergence for o in optima if not o.is_global]
    assert local == pytest.approx([0.69] * (4 if min(angle, 180 - angle) <= 30 else 0), abs=0.01)


def test_local_optima_of_the_joint_keep_both_means_at_one_component() -> None:
    local = [o for o in find_optima(Matching()) if not o.is_global]
    assert len(local) == 4
    assert all(o.theta[0] * o.theta[1] > 0.9 for o in local)
    assert all(o.divergence == pytest.approx(np.log(2), abs=0.01) for o in local)


def test_local_optima_move_with_the_rotation() -> None:
    places = [upper(find_optima(Matching(kind="marginal", angle=angle))) for angle in (0, 15, 30)]
    gaps = [b - a for a, b in places]
    assert gaps[0] + 0.01 < gaps[1] < gaps[2] - 0.05


def test_local_optima_of_a_marginal_vanish_where_its_modes_merge() -> None:
    optima = find_optima(Matching(kind="marginal", angle=60))
    assert [o.is_global for o in optima] == [True, True]


def test_local_optima_move_with_the_matching() -> None:
    marginal = upper(find_optima(Matching(kind="marginal", angle=30)))
    conditional = upper(find_optima(Matching(kind="conditional", angle=30, given=0.3)))
    assert np.hypot(marginal[0] - conditional[0], marginal[1] - conditional[1]) > 0.05


@pytest.mark.parametrize("points", [21, 31, 41, 51, 61, 71, 81, 91, 101])
def test_how_finely_a_surface_is_drawn_is_of_no_effect_on_its_optima(points: int) -> None:
    matchings = [
        Matching(),
        Matching(kind="marginal", angle=15),
        Matching(kind="conditional", given=0.3),
        Matching(kind="conditional", given=0.3, angle=15),
    ]
    report = surfaces_report(np.linspace(-2.2, 2.2, points), matchings, 0.1)
    local = [[o["theta"] for o in entry["optima"] if not o["global"]] for entry in report["surfaces"]]
    assert local[0][0] == pytest.approx((-1.048, -0.946), abs=1e-3)
    assert [len(each) for each in local] == [4, 4, 4, 4]
    assert all(len([o for o in entry["optima"] if o["global"]]) == 2 for entry in report["surfaces"])


@pytest.mark.parametrize("variance", [0.005, 0.02, 0.03])
def test_the_joint_has_its_local_optima_where_both_means_meet_too(variance: float) -> None:
    """Their bottom is flat to the fourth order there: it has no curvature, and is no valley."""
    local = [o for o in find_optima(Matching(), variance) if not o.is_global]
    assert [o.theta for o in local] == [pytest.approx((-1, -1), abs=1e-3), pytest.approx((1, 1), abs=1e-3)]


def test_what_is_found_has_its_mirror_image() -> None:
    found = {o.theta for o in find_optima(Matching(kind="conditional", angle=30, given=0.3))}
    assert found == {theta[::-1] for theta in found}
    assert len(found) == 6


def test_a_valley_has_no_local_optima() -> None:
    assert [o.is_global for o in find_optima(Matching(kind="conditional", angle=75, given=0.3))] == [True, True]
