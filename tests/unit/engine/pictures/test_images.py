import os
import struct
from importlib import resources
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import EpsImagePlugin, Image

from engine.errors import EngineError
from engine.pictures.images import (
    IMAGE_SUFFIXES,
    border_brightness,
    fit_image,
    is_coloured,
    is_hard_edged,
    read_image,
    to_8_bits,
)


@pytest.mark.skipif(os.name != "posix", reason="the program that stands for Ghostscript is a shell script")
@pytest.mark.parametrize("name", ["cute.png", "cute.eps", "cute"])
def test_no_picture_is_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    ghostscript, trap = tmp_path / "gs", tmp_path / "trap"
    ghostscript.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo 10.0 && exit 0\ntouch {trap}\n')
    ghostscript.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(EpsImagePlugin, "gs_binary", None)
    path = tmp_path / name
    path.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 20 20\n%%EndComments\nshowpage\n%%EOF\n")
    for given in (path, BytesIO(path.read_bytes())):
        with pytest.raises(EngineError, match=f"{name} is not an image that can be read. Use PNG, JPEG, WebP"):
            read_image(given, name=name)
    assert not trap.exists(), "the file was run"


@pytest.mark.parametrize("suffix", sorted(IMAGE_SUFFIXES))
def test_a_picture_of_every_kind_is_read_whatever_its_name_says(tmp_path: Path, suffix: str) -> None:
    tones = np.linspace(0, 255, 64 * 64).astype(np.uint8).reshape(64, 64)
    path = tmp_path / f"a{suffix}"
    Image.fromarray(tones).save(path)
    for named in (path, path.with_name("b"), path.with_name("c.png")):
        path = path.rename(named)
        read = fit_image(read_image(path), (64, 64, 1))
        assert np.abs(read[..., 0].astype(int) - tones).mean() < 4


def test_a_phones_picture_of_several_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("L", (8, 8), 200).save(path, "MPO", save_all=True, append_images=[Image.new("L", (8, 8), 50)])
    assert fit_image(read_image(path), (8, 8, 1)).min() > 190


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="is a folder"):
        read_image(tmp_path)


def test_colour_under_full_transparency_is_no_colour() -> None:
    picture = Image.new("RGBA", (8, 8), (90, 90, 90, 255))
    assert not is_coloured(picture)
    picture.paste((255, 0, 0, 0), (0, 0, 4, 8))
    assert not is_coloured(picture)
    picture.paste((255, 0, 0, 255), (0, 0, 4, 8))
    assert is_coloured(picture)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_any_damage_to_a_picture_is_one_clear_line(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    picture = Image.fromarray(rng.integers(0, 256, (16, 16, 3), dtype=np.uint8))
    path = tmp_path / "picture"
    refusals = []
    for kind in ("PNG", "JPEG", "TIFF", "AVIF", "WEBP", "GIF"):
        picture.save(path, kind)
        whole = path.read_bytes()
        for _ in range(100):
            data = bytearray(whole)
            for place in rng.integers(0, len(data), 4):
                data[place] = rng.integers(256)
            path.write_bytes(data[: rng.integers(1, len(data) + 1)])
            try:
                fit_image(read_image(path), (8, 8, 3))
            except EngineError as error:
                refusals.append(str(error))
    assert len(refusals) > 50
    assert all(str(path) in refusal for refusal in refusals)


def test_a_picture_of_far_too_many_pixels_is_refused_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("L", (300, 200)).save(tmp_path / "vast.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 29_000)
    with pytest.raises(EngineError, match=r"vast\.png has more than 58000 pixels. Make it smaller."):
        read_image(tmp_path / "vast.png")


DEEP = np.arange(64, dtype=np.uint16).reshape(8, 8) * 1000 + 500


@pytest.mark.parametrize("suffix", [".png", ".tif", ".pgm"])
def test_16_bits_become_8_in_a_straight_line_whole_and_without_more_contrast(tmp_path: Path, suffix: str) -> None:
    Image.fromarray(DEEP).save(tmp_path / f"deep{suffix}")
    image = read_image(tmp_path / f"deep{suffix}")
    assert image.mode.startswith("I")
    expected = np.rint(DEEP / 257).astype(np.uint8)
    np.testing.assert_array_equal(to_8_bits(image), expected)
    np.testing.assert_array_equal(fit_image(image, (8, 8, 1))[..., 0], expected)
    assert expected.min() == 2
    assert expected.max() == 247, "the range is not stretched"


def test_big_endian_16_bits_and_16_bits_in_colour_have_the_same_tones(tmp_path: Path) -> None:
    for order, channels in ((">", 1), ("<", 3), (">", 3)):
        (tmp_path / "a.tif").write_bytes(tiff(np.repeat(DEEP[..., None], channels, axis=2), order))
        image = to_8_bits(read_image(tmp_path / "a.tif"))
        assert image.mode == ("L" if channels == 1 else "RGB")
        tones = np.asarray(image).reshape(8, 8, channels)[..., 0]
        assert np.abs(tones - DEEP / 257).max() < 1


def tiff(pixels: np.ndarray, order: str) -> bytes:
    """An uncompressed TIFF of 16 bits a channel, in either order of bytes."""
    height, width, channels = pixels.shape
    data = pixels.astype(f"{order}u2").tobytes()
    bits = 8 + 2 + 12 * 9 + 4
    tags = [
        (256, 3, 1, width),
        (257, 3, 1, height),
        (258, 3, channels, 16 if channels == 1 else bits),
        (259, 3, 1, 1),
        (262, 3, 1, 1 if channels == 1 else 2),
        (273, 4, 1, bits + 2 * channels),
        (277, 3, 1, channels),
        (278, 3, 1, height),
        (279, 4, 1, len(data)),
    ]
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}IH", 8, len(tags))
    for tag, kind, count, value in tags:
        short = kind == 3 and count == 1
        head += struct.pack(f"{order}HHIHH" if short else f"{order}HHII", tag, kind, count, value, *([0] * short))
    return head + struct.pack(f"{order}I{channels}H", 0, *[16] * channels) + data


def test_floats_and_whole_numbers_without_a_common_range_are_not_black(tmp_path: Path) -> None:
    unit = np.linspace(0, 1, 64, dtype=np.float32).reshape(8, 8)
    for values, expected in (
        (unit, np.rint(unit * 255)),
        (unit * 255, np.rint(unit * 255)),
        (unit * 1e6 - 5e5, np.rint(unit * 255)),
        ((unit * 60000).astype(np.int32), np.rint((unit * 60000).astype(np.int32) / 257)),
        ((unit * 200).astype(np.int32), (unit * 200).astype(np.int32)),
    ):
        Image.fromarray(values).save(tmp_path / "a.tif")
        np.testing.assert_allclose(np.asarray(to_8_bits(read_image(tmp_path / "a.tif"))), expected, atol=1)
    unit[0, 0] = np.nan
    assert np.asarray(to_8_bits(Image.fromarray(unit)))[0, 0] == 0


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
