"""Pins, variations and interpolation as pure policy."""

from __future__ import annotations

import pytest

from engine import Blend
from studio.document.noise import MOST_SEEDS, SHEET, SheetNoise, name_of, size_of
from studio.files.codec import PictureFiles, decode, encode


def test_pinned_seeds_stay_when_others_are_drawn() -> None:
    noise = SheetNoise.from_seed(0).toggle_pin(2).toggle_pin(5).resampled(100)
    assert (noise.seeds[2], noise.seeds[5]) == (2, 5)
    others = [seed for i, seed in enumerate(noise.seeds) if i not in (2, 5)]
    assert others == list(range(100, 107))
    assert noise.toggle_pin(2).toggle_pin(5).resampled(7).seeds == tuple(range(7, 7 + SHEET))


def test_no_seed_comes_twice() -> None:
    noise = SheetNoise.from_seed(0).toggle_pin(4).resampled(2)
    assert len(set(noise.seeds)) == SHEET
    assert len(set(noise.from_here(3).seeds)) == SHEET


def test_a_typed_seed_comes_on_the_canvas_and_leaves_pinned_ones() -> None:
    noise = SheetNoise.from_seed(0).toggle_pin(2).choose(6).from_here(50)
    assert noise.seed == 50
    assert noise.chosen == 6
    assert noise.seeds[2] == 2
    assert SheetNoise.from_seed(0).choose(6).from_here(50) == SheetNoise.from_seed(50)


def test_a_typed_seed_is_that_seed_even_where_it_is_pinned_as_well() -> None:
    noise = SheetNoise.from_seed(0).toggle_pin(3).toggle_pin(4).choose(6).from_here(3)
    assert noise.seed == 3
    assert (noise.seeds[3], noise.seeds[4]) == (3, 4)
    others = [seed for i, seed in enumerate(noise.seeds) if i not in (3, 4, 6)]
    assert others == list(range(5, 11)), "and none of them comes twice"


def test_variations_are_blends_with_the_chosen_seed_and_full_strength_undoes_them() -> None:
    noise = SheetNoise.from_seed(10).choose(3)
    varied = noise.varied(0.2)
    assert varied.seed == 13
    assert varied.seeds[0] == Blend(13, 10, 0.2)
    assert varied.strength == pytest.approx(0.2)
    assert varied.varied(0.5).seeds[0] == Blend(13, 10, 0.5)
    assert varied.varied(1) == noise


def test_a_chosen_variation_keeps_its_base() -> None:
    varied = SheetNoise.from_seed(10).varied(0.2).choose(4)
    assert varied.base == 10
    assert varied.varied(0.6).seeds[0] == 10
    assert varied.varied(0.6).seed == Blend(10, 14, 0.6)


def test_resampling_variations_draws_others_of_the_same_base() -> None:
    drawn = SheetNoise.from_seed(10).varied(0.2).resampled(500)
    assert drawn.seeds[0] == 10
    assert drawn.seeds[1] == Blend(10, 500, 0.2)


def test_interpolation_goes_from_the_pinned_to_the_chosen_and_back() -> None:
    noise = SheetNoise.from_seed(0).toggle_pin(1).choose(7)
    assert noise.partner == 1
    assert noise.balance == 1
    half = noise.balanced(0.5)
    assert half.seed == Blend(1, 7, 0.5)
    assert half.balance == 0.5
    assert half.strength == 1, "an interpolation is no variation"
    assert half.balanced(0.25).seed == Blend(1, 7, 0.25)
    assert noise.choose(1).partner is None, "the pinned one itself has nothing to go to"
    assert SheetNoise.from_seed(0).partner is None
    with pytest.raises(ValueError, match="pinned"):
        SheetNoise.from_seed(0).balanced(0.5)


def test_an_interpolated_completion_can_be_varied_and_the_slider_takes_it_back() -> None:
    half = SheetNoise.from_seed(0).toggle_pin(1).choose(7).balanced(0.5)
    varied = half.varied(0.2)
    assert varied.seed == half.seed
    assert varied.seeds[0] == Blend(Blend(1, 7, 0.5), 0, 0.2)
    assert varied.seeds[1] == 1, "what is pinned stays"
    assert varied.strength == pytest.approx(0.2)
    assert varied.choose(3).varied(0.4).seeds[0] == Blend(Blend(1, 7, 0.5), 0, 0.4)
    assert varied.varied(1) == half


def test_a_variation_can_be_varied_on_its_own() -> None:
    varied = SheetNoise.from_seed(10).varied(0.2).choose(4)
    on = varied.varied_on(500)
    assert on.seed == varied.seed == Blend(10, 14, 0.2)
    assert on.base == on.seed
    assert on.seeds[0] == Blend(Blend(10, 14, 0.2), 500, 0.2)
    assert on.varied(0.6).seeds[0] == Blend(Blend(10, 14, 0.2), 500, 0.6)
    assert on.choose(0).base == Blend(10, 14, 0.2), "a chosen variation keeps its base"
    assert SheetNoise.from_seed(10).varied_on(500).seeds[1].weight == 0.25  # type: ignore[union-attr]


def test_a_blend_can_be_an_end_of_another_interpolation() -> None:
    noise = SheetNoise.from_seed(0).toggle_pin(1).choose(7).balanced(0.5).toggle_pin(7).choose(3)
    assert noise.partner == Blend(1, 7, 0.5)
    third = noise.balanced(0.3)
    assert third.seed == Blend(Blend(1, 7, 0.5), 3, 0.3)
    assert third.balance == 0.3
    assert third.balanced(1).seed == Blend(Blend(1, 7, 0.5), 3, 1)


def test_blending_on_and_on_ends_before_a_project_file_could_not_hold_it() -> None:
    noise, rounds = SheetNoise.from_seed(0), 0
    while noise.can_vary_on:
        noise, rounds = noise.varied_on(100 * rounds + 100).choose((noise.chosen + 1) % SHEET), rounds + 1
        assert size_of(noise.seed) <= MOST_SEEDS
    assert rounds > 30
    again = decode(SheetNoise, encode(noise, PictureFiles(), {}), {})
    assert again == noise


def test_names_tell_blends_apart_and_stay_short() -> None:
    assert name_of(12) == "12"
    assert name_of(Blend(1, 7, 0.25)) == "1-7-25"
    assert name_of(Blend(Blend(1, 7, 0.25), 9, 0.5)) == "(1-7-25)-9-50"
    blend = Blend(1, 7, 0.25)
    for seed in range(100_000, 100_009):
        blend = Blend(blend, seed, 0.5)
    assert name_of(blend) == "1+10"


@pytest.mark.parametrize("bad", [{"pinned": (9,)}, {"chosen": 9}, {"seeds": (-1,) * SHEET}, {"anchor": -1}])
def test_noise_that_makes_no_sense_is_refused(bad: dict[str, object]) -> None:
    good = {"seeds": tuple(range(SHEET)), "chosen": 0}
    with pytest.raises(ValueError, match="noise"):
        SheetNoise(**{**good, **bad})  # type: ignore[arg-type]
