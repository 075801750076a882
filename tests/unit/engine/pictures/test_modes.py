"""Modes: 16 bits to 8, and colour profiles to sRGB."""

import struct
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from engine.pictures.files import read_image
from engine.pictures.images import fit_image
from engine.pictures.modes import from_srgb, to_8_bits, to_srgb
from tests.profiles import LINEAR_GREY, WIDE_GAMUT

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


COLOURS = np.random.default_rng(0).integers(0, 256, (6, 8, 3), dtype=np.uint8)


def as_srgb(pixels: np.ndarray, profile: bytes) -> np.ndarray:
    """What a viewer that heeds profiles shows."""
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    shown = ImageCms.profileToProfile(Image.fromarray(pixels), source, ImageCms.createProfile("sRGB"))
    assert shown is not None
    return np.asarray(shown)


def test_a_model_is_fed_what_a_viewer_shows_of_a_picture_with_a_profile() -> None:
    picture = Image.fromarray(COLOURS)
    picture.info["icc_profile"] = WIDE_GAMUT
    shown = as_srgb(COLOURS, WIDE_GAMUT)
    assert np.abs(shown.astype(int) - COLOURS).mean() > 5, "the profile matters"
    np.testing.assert_array_equal(fit_image(picture, (6, 8, 3)), shown)
    picture.putalpha(Image.fromarray(COLOURS[..., 0]))
    fitted = fit_image(picture, (6, 8, 4))
    np.testing.assert_array_equal(fitted[..., :3], shown)
    np.testing.assert_array_equal(fitted[..., 3], COLOURS[..., 0])
    assert "icc_profile" not in to_srgb(picture).info


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_srgb_in_a_profiles_terms_is_shown_as_it_was(mode: str) -> None:
    pastel = Image.fromarray(COLOURS // 4 + 96).convert(mode)
    stored = from_srgb(pastel, WIDE_GAMUT)
    assert (np.asarray(stored) != np.asarray(pastel)).any()
    stored.info["icc_profile"] = WIDE_GAMUT
    assert np.abs(np.asarray(to_srgb(stored), dtype=int) - np.asarray(pastel)).max() <= 1
    assert from_srgb(pastel, b"no profile") is pastel


def test_a_palettes_colours_are_those_of_its_profile() -> None:
    picture = Image.fromarray(COLOURS).quantize(48)
    np.testing.assert_array_equal(np.asarray(picture.convert("RGB")), COLOURS)
    picture.info["icc_profile"] = WIDE_GAMUT
    np.testing.assert_array_equal(fit_image(picture, (6, 8, 3)), as_srgb(COLOURS, WIDE_GAMUT))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "CMYK"])
def test_a_profile_of_srgb_itself_or_of_no_use_leaves_every_pixel(mode: str) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = Image.fromarray(COLOURS).convert(mode)
    for profile in (srgb, b"no profile", *([] if mode in ("RGB", "RGBA") else [WIDE_GAMUT])):
        picture.info["icc_profile"] = profile
        np.testing.assert_array_equal(np.asarray(to_srgb(picture)), np.asarray(picture))


def test_a_grey_picture_with_a_grey_profile_gets_its_tones() -> None:
    tones = np.arange(256, dtype=np.uint8).reshape(16, 16)
    for mode in ("L", "LA"):
        picture = Image.fromarray(tones).convert(mode)
        picture.info["icc_profile"] = LINEAR_GREY
        seen = fit_image(picture, (16, 16, 1)).reshape(-1)
        linear = np.arange(256) / 255
        expected = 255 * np.where(linear < 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
        assert np.abs(seen - expected).max() < 3
