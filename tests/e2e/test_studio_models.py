"""The model panel through the real window: import by drop, switch to another grid and back, nothing lost."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from engine import EngineError, find_model, user_folder
from studio.files.project import read_project
from studio.training.models import trash_model
from studio.widgets.delete_model import DeleteModelDialog
from studio.widgets.models import ModelPanel
from studio.widgets.training import TrainingWindow
from tests.e2e.command import python
from tests.e2e.conftest import PATIENCE_MS, Hand
from tests.e2e.test_studio_walk import export as export_walk

CTRL = Qt.KeyboardModifier.ControlModifier
MAKE = """
import sys
from pathlib import Path
from engine.training.checkpoint import write_model
from engine.config import load_config, override_config
from engine.networks.generator import Generator
config = override_config(load_config("mnist-fast", []), ["model.image_size=32", "model.channels=3"])
write_model(Path(sys.argv[1]), config, Generator(config.model), {"licence": "mine", "credits": ["Ann", "Bob"]}, None)
"""


@pytest.fixture(scope="module")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained model of another grid, 8 x 8 patches in colour."""
    folder = tmp_path_factory.mktemp("untrained") / "other"
    python(MAKE, folder)
    return folder


@pytest.fixture
def other(untrained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its own copy of it for each test, outside the home."""
    return Path(shutil.copytree(untrained, tmp_path_factory.mktemp("models") / "other"))


def drop(hand: Hand, path: Path) -> None:
    """Drop a file or folder on the window."""
    window, action = hand.studio.window, Qt.DropAction.CopyAction
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    at, button, keys = QPointF(200, 200), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(at.toPoint(), action, data, button, keys))
    QApplication.sendEvent(window, QDropEvent(at, action, data, button, keys))


def test_patches_of_another_size_and_as_many_are_not_said_to_be_resampled(
    other: Path, hand: Hand, qtbot: QtBot
) -> None:
    studio, document = hand.studio, hand.studio.document
    studio.models.models.switch("faces64-small")
    qtbot.waitUntil(lambda: document.model == "faces64-small")
    assert "from 7 × 7 to 8 × 8" in studio.status.currentMessage()
    known = document.known
    studio.models.models.switch(str(other))
    qtbot.waitUntil(lambda: document.model == str(other))
    assert document.grid.columns == 8
    assert document.grid.patch_size == 4
    assert studio.status.currentMessage() == "Now completed by other"
    np.testing.assert_array_equal(document.known, known)
    hand.wait_loaded()


def listed(hand: Hand, qtbot: QtBot) -> ModelPanel:
    """The panel, the bundled models in its box."""
    qtbot.waitUntil(lambda: "faces64-small" in names(hand))
    panel = hand.studio.models.panel
    assert panel is not None
    return panel


def choose(panel: ModelPanel, name: str) -> None:
    """Take a model from the box, as a click does."""
    panel.box.setCurrentIndex(panel.box.findData(name))
    panel.box.activated.emit(panel.box.currentIndex())


def test_of_models_that_are_chosen_one_after_another_the_last_is_taken(hand: Hand, qtbot: QtBot) -> None:
    studio, panel, reached = hand.studio, listed(hand, qtbot), threading.Event()
    choose(panel, "faces64-small")
    choose(panel, "mnist")
    studio.files.submit("what comes after", reached.set)
    qtbot.waitUntil(reached.is_set)
    QApplication.processEvents()
    assert studio.document.model == "mnist"
    assert not studio.stack.canUndo()
    assert panel.box.currentData() == "mnist"
    choose(panel, "faces64-small")
    qtbot.waitUntil(lambda: studio.document.model == "faces64-small")
    hand.wait_loaded()


def test_the_box_shows_the_model_in_use_where_another_cannot_be_taken(other: Path, hand: Hand, qtbot: QtBot) -> None:
    studio = hand.studio
    drop(hand, other)
    qtbot.waitUntil(lambda: "other" in names(hand), timeout=PATIENCE_MS)
    panel = listed(hand, qtbot)
    shutil.rmtree(user_folder() / "other")
    choose(panel, "other")
    qtbot.waitUntil(studio.message.isVisible)
    assert "other" in studio.message.text
    qtbot.waitUntil(lambda: panel.box.currentData() == "mnist")
    assert panel.box.findData("other") < 0, "it is there no more"
    assert studio.document.model == "mnist"


def training_window(hand: Hand) -> TrainingWindow | None:
    return hand.studio.models.window


def names(hand: Hand) -> list[str]:
    return [shown.info.name for shown in hand.studio.models.models.shown]


def test_a_model_is_imported_by_drop_and_switched_to_and_back_without_losing_the_document(
    other: Path, hand: Hand, qtbot: QtBot
) -> None:
    studio, document = hand.studio, hand.studio.document
    qtbot.waitUntil(lambda: "mnist" in names(hand))
    hand.stroke(4, 6)
    hand.wait_loaded()
    before, picture = document.state, document.picture()
    drop(hand, other)
    qtbot.waitUntil(lambda: "other" in names(hand), timeout=PATIENCE_MS)
    panel = studio.models.panel
    assert panel is not None
    panel.chosen.emit("other", "")
    qtbot.waitUntil(lambda: document.model == "other")
    assert document.grid.columns == 8
    assert document.sources[0].pixels.shape == (32, 32, 3)
    assert 0 < document.known.sum() < 64
    assert "from 7 × 7 to 8 × 8" in studio.status.currentMessage()
    assert panel.facts["Licence"] == "mine"
    assert panel.facts["Credits"] == "Ann\nBob"
    hand.wait_loaded()
    hand.stroke(0, 63)
    hand.wait_loaded()
    hand.key(Qt.Key.Key_Z, CTRL)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert document.model == "mnist"
    np.testing.assert_array_equal(document.assignment, before.assignment)
    np.testing.assert_array_equal(document.sources[0].pixels, before.sources[0].pixels)
    hand.wait_loaded()
    np.testing.assert_array_equal(document.picture(), picture)
    assert panel.box.currentData() == "mnist"
    assert panel.facts["Trained on"] == "mnist", "no path"


def test_a_damaged_model_is_not_imported_and_says_why(other: Path, hand: Hand, qtbot: QtBot) -> None:
    config = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps(config | {"width": 32}))
    drop(hand, other)
    qtbot.waitUntil(hand.studio.message.isVisible, timeout=PATIENCE_MS)
    assert "another config" in hand.studio.message.text
    assert not user_folder().exists()


def test_a_project_of_a_model_that_is_not_here_is_opened_with_the_present_one(
    other: Path, hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    studio = hand.studio
    drop(hand, other)
    qtbot.waitUntil(lambda: "other" in names(hand), timeout=PATIENCE_MS)
    studio.models.models.switch("other")
    qtbot.waitUntil(lambda: studio.document.model == "other")
    studio.project.file.save(tmp_path / "p.patchwork")
    qtbot.waitUntil((tmp_path / "p.patchwork").exists)
    studio.models.models.switch("mnist")
    qtbot.waitUntil(lambda: studio.document.model == "mnist")
    (user_folder() / "other").rename(tmp_path / "gone")
    studio.project.file.open(tmp_path / "p.patchwork")
    qtbot.waitUntil(lambda: not studio.stack.canUndo())
    assert studio.document.model == "mnist"
    assert studio.document.grid.columns == 7
    assert "other is not here" in studio.status.currentMessage()
    hand.wait_loaded()


def test_a_folder_of_pictures_is_offered_to_be_trained_on(hand: Hand, qtbot: QtBot, tmp_path: Path) -> None:
    studio, scans = hand.studio, tmp_path / "scans"
    (scans / "more").mkdir(parents=True)
    for name in ("a.png", "b.png", "more/c.png"):
        Image.new("L", (28, 28)).save(scans / name)
    drop(hand, scans)
    offer = studio.models.offer
    qtbot.waitUntil(offer.isVisible)
    assert offer.text == "scans holds pictures and no model. A model can be trained on them."
    assert not studio.message.isVisible()
    assert training_window(hand) is None, "none comes unasked"
    with qtbot.waitSignal(studio.models.training.looked) as looked:
        offer.take_button.click()
    assert looked.args is not None
    assert (looked.args[0].folder, looked.args[0].count) == (scans, 3)
    window = training_window(hand)
    assert window is not None
    assert window.isVisible()
    qtbot.waitUntil(lambda: "scans" in [button.text() for button in window.findChildren(QPushButton)])
    assert not offer.isVisible()


@pytest.mark.parametrize("inside", ["nothing", "a model"])
def test_a_folder_of_neither_pictures_nor_a_model_says_so(
    inside: str, hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    if inside == "a model":
        shutil.copytree(find_model("mnist").path, folder / "mine")
    drop(hand, folder)
    qtbot.waitUntil(hand.studio.message.isVisible)
    assert hand.studio.message.text == f"{folder} holds neither a model nor pictures. Choose another folder."
    assert not hand.studio.models.offer.isVisible()


def deletion(hand: Hand) -> DeleteModelDialog:
    """Ask for the deletion of a model."""
    hand.studio.actions["delete_model"].trigger()
    dialog = hand.studio.models.deletion
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def test_a_model_of_ones_own_goes_to_the_trash_and_bundled_ones_are_not_offered(
    other: Path, hand: Hand, qtbot: QtBot
) -> None:
    studio = hand.studio
    qtbot.waitUntil(lambda: "mnist" in names(hand))
    assert not studio.actions["delete_model"].isEnabled(), "there is none of one's own"
    drop(hand, other)
    qtbot.waitUntil(lambda: "other" in names(hand), timeout=PATIENCE_MS)
    folder = user_folder() / "other"
    dialog = deletion(hand)
    assert [dialog.box.itemText(i) for i in range(dialog.box.count())] == ["other"]
    dialog.reject()
    assert folder.exists()
    deletion(hand).go.click()
    qtbot.waitUntil(lambda: names(hand) == ["characters", "faces64-small", "mnist"])
    assert not folder.exists()
    assert list((user_folder().parent.parent / "Trash" / "files").glob("other*/model.safetensors"))
    qtbot.waitUntil(lambda: "other is in the trash" in studio.status.currentMessage())
    assert not studio.actions["delete_model"].isEnabled()
    assert (find_model("mnist").path / "model.safetensors").exists()


def test_the_model_in_use_cannot_be_deleted(other: Path, hand: Hand, qtbot: QtBot) -> None:
    studio = hand.studio
    drop(hand, other)
    qtbot.waitUntil(lambda: "other" in names(hand), timeout=PATIENCE_MS)
    studio.models.models.switch("other")
    qtbot.waitUntil(lambda: studio.document.model == "other")
    hand.wait_loaded()
    dialog = deletion(hand)
    assert not dialog.go.isEnabled()
    assert "other is in use" in dialog.words.text()
    dialog.reject()
    studio.models.models.delete("other")
    studio.models.models.refresh()
    with qtbot.waitSignal(studio.models.models.changed):
        pass
    assert "other" in names(hand)


def test_a_model_that_the_trash_does_not_take_stays_and_says_so(
    other: Path, hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(hand, other)
    qtbot.waitUntil(lambda: "other" in names(hand), timeout=PATIENCE_MS)
    monkeypatch.setattr("studio.training.models.QFile", lambda path: SimpleNamespace(moveToTrash=lambda: False))
    deletion(hand).go.click()
    qtbot.waitUntil(hand.studio.message.isVisible)
    assert "other cannot be moved to the trash" in hand.studio.message.text
    assert (user_folder() / "other").exists()


def test_no_folder_but_the_users_models_is_ever_put_in_the_trash(other: Path) -> None:
    for reference in ("mnist", str(other)):
        with pytest.raises(EngineError, match="none of your own"):
            trash_model(reference)
    assert other.exists()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture file, larger than either model's."""
    pixels = np.random.default_rng(2).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "mine.png")
    return tmp_path / "mine.png"


