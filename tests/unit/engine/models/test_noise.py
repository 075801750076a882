"""The noise between seeds, as factors of plain seeds."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Blend

ENDS = st.recursive(st.integers(0, 5), lambda ends: st.builds(Blend, ends, ends, st.floats(0, 1)), max_leaves=8)


@given(st.builds(Blend, ENDS, ENDS, st.floats(0, 1)))
def test_whatever_is_blended_the_squares_of_the_factors_sum_to_one(blend: Blend) -> None:
    assert sum(factor**2 for factor in blend.parts.values()) == pytest.approx(1)
    assert min(blend.parts.values()) >= -1e-12


def test_two_seeds_go_round_a_quarter_of_a_circle() -> None:
    assert Blend(3, 8, 0.25).parts == {3: math.cos(math.pi / 8), 8: math.sin(math.pi / 8)}


def test_a_blend_with_one_of_its_own_seeds_goes_on_along_the_same_circle() -> None:
    on = Blend(Blend(3, 8, 0.5), 8, 0.5)
    assert on.parts == pytest.approx(Blend(3, 8, 0.75).parts)
    assert on.size == 3
