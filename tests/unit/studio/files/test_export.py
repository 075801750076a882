"""What is exported says what it came from, pixel for pixel."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageSequence

from studio.document.document import Document
from studio.document.state import IGNORED
from studio.files import export
from studio.imaging.picture import on_white, to_image
from tests.unit.studio.conftest import source


def test_a_png_is_lossless_and_holds_model_seed_and_mask(document: Document) -> None:
    pixels = document.sources[0].pixels
    with Image.open(BytesIO(export.png(pixels, export.describe(document.state)))) as image:
        np.testing.assert_array_equal(np.asarray(image)[..., None], pixels)
        about = json.loads(image.text["Patchwork"])  # type: ignore[attr-defined]
    assert (about["model"], about["seed"]) == ("mnist", 0)
    assert about["patches"] == ["###...."] * 7


def test_it_says_of_other_sources_and_of_moved_patches_where_they_are_from(document: Document) -> None:
    assert export.describe(document.state)["from"] == {}
    document.change(replace(document.state, sources=(*document.sources, source("b"))))
    document.set_patches(np.array([0, 5, 6]), np.array([1, 1, 0], dtype=np.int8), np.array([0, 14, 8]))
    about = json.loads(json.dumps(export.describe(document.state)))
    assert about["from"] == {"0": [1, 0], "5": [1, 14], "6": [0, 8]}
    state = replace(document.state, origin=None)
    assert export.describe(state)["from"] == {"0": [1, 0], "5": [1, 5]}


def test_a_sheet_has_a_white_line_around_each_picture_and_its_exact_pixels() -> None:
    pictures = [np.full((28, 28, 1), value, dtype=np.uint8) for value in (0, 50, 100)]
    sheet = export.sheet([pictures, pictures[:2]])
    assert sheet.shape == (2 * (112 + 2) + 2, 3 * (112 + 2) + 2, 3)
    assert (sheet[2:114, 116:228] == 50).all()
    assert (sheet[:2] == 255).all()
    assert (sheet[116:228, 230:] == 255).all()


@pytest.mark.parametrize("suffix", [".gif", ".png"])
def test_an_animation_goes_there_and_back_and_says_what_it_came_from(suffix: str, document: Document) -> None:
    frames = [np.full((28, 28, 1), value, dtype=np.uint8) for value in (0, 100, 200)]
    about = export.describe(document.state)
    data = export.animation(export.there_and_back(frames), about, suffix=suffix, milliseconds=100)
    with Image.open(BytesIO(data)) as image:
        assert image.n_frames == 4  # type: ignore[attr-defined]
        image.seek(2)
        assert np.asarray(image.convert("L")).mean() == 200
    with Image.open(BytesIO(data)) as image:
        gif = suffix == ".gif"
        said = json.loads(image.info["comment"])["Patchwork"] if gif else json.loads(image.info["Patchwork"])
    assert said == about


def decoded(data: bytes, mode: str) -> list[np.ndarray]:
    """The frames of an animation, reduced to one pixel a pixel."""
    with Image.open(BytesIO(data)) as image:
        return [np.asarray(frame.convert(mode))[::8, ::8] for frame in ImageSequence.Iterator(image)]


@pytest.mark.parametrize(("suffix", "channels"), [(".gif", 1), (".png", 1), (".png", 3)])
def test_an_animation_keeps_every_pixel(suffix: str, channels: int) -> None:
    frames = list(np.random.default_rng(0).integers(0, 256, (5, 28, 28, channels), dtype=np.uint8))
    data = export.animation(frames, {}, suffix=suffix, milliseconds=40)
    for frame, read in zip(frames, decoded(data, "L" if channels == 1 else "RGB"), strict=True):
        np.testing.assert_array_equal(read.reshape(frame.shape), frame)


def test_what_stands_still_does_not_flicker_in_a_gif_in_colour() -> None:
    frames = np.random.default_rng(0).integers(0, 256, (9, 28, 28, 3), dtype=np.uint8)
    frames[:, :, :14] = frames[0, :, :14]
    read = decoded(export.animation(list(frames), {}, suffix=".gif", milliseconds=40), "RGB")
    for frame in read[1:]:
        np.testing.assert_array_equal(frame[:, :14], read[0][:, :14])
    assert not np.array_equal(read[1], read[0])


def test_ignored_patches_are_transparent_and_white_where_nothing_can_be(document: Document) -> None:
    pixels = document.sources[0].pixels
    assert export.without_ignored(pixels, document.state) is pixels
    document.set_patches(np.array([48]), np.array([IGNORED], dtype=np.int8))
    cut = export.without_ignored(pixels, document.state)
    assert cut.shape == (28, 28, 2)
    with Image.open(BytesIO(export.png(cut, export.describe(document.state)))) as image:
        assert image.mode == "LA"
        grey, alpha = (np.asarray(band) for band in image.split())
    assert (alpha[24:, 24:] == 0).all()
    assert (grey[24:, 24:] == 0).all(), "nothing of the source is left under it"
    assert (alpha == 0).sum() == 16
    np.testing.assert_array_equal(grey[:24], pixels[:24, :, 0])
    for suffix, corner in ((".gif", (255, 255)), (".png", (0, 0))):
        read = decoded(export.animation([cut, cut[::-1]], {}, suffix=suffix, milliseconds=40), "LA")
        assert tuple(read[0][27, 27]) == corner
    assert (np.asarray(on_white(to_image(cut)))[24:, 24:] == 255).all()


def test_results_of_two_models_make_one_animation() -> None:
    grey, colour = np.full((28, 28, 1), 9, dtype=np.uint8), np.full((28, 28, 3), [9, 99, 199], dtype=np.uint8)
    for suffix in (".gif", ".png"):
        read = decoded(export.animation([grey, colour], {}, suffix=suffix, milliseconds=40), "RGB")
        assert read[0][0, 0].tolist() == [9, 9, 9]
        assert read[1][0, 0].tolist() == [9, 99, 199]


def test_the_given_picture_shows_known_patches_only(document: Document) -> None:
    picture = export.given_picture(document.given(), document.state)
    np.testing.assert_array_equal(picture[:, :12, :1], document.sources[0].pixels[:, :12])
    assert (picture[:, 12:] == [160, 175, 210]).all()


def test_a_frame_that_changes_a_little_or_not_at_all_keeps_every_pixel_and_its_time() -> None:
    still = np.random.default_rng(0).integers(0, 256, (28, 28, 1), dtype=np.uint8)
    moved = still.copy()
    moved[3:5, 20:27] += 1
    for suffix in (".gif", ".png"):
        data = export.animation([still, moved, moved, still], {}, suffix=suffix, milliseconds=40)
        read = decoded(data, "L")
        for frame, expected in zip(read, (still, moved, moved, still), strict=True):
            np.testing.assert_array_equal(frame[..., None], expected)
        with Image.open(BytesIO(data)) as image:
            times = [frame.info["duration"] for frame in ImageSequence.Iterator(image)]
            assert image.info["loop"] == 0, "for ever"
        assert times == [40] * 4


GROWTH = """
import resource, sys
import numpy as np
from studio.files import export
noise = np.random.default_rng(0).integers(0, 256, (64, 64, 64, 3), dtype=np.uint8)
def take(frames, zoom):
    export.animation(list(frames), {}, suffix=sys.argv[1], milliseconds=40, zoom=zoom)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before = take(noise[:2], 16)
print(take(noise, 16) - before)
"""


@pytest.mark.parametrize("suffix", [".gif", ".png"])
def test_a_long_animation_of_large_pictures_is_never_whole_in_memory(suffix: str) -> None:
    """64 pictures of 1024 x 1024 in colour: 192 MiB, or 64 with a palette, beside some MiB of file."""
    said = subprocess.run([sys.executable, "-c", GROWTH, suffix], capture_output=True, text=True, check=True)
    assert int(said.stdout) < 48
