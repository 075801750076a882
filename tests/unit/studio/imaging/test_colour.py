"""The verdict on a picture's colours."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from PIL import Image

import engine
from studio.imaging import colour
from studio.imaging.colour import colours_of
from studio.imaging.placement import Placement, coverage, render

RNG = np.random.default_rng(0)
SCENE = RNG.integers(0, 256, (200, 300, 3), dtype=np.uint8) // (1, 2, 8)


def drawing(ground: tuple[int, ...], ink: tuple[int, ...]) -> np.ndarray:
    pixels = np.full((60, 60, len(ground)), ground, dtype=np.uint8)
    pixels[15:45, 20:40] = ink
    return pixels


@pytest.mark.parametrize(
    ("whole", "verdict"),
    [
        (drawing((9,), (200,)), (True, False, False)),
        (drawing((9, 9, 9), (200, 200, 204)), (True, False, False)),
        (drawing((250, 250, 248), (200, 30, 30)), (True, True, False)),
        (drawing((200, 30, 30, 0), (9, 9, 9, 255)), (True, False, False)),
        (drawing((190, 225, 255), (200, 30, 30)), (True, True, True)),
        (SCENE.astype(np.uint8), (False, True, True)),
    ],
    ids=["grey", "grey as RGB", "red ink on paper", "on glass", "sky", "photo"],
)
def test_what_is_seen(whole: np.ndarray, verdict: tuple[bool, bool, bool]) -> None:
    found = colours_of(whole)
    assert (found.hard_edged, found.coloured, found.coloured_ground) == verdict


def test_a_picture_is_looked_at_once_however_often_it_is_placed_and_forgotten_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[tuple[int, int]] = []
    look = engine.is_hard_edged

    def told(image: Image.Image) -> bool:
        looks.append(image.size)
        return look(image)

    monkeypatch.setattr(engine, "is_hard_edged", told, raising=False)
    whole = RNG.integers(0, 256, (90, 120, 4), dtype=np.uint8)
    for x in range(9):
        square = Placement(x=x, y=0, side=50)
        render(whole, square, size=28, channels=1)
        coverage(whole, square, size=28)
    assert looks == [(120, 90)], "all of it, with the engine's eyes"
    key = id(whole)
    assert key in colour._found
    del whole
    gc.collect()
    assert key not in colour._found
