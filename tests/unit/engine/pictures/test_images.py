from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.pictures.files import read_image
from engine.pictures.images import border_brightness, fit_image, is_coloured, is_hard_edged, negative


def test_colour_under_full_transparency_is_no_colour() -> None:
    picture = Image.new("RGBA", (8, 8), (90, 90, 90, 255))
    assert not is_coloured(picture)
    picture.paste((255, 0, 0, 0), (0, 0, 4, 8))
    assert not is_coloured(picture)
    picture.paste((255, 0, 0, 255), (0, 0, 4, 8))
    assert is_coloured(picture)


RNG = np.random.default_rng(0)
PALETTE = np.array([(20, 12, 28), (208, 70, 72), (109, 170, 44), (222, 238, 214)], dtype=np.uint8)
SPRITE = PALETTE[RNG.integers(0, 4, (16, 16))]


def smooth(side: int) -> Image.Image:
    """A photo's likeness: soft tones, and some noise."""
    down, right = np.mgrid[0:side, 0:side] / side
    tones = np.stack([right, down, (right + down) / 2], axis=-1) * 200 + RNG.normal(0, 8, (side, side, 3))
    return Image.fromarray(tones.clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_a_sprite_keeps_its_very_pixels_when_it_is_enlarged_by_a_whole_number(mode: str) -> None:
    picture = Image.fromarray(SPRITE)
    picture = picture.quantize(4) if mode == "P" else picture.convert(mode)
    np.testing.assert_array_equal(fit_image(picture, (32, 32, 3)), SPRITE.repeat(2, 0).repeat(2, 1))


def test_a_sprite_that_is_reduced_is_averaged_over_area_and_nothing_beyond_its_tones_appears() -> None:
    halved = fit_image(Image.fromarray(SPRITE), (8, 8, 3))
    np.testing.assert_allclose(halved, SPRITE.reshape(8, 2, 8, 2, 3).mean((1, 3)), atol=1)
    tones = np.array([[[0, 0, 0], [255, 255, 255]]], dtype=np.uint8).repeat(24, 0).repeat(12, 1)
    tones = np.where(tones > 0, 200, 60).astype(np.uint8)
    for size in (17, 32, 36, 64):
        seen = fit_image(Image.fromarray(tones), (size, size, 3))
        assert (seen.min(), seen.max()) == (60, 200), "no ring beside the edge"


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("side", "size"), [(100, 64), (40, 64), (32, 64), (7, 28)])
def test_a_photo_is_fitted_to_the_very_bytes_of_lanczos(side: int, size: int, channels: int) -> None:
    photo = smooth(side)
    expected = photo.convert("L" if channels == 1 else "RGB").resize((size, size), Image.Resampling.LANCZOS)
    seen = fit_image(photo, (size, size, channels))
    np.testing.assert_array_equal(seen, np.asarray(expected).reshape(size, size, channels))


DIGITS = sorted((Path(str(resources.files("assets"))) / "images" / "mnist").glob("*.png"))
"""The shipped ones."""


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "P", "CMYK"])
def test_a_grey_picture_is_the_same_in_every_mode(mode: str) -> None:
    assert DIGITS
    for file in DIGITS:
        digit = read_image(file).convert("L").convert(mode)
        assert not is_hard_edged(digit), f"{file.name} has soft edges"
    squares = Image.fromarray(np.where(np.arange(64).reshape(8, 8) % 3, 0, 255).astype(np.uint8))
    assert is_hard_edged(squares.convert(mode)), "two tones"


def test_a_sprite_with_a_palette_is_pixel_art_and_a_photo_with_one_is_not() -> None:
    sprite = Image.fromarray(SPRITE).quantize(4)
    sprite.info["transparency"] = 0
    assert is_hard_edged(sprite)
    assert not is_hard_edged(smooth(32).quantize(256)), "a palette alone is none"


def test_the_shipped_digits_are_fitted_to_their_very_bytes_and_to_those_of_lanczos() -> None:
    assert DIGITS
    for file in DIGITS:
        digit = read_image(file).convert("L")
        assert not is_hard_edged(digit)
        for size in (28, 32):
            expected = digit if size == 28 else digit.resize((size, size), Image.Resampling.LANCZOS)
            np.testing.assert_array_equal(fit_image(digit, (size, size, 1))[..., 0], np.asarray(expected))


def test_the_border_alone_tells_the_background() -> None:
    pixels = np.full((8, 8, 1), 200, dtype=np.uint8)
    pixels[1:-1, 1:-1] = 0
    assert border_brightness(pixels) == 200


def test_no_colour_bleeds_from_under_transparency_when_a_picture_is_resized() -> None:
    art = np.zeros((16, 16, 4), dtype=np.uint8)
    art[..., 1] = 255  # green, and nowhere seen
    art[4:12, 4:12] = (200, 0, 0, 255)
    photo = np.asarray(smooth(64).convert("RGBA")).copy()
    photo[..., 1] = 0
    photo[20:50, :30] = (0, 255, 0, 0)
    for pixels, size in ((art, 24), (art, 7), (art, 32), (photo, 32), (photo, 96)):
        fitted = fit_image(Image.fromarray(pixels), (size, size, 4))
        assert fitted[fitted[..., 3] > 8, 1].max() == 0
        assert (fitted[..., 3] == 0).any()


def test_a_sprite_enlarged_by_a_whole_number_keeps_faint_and_hidden_colours() -> None:
    sprite = np.dstack([SPRITE, RNG.choice([0, 3, 255], (16, 16)).astype(np.uint8)])
    expected = sprite.repeat(2, 0).repeat(2, 1)
    np.testing.assert_array_equal(fit_image(Image.fromarray(sprite), (32, 32, 4)), expected)


def test_colours_that_nobody_sees_do_not_make_a_sprite_a_photo() -> None:
    sprite = np.dstack([SPRITE, np.full((16, 16), 255, dtype=np.uint8)])
    sprite[:8] = RNG.integers(0, 256, (8, 16, 4), dtype=np.uint8) * [1, 1, 1, 0]
    assert is_hard_edged(Image.fromarray(sprite.astype(np.uint8)))


def test_a_transparent_border_is_as_light_as_the_paper_it_is_laid_on() -> None:
    pixels = np.zeros((8, 8, 4), dtype=np.uint8)
    pixels[2:6, 2:6] = 255
    assert border_brightness(pixels) == 255


def test_a_negative_keeps_alpha_and_what_is_hidden_and_is_its_own_inverse() -> None:
    pixels = np.array([[[10, 20, 30, 255], [10, 20, 30, 9], [10, 20, 30, 0]]], dtype=np.uint8)
    turned = negative(pixels)
    assert turned.tolist() == [[[245, 235, 225, 255], [245, 235, 225, 9], [10, 20, 30, 0]]]
    np.testing.assert_array_equal(negative(turned), pixels)
    assert negative(pixels[..., :3])[0, 0].tolist() == [245, 235, 225]
