"""Halved sizes of pictures."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from studio.imaging import pyramid
from studio.imaging.pyramid import level_for, levels

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
    key = id(original)
    assert key in pyramid._made
    del original
    gc.collect()
    assert key not in pyramid._made


def test_pictures_that_only_undo_keeps_have_no_levels_when_memory_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    kept_by_undo = [RNG.integers(0, 256, (256, 256, 1), dtype=np.uint8) for _ in range(9)]
    each = sum(level.nbytes for level in levels(kept_by_undo[0])[1:])
    monkeypatch.setattr(pyramid, "MEMORY", 3 * each)
    drawn = levels(kept_by_undo[0])[1]
    for picture in kept_by_undo[1:]:
        levels(picture)
        assert levels(kept_by_undo[0])[1] is drawn, "what is drawn again and again stays"
    held = [id(picture) in pyramid._made for picture in kept_by_undo]
    assert held == [True, *[False] * 6, True, True]
    monkeypatch.setattr(pyramid, "MEMORY", 0)
    levels(kept_by_undo[4])
    assert levels(kept_by_undo[4])[1] is levels(kept_by_undo[4])[1], "what was drawn last stays whatever it weighs"
    assert len(pyramid._made) == 1


def test_the_colour_of_transparent_pixels_does_not_count() -> None:
    glass = np.zeros((128, 128, 4), dtype=np.uint8)
    glass[::2] = (200, 100, 50, 255)
    assert (levels(glass)[1][..., :3].astype(int) - (200, 100, 50)).max() <= 1


def test_the_pictures_in_use_keep_their_levels_when_memory_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyramid, "MEMORY", 0)
    mixed = [RNG.integers(0, 256, (256, 256, 1), dtype=np.uint8) for _ in range(3)]
    pyramid.use(mixed)
    made = [levels(picture)[1] for picture in mixed]
    assert [levels(picture)[1] is level for picture, level in zip(mixed, made, strict=True)] == [True] * 3
    pyramid.use(mixed[:1])
    levels(mixed[0])
    assert [id(picture) in pyramid._made for picture in mixed] == [True, False, False]
    pyramid.use([])
