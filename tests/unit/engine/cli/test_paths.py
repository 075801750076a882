"""Whatever is given as a path, the answer is one clear line: a name too long, a link to itself, a number."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.cli.main import main
from engine.errors import EngineError
from engine.patches import Grid
from engine.pictures.masks import known_pixels

COMMANDS = (
    "complete {} --known .5 --out out",
    "complete p.png --known {} --out out",
    "complete p.png --known .5 --out {}",
    "complete p.png --known .5 --out {}/deep",
    "complete p.png --known .5 --out out --model {}",
    "complete p.png --known .5 --out out --palette {}",
    "classify {}",
    "classify p.png --json {}",
    "classify p.png --model {}",
    "train {} --out out",
    "train {} --out out --config mnist-fast",
    "train pictures --out {}",
    "train pictures --out {} --resume",
    "train pictures --out out --config {}",
    "train pictures --out out --init {}",
    "train pictures --out out --config mnist-fast --present {}",
    "export {} out",
    "export pictures {}",
    "pack {} out",
    "pack pictures {}",
    "configs {}",
    "bench --model {}",
    "features {} out",
    "features pictures {} --config mnist-fast --images 1",
    "evaluate --data {}",
    "evaluate --data pictures --train {}",
    "evaluate --data pictures --features {}",
    "evaluate --data pictures --figure {}.png",
    "figure {}.png --data pictures",
    "figure out.png --data {}",
    "ablate {} --held-out pictures --out out",
    "ablate pictures --held-out {} --out out",
    "ablate pictures --held-out pictures --out {}",
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a few pictures, and a link to itself."""
    monkeypatch.chdir(tmp_path)
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    Path("pictures").mkdir()
    for i in range(3):
        Image.new("L", (28, 28), i).save(f"pictures/{i}.png")
    Image.new("L", (28, 28)).save("p.png")
    Path("loop").symlink_to("loop")
    Path("loop.png").symlink_to("loop.png")


@pytest.mark.parametrize("path", ["n" * 300, "loop"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_path_that_leads_nowhere_is_refused_in_a_line(
    command: str, path: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["engine", *command.format(path).split()])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 2, said
    assert said.startswith("engine: ")
    assert said.count("\n") == 1
    assert not Path("out").exists()


def test_a_number_is_a_share_whatever_files_and_folders_are_called(tmp_path: Path) -> None:
    grid = Grid.of(28, 28, 4)
    share = known_pixels("25%", grid)
    Path("25%").mkdir()
    Image.new("L", (28, 28), 255).save("0.25", "PNG")
    np.testing.assert_array_equal(known_pixels("25%", grid), share)
    np.testing.assert_array_equal(known_pixels("0.25", grid), share)
    with pytest.raises(EngineError, match="leaves nothing to complete"):
        known_pixels("./0.25", grid)
