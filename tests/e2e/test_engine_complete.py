"""`engine complete` in a real process, on the bundled model."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources
from pathlib import Path

import numpy as np
from PIL import Image

DIGIT = Path(str(resources.files("assets"))) / "images" / "mnist" / "digit-3.png"


def said(*options: str, cwd: Path) -> str:
    """What `engine complete` prints of one completion of a digit."""
    command = [sys.executable, "-m", "engine", "complete", str(DIGIT), "--out", "out", "--n", "1", *options]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=cwd).stdout.splitlines()[0]


def complete(picture: Path, out: Path, *options: str) -> np.ndarray:
    """The four completions of a picture whose left half is known, (4, 28, 28)."""
    mask = np.zeros((28, 28), dtype=np.uint8)
    mask[:, :12] = 255
    Image.fromarray(mask).save(out.parent / "mask.png")
    command = ["complete", str(picture), "--known", str(out.parent / "mask.png"), "--out", str(out), "--n", "4"]
    subprocess.run([sys.executable, "-m", "engine", *command, *options], check=True, capture_output=True)
    return np.stack([np.asarray(Image.open(out / f"{picture.stem}-{i}.png")) for i in range(4)])


def test_the_negative_of_a_picture_is_completed_as_well_with_invert(tmp_path: Path) -> None:
    digit = np.asarray(Image.open(Path(str(resources.files("assets"))) / "images" / "mnist" / "digit-3.png"))
    Image.fromarray(digit).save(tmp_path / "dark.png")
    Image.fromarray(~digit).save(tmp_path / "light.png")
    dark = complete(tmp_path / "dark.png", tmp_path / "a")
    light = complete(tmp_path / "light.png", tmp_path / "b", "--invert")
    np.testing.assert_array_equal(light, ~dark)
    np.testing.assert_array_equal(light[:, :, :12], np.broadcast_to(~digit[:, :12], (4, 28, 12)))


def test_it_says_which_patches_it_took_from_the_mask(tmp_path: Path) -> None:
    mask = np.zeros((28, 28), dtype=np.uint8)
    mask[:6, :] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    assert said("--known", "mask.png", cwd=tmp_path) == (
        "7 of 49 patches known; 7 more only partly: their white pixels come back, but the model does not see them"
    )
    Image.fromarray(0 * mask).save(tmp_path / "black.png")
    assert said("--known", "black.png", cwd=tmp_path) == "no patch known: completions are drawn from nothing"


def test_a_share_of_patches_does_for_a_mask_and_a_file_that_is_called_so_is_given_by_its_path(tmp_path: Path) -> None:
    assert said("--known", "0.25", cwd=tmp_path) == "12 of 49 patches known"
    assert said("--known", "25%", cwd=tmp_path) == "12 of 49 patches known"
    first = (tmp_path / "out" / "digit-3-0.png").read_bytes()
    assert said("--known", "0.25", cwd=tmp_path) == "12 of 49 patches known"
    assert (tmp_path / "out" / "digit-3-0.png").read_bytes() == first
    mask = np.zeros((28, 28), dtype=np.uint8)
    mask[:4, :4] = 255
    Image.fromarray(mask).save(tmp_path / "0.25", "PNG")
    assert said("--known", "./0.25", cwd=tmp_path) == "1 of 49 patches known"
