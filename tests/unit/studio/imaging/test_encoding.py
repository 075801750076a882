"""Pictures written by suffix, and what stays beside their pixels."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

import engine
from studio.imaging.encoding import SUFFIXES, OnWhite, encoded
from studio.imaging.picture import Picture, Stored, from_png
from tests.profiles import WIDE_GAMUT

PHOTO = np.random.default_rng(0).integers(0, 256, (30, 40, 3), dtype=np.uint8)
TAKEN, PLACE = "2020:01:02 03:04:05", (1.0, 2.0, 3.0)
Base, IFD = ExifTags.Base, ExifTags.IFD


@pytest.fixture
def photo() -> Picture:
    """As a camera leaves it: turned, with a profile, a resolution and EXIF data."""
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Orientation] = "Maker", 6
    exif[IFD.Exif] = {Base.DateTimeOriginal: TAKEN, Base.ExifImageWidth: 30}
    exif[IFD.GPSInfo] = {ExifTags.GPS.GPSLatitude: PLACE}
    buffer = BytesIO()
    Image.fromarray(np.rot90(PHOTO)).save(buffer, "PNG", exif=exif, dpi=(300, 300), icc_profile=WIDE_GAMUT)
    return Picture.from_image(engine.read_image(buffer))


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".JPG"])
def test_a_photo_keeps_profile_resolution_and_exif(photo: Picture, suffix: str) -> None:
    image = Image.open(BytesIO(encoded(photo.stored, photo.stored.pixels, suffix)))
    exif = image.getexif()
    assert image.size == (40, 30)
    assert image.info["icc_profile"] == WIDE_GAMUT
    dpi = image.info.get("dpi") or (exif[Base.XResolution], exif[Base.YResolution])
    assert [float(each) for each in dpi] == pytest.approx([300, 300], abs=0.1)
    assert exif[Base.Make] == "Maker"
    assert exif.get(Base.Orientation, 1) == 1, "its pixels stand upright by now"
    within = exif.get_ifd(IFD.Exif)
    assert (within[Base.DateTimeOriginal], within[Base.ExifImageWidth]) == (TAKEN, 40)
    assert exif.get_ifd(IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] == PLACE


@pytest.mark.parametrize(
    ("suffix", "kind"), [(".png", "PNG"), (".TIFF", "TIFF"), (".jpeg", "JPEG"), (".webp", "WEBP")]
)
def test_the_suffix_says_the_kind_and_png_and_tiff_keep_every_pixel(suffix: str, kind: str) -> None:
    image = Image.open(BytesIO(encoded(Stored(pixels=PHOTO), PHOTO, suffix)))
    assert image.format == kind
    if kind in ("PNG", "TIFF"):
        np.testing.assert_array_equal(np.asarray(image), PHOTO)


def test_in_a_jpeg_what_is_transparent_is_white_and_known_to_be() -> None:
    clear = np.zeros((16, 16, 4), dtype=np.uint8)
    data = encoded(Stored(pixels=clear), clear, ".jpg")
    assert np.asarray(Image.open(BytesIO(data))).min() == 255
    assert isinstance(data, OnWhite)
    for pixels, suffix in ((clear, ".png"), (clear, ".webp"), (clear + 255, ".jpg"), (PHOTO, ".jpg")):
        assert not isinstance(encoded(Stored(pixels=pixels), pixels, suffix), OnWhite)


def test_a_picture_too_long_for_its_kind_is_refused_with_a_remedy() -> None:
    long = np.zeros((1, 20_000, 1), dtype=np.uint8)
    with pytest.raises(engine.EngineError, match=r"WEBP file holds at most 16383 .* 20000 × 1\. Use PNG"):
        encoded(Stored(pixels=long), long, ".webp")


def test_exif_is_kept_in_a_project_and_tells_pictures_apart(photo: Picture) -> None:
    again = from_png(photo.stored.png(photo.stored.pixels))
    assert again.stored.exif == photo.stored.exif != b""
    assert again.digest == photo.digest
    assert photo.digest != Picture(photo.pixels, Stored(pixels=photo.stored.pixels)).digest


def test_a_thumbnail_that_shows_what_was_replaced_does_not_stay() -> None:
    """A thumbnail is the second directory of EXIF data, and the first one leads to it."""
    exif = Image.Exif()
    exif[Base.Make] = "Maker"
    first, thumbnail = exif.tobytes(), b"\xff\xd8thumbnail\xff\xd9"
    begin = len(first) - len(b"Exif\0\0")
    entries = ((0x0201, begin + 2 + 2 * 12 + 4), (0x0202, len(thumbnail)))
    second = b"\0\2" + b"".join(
        tag.to_bytes(2, "big") + b"\0\4\0\0\0\1" + value.to_bytes(4, "big") for tag, value in entries
    )
    data = bytearray(first + second + bytes(4) + thumbnail)
    link = len(b"Exif\0\0") + 8 + 2 + 12
    data[link : link + 4] = begin.to_bytes(4, "big")
    probe = Image.Exif()
    probe.load(bytes(data))
    assert probe.get_ifd(IFD.IFD1)[0x0202] == len(thumbnail)
    image = Image.new("RGB", (8, 8))
    image.info["exif"] = bytes(data)
    kept = Picture.from_image(image).stored.exif
    assert b"Maker" in kept
    assert thumbnail not in kept


def test_damaged_exif_is_left_out() -> None:
    image = Image.new("RGB", (8, 8))
    image.info["exif"] = b"Exif\0\0nonsense" * 3
    assert Picture.from_image(image).stored.exif == b""


def indexed_sheet() -> Image.Image:
    """Four colours in no order of brightness; the second is transparent, and the last is not used."""
    image = Image.fromarray(np.random.default_rng(3).integers(0, 3, (16, 16), dtype=np.uint8)).convert("L")
    image.putpalette([200, 10, 10, 255, 0, 255, 0, 0, 90, 7, 7, 7])
    image.info["transparency"] = bytes([255, 0, 255, 255])
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return engine.read_image(buffer)


def test_an_indexed_picture_stays_indexed_in_the_order_of_its_palette_through_a_project() -> None:
    opened = indexed_sheet()
    picture = Picture.from_image(opened)
    picture = from_png(picture.stored.png(picture.stored.pixels))
    pixels = picture.stored.pixels.copy()
    pixels[0, :3] = (0, 0, 0, 0), (0, 0, 90, 255), (1, 2, 3, 255)
    written = Image.open(BytesIO(encoded(picture.changed(pixels).stored, pixels, ".png")))
    assert written.mode == "P"
    np.testing.assert_array_equal(np.asarray(written)[1:], np.asarray(opened)[1:])
    assert np.asarray(written)[0, :3].tolist() == [1, 2, 4], (
        "transparent as the palette is, and a new colour at its end"
    )
    assert (written.getpalette() or [])[:15] == [200, 10, 10, 255, 0, 255, 0, 0, 90, 7, 7, 7, 1, 2, 3]


def test_a_palette_is_part_of_what_a_picture_is_and_gives_way_to_too_many_colours() -> None:
    picture = Picture.from_image(indexed_sheet())
    assert picture.digest != Picture(picture.pixels).digest
    assert Image.open(BytesIO(encoded(picture.stored, PHOTO, ".png"))).mode == "RGB"
    damaged = BytesIO()
    info = PngInfo()
    info.add_text("Patchwork palette", "00112")
    Image.new("RGB", (4, 4)).save(damaged, "PNG", pnginfo=info)
    assert from_png(damaged.getvalue()).stored.palette == b""