@pytest.mark.parametrize("way", ["open", "add"])
def test_a_picture_that_comes_after_a_change_of_model_fits_it_and_the_project_can_be_read(
    way: str, other: Path, hand: Hand, qtbot: QtBot, picture: Path, tmp_path: Path
) -> None:
    studio, document = hand.studio, hand.studio.document
    studio.models.models.switch(str(other))
    if way == "open":
        studio.sources.open(picture)
    else:
        studio.sources.open(picture, add=True)
    assert document.model == "mnist", "the picture was asked for before the change"
    qtbot.waitUntil(lambda: document.sources[-1].name == "mine")
    assert document.model == str(other)
    assert {source.pixels.shape for source in document.sources} == {(32, 32, 3)}
    studio.project.file.save(tmp_path / "p.patchwork")
    qtbot.waitUntil((tmp_path / "p.patchwork").exists)
    saved = read_project(tmp_path / "p.patchwork").state
    np.testing.assert_array_equal(saved.sources[-1].pixels, document.sources[-1].pixels)
    hand.wait_loaded()


def test_what_is_done_while_the_other_model_is_prepared_stays(
    other: Path, hand: Hand, qtbot: QtBot, picture: Path
) -> None:
    studio, document = hand.studio, hand.studio.document
    with Image.open(picture) as large:
        large.crop((0, 0, 28, 28)).save(picture)
    studio.sources.open(picture)
    studio.models.models.switch(str(other))
    hand.key(Qt.Key.Key_R)
    noise = document.noise
    hand.press(4)
    hand.move(6)
    stroked = document.assignment.copy()
    with qtbot.waitSignal(studio.models.models.changed, timeout=PATIENCE_MS):
        studio.models.models.refresh()  # all that was asked for before has come
    assert document.model == "mnist", "the stroke goes on"
    hand.release(6)
    qtbot.waitUntil(lambda: document.model == str(other))
    assert document.sources[0].name == "mine"
    assert document.sources[0].pixels.shape == (32, 32, 3)
    assert document.noise == noise
    assert document.known[:8].tolist() == [True] * 3 + [False] * 2 + [True] * 3, "with the stroke from 4 to 6"
    hand.key(Qt.Key.Key_Z, CTRL)
    assert document.model == "mnist"
    assert document.sources[0].name == "mine"
    np.testing.assert_array_equal(document.assignment, stroked)
    hand.wait_loaded()


