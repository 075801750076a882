"""What is to be replaced: strokes over a picture, seen at any resolution."""

from __future__ import annotations

import numpy as np
import pytest

from studio.imaging.hole import FARTHEST, Hole, HoleStroke

DOT = HoleStroke(points=((40.0, 30.0),), radius=10)
SQUARE = HoleStroke(points=((10, 10), (30, 10), (30, 30), (10, 30)), radius=0)
UPPER_HALF = ((5.0, 5.0), (35.0, 5.0), (35.0, 20.0), (5.0, 20.0))


def test_a_dot_is_round_and_its_bounds_are_its_own() -> None:
    hole = Hole().with_stroke(DOT)
    mask = hole.mask((0, 0, 80, 60), (80, 60))
    assert mask.sum() == pytest.approx(np.pi * 100, rel=0.05)
    assert mask[30, 40]
    assert not mask[30, 52]
    assert hole.bounds == (30, 20, 50, 40)


def test_a_fast_stroke_has_no_gaps() -> None:
    mask = Hole().with_stroke(HoleStroke(points=((10, 10), (90, 50)), radius=4)).mask((0, 0, 100, 60), (100, 60))
    assert all(mask[round(10 + 40 * t), round(10 + 80 * t)] for t in np.linspace(0, 1, 50))


def test_it_has_the_same_shape_at_any_resolution_and_in_any_box() -> None:
    hole = Hole().with_stroke(SQUARE)
    fine = hole.mask((0, 0, 40, 40), (400, 400))
    assert fine.mean() == pytest.approx(400 / 1600, abs=0.01)
    np.testing.assert_array_equal(hole.mask((20, 20, 40, 40), (200, 200)), fine[200:, 200:])


def test_a_coarse_pixel_that_is_touched_anywhere_counts_if_asked() -> None:
    thin = Hole().with_stroke(HoleStroke(points=((0, 3), (64, 3)), radius=0.5))
    touched = thin.mask((0, 0, 64, 64), (4, 4), touched=True)
    np.testing.assert_array_equal(touched, np.indices((4, 4))[0] == 0)


def test_what_is_given_back_is_no_longer_in_it_and_bounds_follow() -> None:
    hole = Hole().with_stroke(SQUARE).with_stroke(HoleStroke(points=UPPER_HALF, radius=0, restores=True))
    assert hole.bounds == pytest.approx((10, 20, 30, 30), abs=1)


def test_a_hole_that_is_given_back_whole_is_empty() -> None:
    hole = Hole().with_stroke(DOT).with_stroke(HoleStroke(points=((40.0, 30.0),), radius=12, restores=True))
    assert hole.strokes == ()
    assert hole.bounds is None


def test_it_moves_with_a_picture_that_grows() -> None:
    assert Hole().with_stroke(DOT).moved(5, 7).bounds == (35, 27, 55, 47)


@pytest.mark.parametrize(
    ("stroke", "sound"),
    [
        (DOT, True),
        (HoleStroke(points=(), radius=1), False),
        (HoleStroke(points=((2 * FARTHEST, 0),), radius=1), False),
        (HoleStroke(points=((0, 0),), radius=-1), False),
    ],
)
def test_a_stroke_that_cannot_be_drawn_is_not_sound(stroke: HoleStroke, sound: bool) -> None:
    assert stroke.is_sound is sound
