import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.config import DataConfig, LabelConfig, ModelConfig
from engine.data.dataset import load_dataset
from engine.data.readers import read_pictures
from engine.data.samples import Pictures
from engine.errors import EngineError
from tests.unit.engine.data.test_readers import idx, picture, tar

MODEL = ModelConfig(image_size=12, patch_size=4, width=16, heads=2)


def draw(folder: Path, names: list[str]) -> Path:
    """A picture of each name, the i-th in grey i."""
    for tone, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (12, 12), tone).save(folder / name)
    return folder


def described(path: Path, kept: list[dict[str, Any]]) -> Path:
    """A shard of pictures with a JSON object each."""
    members: dict[str, bytes] = {}
    for i, values in enumerate(kept):
        members |= {f"{i:03d}.png": picture(i), f"{i:03d}.json": json.dumps(values).encode()}
    return tar(path, members)


def told(found: Pictures) -> list[dict[str, str]]:
    """The labels of each picture, in words."""
    assert found.labels is not None
    return [
        {
            label.name: label.categories[code]
            for label, code in zip(found.label_configs, row, strict=True)
            if code >= 0
        }
        for row in found.labels
    ]


def read(path: Path, **data: Any) -> Pictures:
    return read_pictures(path, MODEL, DataConfig(**data))


def test_the_folders_in_a_folder_are_the_classes_of_their_pictures(tmp_path: Path) -> None:
    draw(tmp_path, ["cat/1.png", "cat/young/2.png", "dog/3.png", "dog/4.png", "lost.png"])
    found = read(tmp_path)
    assert found.label_configs == (LabelConfig(name="class", categories=("cat", "dog")),)
    assert told(found) == [{"class": "cat"}] * 2 + [{"class": "dog"}] * 2 + [{}]


def test_classes_that_are_numbers_come_by_size(tmp_path: Path) -> None:
    draw(tmp_path, [f"{number}/{i}.png" for number in (2, 10, 9) for i in range(3)])
    assert read(tmp_path).label_configs[0].categories == ("2", "9", "10")


def test_the_classes_of_an_idx_file_keep_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "a-images-idx3-ubyte").write_bytes(idx(np.zeros((6, 12, 12))))
    (tmp_path / "a-labels-idx1-ubyte").write_bytes(idx(np.array([3, 5, 3, 5, 3, 1])))
    found = read(tmp_path / "a-images-idx3-ubyte")
    assert found.label_configs == (LabelConfig(name="class", categories=("0", "1", "2", "3", "4", "5")),)
    assert found.labels is not None
    assert found.labels[:, 0].tolist() == [3, 5, 3, 5, 3, 1]


def test_a_label_that_comes_without_a_name_is_called_what_the_config_says(tmp_path: Path) -> None:
    (tmp_path / "a-images-idx3-ubyte").write_bytes(idx(np.zeros((6, 12, 12))))
    (tmp_path / "a-labels-idx1-ubyte").write_bytes(idx(np.array([3, 5, 3, 5, 3, 1])))
    draw(tmp_path / "folder", [f"{kind}/{i}.png" for kind in "ab" for i in range(3)])
    members: dict[str, bytes] = {}
    for i in range(6):
        members |= {f"{i}.png": picture(i), f"{i}.cls": b"%d" % (i % 2)}
    for source in (tmp_path / "a-images-idx3-ubyte", tmp_path / "folder", tar(tmp_path / "a.tar", members)):
        assert [label.name for label in read(source, class_label="digit").label_configs] == ["digit"]


def test_the_texts_and_numbers_of_a_json_file_are_labels_and_what_is_absent_is_unknown(tmp_path: Path) -> None:
    kept: list[dict[str, Any]] = [
        {"hair": "long", "eyes": 2, "box": [1, 2], "size": 1.5, "none": None},
        {"hair": "short", "eyes": 10, "tags": {"hair": "x"}},
        {"hair": " long ", "smiles": True},
        {"hair": "", "eyes": 2, "smiles": False},
        {"eyes": 10, "smiles": True},
        {"hair": "short", "smiles": False},
    ]
    found = read(described(tmp_path / "a.tar", kept))
    assert {label.name: label.categories for label in found.label_configs} == {
        "eyes": ("2", "10"),
        "hair": ("long", "short"),
        "smiles": ("false", "true"),
    }
    assert told(found) == [
        {"hair": "long", "eyes": "2"},
        {"hair": "short", "eyes": "10"},
        {"hair": "long", "smiles": "true"},
        {"eyes": "2", "smiles": "false"},
        {"eyes": "10", "smiles": "true"},
        {"hair": "short", "smiles": "false"},
    ]


def test_labels_that_tell_pictures_apart_or_do_not_tell_them_apart_are_left_out_and_named(tmp_path: Path) -> None:
    kept = [{"id": f"no. {i}", "set": "all", "hair": ("long", "short")[i % 2]} for i in range(20)]
    found = read(described(tmp_path / "a.tar", kept))
    assert [label.name for label in found.label_configs] == ["hair"]
    assert found.notes == ["Labels left out: set (the same for all pictures); id (too many categories)."]


def test_half_a_character_in_a_label_does_no_harm(tmp_path: Path) -> None:
    kept = [{"ha\ud800ir": ("\ud800", "long")[i % 2]} for i in range(6)]
    data = load_dataset(described(tmp_path / "a.tar", kept), MODEL, DataConfig(labels=("*",)))
    assert data.label_configs == (LabelConfig(name="ha?ir", categories=("?", "long")),)