def test_a_model_that_is_asked_for_twice_is_changed_to_once(other: Path, hand: Hand, qtbot: QtBot) -> None:
    studio = hand.studio
    for _ in range(2):
        studio.models.models.switch(str(other))
    qtbot.waitUntil(lambda: studio.document.model == str(other))
    with qtbot.waitSignal(studio.models.models.changed):
        studio.models.models.refresh()
    assert studio.stack.count() == 1
    hand.wait_loaded()


def test_a_walk_that_another_model_ends_is_said_to_be_lost(
    other: Path, hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    studio = hand.studio
    drop(hand, other)
    qtbot.waitUntil(lambda: "other" in names(hand), timeout=PATIENCE_MS)
    studio.models.models.switch("other")
    qtbot.waitUntil(lambda: studio.document.model == "other")
    assert not studio.message.isVisible(), "no walk was being drawn"
    hand.wait_loaded()
    studio.actions["undo"].trigger()
    hand.wait_loaded()
    export_walk(hand, qtbot, monkeypatch, tmp_path / "walk.gif", frames=60)
    studio.actions["redo"].trigger()
    assert not studio.noise_walk.bar.isVisible()
    assert studio.message.isVisible()
    assert studio.message.text == "The noise walk was not saved: the model changed. Export it again."
    hand.wait_loaded()
    assert not (tmp_path / "walk.gif").exists()
