"""A chart: its scale, and what is drawn."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from studio.widgets.curves import Curves, round_scale


@pytest.mark.parametrize(
    ("low", "high", "scale"),
    [(0.24, 1.92, (0, 2, 0.5)), (0.02, 4.0, (0, 4, 1)), (3.0, 3.0, (2.5, 3.5, 0.5)), (-1.2, 7.9, (-5, 10, 5))],
)
def test_lines_are_at_round_numbers(low: float, high: float, scale: tuple[float, float, float]) -> None:
    assert round_scale(low, high) == pytest.approx(scale)


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_every_value_is_on_the_scale_and_lines_are_few(low: float, span: float) -> None:
    lowest, highest, step = round_scale(low, low + span)
    slack = step * 1e-6
    assert lowest - slack <= low <= low + span <= highest + slack
    assert 1 <= round((highest - lowest) / step) <= 6


def test_a_curve_is_drawn_from_its_first_to_its_last_point_and_a_single_point_as_a_dot(qtbot: QtBot) -> None:
    curves = Curves("Losses")
    qtbot.addWidget(curves)
    curves.resize(420, 180)
    for points, wide in (([(0, 1.0), (100, 0.0)], True), ([(50, 0.5)], False)):
        curves.set_curves({"Generator": points})
        picture = curves.grab().toImage()
        places = [(x, y) for x in range(60, 420) for y in range(40, 160)]
        coloured = [x for x, y in places if picture.pixelColor(x, y).blue() > picture.pixelColor(x, y).red() + 60]
        assert (max(coloured) - min(coloured) > 300) == wide
    assert curves.accessibleDescription() == "Generator 0.5"


def test_what_is_not_finite_is_left_out(qtbot: QtBot) -> None:
    curves = Curves("Losses")
    qtbot.addWidget(curves)
    curves.set_curves({"Generator": [(1, 2.0), (2, math.nan), (3, math.inf)]}, waiting="Wait")
    assert curves.curves == {"Generator": [(1, 2.0)]}
    curves.set_curves({"Generator": [(2, math.nan)]}, waiting="Wait")
    assert curves.accessibleDescription() == "Wait"
