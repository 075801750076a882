"""`engine complete` on sprites: RGBA in and out, palettes, indexed pictures, and whose files it writes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.pictures.palettes import palette_of_indexed
from tests.e2e.command import engine
from tests.unit.engine.models.test_rgba import write_rgba_model

COLOURS = np.array([(255, 0, 255, 0), (20, 12, 28, 255), (208, 70, 72, 255), (109, 170, 44, 255)], dtype=np.uint8)
"""The first is the colour of nothing."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """12 pixels wide and 20 tall, RGBA."""
    return write_rgba_model(tmp_path_factory.mktemp("models") / "tall")


@pytest.fixture
def sprite(tmp_path: Path) -> Path:
    """An indexed PNG of three colours and transparency."""
    indices = np.random.default_rng(0).integers(0, 4, (20, 12)).astype(np.uint8)
    picture = Image.fromarray(indices)
    picture.putpalette(COLOURS[:, :3].tobytes())
    picture.save(tmp_path / "sprite.png", transparency=0)
    return tmp_path / "sprite.png"


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    """The upper two fifths are known, and a pixel far below."""
    known = np.zeros((20, 12), dtype=np.uint8)
    known[:8] = known[-1, -1] = 255
    Image.fromarray(known).save(tmp_path / "mask.png")
    return tmp_path / "mask.png"


def completed(model: Path, sprite: Path, mask: Path, *options: object) -> list[Image.Image]:
    """Its three completions, whose known pixels are the sprite's own."""
    out = sprite.parent / "out"
    engine("complete", sprite, "--model", model, "--known", mask, "--n", 3, "--out", out, "--overwrite", *options)
    pictures: list[Image.Image] = [Image.open(out / f"sprite-{seed}.png") for seed in range(3)]
    known = np.asarray(Image.open(mask)) > 0
    given = np.asarray(Image.open(sprite).convert("RGBA"))[known]
    for picture in pictures:
        assert picture.size == (12, 20)
        np.testing.assert_array_equal(np.asarray(picture.convert("RGBA"))[known], given)
    return pictures


def new_pixels(picture: Image.Image, mask: Path) -> np.ndarray:
    pixels: np.ndarray = np.asarray(picture.convert("RGBA"))[np.asarray(Image.open(mask)) == 0]
    return pixels


def colours(pixels: np.ndarray) -> set[tuple[int, ...]]:
    return {tuple(pixel) for pixel in pixels[pixels[:, 3] > 0].tolist()}


def test_a_sprite_is_completed_in_rgba_and_what_is_transparent_is_nothing(
    model: Path, sprite: Path, mask: Path
) -> None:
    pictures = completed(model, sprite, mask)
    new = np.concatenate([new_pixels(picture, mask) for picture in pictures])
    assert (new[new[:, 3] == 0] == 0).all()
    assert ((new[:, 3] > 0) & (new[:, 3] < 255)).any()
    turned = completed(model, sprite, mask, "--invert")
    again = np.concatenate([new_pixels(picture, mask) for picture in turned])
    assert (again[again[:, 3] == 0] == 0).all()
    assert colours(again) != colours(new)


@pytest.mark.parametrize("options", [(), ("--invert",)])
def test_kept_to_the_known_colours_an_indexed_sprite_stays_indexed_in_its_order(
    model: Path, sprite: Path, mask: Path, options: tuple[str, ...]
) -> None:
    given = {tuple(colour) for colour in COLOURS[1:].tolist()}
    for picture in completed(model, sprite, mask, "--palette", "known", *options):
        assert picture.mode == "P"
        assert colours(new_pixels(picture, mask)) <= given
        assert set(new_pixels(picture, mask)[:, 3].tolist()) <= {0, 255}
        found = palette_of_indexed(picture)
        assert found is not None
        np.testing.assert_array_equal(found[:4], COLOURS)


