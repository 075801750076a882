"""Halved sizes of pictures."""

from __future__ import annotations

import gc

import numpy as np

from studio import pyramid
from studio.pyramid import level_for, levels

RNG = np.random.default_rng(0)


def test_each_level_averages_the_one_below() -> None:
    original = RNG.integers(0, 256, (512, 640, 3), dtype=np.uint8)
    found = levels(original)
    assert [level.shape[:2] for level in found] == [(512, 640), (256, 320), (128, 160), (64, 80)]
    mean = original.astype(float).reshape(256, 2, 320, 2, 3).mean(axis=(1, 3))
    assert np.abs(found[1] - mean).max() <= 0.5


def test_the_smallest_level_that_suffices_is_taken() -> None:
    original = RNG.integers(0, 256, (1024, 1024, 1), dtype=np.uint8)
    assert level_for(original, 1024, 128)[1] == 8
    assert level_for(original, 1023, 128)[1] == 4
    assert level_for(original, 100, 84)[1] == 1
    assert level_for(original, 100, 84)[0] is original


def test_levels_are_made_once_and_go_with_their_picture() -> None:
    original = RNG.integers(0, 256, (256, 256, 4), dtype=np.uint8)
    assert levels(original)[1] is levels(original)[1]
    del original
    gc.collect()
    other = RNG.integers(0, 256, (256, 256, 1), dtype=np.uint8)
    levels(other)
    assert all(reference() is not None for reference, _ in pyramid._made.values())


def test_the_colour_of_transparent_pixels_does_not_count() -> None:
    glass = np.zeros((128, 128, 4), dtype=np.uint8)
    glass[::2] = (200, 100, 50, 255)
    assert (levels(glass)[1][..., :3].astype(int) - (200, 100, 50)).max() <= 1
