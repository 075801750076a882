"""The model's frame on a picture: geometry, and the pixels that it sees."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

import engine
from studio.imaging.picture import Picture, on_white, to_image
from studio.imaging.placement import Placement
from studio.imaging.render import absent, border_colour, coverage, render

SHAPE = (28, 28, 3)
SHEET = (56, 32, 4)
RNG = np.random.default_rng(0)
PHOTO = RNG.integers(0, 256, (40, 60, 3), dtype=np.uint8)


def test_a_frame_of_the_models_size_shows_the_pictures_own_pixels() -> None:
    seen = render(Picture(PHOTO), Placement(x=10, y=5, width=28, height=28), SHAPE)
    np.testing.assert_array_equal(seen, PHOTO[5:33, 10:38])


def test_flips_turn_what_is_seen() -> None:
    seen = render(Picture(PHOTO), Placement(x=10, y=5, width=28, height=28, flip_x=True, flip_y=True), SHAPE)
    np.testing.assert_array_equal(seen, PHOTO[5:33, 10:38][::-1, ::-1])


def test_an_inverted_picture_shows_its_negative() -> None:
    seen = render(Picture(PHOTO), Placement(x=10, y=5, width=28, height=28, inverted=True), SHAPE)
    np.testing.assert_array_equal(seen, 255 - PHOTO[5:33, 10:38])


def test_the_largest_frame_inside_and_the_smallest_around() -> None:
    assert Placement.cropped(60, 40, SHAPE) == Placement(x=10, y=0, width=40, height=40)
    assert Placement.fitted(60, 40, SHAPE) == Placement(x=0, y=-10, width=60, height=60)
    assert Placement.fitted(40, 60, SHAPE) == Placement(x=-10, y=0, width=60, height=60)


@pytest.mark.parametrize(("height", "width"), [(40, 60), (60, 40)])
def test_beyond_the_border_is_its_mean_colour_and_not_covered(height: int, width: int) -> None:
    red = np.zeros((height, width, 3), dtype=np.uint8)
    red[..., 0] = 200
    placement = Placement.fitted(width, height, SHAPE)
    seen, covered = render(Picture(red), placement, (60, 60, 3)), coverage(Picture(red), placement, (60, 60, 3))
    np.testing.assert_array_equal(seen, np.broadcast_to(np.array([200, 0, 0], dtype=np.uint8), (60, 60, 3)))
    across = covered if height < width else covered.T
    assert across[10:50].all()
    assert not across[:10].any()
    assert not across[50:].any()


@pytest.mark.parametrize("channels", [1, 3])
def test_transparent_pixels_are_white_and_not_covered(channels: int) -> None:
    drawn = np.zeros((28, 28, 4), dtype=np.uint8)
    drawn[:, :14, 3] = 255
    placement = Placement.cropped(28, 28, SHAPE)
    seen = render(Picture(drawn), placement, (28, 28, channels))
    assert seen.shape == (28, 28, channels)
    assert (seen[:, :14] == 0).all()
    assert (seen[:, 14:] == 255).all()
    np.testing.assert_array_equal(coverage(Picture(drawn), placement, SHAPE), np.indices((28, 28))[1] < 14)


@pytest.mark.parametrize("flip", [False, True])
def test_shifting_moves_the_picture_as_it_is_seen(flip: bool) -> None:
    placement = Placement(x=10, y=5, width=28, height=28, flip_x=flip)
    before = render(Picture(PHOTO), placement, SHAPE)
    after = render(Picture(PHOTO), placement.shifted(3, 2, SHAPE), SHAPE)
    np.testing.assert_array_equal(after[2:, 3:], before[:-2, :-3])
    base = Placement(x=16, y=6, width=28, height=28, flip_x=flip)
    assert base.offset(60, 40, SHAPE) == (0, 0)
    assert base.shifted(3, 2, SHAPE).offset(60, 40, SHAPE) == (3, 2)


def test_enlarging_keeps_the_middle_and_stays_in_bounds() -> None:
    placement = Placement.cropped(60, 40, SHAPE)
    larger = placement.enlarged(1.5, 60, 40, SHAPE)
    assert (larger.x + larger.width / 2, larger.y + larger.height / 2) == (30, 20)
    assert larger.width == larger.height == 60
    assert placement.enlarged(100, 60, 40, SHAPE).width == 120
    assert placement.enlarged(0.001, 60, 40, SHAPE).width == 14


def test_the_middle_of_the_frame_stays_on_the_picture() -> None:
    kept = Placement(x=500, y=-500, width=28, height=28).kept(60, 40)
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
        render(photo, Placement(x=0, y=0, width=side, height=side), SHAPE)
    assert seen == [(94, 94), (88, 88), (100, 100)], "three times the model's pixels at least, less than six times"


def test_a_sprite_is_seen_pixel_by_pixel_and_a_photo_as_by_lanczos() -> None:
    sprite = np.array([(20, 12, 28), (208, 70, 72)], dtype=np.uint8)[RNG.integers(0, 2, (16, 16))]
    seen = render(Picture(sprite), Placement.cropped(16, 16, SHAPE), (64, 64, 3))
    np.testing.assert_array_equal(seen, sprite.repeat(4, 0).repeat(4, 1))
    part = render(Picture(sprite), Placement(x=4, y=2, width=8, height=8), (64, 64, 3))
    np.testing.assert_array_equal(part, sprite[2:10, 4:12].repeat(8, 0).repeat(8, 1))
    large = sprite.repeat(40, 0).repeat(40, 1)
    np.testing.assert_array_equal(
        render(Picture(large), Placement.cropped(640, 640, SHAPE), (32, 32, 3))[::2, ::2], sprite
    )
    glass = np.zeros((16, 16, 4), dtype=np.uint8)
    glass[..., 3] = 255 * RNG.integers(0, 2, (16, 16))
    frame = Placement.cropped(16, 16, SHAPE)
    covered = render(Picture(glass[..., 3:]), frame, (12, 12, 1))[..., 0] > 127
    np.testing.assert_array_equal(coverage(Picture(glass), frame, (12, 12, 3)), covered)
    photo = render(Picture(PHOTO), Placement(x=3, y=2, width=20, height=20), SHAPE)
    expected = Image.fromarray(PHOTO[2:22, 3:23]).resize((28, 28), Image.Resampling.LANCZOS)
    np.testing.assert_array_equal(photo, np.asarray(expected))


def test_beyond_a_grey_picture_is_the_mean_of_its_border() -> None:
    grey = np.full((20, 20, 1), 7, dtype=np.uint8)
    grey[0], grey[5:15, 5:15] = 47, 200
    seen = render(Picture(grey), Placement(x=-4, y=-4, width=28, height=28), (28, 28, 1))
    assert seen[0, 0, 0] == round((20 * 47 + 2 * 47 + 58 * 7) / 80)
    np.testing.assert_array_equal(seen[4:24, 4:24], grey)


def test_a_frame_has_the_aspect_of_the_models_image() -> None:
    assert Placement.cropped(60, 112, SHEET) == Placement(x=0, y=3, width=60, height=105)
    assert Placement.cropped(100, 56, SHEET) == Placement(x=34, y=0, width=32, height=56)
    assert Placement.fitted(100, 56, SHEET) == Placement(x=0, y=-59, width=100, height=175)
    placement = Placement.cropped(100, 56, SHEET).enlarged(1.5, 100, 56, SHEET)
    assert (placement.width, placement.height) == (48, 84)
    assert (placement.x, placement.y) == (26, -14)
    assert placement.at_model_size(SHEET) == Placement.cropped(100, 56, SHEET)


@pytest.mark.parametrize("place", [Placement.cropped, Placement.fitted])
def test_the_frame_of_another_model_is_the_largest_or_the_smallest_too(place: Callable[..., Placement]) -> None:
    other = place(90, 70, SHAPE).refitted(90, 70, SHAPE, SHEET)
    assert other == place(90, 70, SHEET)
    assert other.refitted(90, 70, SHEET, SHAPE) == place(90, 70, SHAPE)


def test_a_frame_placed_by_hand_keeps_its_middle_and_its_area_on_another_model() -> None:
    placement = Placement(x=10, y=20, width=30, height=30, flip_x=True)
    other = placement.refitted(90, 70, SHAPE, SHEET)
    assert (other.x + other.width / 2, other.y + other.height / 2) == (25, 35)
    assert other.width * other.height == pytest.approx(900)
    assert other.height / other.width == pytest.approx(56 / 32)
    assert other.flip_x
    assert placement.refitted(90, 70, SHAPE, (64, 64, 1)) is placement


def test_a_model_of_transparent_pictures_sees_each_pixel_as_it_is_and_nothing_beyond_the_picture() -> None:
    drawn = RNG.integers(0, 256, (50, 40, 4), dtype=np.uint8)
    drawn[::3, :, 3] = 0
    seen = render(Picture(drawn), Placement(x=20, y=-10, width=32, height=56), SHEET)
    np.testing.assert_array_equal(seen[10:, :20], drawn[:46, 20:], "colours under alpha 0 included")
    assert (seen[:10] == 0).all()
    assert (seen[:, 20:] == 0).all()
    inverted = render(Picture(drawn), Placement(x=20, y=-10, width=32, height=56, inverted=True), SHEET)
    np.testing.assert_array_equal(inverted[..., 3], seen[..., 3])
    np.testing.assert_array_equal(inverted[seen[..., 3] > 0][:, :3], 255 - seen[seen[..., 3] > 0][:, :3])
    np.testing.assert_array_equal(inverted[seen[..., 3] == 0], seen[seen[..., 3] == 0])


@pytest.mark.parametrize("bands", [1, 3])
def test_to_a_model_of_transparent_pictures_a_photo_is_opaque(bands: int) -> None:
    photo = PHOTO[..., :bands]
    seen = render(Picture(photo), Placement.fitted(60, 40, SHEET), SHEET)
    assert (seen[20:36, :, 3] > 240).all()
    assert (seen[:14, :, 3] < 10).all()
    covered = coverage(Picture(photo), Placement.fitted(60, 40, SHEET), SHEET)
    np.testing.assert_array_equal(covered, seen[..., 3] > 127)


def test_colours_of_transparent_pixels_do_not_bleed_into_what_is_seen() -> None:
    drawn = np.zeros((112, 64, 4), dtype=np.uint8)
    drawn[..., :3] = RNG.integers(0, 256, (112, 64, 3))
    drawn[:, 3:50] = [40, 80, 120, 255]
    seen = render(Picture(drawn), Placement.cropped(64, 112, SHEET), SHEET)
    drawn_on = seen[seen[..., 3] > 100][:, :3].astype(int)
    assert np.abs(drawn_on - [40, 80, 120]).max() <= 1


def strip(height: int, width: int, bands: int) -> Picture:
    """A long thin picture whose colours change slowly, half of it transparent if it has alpha."""
    drawn = np.zeros((height, width, bands), dtype=np.uint8)
    drawn[..., 0] = np.linspace(0, 255, width)
    drawn[..., 1] = np.linspace(255, 100, height)[:, None]
    if bands == 4:
        drawn[:, : width // 2, 3] = 255
    return Picture(drawn)


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("bands", [3, 4])
@pytest.mark.parametrize("upright", [False, True])
@pytest.mark.parametrize("up", [0, 17.5])
def test_a_strip_is_seen_as_it_is_on_a_square_of_its_length(
    channels: int, bands: int, upright: bool, up: float
) -> None:
    length, thick, shape = 1600, 130 if up else 40, (28, 28, channels)
    thin = strip(thick, length, bands)
    around = (0, 0, 0, 0) if channels == 4 else tuple(border_colour(thin, 3).tolist())
    on = np.full((length, length, len(around)), around, dtype=np.uint8)
    image = to_image(thin.pixels).convert("RGBA") if channels == 4 else on_white(to_image(thin.pixels))
    top = (length - thick) // 2
    on[top : top + thick] = np.asarray(image)
    frame, whole = Placement(x=0, y=-top - up, width=length, height=length), thin
    if upright:
        on, whole = on.transpose(1, 0, 2), Picture(thin.pixels.transpose(1, 0, 2))
        frame = Placement(x=frame.y, y=frame.x, width=length, height=length)
    around_it = Placement(x=-up * upright, y=-up * (not upright), width=length, height=length)
    square = render(Picture(on), around_it, shape)
    seen = render(whole, frame, shape)
    if channels == 4:
        seen, square = (np.asarray(to_image(pixels).convert("RGBa")) for pixels in (seen, square))
    assert np.abs(seen.astype(int) - square).max() <= 6
    assert coverage(whole, frame, shape).shape == (28, 28)


@pytest.mark.parametrize("size", [(12, 12_000), (30_000, 60), (3, 900_000)])
def test_a_frame_around_a_long_thin_picture_takes_the_memory_of_its_pixels(size: tuple[int, int]) -> None:
    thin = strip(*size, 3)
    tracemalloc.start()
    try:
        for _ in range(2):
            render(thin, Placement.fitted(size[1], size[0], SHAPE), SHAPE)
            coverage(thin, Placement.fitted(size[1], size[0], SHAPE), SHAPE)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * thin.pixels.nbytes + 2**21


def test_the_frame_around_a_hole_is_twice_as_wide_and_inside_the_picture() -> None:
    around = Placement.around((1800, 1400, 2200, 1600), 4000, 3000, SHAPE)
    assert around == Placement(x=1600, y=1100, width=800, height=800)
    corner = Placement.around((0, 0, 300, 200), 4000, 3000, SHAPE)
    assert (corner.x, corner.y, corner.width) == (0, 0, 600)


def test_no_pixel_of_the_picture_is_enlarged_for_a_small_hole() -> None:
    assert Placement.around((100, 100, 104, 104), 4000, 3000, SHAPE) == Placement(x=88, y=88, width=28, height=28)


def test_the_frame_around_a_large_hole_is_as_large_as_it_goes() -> None:
    large = Placement.around((500, 500, 2500, 2500), 4000, 3000, SHAPE)
    assert (large.y, large.height) == (0, 3000)
    assert large.frames((500, 500, 2500, 2500))
    assert Placement.around((0, 0, 4000, 3000), 4000, 3000, SHAPE).frames((0, 0, 4000, 3000))


def test_the_frame_follows_a_hole_beyond_the_picture() -> None:
    beyond = Placement.around((3900, 1000, 4300, 1400), 4000, 3000, SHAPE)
    assert beyond.frames((3900, 1000, 4300, 1400))
    assert beyond.x + beyond.width == 4300


@pytest.mark.parametrize("corner", [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_a_corner_is_dragged_and_the_one_across_stays(corner: tuple[int, int]) -> None:
    frame = Placement(x=100, y=200, width=280, height=280)
    x, y = frame.x + corner[0] * 280, frame.y + corner[1] * 280
    fixed = frame.x + (1 - corner[0]) * 280, frame.y + (1 - corner[1]) * 280
    dragged = frame.dragged(corner, x + 50 * (2 * corner[0] - 1), y, least=28)
    assert (dragged.width, dragged.height) == (330, 330)
    assert dragged.x + (1 - corner[0]) * 330 == pytest.approx(fixed[0])
    assert dragged.y + (1 - corner[1]) * 330 == pytest.approx(fixed[1])
    assert frame.dragged(corner, *fixed, least=28).width == 28


@pytest.mark.parametrize("flip", [False, True])
def test_a_point_of_the_image_is_a_point_of_the_picture(flip: bool) -> None:
    frame = Placement(x=100, y=200, width=280, height=280, flip_x=flip)
    assert frame.to_picture(7, 14, SHAPE) == (310 if flip else 170, 340)
    assert frame.as_seen(1000, 1000) == (620 if flip else 100, 200)


@pytest.mark.parametrize("flip", [False, True])
def test_what_is_partly_beyond_the_picture_is_absent(flip: bool) -> None:
    missing = absent(Picture(PHOTO), Placement(x=40.5, y=12, width=28, height=28, flip_x=flip), SHAPE)
    columns = np.arange(28)[:: -1 if flip else 1]
    np.testing.assert_array_equal(missing, np.broadcast_to(columns > 18, (28, 28)))


def test_what_is_transparent_is_absent_to_a_model_of_opaque_pictures_alone() -> None:
    clear = np.zeros((28, 28, 4), dtype=np.uint8)
    clear[:, 14:] = 255
    frame = Placement(x=0, y=0, width=28, height=28)
    np.testing.assert_array_equal(absent(Picture(clear), frame, SHAPE), np.indices((28, 28))[1] < 14)
    assert not absent(Picture(clear), frame, (28, 28, 4)).any()
