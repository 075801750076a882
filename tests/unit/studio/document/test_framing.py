"""The frame of a photo is measured: where and at which scale a model predicts what is known around the hole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import engine
from engine import BoolArray, UInt8Array
from studio.document.framing import HARDLY, candidates, error
from studio.document.noise import SheetNoise
from studio.document.photo import as_photo, with_hole
from studio.document.state import Source, State
from studio.files.examples import bundled_pictures
from studio.imaging.hole import HoleStroke
from studio.imaging.picture import Picture

FACES = engine.find_model("faces64-small")
FACE = (300, 200, 500)
"""Left, top and side of the face in the photo."""


def photo(picture: Path) -> State:
    """A face in a plain wall with a soft light, its mouth to be replaced."""
    left, top, side = FACE
    down, right = np.indices((900, 1200))
    wall = np.stack([90 + down // 12, 110 + right // 20, 120 + down // 20], axis=-1).astype(np.uint8)
    face = Image.open(picture).convert("RGB").resize((side, side), Image.Resampling.BICUBIC)
    wall[top : top + side, left : left + side] = np.asarray(face)
    grid = FACES.grid
    known = np.zeros(grid.L, dtype=np.int8)
    source = Source.of("a", Picture(wall), FACES.shape)
    state = State(model="m", grid=grid, sources=(source,), assignment=known, noise=SheetNoise.from_seed(0))
    state = as_photo(state)
    assert state.hole is not None
    mouth = HoleStroke(points=((left + 200, top + 375), (left + 300, top + 375)), radius=40)
    return with_hole(state, state.hole.with_stroke(mouth))


@pytest.fixture(scope="module")
def state() -> State:
    return photo(bundled_pictures(FACES)[0])


def test_every_candidate_is_in_the_picture_and_has_all_of_the_hole(state: State) -> None:
    found = candidates(state)
    assert len(found) > 10
    assert state.hole is not None
    bounds = state.hole.bounds
    assert bounds is not None
    assert all(frame.is_inside(1200, 900) and frame.frames(bounds) for frame in found)
    assert len({frame.box for frame in found}) == len(found)
    assert candidates(as_photo(state)) == [], "without a hole there is nothing to look for"


def test_who_knows_all_is_not_off_and_who_knows_the_mean_is_about_as_far_off_as_a_blur(state: State) -> None:
    frame = state.sources[0].frame

    def mean(image: UInt8Array, known: BoolArray) -> UInt8Array:
        pixels = image[state.grid.mask(known)].mean(axis=0).astype(np.uint8)
        return np.broadcast_to(pixels, image.shape)

    assert error(state, frame, lambda image, known: image) == 0
    assert error(state, frame, mean) > 0.8


def test_a_model_of_faces_finds_the_face_around_the_mouth(state: State) -> None:
    model = engine.load(FACES.name)

    def complete(image: UInt8Array, known: BoolArray) -> UInt8Array:
        completed: UInt8Array = model.complete(image, known, n=1).images[0]
        return completed

    best = min(candidates(state), key=lambda frame: error(state, frame, complete))
    assert error(state, best, complete) < HARDLY
    left, top, side = FACE
    across = min(best.x + best.width, left + side) - max(best.x, left)
    down = min(best.y + best.height, top + side) - max(best.y, top)
    both = across * down
    assert both / (best.width**2 + side**2 - both) > 0.6
