"""What the studio opens with."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest

from engine import EngineError
from engine.config import ModelConfig
from engine.models.library import ModelInfo
from studio.document.palette import PaletteChoice
from studio.files.examples import bundled_pictures
from studio.start import find_start


def test_by_default_it_is_a_bundled_model_and_picture_with_something_known_and_something_to_complete() -> None:
    start = find_start(image=None, model=None)
    document = start.document()
    assert start.model.bundled
    assert 0 < document.known.sum() < document.grid.L
    assert document.target.sum() == document.grid.L - document.known.sum()
    assert start.source.pixels.shape == start.model.shape


def test_each_start_shows_other_noise_but_a_seed_can_be_given() -> None:
    start = find_start(image=None, model=None)
    assert len({start.document().noise.seed for _ in range(20)}) > 1
    assert start.document(seed=3).noise.seed == 3


def test_the_characters_model_is_the_first_and_its_first_document_keeps_to_the_known_colours() -> None:
    start = find_start(image=None, model=None)
    assert start.model.name == "characters"
    assert start.document().palette == PaletteChoice()


@pytest.mark.parametrize(("channels", "bundled"), [(1, "mnist"), (3, "faces64-small")])
def test_a_model_without_pictures_of_its_own_gets_those_of_one_with_as_many_channels(
    channels: Literal[1, 3], bundled: str
) -> None:
    config = ModelConfig(image_size=32, patch_size=4, channels=channels)
    unheard_of = ModelInfo(name="unheard-of", path=Path("unheard-of"), bundled=False, config=config)
    assert bundled_pictures(unheard_of)[0].parent.name == bundled


def test_an_unknown_model_is_named_with_those_there_are() -> None:
    with pytest.raises(EngineError, match=r"no model 'nope'.*mnist"):
        find_start(image=None, model="nope")


def test_a_picture_that_cannot_be_read_is_a_problem_to_show_and_no_reason_not_to_open(tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"no picture")
    start = find_start(image=tmp_path / "bad.png", model=None)
    assert "bad.png" in str(start.problem)
    assert start.source.name == find_start(image=None, model=None).source.name


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--model", "nope"], "no model 'nope'"),
        (["missing.png", "--selftest"], "missing.png does not exist"),
        (["--sideways"], "--sideways"),
        (["a.png", "b.png"], "b.png"),
    ],
)
def test_bad_arguments_give_one_line_and_status_2(arguments: list[str], words: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "studio", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=300, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_nothing_of_torch_is_imported_before_the_window() -> None:
    code = (
        "import sys; from studio.start import find_start; find_start(image=None, model=None);"
        "import studio.run, studio.selftest; print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.strip() == "False"
