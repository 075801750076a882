"""The model's square on a picture: geometry, and the pixels that it sees."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image

import engine
from studio.imaging.picture import Picture
from studio.imaging.placement import Placement, coverage, render

RNG = np.random.default_rng(0)
PHOTO = RNG.integers(0, 256, (40, 60, 3), dtype=np.uint8)


def test_a_square_of_the_models_size_shows_the_pictures_own_pixels() -> None:
    seen = render(Picture(PHOTO), Placement(x=10, y=5, side=28), size=28, channels=3)
    np.testing.assert_array_equal(seen, PHOTO[5:33, 10:38])


def test_flips_turn_what_is_seen() -> None:
    seen = render(Picture(PHOTO), Placement(x=10, y=5, side=28, flip_x=True, flip_y=True), size=28, channels=3)
    np.testing.assert_array_equal(seen, PHOTO[5:33, 10:38][::-1, ::-1])


def test_an_inverted_picture_shows_its_negative() -> None:
    seen = render(Picture(PHOTO), Placement(x=10, y=5, side=28, inverted=True), size=28, channels=3)
    np.testing.assert_array_equal(seen, 255 - PHOTO[5:33, 10:38])


def test_the_largest_square_inside_and_the_smallest_around() -> None:
    assert Placement.cropped(60, 40) == Placement(x=10, y=0, side=40)
    assert Placement.fitted(60, 40) == Placement(x=0, y=-10, side=60)
    assert Placement.fitted(40, 60) == Placement(x=-10, y=0, side=60)


@pytest.mark.parametrize(("height", "width"), [(40, 60), (60, 40)])
def test_beyond_the_border_is_its_mean_colour_and_not_covered(height: int, width: int) -> None:
    red = np.zeros((height, width, 3), dtype=np.uint8)
    red[..., 0] = 200
    placement = Placement.fitted(width, height)
    seen, covered = render(Picture(red), placement, size=60, channels=3), coverage(Picture(red), placement, size=60)
    np.testing.assert_array_equal(seen, np.broadcast_to(np.array([200, 0, 0], dtype=np.uint8), (60, 60, 3)))
    across = covered if height < width else covered.T
    assert across[10:50].all()
    assert not across[:10].any()
    assert not across[50:].any()


@pytest.mark.parametrize("channels", [1, 3])
def test_transparent_pixels_are_white_and_not_covered(channels: int) -> None:
    drawn = np.zeros((28, 28, 4), dtype=np.uint8)
    drawn[:, :14, 3] = 255
    placement = Placement.cropped(28, 28)
    seen = render(Picture(drawn), placement, size=28, channels=channels)
    assert seen.shape == (28, 28, channels)
    assert (seen[:, :14] == 0).all()
    assert (seen[:, 14:] == 255).all()
    np.testing.assert_array_equal(coverage(Picture(drawn), placement, size=28), np.indices((28, 28))[1] < 14)


@pytest.mark.parametrize("flip", [False, True])
def test_shifting_moves_the_picture_as_it_is_seen(flip: bool) -> None:
    placement = Placement(x=10, y=5, side=28, flip_x=flip)
    before = render(Picture(PHOTO), placement, size=28, channels=3)
    after = render(Picture(PHOTO), placement.shifted(3, 2, size=28), size=28, channels=3)
    np.testing.assert_array_equal(after[2:, 3:], before[:-2, :-3])
    base = Placement(x=16, y=6, side=28, flip_x=flip)
    assert base.offset(60, 40, size=28) == (0, 0)
    assert base.shifted(3, 2, size=28).offset(60, 40, size=28) == (3, 2)


def test_enlarging_keeps_the_middle_and_stays_in_bounds() -> None:
    placement = Placement.cropped(60, 40)
    larger = placement.enlarged(1.5, width=60, height=40, size=28)
    assert (larger.x + larger.side / 2, larger.y + larger.side / 2) == (30, 20)
    assert larger.side == 60
    assert placement.enlarged(100, width=60, height=40, size=28).side == 120
    assert placement.enlarged(0.001, width=60, height=40, size=28).side == 14


def test_the_middle_of_the_square_stays_on_the_picture() -> None:
    kept = Placement(x=500, y=-500, side=28).kept(60, 40)
    assert (kept.x, kept.y) == (46, -14)


def test_of_a_large_photo_few_pixels_are_looked_at_to_place_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    resize = engine.resize

    def told(image: Image.Image, *rest: Any, **named: Any) -> Image.Image:
        seen.append(image.size)
        return resize(image, *rest, **named)

    monkeypatch.setattr(engine, "resize", told, raising=False)
    photo = Picture(RNG.integers(0, 256, (1500, 2000, 3), dtype=np.uint8))
    for side in (1500, 700, 200):
        render(photo, Placement(x=0, y=0, side=side), size=28, channels=3)
    assert seen == [(94, 94), (88, 88), (100, 100)], "three times the model's pixels at least, less than six times"


def test_a_sprite_is_seen_pixel_by_pixel_and_a_photo_as_by_lanczos() -> None:
    sprite = np.array([(20, 12, 28), (208, 70, 72)], dtype=np.uint8)[RNG.integers(0, 2, (16, 16))]
    seen = render(Picture(sprite), Placement.cropped(16, 16), size=64, channels=3)
    np.testing.assert_array_equal(seen, sprite.repeat(4, 0).repeat(4, 1))
    part = render(Picture(sprite), Placement(x=4, y=2, side=8), size=64, channels=3)
    np.testing.assert_array_equal(part, sprite[2:10, 4:12].repeat(8, 0).repeat(8, 1))
    large = sprite.repeat(40, 0).repeat(40, 1)
    np.testing.assert_array_equal(
        render(Picture(large), Placement.cropped(640, 640), size=32, channels=3)[::2, ::2], sprite
    )
    glass = np.zeros((16, 16, 4), dtype=np.uint8)
    glass[..., 3] = 255 * RNG.integers(0, 2, (16, 16))
    square = Placement.cropped(16, 16)
    covered = render(Picture(glass[..., 3:]), square, size=12, channels=1)[..., 0] > 127
    np.testing.assert_array_equal(coverage(Picture(glass), square, size=12), covered)
    photo = render(Picture(PHOTO), Placement(x=3, y=2, side=20), size=28, channels=3)
    expected = Image.fromarray(PHOTO[2:22, 3:23]).resize((28, 28), Image.Resampling.LANCZOS)
    np.testing.assert_array_equal(photo, np.asarray(expected))


def test_beyond_a_grey_picture_is_the_mean_of_its_border() -> None:
    grey = np.full((20, 20, 1), 7, dtype=np.uint8)
    grey[0], grey[5:15, 5:15] = 47, 200
    seen = render(Picture(grey), Placement(x=-4, y=-4, side=28), size=28, channels=1)
    assert seen[0, 0, 0] == round((20 * 47 + 2 * 47 + 58 * 7) / 80)
    np.testing.assert_array_equal(seen[4:24, 4:24], grey)
