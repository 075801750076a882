"""Picture files: what is read, upright and with its transparency, and what is refused."""

import os
import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import EpsImagePlugin, Image, PngImagePlugin

from engine.errors import EngineError
from engine.pictures.files import IMAGE_SUFFIXES, read_image
from engine.pictures.images import fit_image
from tests.profiles import WIDE_GAMUT


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


def chunk(kind: bytes, data: bytes, *, sound: bool = True) -> bytes:
    checksum = zlib.crc32(kind + data) ^ (not sound)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def png(width: int, depth: int, kind: int, row: bytes, *chunks: bytes) -> BytesIO:
    """A PNG of one row; `kind` is 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, 1, depth, kind, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0" + row))
    return BytesIO(b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + pixels + chunk(b"IEND", b""))


def transparent(*values: int) -> bytes:
    return chunk(b"tRNS", struct.pack(f">{len(values)}H", *values))


PALETTE = chunk(b"PLTE", bytes(range(10, 22)))


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (png(2, 1, 0, b"\x40", transparent(0)), [(0, 0, 0, 0), (255, 255, 255, 255)]),
        (png(2, 2, 0, b"\x60", transparent(1)), [(85, 85, 85, 0), (170, 170, 170, 255)]),
        (png(2, 4, 0, b"\x3f", transparent(3)), [(51, 51, 51, 0), (255, 255, 255, 255)]),
        (png(2, 8, 0, b"\x03\x09", transparent(3)), [(3, 3, 3, 0), (9, 9, 9, 255)]),
        (png(2, 16, 0, struct.pack(">2H", 771, 772), transparent(771)), [(3, 3, 3, 0), (3, 3, 3, 255)]),
        (png(2, 8, 2, bytes(range(6)), transparent(0, 1, 2)), [(0, 1, 2, 0), (3, 4, 5, 255)]),
        (
            png(2, 16, 2, struct.pack(">6H", *(257 * v for v in range(6))), transparent(0, 257, 514)),
            [(0, 1, 2, 0), (3, 4, 5, 255)],
        ),
        (png(2, 8, 3, b"\0\1", PALETTE, chunk(b"tRNS", b"\0\x80")), [(10, 11, 12, 0), (13, 14, 15, 128)]),
        (png(2, 2, 3, b"\x30", PALETTE, chunk(b"tRNS", b"\0")), [(10, 11, 12, 0), (19, 20, 21, 255)]),
        (png(2, 8, 4, bytes([7, 0, 9, 200])), [(7, 7, 7, 0), (9, 9, 9, 200)]),
        (png(2, 16, 4, struct.pack(">4H", 1799, 0, 2313, 51400)), [(7, 7, 7, 0), (9, 9, 9, 200)]),
        (
            png(2, 16, 6, struct.pack(">8H", *(257 * v for v in (1, 2, 3, 0, 5, 6, 7, 8)))),
            [(1, 2, 3, 0), (5, 6, 7, 8)],
        ),
    ],
    ids=[
        *(f"grey of {bits}" for bits in (1, 2, 4, 8, 16)),
        *("RGB of 8", "RGB of 16", "palette of 8", "palette of 2", "grey and alpha of 8", "of 16", "RGBA of 16"),
    ],
)
def test_transparency_of_every_kind_is_alpha_and_colours_under_it_stay(
    file: BytesIO, expected: list[tuple[int, ...]]
) -> None:
    image = read_image(file, name="a.png")
    np.testing.assert_array_equal(fit_image(image, (1, 2, 4))[0], expected)
    alpha = np.array(expected)[:, 3:] / 255
    on_white = np.array(expected)[:, :3] * alpha + 255 * (1 - alpha)
    np.testing.assert_allclose(fit_image(image, (1, 2, 3))[0], on_white, atol=1)
    grey = on_white @ [0.299, 0.587, 0.114]
    np.testing.assert_allclose(fit_image(image, (1, 2, 1))[0, :, 0], grey, atol=1)


def test_premultiplied_alpha_is_undone(tmp_path: Path) -> None:
    Image.new("RGBA", (4, 4), (100, 50, 25, 128)).save(tmp_path / "a.tif")
    straight, premultiplied = (struct.pack("<HHIHH", 338, 3, 1, kind, 0) for kind in (2, 1))
    data = (tmp_path / "a.tif").read_bytes()
    assert straight in data
    (tmp_path / "a.tif").write_bytes(data.replace(straight, premultiplied))
    assert fit_image(read_image(tmp_path / "a.tif"), (4, 4, 4))[0, 0] == pytest.approx((199, 100, 50, 128), abs=1)


ORIENTED = {1: "abcd", 2: "badc", 3: "dcba", 4: "cdab", 5: "acbd", 6: "cadb", 7: "dbca", 8: "bdac"}
"""What a viewer shows, row by row, of the pixels a b / c d at each EXIF orientation."""


@pytest.mark.parametrize("suffix", ["png", "webp", "tif"])
@pytest.mark.parametrize("orientation", ORIENTED)
def test_every_orientation_is_set_upright(tmp_path: Path, orientation: int, suffix: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    tones = {"a": 0, "b": 80, "c": 160, "d": 240}
    stored = Image.fromarray(np.array([[0, 80], [160, 240]], dtype=np.uint8)).convert("RGB")
    stored.save(tmp_path / f"a.{suffix}", exif=exif, lossless=True)
    upright = fit_image(read_image(tmp_path / f"a.{suffix}"), (2, 2, 1)).reshape(-1)
    assert upright.tolist() == [tones[letter] for letter in ORIENTED[orientation]]


ROW = bytes(range(12))
NOISY = np.random.default_rng(0).integers(0, 256, 2**21, dtype=np.uint8).tobytes()


@pytest.mark.parametrize(
    "beside",
    [
        chunk(b"tEXt", b"Comment\0hello", sound=False),
        chunk(b"tIME", b"\x07", sound=True),
        chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 2**21)),
        chunk(b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(b"a" * 2**21)),
        chunk(b"iCCP", b"huge\0\0" + zlib.compress(NOISY)),
        chunk(b"iCCP", b"none\0\0" + zlib.compress(b"no profile")),
        chunk(b"eXIf", b"no TIFF"),
        chunk(b"pHYs", b"\0"),
    ],
    ids=["checksum", "time", "text", "description", "huge profile", "bad profile", "EXIF", "resolution"],
)
def test_what_is_wrong_beside_the_pixels_refuses_no_picture(beside: bytes) -> None:
    file = png(4, 8, 2, ROW, beside)
    np.testing.assert_array_equal(fit_image(read_image(file), (1, 4, 3)).reshape(-1), list(ROW))


@pytest.mark.parametrize("resolution", [b"72", b"\x80\0\0\0\0\0\0\0"])
def test_exif_data_of_nonsense_refuses_no_photo_and_its_orientation_still_counts(resolution: bytes) -> None:
    kind, count = (2, len(resolution)) if len(resolution) == 2 else (10, 1)
    value = resolution.ljust(4, b"\0") if len(resolution) == 2 else struct.pack("<I", 38)
    entries = struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0) + struct.pack("<HHI", 0x011A, kind, count) + value
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entries + struct.pack("<I", 0) + resolution
    buffer = BytesIO()
    Image.new("RGB", (20, 10), "red").save(buffer, "JPEG", exif=exif)
    assert read_image(buffer).size == (10, 20)


def jpeg(orientation: int = 6, **how: bool) -> bytes:
    """A noisy one that is 40 pixels wide and 20 tall before it is set upright."""
    exif, buffer = Image.Exif(), BytesIO()
    exif[0x0112] = orientation
    Image.effect_noise((40, 20), 50).save(buffer, "JPEG", exif=exif, **how)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (0xE0, b"JFIF\0"),
        (0xE2, b"ICC_PROFILE\0"),
        (0xEE, b"Adobe"),
        (0xED, b"Photoshop 3.0\x008BI"),
        (0xFE, b"\xff" * 9),
    ],
)
def test_what_programs_add_to_a_photo_refuses_none_and_its_orientation_still_counts(kind: int, data: bytes) -> None:
    whole = jpeg()
    segment = bytes([0xFF, kind]) + struct.pack(">H", len(data) + 2) + data
    mended = read_image(BytesIO(whole[:20] + segment + whole[20:]))
    np.testing.assert_array_equal(np.asarray(mended), np.asarray(read_image(BytesIO(whole))))
    assert mended.size == (20, 40)


@pytest.mark.parametrize("progressive", [False, True])
def test_a_photo_without_its_end_mark_is_whole_and_one_that_misses_pixels_is_not(progressive: bool) -> None:
    whole = jpeg(progressive=progressive)
    read = read_image(BytesIO(whole[:-2]))
    np.testing.assert_array_equal(np.asarray(read), np.asarray(read_image(BytesIO(whole))))
    for missing in (12, 100, len(whole) // 3):
        with pytest.raises(EngineError, match=r"a\.jpg is cut short"):
            read_image(BytesIO(whole[:-missing]), name="a.jpg")


def test_a_picture_whose_pixels_are_damaged_is_refused_without_a_word_of_the_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    data = png(4, 8, 2, ROW, chunk(b"tEXt", b"Comment\0hello", sound=False)).getvalue()
    path.write_bytes(data.replace(zlib.compress(b"\0" + ROW)[:6], b"\0" * 6))
    with pytest.raises(EngineError) as refusal:
        read_image(path)
    assert str(refusal.value).startswith(str(path))
    assert not any(word in str(refusal.value) for word in ("Plugin", "chunk", "zlib", "operand", "struct"))
    Image.effect_noise((64, 64), 50).save(path)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(EngineError, match=r"a\.png is cut short\. Save or copy it again"):
        read_image(path)
    assert PngImagePlugin.MAX_TEXT_CHUNK == 2**20, "the limit against bombs is in force"


def test_the_colour_profile_and_the_resolution_come_with_the_pixels(tmp_path: Path) -> None:
    picture = Image.new("RGB", (4, 4), (10, 200, 30))
    picture.save(tmp_path / "a.png", icc_profile=WIDE_GAMUT, dpi=(300, 300))
    read = read_image(tmp_path / "a.png")
    assert read.getpixel((0, 0)) == (10, 200, 30)
    assert read.info["icc_profile"] == WIDE_GAMUT
    assert read.info["dpi"] == pytest.approx((300, 300), abs=1)
