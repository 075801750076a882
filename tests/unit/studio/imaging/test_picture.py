"""Pictures: what is found out about them once, and what it costs in memory."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from PIL import Image, ImageCms

import engine
from studio.imaging import picture
from studio.imaging.picture import Picture, from_png, keep_levels, to_png
from studio.imaging.placement import Placement
from studio.imaging.render import coverage, render
from tests.profiles import LINEAR_GREY, WIDE_GAMUT

RNG = np.random.default_rng(0)
SCENE = (RNG.integers(0, 256, (200, 300, 3)) // (1, 2, 8)).astype(np.uint8)


def noisy(*shape: int) -> Picture:
    return Picture(RNG.integers(0, 256, shape, dtype=np.uint8))


def drawing(ground: tuple[int, ...], ink: tuple[int, ...]) -> Picture:
    pixels = np.full((60, 60, len(ground)), ground, dtype=np.uint8)
    pixels[15:45, 20:40] = ink
    return Picture(pixels)


def test_its_pixels_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        noisy(4, 4, 1).pixels[0] = 0


@pytest.mark.parametrize(
    ("mode", "bands"), [("1", 1), ("L", 1), ("P", 3), ("RGB", 3), ("LA", 4), ("PA", 4), ("RGBA", 4)]
)
def test_an_image_of_any_mode_is_kept_with_its_colour_and_alpha(mode: str, bands: int) -> None:
    image = Image.new("RGB", (5, 3), "white").convert(mode)
    found = Picture.from_image(image)
    assert found.shape == (3, 5, bands)
    assert (found.pixels == 255).all()


def test_a_transparent_colour_of_a_palette_is_kept_as_alpha() -> None:
    image = Image.new("P", (2, 1))
    image.putpixel((1, 0), 1)
    image.info["transparency"] = 1
    assert Picture.from_image(image).pixels[0, :, 3].tolist() == [255, 0]


def test_equal_pictures_in_use_are_one_and_others_are_not() -> None:
    first, pixels = noisy(6, 8, 3), None
    assert first.shared() is first
    pixels = first.pixels.copy()
    assert Picture(pixels).shared() is first
    turned, changed = Picture(pixels.reshape(8, 6, 3)), pixels.copy()
    changed[-1, -1, -1] ^= 1
    assert turned.shared() is turned
    assert Picture(changed).shared() is not first
    del first
    gc.collect()
    again = Picture(pixels)
    assert again.shared() is again, "it is forgotten with its last user"


@pytest.mark.parametrize("bands", [1, 3, 4])
def test_png_keeps_every_pixel(bands: int) -> None:
    pixels = noisy(5, 7, bands).pixels
    np.testing.assert_array_equal(from_png(to_png(pixels)).pixels, pixels)


def with_profile(mode: str, profile: bytes, **info: object) -> Image.Image:
    image = Image.fromarray(noisy(6, 8, 3).pixels).convert(mode)
    image.info.update(info, icc_profile=profile)
    return image


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L"])
def test_a_picture_with_a_profile_is_shown_in_srgb_and_keeps_its_own_pixels(mode: str) -> None:
    image = with_profile(mode, LINEAR_GREY if mode == "L" else WIDE_GAMUT, dpi=(300, 150))
    found = Picture.from_image(image)
    shown = np.asarray(engine.to_srgb(image).convert("RGB" if mode == "P" else mode)).reshape(found.shape)
    np.testing.assert_array_equal(found.pixels, shown)
    own = image.convert("RGB") if mode == "P" else image
    np.testing.assert_array_equal(found.stored.pixels, np.asarray(own).reshape(found.shape))
    assert (found.stored.pixels != found.pixels).any()
    again = from_png(found.stored.png(found.stored.pixels))
    assert again.digest == found.digest
    assert again.stored.profile == image.info["icc_profile"]
    assert again.stored.per_metre == (11811, 5906)
    np.testing.assert_array_equal(again.pixels, found.pixels)
    plain = Picture(found.stored.pixels)
    assert plain.digest != found.digest, "the same numbers, other colours"


def test_a_profile_of_srgb_is_kept_and_takes_no_second_copy_of_the_pixels() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    found = Picture.from_image(with_profile("RGB", srgb))
    assert np.shares_memory(found.stored.pixels, found.pixels)
    assert found.nbytes == found.pixels.nbytes
    assert found.stored.profile == srgb


@pytest.mark.parametrize(
    ("mode", "profile"), [("CMYK", WIDE_GAMUT), ("RGB", LINEAR_GREY), ("RGB", bytes(2**21)), ("L", WIDE_GAMUT)]
)
def test_a_profile_of_another_kind_of_picture_is_dropped(mode: str, profile: bytes) -> None:
    assert Picture.from_image(with_profile(mode, profile)).stored.profile == b""


@pytest.mark.parametrize("dpi", [(float("nan"), 72), (0, 0), (-1, 72), (1e30, 72), ("72", "x"), (72,)])
def test_a_resolution_of_nonsense_is_none(dpi: tuple[object, ...]) -> None:
    assert Picture.from_image(with_profile("RGB", b"", dpi=dpi)).stored.per_metre is None


def test_a_png_of_another_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="the mode LA"):
        from_png(to_png(noisy(5, 7, 2).pixels))


@pytest.mark.parametrize(
    ("whole", "verdict"),
    [
        (drawing((9,), (200,)), (True, False, False)),
        (drawing((9, 9, 9), (200, 200, 204)), (True, False, False)),
        (drawing((250, 250, 248), (200, 30, 30)), (True, True, False)),
        (drawing((200, 30, 30, 0), (9, 9, 9, 255)), (True, False, False)),
        (drawing((190, 225, 255), (200, 30, 30)), (True, True, True)),
        (Picture(SCENE), (False, True, True)),
    ],
    ids=["grey", "grey as RGB", "red ink on paper", "on glass", "sky", "photo"],
)
def test_what_its_colours_tell(whole: Picture, verdict: tuple[bool, bool, bool]) -> None:
    found = whole.colours
    assert (found.hard_edged, found.coloured, found.coloured_background) == verdict


def test_it_is_looked_at_once_however_often_it_is_placed(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[tuple[int, int]] = []
    look = engine.is_hard_edged

    def told(image: Image.Image) -> bool:
        looks.append(image.size)
        return look(image)

    monkeypatch.setattr(engine, "is_hard_edged", told, raising=False)
    whole = noisy(90, 120, 4)
    for x in range(9):
        frame = Placement(x=x, y=0, width=50, height=50)
        render(whole, frame, (28, 28, 1))
        coverage(whole, frame, (28, 28, 1))
    assert looks == [(120, 90)], "all of it, with the engine's eyes"


def test_each_level_averages_the_one_below() -> None:
    original = noisy(512, 640, 3)
    found = original.levels
    assert [level.shape[:2] for level in found] == [(512, 640), (256, 320), (128, 160), (64, 80)]
    mean = original.pixels.astype(float).reshape(256, 2, 320, 2, 3).mean(axis=(1, 3))
    assert np.abs(found[1] - mean).max() <= 0.5


def test_the_smallest_level_that_suffices_is_taken() -> None:
    original = noisy(1024, 1024, 1)
    assert original.level_for(1024, 128)[1] == 8
    assert original.level_for(1023, 128)[1] == 4
    level, factor = original.level_for(1024, 500)
    assert (level.shape, factor) == ((512, 512, 1), 2)
    level, factor = original.level_for(100, 84)
    assert level is original.pixels
    assert factor == 1


def test_the_colour_of_transparent_pixels_does_not_count() -> None:
    glass = np.zeros((128, 128, 4), dtype=np.uint8)
    glass[::2] = (200, 100, 50, 255)
    assert np.abs(Picture(glass).levels[1][..., :3].astype(int) - (200, 100, 50)).max() <= 1


def has_levels(pictures: list[Picture]) -> list[bool]:
    return [whole in picture._halved for whole in pictures]


def test_levels_are_made_once_and_go_with_their_picture() -> None:
    original = noisy(256, 256, 4)
    assert original.levels[1] is original.levels[1]
    level = weakref.ref(original.levels[1])
    del original
    gc.collect()
    assert level() is None


def test_pictures_that_only_undo_keeps_have_no_levels_when_memory_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    kept_by_undo = [noisy(256, 256, 1) for _ in range(9)]
    each = sum(level.nbytes for level in kept_by_undo[0].levels[1:])
    monkeypatch.setattr(picture, "LEVELS_MEMORY", 3 * each)
    drawn = kept_by_undo[0].levels[1]
    for whole in kept_by_undo[1:]:
        _ = whole.levels
        assert kept_by_undo[0].levels[1] is drawn, "what is drawn again and again stays"
    assert has_levels(kept_by_undo) == [True, *[False] * 6, True, True]
    monkeypatch.setattr(picture, "LEVELS_MEMORY", 0)
    _ = kept_by_undo[4].levels
    assert kept_by_undo[4].levels[1] is kept_by_undo[4].levels[1], "what was drawn last stays whatever it weighs"
    assert has_levels(kept_by_undo) == [i == 4 for i in range(9)]


def test_the_pictures_in_use_keep_their_levels_when_memory_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "LEVELS_MEMORY", 0)
    mixed = [noisy(256, 256, 1) for _ in range(3)]
    keep_levels(mixed)
    made = [whole.levels[1] for whole in mixed]
    assert [whole.levels[1] is level for whole, level in zip(mixed, made, strict=True)] == [True] * 3
    keep_levels(mixed[:1])
    _ = mixed[0].levels
    assert has_levels(mixed) == [True, False, False]
    keep_levels([])
