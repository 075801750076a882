"""The seeds of a sheet."""

from __future__ import annotations

import pytest

from engine import Blend
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


def test_a_sheet_made_smaller_keeps_what_is_chosen_and_pinned_and_grows_back_to_what_it_was() -> None:
    whole = SheetNoise.from_seed(12).choose(7).toggle_pin(2)
    few = whole.resized(4)
    assert len(few.seeds) == 4
    assert few.seed == 19
    assert [few.seeds[i] for i in few.pinned] == [14]
    assert set(few.resized(9).seeds) == set(whole.seeds)
    assert whole.resized(1).seeds == (19,)
    assert len(set(whole.resized(25).seeds)) == 25


def test_a_sheet_of_variations_is_joined_by_variations() -> None:
    varied = SheetNoise.from_seed(3).varied(0.25).resized(16)
    assert len({*varied.seeds}) == 16
    assert all(isinstance(seed, Blend) and seed.first == 3 and seed.weight == 0.25 for seed in varied.seeds[1:])


def test_new_noise_is_for_as_many_completions_as_there_were() -> None:
    few = SheetNoise.from_seed(0).resized(4)
    for noise in (few.resampled(50), few.from_here(50), few.anew()):
        assert len(noise.seeds) == 4
