"""What models say of themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.config import ModelConfig
from engine.errors import EngineError
from engine.models.library import CARD, CONFIG, ModelInfo, find_model, list_models


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


def test_the_card_says_how_bright_the_background_is(tmp_path: Path) -> None:
    assert find_model("mnist").background == 0
    assert find_model("faces64-small").background == 133
    assert model(tmp_path, {"background": 12.5}).background == 12.5
    assert model(tmp_path, {}).background is None
    assert model(tmp_path, {"background": "dark"}).background is None
