"""`engine complete` over many pictures: every one once, whatever happens, and what the studio did once more."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import IO

import numpy as np
import pytest
from PIL import Image

import engine as face
from studio.document.noise import SheetNoise
from studio.document.state import Source, State
from studio.files import export
from studio.files.codec import PictureFiles
from studio.files.examples import left_half
from studio.files.project import Project, write_project
from tests.e2e.command import engine

SETTINGS = ("--known", "50%", "--n", 2)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Three digits' worth of noise, two of one name, and one that is damaged."""
    folder = tmp_path / "pictures"
    (folder / "sub").mkdir(parents=True)
    rng = np.random.default_rng(0)
    for name in ("a.png", "a.bmp", "sub/a.png"):
        Image.fromarray(rng.integers(0, 256, (28, 28), dtype=np.uint8)).save(folder / name)
    (folder / "bad.png").write_bytes(b"no picture")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.png") if file.is_file()
    }


def manifest(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]


def test_of_a_folder_all_that_can_be_completed_is_and_a_second_run_does_what_is_missing(
    pictures: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = engine("complete", pictures, *SETTINGS, "--out", out, code=1)
    assert f"skipped: {pictures / 'bad.png'} is not an image that can be read." in done.stdout
    assert done.stdout.splitlines()[-2:] == [
        "1 picture skipped",
        f"2 completions of each of 3 pictures at 28x28, seeds 0 to 1, in {out}",
    ]
    written = files(out)
    names = ["a", "a (2)", "sub/a"]
    assert written.keys() == {f"{name}-{seed}.png" for name in names for seed in (0, 1)}
    lines = manifest(out)
    assert {line["output"] for line in lines} == written.keys()
    assert all(len(str(line["patches"])) for line in lines)
    first = next(line for line in lines if line["output"] == "sub/a-1.png")
    assert (first["input"], first["seed"]) == (str(pictures / "sub" / "a.png"), 1)

    (out / "a (2)-1.png").unlink()
    Image.new("L", (28, 28)).save(pictures / "bad.png")
    before = {file: file.stat().st_mtime_ns for file in out.rglob("*.png")}
    done = engine("complete", pictures, *SETTINGS, "--out", out)
    assert "5 completions done before, by manifest.jsonl; --overwrite does them again" in done.stdout
    assert files(out).keys() == written.keys() | {"bad-0.png", "bad-1.png"}
    assert all(file.stat().st_mtime_ns == time for file, time in before.items())
    assert np.abs(pixels(out / "a (2)-1.png").astype(int) - as_pixels(written["a (2)-1.png"])).max() <= 1


def pixels(file: Path) -> np.ndarray:
    return np.asarray(Image.open(file))


def as_pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(data)))


