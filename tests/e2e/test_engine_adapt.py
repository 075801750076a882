"""`engine adapt`, and its adapter in the other commands."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.e2e.command import engine
from tests.e2e.test_engine_commands import model, pictures, run

__all__ = ["model", "pictures", "run"]

FEW = ["--images", 32, "--set", "training.batch=8"]


def test_an_adapter_is_made_kept_listed_completed_with_and_exported(
    model: Path, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    mine = tmp_path / "patchwork" / "models" / "bars"
    shutil.copytree(model, mine)
    new = tmp_path / "new"
    new.mkdir()
    for path in pictures.glob("[0-9]*.png"):
        Image.fromarray(255 - np.asarray(Image.open(path)).T).resize((56, 56)).save(new / path.name)
    refused = engine("adapt", "bars", new, "--out", tmp_path / "run", *FEW, code=2)
    assert f"bars completes 28x28 grey images, and the pictures of {new} are pixel art of another" in refused.stderr
    assert not (tmp_path / "run").exists()

    made = engine("adapt", "bars", new, "--out", tmp_path / "run", "--name", "lying", "--fit", *FEW)
    assert "Energy score of 4 held-out images" in made.stdout
    assert "--model bars --adapter lying" in made.stdout
    (line,) = (line.split() for line in engine("models").stdout.splitlines() if "lying" in line)
    assert line[:3] == ["+", "lying", str(mine / "adapters" / "lying.safetensors")]
    assert "new" in line

    complete = ("complete", pictures / "00.png", "--known", 0.3, "--n", 1, "--model", "bars", "--out")
    engine(*complete, tmp_path / "plain")
    engine(*complete, tmp_path / "by-name", "--adapter", "lying")
    engine("export", tmp_path / "run", tmp_path / "apart.safetensors")
    engine(*complete, tmp_path / "by-file", "--adapter", tmp_path / "apart.safetensors")
    engine("export", tmp_path / "run", tmp_path / "merged")
    engine(*complete[:-2], tmp_path / "merged", "--out", tmp_path / "by-model")
    plain, *adapted = (
        (tmp_path / folder / "00-0.png").read_bytes() for folder in ("plain", "by-name", "by-file", "by-model")
    )
    assert plain != adapted[0]
    assert len(set(adapted)) == 1

    wrong = engine(*complete, tmp_path / "wrong", "--adapter", "standing", code=2)
    assert wrong.stderr.startswith("engine: there is no adapter 'standing' of bars. Known ones: lying; or give")
    assert not (tmp_path / "wrong").exists()
