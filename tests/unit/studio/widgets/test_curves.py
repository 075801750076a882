"""The scale of a chart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.widgets.curves import round_scale


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