def test_a_damaged_json_file_costs_the_labels_but_not_the_picture(tmp_path: Path) -> None:
    kept = [{"hair": ("long", "short")[i % 2]} for i in range(4)]
    described(tmp_path / "a.tar", kept)
    members = {"9.png": picture(9), "9.json": b"{"}
    tar(tmp_path / "b.tar", members)
    found = read(tmp_path / "*.tar")
    assert len(found.images) == 5
    assert told(found)[-1] == {}
    assert [note.partition(":")[0] for note in found.notes] == [
        "b.tar/9.json is not JSON, and its labels count as unknown"
    ]


def test_a_json_file_beside_a_picture_of_a_folder_tells_its_labels(tmp_path: Path) -> None:
    draw(tmp_path, [f"{i}.png" for i in range(5)])
    for i in range(4):
        (tmp_path / f"{i}.json").write_text(json.dumps({"hair": ("long", "short")[i % 2]}))
    assert told(read(tmp_path)) == [{"hair": "long"}, {"hair": "short"}] * 2 + [{}]


@pytest.mark.parametrize("beside", [False, True])
def test_a_table_in_a_folder_or_beside_it_tells_labels_and_outranks_the_folders(tmp_path: Path, beside: bool) -> None:
    folder = draw(
        tmp_path / "all", ["cat/1.png", "cat/2.png", "dog/3.png", "dog/4.png", "dog/5.png", "dog/6.png", "e.png"]
    )
    rows = ["file,class,colour", "cat/1.png,fox,red", "dog/3.png,,grey", "dog/4.png,fox,red", "cat/2.png,,grey"]
    if beside:
        rows[1] = f"all/{rows[1]}"  # as seen from the table
        (tmp_path / "labels.csv").write_text("\r\n".join(rows))
    else:
        (folder / "labels.csv").write_text("\n".join(rows))
    assert told(read(folder)) == [
        {"class": "fox", "colour": "red"},
        {"class": "cat", "colour": "grey"},
        {"class": "dog", "colour": "grey"},
        {"class": "fox", "colour": "red"},
        {"class": "dog"},
        {"class": "dog"},
        {},
    ]


def test_a_table_that_names_missing_pictures_or_has_no_header_is_told(tmp_path: Path) -> None:
    draw(tmp_path, ["1.png", "2.png"])
    (tmp_path / "labels.csv").write_text("file,colour\n1.png,red\n3.png,red\n")
    assert read(tmp_path).notes[0] == f"labels.csv names 1 picture not there, {tmp_path / '3.png'} for one."
    (tmp_path / "labels.csv").write_text("picture,colour\n1.png,red\n")
    with pytest.raises(EngineError, match=r"labels\.csv has no column 'file'\. Its first line should be: file,LABEL"):
        read(tmp_path)


def test_a_model_learns_no_labels_unless_they_are_asked_for(tmp_path: Path) -> None:
    draw(tmp_path, [f"{name}/{i}.png" for name in ("cat", "dog") for i in range(4)])
    data = load_dataset(tmp_path, MODEL, DataConfig())
    assert (data.labels, data.validation_labels, data.label_configs) == (None, None, ())
    assert data.classes is not None
    assert data.categories == ("cat", "dog")


def test_labels_asked_for_come_in_that_order_with_those_held_out(tmp_path: Path) -> None:
    kept = [{"a": str(i % 2), "b": str(i % 3), "c": str(i % 4)} for i in range(24)]
    path = described(tmp_path / "a.tar", kept)
    data = load_dataset(path, MODEL, DataConfig(labels=("c", "a")))
    assert [label.name for label in data.label_configs] == ["c", "a"]
    assert data.labels is not None
    assert data.validation_labels is not None
    for images, labels in ((data.images, data.labels), (data.validation, data.validation_labels)):
        numbers = images[:, 0, 0, 0].long()
        assert labels.tolist() == [[i % 4, i % 2] for i in numbers.tolist()]
    assert len(data.validation_labels) == 2
    every = load_dataset(path, MODEL, DataConfig(labels=("*",)))
    assert [label.name for label in every.label_configs] == ["a", "b", "c"]
    assert every.classes is None, "of several labels none is the classes"


def test_a_label_that_the_data_has_not_is_named_with_the_nearest(tmp_path: Path) -> None:
    path = described(tmp_path / "a.tar", [{"hair": str(i % 2), "skin": str(i % 3)} for i in range(12)])
    with pytest.raises(EngineError, match=r"the data has no label 'hiar'\. Nearest: hair\."):
        load_dataset(path, MODEL, DataConfig(labels=("hiar",)))
    draw(tmp_path / "plain", ["1.png", "2.png"])
    with pytest.raises(EngineError, match=r"the data has no label 'hair'\. Leave data\.labels empty\."):
        load_dataset(tmp_path / "plain", MODEL, DataConfig(labels=("hair",)))


def test_a_models_own_labels_are_matched_by_name_and_what_it_does_not_know_is_unknown(tmp_path: Path) -> None:
    draw(tmp_path, [f"{name}/{i}.png" for name in ("cat", "dog", "fox") for i in range(4)])
    labels = (LabelConfig(name="size", categories=("small",)), LabelConfig(name="class", categories=("fox", "cat")))
    data = load_dataset(tmp_path, MODEL.model_copy(update={"labels": labels}), DataConfig(held_out="last"))
    assert data.label_configs == labels
    assert data.labels is not None
    assert data.labels.tolist() == [[-1, 1]] * 4 + [[-1, -1]] * 4 + [[-1, 0]] * 3
    assert data.notes == [
        "The data says nothing of the model's label 'size'.",
        "The label 'class' of 4 pictures counts as unknown: the model has no dog.",
    ]