def test_a_batch_that_is_interrupted_goes_on_where_it_was(pictures: Path, tmp_path: Path) -> None:
    for number in range(60):
        Image.new("L", (28, 28), number).save(pictures / f"more-{number:02}.png")
    (pictures / "bad.png").unlink()
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    engine("complete", pictures, *SETTINGS, "--out", whole)
    command = [sys.executable, "-m", "engine", "complete", str(pictures), *map(str, SETTINGS), "--out", str(broken)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not (broken / "manifest.jsonl").exists():
        assert process.poll() is None, process.communicate()
    process.kill()
    process.communicate()
    engine("complete", pictures, *SETTINGS, "--out", broken)
    assert files(broken) == files(whole)
    assert {str(line) for line in manifest(broken)} == {str(line) for line in manifest(whole)}


def await_line(lines: IO[str], beginning: str) -> None:
    assert any(line.startswith(beginning) for line in lines)


def test_a_folder_is_watched_until_it_is_enough(pictures: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "engine", "complete", "--watch", str(pictures), "--out", str(out)]
    command += map(str, SETTINGS)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("3 pictures completed"):
                Image.new("L", (28, 28)).save(pictures / "late.png")
            if line.startswith("1 picture completed"):
                process.send_signal(signal.SIGINT)
                break
        rest = process.communicate()[0].splitlines()
    assert process.returncode == 1, "one was skipped"
    assert rest[0] == "1 picture skipped"
    assert rest[1].startswith("2 completions of each of 4 pictures at 28x28")
    assert len(rest) == 2
    assert {"late-0.png", "late-1.png"} <= files(out).keys()


def test_a_hole_is_filled_and_pasted_back_into_pictures_of_any_size(pictures: Path, tmp_path: Path) -> None:
    photo = np.random.default_rng(1).integers(0, 256, (120, 90), dtype=np.uint8)
    hole = np.zeros((120, 90), dtype=bool)
    hole[50:70, 40:60] = True
    masks, photos, out = tmp_path / "masks", tmp_path / "photos", tmp_path / "out"
    masks.mkdir()
    photos.mkdir()
    Image.fromarray(photo).save(photos / "p.png")
    Image.fromarray(np.where(hole, 0, 255).astype(np.uint8)).save(masks / "p.png")
    engine("complete", photos, "--known", masks, "--n", 1, "--paste-back", "--out", out)
    result = pixels(out / "p-0.png")
    assert result.shape == photo.shape
    np.testing.assert_array_equal(result[~hole], photo[~hole])
    assert (result[hole] != photo[hole]).mean() > 0.9


def test_what_the_studio_did_is_done_again_and_on_other_pictures(tmp_path: Path) -> None:
    grid, rng = face.find_model("mnist").grid, np.random.default_rng(2)
    photo = rng.integers(0, 256, (28, 28, 1), dtype=np.uint8)
    state = State(
        model="mnist",
        grid=grid,
        sources=(Source(name="a", pixels=photo),),
        assignment=left_half(grid),
        noise=SheetNoise(seeds=(5, face.Blend(5, 9, 0.5), *range(20, 27)), chosen=1),
    )
    model = face.load("mnist")
    made = model.complete(state.given, state.known, target=state.target, seeds=[state.noise.seed]).images[0]
    write_project(tmp_path / "p.patchwork", Project(state=state), PictureFiles())
    (tmp_path / "e.png").write_bytes(export.png(made, export.describe(state)))
    Image.fromarray(photo[::-1, :, 0]).save(tmp_path / "other.png")
    for file in ("p.patchwork", "e.png"):
        out = tmp_path / f"of {file}"
        engine("complete", "--replay", tmp_path / file, "--out", out)
        engine("complete", tmp_path / "other.png", "--replay", tmp_path / file, "--out", out)
        (again, other) = sorted(files(out).values(), key=lambda data: (as_pixels(data) != made[..., 0]).mean())
        assert np.abs(as_pixels(again).astype(int) - made[..., 0]).max() <= 1
        known = grid.mask(state.known)
        np.testing.assert_array_equal(as_pixels(other)[known], photo[::-1, :, 0][known])
    assert (
        "--n 10 is more than"
        in engine(
            *("complete", "--replay", tmp_path / "p.patchwork", "--out", tmp_path / "x", "--n", 10), code=2
        ).stderr
    )
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--known", "0.5"], "give either pictures, folders or shards, or --watch FOLDER."),
        (["a.png"], "nothing says what is known. Give --known or --replay."),
        (["a.png", "--known", "0.5", "--strip", "front"], "there is no view 'front': the model has none."),
        (["--watch", ".", "--known", "0.5"], "would be completed in turn. Choose another --out."),
        (["a.png", "--known", "0.5", "--strip", "x", "--paste-back"], "--paste-back needs pictures to paste into"),
    ],
)
def test_what_does_not_go_together_is_one_line_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Image.new("L", (28, 28)).save("a.png")
    done = engine("complete", *options, "--out", "out", code=2)
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert not os.path.lexists("out")
