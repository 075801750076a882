"""`engine classify`, and labels given to `engine complete`, in real processes on a real model folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import engine as face
from engine.config import Config, LabelConfig
from engine.networks.generator import Generator
from engine.training.checkpoint import write_model
from tests.e2e.command import engine
from tests.e2e.test_without_training import HIDDEN, run
from tests.unit.engine.conftest import TINY

LABELS = (
    LabelConfig(name="digit", categories=tuple("0123456789")),
    LabelConfig(name="hand", categories=("left", "right")),
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that was never trained believes something, too."""
    config = Config(model=TINY.model.model_copy(update={"labels": LABELS}))
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("models") / "labelled"
    write_model(folder, config, Generator(config.model), {}, None)
    return folder


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "noise.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (12, 12), dtype=np.uint8)).save(path)
    return path


def test_classify_prints_the_likeliest_and_writes_all(model: Path, picture: Path, tmp_path: Path) -> None:
    done = engine("classify", picture, picture, "--model", model, "--json", tmp_path / "found.json")
    record = json.loads((tmp_path / "found.json").read_text())
    image = face.fit_image(Image.open(picture), (12, 12, 1))
    believed = face.load(model).classify(image)
    assert [each["image"] for each in record["images"]] == [str(picture)] * 2
    for each in record["images"]:
        assert {name: pytest.approx(found) for name, found in each["labels"].items()} == believed
    digits = believed["digit"]
    rows = [line.split() for line in done.stdout.splitlines()]
    assert [row[0] for row in rows if row and row[0] in believed] == ["digit", "hand"] * 2
    assert done.stdout.count("noise.png") == 2
    likeliest = [f"{category} {p:.1%}" for category, p in list(digits.items())[:3]]
    assert " ".join(likeliest).split() == next(row[1:] for row in rows if row and row[0] == "digit")


def test_classify_looks_at_what_is_known_and_at_the_labels_given(model: Path, picture: Path, tmp_path: Path) -> None:
    def found(*options: object) -> dict[str, dict[str, float]]:
        engine("classify", picture, "--model", model, *options, "--json", tmp_path / "found.json")
        labels: dict[str, dict[str, float]] = json.loads((tmp_path / "found.json").read_text())["images"][0]["labels"]
        return labels

    whole = found()
    assert found("--known", 1.0) == whole
    assert found("--known", 0.5) != whole
    given = found("--label", "hand=left")
    assert given.keys() == {"digit"}
    assert given["digit"] != whole["digit"]


def test_a_completion_is_of_the_category_that_is_given(model: Path, picture: Path, tmp_path: Path) -> None:
    def completed(*options: str) -> bytes:
        engine(
            "complete",
            picture,
            "--known",
            0.5,
            "--out",
            tmp_path,
            "--model",
            model,
            "--n",
            1,
            "--overwrite",
            *options,
        )
        return (tmp_path / "noise-0.png").read_bytes()

    free, seven, three = completed(), completed("--label", "digit=7"), completed("--label", "digit=3")
    assert len({free, seven, three}) == 3
    assert completed("--label", "digit=7") == seven


BAD = {
    "no category": (["--label", "digit"], "--label digit gives no category. Write --label NAME=CATEGORY."),
    "two categories": (
        ["--label", "digit=1", "--label", "digit=2"],
        "--label gives digit both 1 and 2. Leave one out.",
    ),
    "an unknown label": (["--label", "digits=1"], "there is no label 'digits'. Did you mean 'digit'?"),
    "an unknown category": (["--label", "hand=rigth"], "there is no category of hand 'rigth'. Did you mean 'right'?"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_label_is_told_in_a_line_and_leaves_nothing(
    model: Path, picture: Path, tmp_path: Path, case: str
) -> None:
    options, said = BAD[case]
    out, found = tmp_path / "out", tmp_path / "found.json"
    for command in (
        ["complete", picture, "--known", 0.5, "--out", out],
        ["classify", picture, "--json", found],
    ):
        done = engine(*command, "--model", model, *options, code=2)
        assert done.stderr == f"engine: {said}\n"
    assert not out.exists()
    assert not found.exists()


def test_classify_runs_without_what_is_installed_for_training(model: Path, picture: Path, tmp_path: Path) -> None:
    code = HIDDEN + "from engine.cli.main import main; main()"
    done = run(code, "classify", picture, "--model", model, "--known", 0.5, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "patches known" in done.stdout


def test_models_are_listed_with_their_labels(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    shutil.copytree(model, tmp_path / "patchwork" / "models" / "labelled")
    (line,) = (line for line in engine("models").stdout.splitlines() if line.split()[0] == "labelled")
    assert "digit (10), hand (2)" in line


def test_where_there_is_nothing_to_tell_it_says_so(model: Path, picture: Path) -> None:
    done = engine("classify", picture, "--model", model, "--label", "hand=left", "--label", "digit=1", code=2)
    assert done.stderr == "engine: every label is given, so that there is none to tell. Leave a --label out.\n"
