"""Importing a model: checked first, then there whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import engine
from studio.training.models import check_name, import_model, list_models


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped model by another name, and an empty home."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return Path(shutil.copytree(engine.find_model("mnist").path, tmp_path / "mine"))


def test_an_imported_model_is_listed_and_loads(folder: Path) -> None:
    (folder / "evil.py").write_text("boom")
    assert import_model(folder) == "mine"
    assert sorted(path.name for path in (engine.user_folder() / "mine").iterdir()) == [
        "card.json",
        "config.json",
        "model.onnx",
        "model.safetensors",
        "preview.png",
    ]
    shown = {each.info.name: each for each in list_models()}
    assert not shown["mine"].info.bundled
    assert not shown["mine"].preview.isNull()
    assert engine.load("mine").grid == engine.load("mnist").grid


@pytest.mark.parametrize("name", ["model.safetensors", "model.onnx"])
def test_a_damaged_model_is_refused_and_nothing_is_left(folder: Path, name: str) -> None:
    file = folder / name
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(engine.EngineError, match="damaged"):
        import_model(folder)
    assert not engine.user_folder().exists()


def test_a_model_of_version_0_1_0_is_imported_without_a_graph(folder: Path) -> None:
    (folder / "model.onnx").unlink()
    assert import_model(folder) == "mine"
    assert engine.load("mine").grid == engine.load("mnist").grid


def test_a_model_without_a_graph_is_refused_if_its_weights_are_of_another_config(folder: Path) -> None:
    (folder / "model.onnx").unlink()
    config = folder / "config.json"
    config.write_text(config.read_text("utf-8").replace('"width": 128', '"width": 64'), "utf-8")
    with pytest.raises(engine.EngineError, match="another config"):
        import_model(folder)
    assert not engine.user_folder().exists()


def test_a_folder_that_is_no_model_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(engine.EngineError, match="not a model"):
        import_model(tmp_path)


def test_a_name_that_is_taken_or_strange_is_refused(folder: Path) -> None:
    with pytest.raises(engine.EngineError, match="already"):
        import_model(folder.rename(folder.parent / "mnist"))
    with pytest.raises(engine.EngineError, match="cannot be called"):
        import_model((folder.parent / "mnist").rename(folder.parent / ".hidden"))


def test_a_name_that_differs_in_case_alone_is_taken_as_some_disks_do_not_tell_it_apart(folder: Path) -> None:
    with pytest.raises(engine.EngineError, match="There is a model mnist already"):
        import_model(folder.rename(folder.parent / "Mnist"))


def test_a_folder_whose_accents_are_apart_becomes_a_model_where_they_are_not(folder: Path) -> None:
    assert import_model(folder.rename(folder.parent / "Gru\u0308ße")) == "Grüße"
    assert (engine.user_folder() / "Grüße" / "config.json").exists()
    with pytest.raises(engine.EngineError, match="There is a model Grüße already"):
        check_name("GRU\u0308SSE", taken="There is a model {0} already.")


def test_the_reason_is_a_sentence_of_one_line_however_long_the_name_is(folder: Path) -> None:
    with pytest.raises(engine.EngineError) as caught:
        check_name("x" * 300, taken="There is a model {0} already.")
    assert str(caught.value).startswith("A model cannot be called “xxx")
    assert str(caught.value).endswith("…”. A name has at most 80 characters. Shorten it.")
    assert len(str(caught.value)) < 150
    with pytest.raises(engine.EngineError, match="There is a model mnist already"):
        check_name("mnist", taken="There is a model {0} already. Choose another.")


def test_a_disk_that_fails_in_the_middle_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(engine.EngineError, match="No space left"):
        import_model(folder)
    assert list(engine.user_folder().iterdir()) == []
