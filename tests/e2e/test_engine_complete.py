"""`engine complete` in a real process, on the bundled model."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources
from pathlib import Path

import numpy as np
from PIL import Image


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
