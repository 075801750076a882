"""Where a noise walk leads, and how evenly."""

from __future__ import annotations

import numpy as np

from engine import Blend
from studio.document.noise import SHEET, SheetNoise
from studio.document.request import Seed
from studio.document.walk import Pace, stops_of, walk


def test_a_walk_begins_at_the_chosen_completion_and_leads_through_all_others() -> None:
    assert stops_of(SheetNoise.from_seed(10).choose(4)) == (14, 15, 16, 17, 18, 10, 11, 12, 13)


def test_pinned_completions_are_the_stops_where_there_are_any() -> None:
    noise = SheetNoise.from_seed(10).toggle_pin(6).toggle_pin(2).choose(4)
    assert stops_of(noise) == (14, 16, 12)


def test_a_walk_is_a_closed_loop_of_even_steps() -> None:
    stops = (3, Blend(4, 5, 0.5), 5)
    seeds = walk(stops, 6)
    assert len(seeds) == 18
    assert seeds[::6] == stops
    assert seeds[17] == Blend(5, 3, 5 / 6)

    def factors(seed: Seed) -> np.ndarray:
        parts = seed.parts if isinstance(seed, Blend) else {seed: 1.0}
        return np.array([parts.get(plain, 0.0) for plain in (3, 4, 5)])

    angles = [np.arccos(factors(a) @ factors(b)) for a, b in zip(seeds, (*seeds[1:], seeds[0]), strict=True)]
    for leg in np.reshape(angles, (3, 6)):
        np.testing.assert_allclose(leg, leg[0], atol=1e-6)
    assert max(angles) < 0.3


def test_the_pace_is_one_that_a_gif_can_keep() -> None:
    assert [Pace(rate=rate).milliseconds for rate in (5, 25, 30, 50)] == [200, 40, 30, 20]
    assert len(walk(stops_of(SheetNoise.from_seed(0)), Pace().frames)) == SHEET * 12
