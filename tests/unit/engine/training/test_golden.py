"""The numbers of training stay what they are, on every CPU, until somebody changes them on purpose."""

from __future__ import annotations

import json

import pytest

from tests.unit.engine.training.golden import CASES, GOLDEN, losses

EXACT, PENALTY, BFLOAT16 = 1e-5, 2e-4, 2e-2
"""Relative. Measured between instruction sets of one CPU: 2e-7; the penalties, small differences of scores, 3e-5."""


@pytest.mark.parametrize("case", CASES)
def test_the_first_steps_of_every_objective_have_their_losses(case: str) -> None:
    golden = json.loads(GOLDEN.read_text("utf-8"))[case]
    found = losses(case)
    assert found.keys() == golden.keys()
    for name, values in golden.items():
        tolerance = BFLOAT16 if case == "bfloat16" else PENALTY if name in ("r1", "r2") else EXACT
        assert found[name] == pytest.approx(values, rel=tolerance), name
