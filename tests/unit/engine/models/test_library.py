"""What models say of themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.config import ModelConfig
from engine.errors import EngineError
from engine.models.library import (
    CARD,
    CONFIG,
    DEFAULT_MODEL,
    ModelInfo,
    damaged,
    find_model,
    list_models,
    user_folder,
)


def model(folder: Path, card: object) -> ModelInfo:
    (folder / CONFIG).write_text(ModelConfig().model_dump_json())
    (folder / CARD).write_text(json.dumps(card))
    return find_model(folder)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("data/celeba", "celeba"),
        ("/home/ada/my.pictures/", "my.pictures"),
        (r"C:\Users\Ada\Pictures\cats", "cats"),
        ("data/mnist/train-images-idx3-ubyte.gz", "mnist"),
        ("data/mnist/train-images.idx3-ubyte", "mnist"),
        ("train-images-idx3-ubyte.gz", "train-images-idx3-ubyte.gz"),
        ("../shards/birds/train-*.tar", "birds"),
        ("../shards/birds/train-00[0-4].tar", "birds"),
        ("/datasets/cats.tar", "cats"),
        ("/pictures/cats [small]", "cats [small]"),
        ("/pictures/idx", "idx"),
        ("", ""),
        (None, ""),
        (3, ""),
    ],
)
def test_the_training_data_has_the_name_that_a_person_gave_it(tmp_path: Path, data: object, name: str) -> None:
    assert model(tmp_path, {"data": data}).trained_on == name


def test_a_card_that_cannot_be_read_is_no_name(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"card\.json is not a model's card"):
        _ = model(tmp_path, []).trained_on


def test_no_bundled_model_was_trained_on_a_path() -> None:
    bundled = [info for info in list_models() if info.bundled]
    assert bundled
    for info in bundled:
        assert info.trained_on
        assert not {"/", "\\"} & set(info.trained_on)
        assert info.trained_on in info.card["data"], "the path stays in the card"


def test_a_name_leads_to_the_bundled_model_and_a_folder_of_that_name_to_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    for name in ("mnist", "cats"):
        (user_folder() / name).mkdir(parents=True)
        model(user_folder() / name, {})
    assert sorted(info.name for info in list_models() if not info.bundled) == ["cats", "mnist"]
    assert list_models()[0].name == DEFAULT_MODEL == "characters"
    assert find_model("mnist").bundled
    assert find_model("mnist").reference == "mnist"
    assert find_model("cats").reference == "cats"
    hidden = find_model(user_folder() / "mnist")
    assert not hidden.bundled
    assert find_model(hidden.reference).path == hidden.path


def test_what_is_damaged_among_the_models_is_told_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (user_folder() / "bare").mkdir(parents=True)
    model(user_folder() / "bare", {})
    (user_folder() / "empty").mkdir()
    (user_folder() / ".making").mkdir()
    bare, empty = damaged()
    assert bare.endswith("does not exist. Export the model again.")
    assert "empty is not a model" in empty


def test_the_card_says_how_bright_the_background_is(tmp_path: Path) -> None:
    assert find_model("mnist").background == 0
    assert find_model("faces64-small").background == 133
    assert model(tmp_path, {"background": 12.5}).background == 12.5
    assert model(tmp_path, {}).background is None
    assert model(tmp_path, {"background": "dark"}).background is None