def test_a_palettes_file_or_a_number_of_colours_will_do(model: Path, sprite: Path, mask: Path) -> None:
    (sprite.parent / "two.hex").write_text("ffffff\n000000\n")
    for picture in completed(model, sprite, mask, "--palette", sprite.parent / "two.hex"):
        assert colours(new_pixels(picture, mask)) <= {(0, 0, 0, 255), (255, 255, 255, 255)}
    for picture in completed(model, sprite, mask, "--palette", 6):
        pixels = np.asarray(picture.convert("RGBA")).reshape(-1, 4)
        assert len(colours(pixels)) <= 6
    for picture in completed(model, sprite, mask, "--palette", sprite):
        assert colours(new_pixels(picture, mask)) <= {tuple(colour) for colour in COLOURS[1:].tolist()}


@pytest.mark.parametrize(
    ("palette", "words"),
    [
        ("0", "--palette 0 is out of range. Take 1 to 256 colours."),
        ("none.gpl", "none.gpl cannot be read: No such file or directory. Check the path."),
        ("known.png", "known.png does not exist. Check the path."),
        ("mask.png.txt", "mask.png.txt is not an image that can be read"),
    ],
)
def test_a_palette_that_is_none_is_one_line_and_nothing_is_written(
    palette: str, words: str, model: Path, sprite: Path, mask: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sprite.parent)
    Path("mask.png.txt").write_text("no picture")
    options = ("--model", model, "--known", mask, "--palette", palette, "--out", "out")
    done = engine("complete", sprite, *options, code=2)
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert not Path("out").exists()


def test_the_list_of_models_says_how_wide_and_tall_and_that_there_is_alpha(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "patchwork" / "models").mkdir(parents=True)
    (tmp_path / "patchwork" / "models" / "tall").symlink_to(model)
    (line,) = (line for line in engine("models").stdout.splitlines() if line.split()[:1] == ["tall"])
    assert "12x20 RGBA" in line
    assert "15 of 4x4" in line


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob("*.png")}


def test_no_file_of_another_is_replaced_unless_it_is_asked_for(model: Path, sprite: Path, mask: Path) -> None:
    folder = sprite.parent
    (folder / "sprite-1.png").write_bytes(b"mine")
    before = files(folder)
    command = ("complete", sprite, "--model", model, "--known", mask, "--n", 3, "--out", folder)
    done = engine(*command)
    assert f"{folder} holds other files named sprite-SEED.png: wrote sprite (2)-SEED.png" in done.stdout
    after = files(folder)
    assert before.items() <= after.items()
    assert after.keys() - before.keys() == {f"sprite (2)-{seed}.png" for seed in range(3)}
    engine(*command)
    assert files(folder) == after, "the same command again writes nothing new"
    engine(*command, "--overwrite")
    replaced = files(folder)
    assert replaced["sprite-1.png"] == after["sprite (2)-1.png"]
    (folder / "sprite-1.png").write_bytes(b"mine again")
    (folder / "sprite-1.png").chmod(0o444)
    assert "sprite-1.png is read-only" in engine(*command, "--overwrite", code=2).stderr
    assert (folder / "sprite-1.png").read_bytes() == b"mine again"


@pytest.mark.parametrize("options", [(), ("--overwrite",)])
def test_two_pictures_of_one_name_get_files_each_in_one_command_or_two(
    model: Path, sprite: Path, mask: Path, options: tuple[str, ...]
) -> None:
    folder = sprite.parent
    (folder / "other").mkdir()
    other = folder / "other" / "sprite.png"
    Image.new("RGBA", (12, 20), "red").save(other)
    settings = ("--model", model, "--known", mask, "--n", 1)
    done = engine("complete", sprite, other, *settings, "--out", folder / "one", *options)
    assert done.stdout.splitlines()[-1].startswith("1 completion of each of 2 pictures at 12x20, seed 0, in ")
    for picture in (sprite, other):
        engine("complete", picture, *settings, "--out", folder / "two")
    assert files(folder / "one").keys() == {"sprite-0.png", "sprite (2)-0.png"}
    assert files(folder / "one") == files(folder / "two")


def test_of_several_pictures_those_that_can_be_read_are_completed(model: Path, sprite: Path, mask: Path) -> None:
    out = sprite.parent / "out"
    command = ("complete", sprite.parent / "none.png", sprite, "--model", model, "--known", mask, "--out", out)
    assert "none.png does not exist" in engine(*command, code=1).stdout
    assert len(files(out)) == 8
    sprite.unlink()
    assert "none.png does not exist" in engine(*command, "--overwrite", code=2).stderr
