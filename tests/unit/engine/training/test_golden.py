"""The numbers of training stay what they are, on every CPU, until somebody changes them on purpose."""

from __future__ import annotations

import json

import pytest

from engine.precision import gains_by_bfloat16
from tests.unit.engine.training.golden import CASES, CPU, GOLDEN, losses

EXACT, PENALTY, BFLOAT16 = 1e-5, 2e-4, 2e-2
"""Relative tolerances. Measured between instruction sets of one CPU: 2e-7; the penalties, as differences of nearly equal
scores, 3e-5."""


@pytest.mark.parametrize("case", CASES)
def test_the_first_steps_of_every_objective_have_their_losses(case: str) -> None:
    if case == "bfloat16" and not gains_by_bfloat16(CPU):
        pytest.skip("this CPU has no bfloat16 instructions of its own")
    golden = json.loads(GOLDEN.read_text("utf-8"))[case]
    found = losses(case)
    assert found.keys() == golden.keys()
    for name, values in golden.items():
        tolerance = BFLOAT16 if case == "bfloat16" else PENALTY if name in ("r1", "r2") else EXACT
        assert found[name] == pytest.approx(values, rel=tolerance), name
