"""Palettes: read from files, found in pictures, and kept to."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

import engine
from engine import EngineError, known_palette, read_palette, snap_to_palette
from engine.pictures.palettes import palette_of_indexed, to_indexed

FOUR = np.array([(20, 12, 28), (208, 70, 72), (109, 170, 44), (222, 238, 214)], dtype=np.uint8)
RNG = np.random.default_rng(0)
LEFT = np.arange(64).reshape(8, 8) % 8 < 4


def oklab(colours: np.ndarray) -> np.ndarray:
    """Another writing of it, after the one on the author's page, in double precision."""
    light = colours / 255
    r, g, b = np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4).T
    long = np.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    medium = np.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = np.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return np.stack(
        [
            0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
            1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
            0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
        ],
        axis=1,
    )


def colours_of(image: np.ndarray) -> set[tuple[int, ...]]:
    return {tuple(pixel) for pixel in image.reshape(-1, image.shape[-1]).tolist()}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.gpl", b"GIMP Palette\nName: four\nColumns: 2\n# of pixel art\n 20  12  28\tink\n208 70 72 red 9\n"),
        ("a.GPL", b"GIMP Palette\r\nChannels: RGBA\r\n20 12 28 255 ink\r\n208 70 72 255 red\r\n"),
        ("a.hex", b"140c1c\nd04648\n"),
        ("b.hex", b"\xef\xbb\xbf#140C1C\r\n\r\n#D04648FF\r\n"),
        ("a.act", (bytes([20, 12, 28, 208, 70, 72]) + bytes(762) + b"\0\2\xff\xff")),
    ],
)
def test_palettes_of_every_kind_are_read_in_their_order(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    np.testing.assert_array_equal(read_palette(tmp_path / name), FOUR[:2])


def test_transparency_of_a_palette_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.gpl").write_text("GIMP Palette\nChannels: RGBA\n#\n255 0 255 0 none\n20 12 28 255 ink\n")
    (tmp_path / "a.hex").write_text("ff00ff00\n140c1c\n")
    (tmp_path / "a.act").write_bytes(bytes([255, 0, 255, 20, 12, 28]) + bytes(762) + b"\0\2\0\0")
    for file in tmp_path.iterdir():
        assert read_palette(file).tolist() == [[255, 0, 255, 0], [20, 12, 28, 255]]


def test_a_pictures_palette_is_its_own_or_its_colours_as_they_first_appear(tmp_path: Path) -> None:
    picture = Image.fromarray(np.array([[2, 0], [2, 1]], dtype=np.uint8)).convert("L")
    picture.putpalette(FOUR.tobytes())
    picture.save(tmp_path / "indexed.png", transparency=3)
    read = read_palette(tmp_path / "indexed.png")
    np.testing.assert_array_equal(read, np.column_stack([FOUR, [255, 255, 255, 0]]))
    picture.convert("RGB").save(tmp_path / "plain.png")
    np.testing.assert_array_equal(read_palette(tmp_path / "plain.png"), FOUR[[2, 0, 1]])


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("none.gpl", None, "cannot be read: No such file"),
        ("a.gpl", b"GIMP Palette\n300 1 2 high\n", "'300 1 2 high' is no colour. Write 0 to 255."),
        ("a.hex", b"140c1c\nred\n", "'red' is no colour. Write RRGGBB."),
        ("a.hex", b"", "holds no colour; a palette has 1 to 256"),
        ("a.act", bytes(100), "has 100 bytes, not 768 or 772"),
        ("a.hex", b"".join(b"%06x\n" % i for i in range(257)), "holds 257 colours; a palette has 1 to 256"),
    ],
)
def test_what_is_no_palette_is_one_clear_line(tmp_path: Path, name: str, data: bytes | None, words: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(EngineError) as refusal:
        read_palette(tmp_path / name)
    assert words in str(refusal.value)


def test_a_photo_is_no_palette(tmp_path: Path) -> None:
    Image.fromarray(RNG.integers(0, 256, (20, 20, 3), dtype=np.uint8)).save(tmp_path / "photo.png")
    with pytest.raises(EngineError, match="holds more colours than the 256 of a palette"):
        read_palette(tmp_path / "photo.png")


PIXELS = arrays.arrays(np.uint8, (2, 8, 8, 4), elements=st.integers(0, 255))
PALETTES = arrays.arrays(np.uint8, st.tuples(st.integers(1, 40), st.just(3)), elements=st.integers(0, 255))


@given(images=PIXELS, palette=PALETTES)
@settings(max_examples=30)
def test_new_pixels_get_the_nearest_colour_in_oklab_and_others_stay(images: np.ndarray, palette: np.ndarray) -> None:
    images[1, LEFT] = images[0, LEFT]
    for image in (images, images[..., :3].copy()):
        snapped = snap_to_palette(image, palette, LEFT)
        np.testing.assert_array_equal(snapped[:, LEFT], image[:, LEFT])
        seen = snapped[:, ~LEFT].reshape(-1, image.shape[-1])
        before = image[:, ~LEFT].reshape(-1, image.shape[-1])
        if image.shape[-1] == 4:
            before, seen = before[seen[:, 3] > 0], seen[seen[:, 3] > 0]
        assert colours_of(seen[:, :3]) <= colours_of(palette)
        wanted = ((oklab(before[:, :3])[:, None] - oklab(palette)) ** 2).sum(-1).min(1)
        got = ((oklab(before[:, :3]) - oklab(seen[:, :3])) ** 2).sum(-1)
        assert (got <= wanted + 1e-6).all()
        np.testing.assert_array_equal(snap_to_palette(snapped, palette, LEFT)[:, ~LEFT], snapped[:, ~LEFT])


def sprite(alphas: list[int]) -> np.ndarray:
    """(8, 8, 4): the left half of four colours and these alphas, the right of any."""
    image = RNG.integers(0, 256, (8, 8, 4), dtype=np.uint8)
    image[..., 3] = np.arange(64).reshape(8, 8) * 4
    image[LEFT, :3] = FOUR[RNG.integers(0, 4, 32)]
    image[LEFT, 3] = RNG.choice(alphas, 32)
    return image


def test_alpha_is_binary_if_that_of_the_known_pixels_is() -> None:
    image = sprite([0, 255])
    snapped = snap_to_palette(image[None], "known", LEFT)[0, ~LEFT]
    assert set(snapped[:, 3].tolist()) == {0, 255}
    np.testing.assert_array_equal(snapped[:, 3] == 255, image[~LEFT][:, 3] > 127)
    assert (snapped[snapped[:, 3] == 0] == 0).all(), "what is transparent has no colour"
    assert colours_of(snapped[snapped[:, 3] > 0]) <= colours_of(image[LEFT])
    with_file = snap_to_palette(image[None], FOUR, LEFT)[0, ~LEFT]
    assert set(with_file[:, 3].tolist()) == {0, 255}


def test_a_shadows_alpha_is_kept_and_smooth_alpha_stays_smooth() -> None:
    image = sprite([0, 128, 255])
    assert set(snap_to_palette(image[None], "known", LEFT)[0, ~LEFT][:, 3].tolist()) == {0, 128, 255}
    image = sprite([0, 17, 60, 255])
    np.testing.assert_array_equal(snap_to_palette(image[None], FOUR, LEFT)[0, ~LEFT][:, 3], image[~LEFT][:, 3])
    clear = np.column_stack([FOUR, [0, 255, 255, 255]]).astype(np.uint8)
    snapped = snap_to_palette(image[None], clear, LEFT)[0, ~LEFT]
    assert set(snapped[:, 3].tolist()) == {0, 255}, "that of the palette, if it has one"
    assert tuple(clear[0, :3]) not in colours_of(snapped[snapped[:, 3] > 0][:, :3])


@pytest.mark.parametrize("image", [sprite([0]), sprite([255])])
def test_where_no_colour_is_known_nothing_is_snapped(image: np.ndarray) -> None:
    known = LEFT if (image[LEFT, 3] == 0).all() else np.zeros((8, 8), dtype=bool)
    assert len(known_palette(image, known)) == 0
    np.testing.assert_array_equal(snap_to_palette(image[None], "known", LEFT, known=known)[0], image)


def test_ignored_pixels_are_neither_known_nor_touched() -> None:
    image = sprite([255])
    image[LEFT, :3] = FOUR[0]
    image[0, :4, :3] = (255, 0, 255)
    ignored = np.zeros((8, 8), dtype=bool)
    ignored[0, :4] = True
    snapped = snap_to_palette(image[None], "known", LEFT, known=LEFT & ~ignored)[0]
    np.testing.assert_array_equal(snapped[LEFT], image[LEFT])
    assert colours_of(snapped[~LEFT & (snapped[..., 3] > 0)]) == {(*FOUR[0].tolist(), 255)}


@pytest.mark.parametrize("bands", [1, 3, 4])
@pytest.mark.parametrize("count", [1, 3, 8, 20])
def test_of_a_number_of_colours_the_known_come_first_and_each_image_has_its_own(count: int, bands: int) -> None:
    images = RNG.integers(0, 256, (3, 8, 8, 4), dtype=np.uint8)
    images[..., 3] = 255
    images[:, LEFT, :3] = FOUR[RNG.integers(0, 4, 32)]
    images = images[..., [0]] if bands == 1 else images[..., :bands]
    together = snap_to_palette(images, count, LEFT)
    for image, snapped in zip(images, together, strict=True):
        np.testing.assert_array_equal(snap_to_palette(image[None], count, LEFT)[0], snapped)
        new = colours_of(snapped[~LEFT])
        assert len(new) <= count
        if count >= 4:
            assert len(colours_of(snapped)) <= count
            assert len(colours_of(snapped)) > min(count, 8) - 3, "they are used"


def test_the_best_colours_are_near_those_that_there_are() -> None:
    image = FOUR[RNG.integers(0, 4, (8, 8))].astype(int) + RNG.integers(-3, 4, (8, 8, 3))
    bytes_of = image.clip(0, 255).astype(np.uint8)
    snapped = snap_to_palette(bytes_of[None], 4, np.zeros((8, 8), dtype=bool))[0]
    assert len(colours_of(snapped)) == 4
    assert np.abs(snapped.astype(int) - bytes_of).max() <= 7


def test_a_grey_models_pixels_take_the_greys_of_a_palette_in_colour() -> None:
    image = RNG.integers(0, 256, (1, 8, 8, 1), dtype=np.uint8)
    greys = set(np.asarray(Image.fromarray(FOUR[None]).convert("L")).reshape(-1).tolist())
    assert set(snap_to_palette(image, FOUR, LEFT)[0, ~LEFT].reshape(-1).tolist()) <= greys
    rgb = snap_to_palette(image.repeat(3, axis=-1), np.array([[0], [255]], dtype=np.uint8), LEFT)[0, ~LEFT]
    assert colours_of(rgb) == {(0, 0, 0), (255, 255, 255)}


def test_a_photos_palette_is_its_best_colours() -> None:
    photo = RNG.integers(0, 256, (32, 32, 3), dtype=np.uint8)
    assert known_palette(photo, np.ones((32, 32), dtype=bool)).shape[0] in range(250, 257)


@pytest.mark.parametrize(
    ("palette", "words"),
    [
        (np.zeros((3, 2), np.uint8), r"the palette is uint8 \(3, 2\); it must be uint8"),
        (np.zeros((0, 3), np.uint8), "it must be uint8"),
        (np.zeros((3, 3)), "the palette is float64"),
        ("unknown", "the palette 'unknown' is not known"),
        (0, "a palette of 0 colours is out of range"),
        (257, "a palette of 257 colours is out of range"),
    ],
)
def test_what_is_no_palette_is_refused(palette: engine.Palette, words: str) -> None:
    with pytest.raises(EngineError, match=words):
        snap_to_palette(np.zeros((1, 8, 8, 3), np.uint8), palette, LEFT)


def saved(image: Image.Image | None) -> Image.Image:
    """Written as PNG and read again."""
    assert image is not None
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return Image.open(buffer)


def test_an_indexed_picture_keeps_the_order_of_its_palette_and_new_colours_follow() -> None:
    palette = np.column_stack([FOUR, [255, 0, 255, 255]]).astype(np.uint8)
    image = palette[RNG.integers(0, 4, (8, 8))]
    image[0, 0] = (1, 2, 3, 255)
    image[0, 1] = 0
    written = saved(to_indexed(image, palette))
    assert written.mode == "P"
    np.testing.assert_array_equal(np.asarray(written.convert("RGBA")), image)
    found = palette_of_indexed(written)
    assert found is not None
    np.testing.assert_array_equal(found[:4], palette)
    np.testing.assert_array_equal(
        np.asarray(written)[1:], np.argmax((image[1:, :, None] == palette).all(-1), axis=-1)
    )


def test_of_a_full_palette_only_used_colours_stay_and_too_many_are_no_palette() -> None:
    palette = np.full((256, 4), 255, dtype=np.uint8)
    palette[:, 0] = np.arange(256)
    image = palette[RNG.integers(0, 250, (8, 8))]
    image[0, 0] = (0, 0, 0, 0)
    np.testing.assert_array_equal(np.asarray(saved(to_indexed(image, palette)).convert("RGBA")), image)
    photo = RNG.integers(0, 256, (32, 32, 3), dtype=np.uint8)
    assert to_indexed(photo, palette) is None
