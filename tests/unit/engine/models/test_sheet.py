"""Sheets of completions."""

from __future__ import annotations

import numpy as np
import pytest

from engine.models.sheet import tile


@pytest.mark.parametrize("zoom", [1, 3])
def test_pictures_lie_in_rows_and_columns_on_white(zoom: int) -> None:
    rows = list(np.random.default_rng(0).integers(0, 256, (2, 3, 4, 5, 3), dtype=np.uint8))
    sheet = np.asarray(tile(rows, zoom=zoom))
    assert sheet.shape == (2 * (4 * zoom + 2) + 2, 3 * (5 * zoom + 2) + 2, 3)
    top, left = 2 + 4 * zoom + 2, 2 + 2 * (5 * zoom + 2)
    np.testing.assert_array_equal(sheet[top : top + 4 * zoom : zoom, left : left + 5 * zoom : zoom], rows[1][2])
    assert (sheet[top - 2 : top] == 255).all()
