"""The seeds of a sheet."""

from __future__ import annotations

import pytest

from studio.document.noise import SHEET, SheetNoise


def test_a_sheet_has_consecutive_seeds_and_shows_the_first() -> None:
    noise = SheetNoise.from_seed(7)
    assert noise.seeds == tuple(range(7, 7 + SHEET))
    assert noise.seed == 7


def test_choosing_keeps_the_sheet() -> None:
    noise = SheetNoise.from_seed(7).choose(3)
    assert noise.seed == 10
    assert noise.seeds == SheetNoise.from_seed(7).seeds


@pytest.mark.parametrize("position", [-1, SHEET])
def test_there_is_nothing_to_choose_beyond_the_sheet(position: int) -> None:
    with pytest.raises(ValueError, match="no position"):
        SheetNoise.from_seed(0).choose(position)
