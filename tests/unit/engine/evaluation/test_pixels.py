import numpy as np
import pytest

from engine.evaluation import pixels
from engine.patches import Grid

GRID = Grid.of(8, 12, 4)


def test_the_finest_octave_is_that_of_colour_at_the_targets() -> None:
    rng = np.random.default_rng(0)
    flat = np.full((5, 8, 12, 3), 128, dtype=np.uint8)
    target = np.zeros((5, 6), dtype=bool)
    target[:, 2] = True
    inside = GRID.mask(target[0])
    noise = rng.integers(-20, 21, (5, 8, 12, 1))
    grey = (flat + noise).astype(np.uint8)
    colour = (flat + noise * np.array([1, -1, 0])).astype(np.uint8)
    elsewhere = np.where(inside[..., None], flat, colour)
    powers = [pixels.finest_octave(images, target, GRID).sum() for images in (flat, grey, elsewhere, colour)]
    assert powers[:3] == pytest.approx([0, 0, 0], abs=1e-5)
    assert powers[3] == pytest.approx(5 * 0.75 * (2 / 3) * np.var(noise / 127.5), rel=0.3)
    coarse = colour[:, ::2, ::2].repeat(2, axis=1).repeat(2, axis=2)
    assert pixels.finest_octave(coarse, target, GRID).sum() == pytest.approx(0, abs=1e-5)
    assert pixels.finest_octave(grey[..., :1], target, GRID).sum() > 0.01


def test_alpha_agrees_where_both_are_opaque_or_neither_is() -> None:
    one = np.zeros((1, 2, 2, 4), dtype=np.uint8)
    other = one.copy()
    one[0, 0, :, 3] = 255
    other[0, :, 0, 3] = 200
    inside = np.array([[[True, True], [True, False]]])
    assert pixels.alpha_agreement(one, other, inside) == pytest.approx([1 / 3])


def test_a_colour_that_is_not_among_the_known_ones_is_off_the_palette() -> None:
    images = np.zeros((2, 1, 4, 4), dtype=np.uint8)
    images[..., 3] = 255
    images[0, 0, :, 0] = [0, 2, 90, 255]
    images[0, 0, 3, 3] = 0  # unseen, so of no colour
    known = np.zeros((2, 1, 4), dtype=bool)
    known[0, 0, 0] = True
    assert pixels.off_palette(images, ~known, images, known) == pytest.approx([1 / 2])  # the second knows nothing


def test_views_of_the_same_colours_are_at_distance_zero_however_many_pixels_have_them() -> None:
    red, blue = np.array([255, 0, 0, 255], dtype=np.uint8), np.array([0, 0, 255, 255], dtype=np.uint8)
    one, other = np.stack([red] * 3 + [blue]), np.stack([red] + [blue] * 5)
    assert pixels.colour_distance(one, other) == 0
    assert pixels.colour_distance(one, other[:1]) == pytest.approx(np.sqrt(2 / 8))
    assert np.isnan(pixels.colour_distance(one, np.zeros((3, 4), dtype=np.uint8)))
