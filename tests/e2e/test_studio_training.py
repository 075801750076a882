"""The training window: a real run of a few steps, seen, paused, resumed by another studio, exported and used."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from studio import runs
from studio.app import Studio
from studio.settings import Settings
from studio.start import find_start
from tests.e2e.conftest import PATIENCE_MS, Hand

LONG_MS = 4 * PATIENCE_MS


@pytest.fixture
def pictures(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Eighty pictures of bars, and an empty home."""
    folder = tmp_path_factory.mktemp("bars")
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "home"))
    rng = np.random.default_rng(0)
    (folder / "bars").mkdir()
    for i in range(80):
        image = np.zeros((28, 28), dtype=np.uint8)
        place = rng.integers(0, 24)
        image[place : place + 4] = 255
        Image.fromarray(image if i % 2 else image.T.copy()).save(folder / "bars" / f"{i}.png")
    return folder / "bars"


def test_a_model_is_trained_paused_resumed_exported_and_used(
    pictures: Path, hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = hand.studio
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(pictures))
    studio.actions["training"].trigger()
    window = studio.modelling.window
    assert window is not None
    assert not window.start.isEnabled()
    window.folder_button.click()
    qtbot.waitUntil(window.start.isEnabled)
    assert "80 pictures" in window.words.text()
    assert "learns them by heart" in window.words.text()
    window.unit.setCurrentIndex(window.unit.findData("images"))
    window.budget.setValue(100_000)
    window.start.click()
    path = runs.runs_folder() / "bars"
    try:
        qtbot.waitUntil(lambda: "Running" in window.state.text(), timeout=LONG_MS)
        window.pause.click()
        qtbot.waitUntil(lambda: window.resume.isEnabled(), timeout=LONG_MS)
        assert not runs.is_running(path)
        seen = runs.read_run(path).images

        window.budget.setValue(320)
        window.resume.click()
        qtbot.waitUntil(lambda: window.pause.isEnabled(), timeout=LONG_MS)
        qtbot.waitUntil(lambda: not window.pause.isEnabled(), timeout=LONG_MS)
        run = runs.read_run(path)
        assert run.problem == ""
        assert run.images >= seen + 320
        qtbot.waitUntil(lambda: bool(window.gains.curves), timeout=LONG_MS)
        assert window.sheet.isVisible()
        assert not window.sheet.pixmap().isNull()

        window.export.click()
        models = studio.modelling.models
        qtbot.waitUntil(lambda: "bars" in [shown.info.name for shown in models.shown], timeout=LONG_MS)
        models.switch("bars")
        qtbot.waitUntil(lambda: studio.document.model == "bars")
        hand.wait_loaded()
    finally:
        runs.pause_run(path)
        qtbot.waitUntil(lambda: not runs.is_running(path), timeout=LONG_MS)


def test_a_run_that_is_paused_before_it_trains_says_that_nothing_is_saved_and_can_be_started_again(
    pictures: Path, hand: Hand, qtbot: QtBot
) -> None:
    training, path = hand.studio.modelling.training, runs.runs_folder() / "bars"
    window = hand.studio.modelling.train()
    training.look_into(pictures)
    qtbot.waitUntil(window.start.isEnabled)
    try:
        window.start.click()
        qtbot.waitUntil(window.pause.isEnabled, timeout=LONG_MS)
        assert window.state.text() == "Starting…"
        window.pause.click()
        qtbot.waitUntil(lambda: not window.pause.isEnabled(), timeout=LONG_MS)
        assert window.state.text().startswith("The run ended before its first save: nothing was saved.")
        assert window.progress.maximum() > 0, "it is not busy any more"
        assert not window.resume.isEnabled()
        assert not (path / "checkpoints").exists()

        window.start.click()
        qtbot.waitUntil(window.pause.isEnabled, timeout=LONG_MS)
        qtbot.waitUntil(lambda: "Running" in window.state.text(), timeout=LONG_MS)
    finally:
        runs.pause_run(path)
        qtbot.waitUntil(lambda: not runs.is_running(path), timeout=LONG_MS)


def test_a_run_that_was_killed_before_its_first_save_is_told_and_the_remedy_works(
    pictures: Path, hand: Hand, qtbot: QtBot
) -> None:
    killed, again = runs.runs_folder() / "killed", runs.runs_folder() / "again"
    killed.mkdir(parents=True)
    (killed / "config.json").write_text('{"training": {"images": 100}}')
    (killed / "log.jsonl").write_text('{"images": 32, "seconds": 1.0, "losses": {"adversarial": 0.5}}\n')
    (killed / "console.txt").write_text("")
    window, training = hand.studio.modelling.train(), hand.studio.modelling.training
    said = "The run ended before its first save: nothing was saved. Start it again, by another name."
    qtbot.waitUntil(lambda: window.state.text() == said)
    assert not window.resume.isEnabled()
    training.look_into(pictures)
    qtbot.waitUntil(window.start.isEnabled)
    window.name.setText("again")
    try:
        with qtbot.waitSignal(training.started, timeout=LONG_MS):
            window.start.click()
    finally:
        runs.pause_run(again)
        qtbot.waitUntil(lambda: not runs.is_running(again), timeout=LONG_MS)


def test_the_proposed_time_is_that_which_the_size_takes_unless_another_was_typed(pictures: Path, hand: Hand) -> None:
    window = hand.studio.modelling.train()
    window.size_box.setCurrentText("64 × 64 pixels")
    assert window.budget.value() == 480
    assert "several hours" in window.duration.text()
    window.size_box.setCurrentText("28 × 28 pixels")
    assert window.budget.value() == 120
    window.budget.setValue(7)
    window.size_box.setCurrentText("64 × 64 pixels")
    assert window.budget.value() == 7


def test_a_run_outlives_the_studio_which_says_so_and_the_next_one_finds_it(
    pictures: Path, hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, studio, questions = runs.runs_folder() / "bars", hand.studio, answer(monkeypatch, ["stay", "keep", "pause"])
    window = studio.modelling.train()
    studio.modelling.training.look_into(pictures)
    qtbot.waitUntil(window.start.isEnabled)
    window.start.click()
    try:
        qtbot.waitUntil(lambda: bool(studio.modelling.training.running), timeout=LONG_MS)
        assert window.list.item(0).text() == "bars (running)"
        window.close()
        assert "Training goes on" in studio.status.currentMessage()
        studio.window.close()
        assert studio.window.isVisible(), "the user thought better of it"
        studio.window.close()
        assert not studio.window.isVisible()
        assert len(questions) == 2
        assert "bars" in questions[0]
        studio.close()
        assert runs.is_running(path)

        again = Studio(find_start(image=None, model=None), Settings(tmp_path / "again.ini"), seed=0)
        try:
            again.show()
            qtbot.waitUntil(again.modelling.offer.isVisible, timeout=PATIENCE_MS)
            assert "bars" in again.modelling.offer.text
            again.modelling.offer.take_button.click()
            found = again.modelling.window
            assert found is not None
            qtbot.waitUntil(found.pause.isEnabled, timeout=PATIENCE_MS)
            assert found.list.item(0).text() == "bars (running)"
            qtbot.waitUntil(lambda: runs.read_run(path).resumable, timeout=LONG_MS)
            again.window.close()
            assert len(questions) == 3
            qtbot.waitUntil(lambda: not runs.is_running(path), timeout=LONG_MS)
            assert runs.read_run(path).resumable
        finally:
            again.close()
    finally:
        runs.pause_run(path)
        qtbot.waitUntil(lambda: not runs.is_running(path), timeout=LONG_MS)


def answer(monkeypatch: pytest.MonkeyPatch, buttons: list[str]) -> list[str]:
    """Answer one question after another with the button of that name; the list fills with the questions."""
    asked: list[str] = []

    def execute(box: QMessageBox) -> int:
        button = box.findChild(QPushButton, buttons[len(asked)])
        asked.append(box.text())
        assert isinstance(button, QPushButton)
        button.click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", execute)
    return asked


@pytest.mark.parametrize(
    ("ink", "side", "colours", "size"),
    [(200, 28, "Grey", 28), ((220, 40, 10), 16, "Colour", 32), ((220, 40, 10), 300, "Colour", 64)],
)
def test_colour_and_size_that_suit_the_folder_are_proposed(
    hand: Hand, qtbot: QtBot, tmp_path: Path, ink: int | tuple[int, ...], side: int, colours: str, size: int
) -> None:
    for i in range(3):
        Image.new("L" if isinstance(ink, int) else "RGB", (side, side + i), ink).save(tmp_path / f"{i}.png")
    window = hand.studio.modelling.train()
    hand.studio.modelling.training.look_into(tmp_path)
    qtbot.waitUntil(window.start.isEnabled)
    assert window.colours.currentText() == colours
    assert window.size_box.currentText() == f"{size} × {size} pixels"
    assert "become grey" not in window.words.text()
    assert "by heart" in window.words.text()
    window.colours.setCurrentText("Grey")
    assert ("become grey" in window.words.text()) is (colours == "Colour"), "told before it is trained"


def test_a_run_has_the_colour_and_the_size_that_were_chosen_and_a_message_goes_when_it_works(
    pictures: Path, hand: Hand, qtbot: QtBot
) -> None:
    window, message = hand.studio.modelling.train(), hand.studio.message
    taken, path = runs.runs_folder() / "taken", runs.runs_folder() / "mine"
    taken.mkdir(parents=True)
    for name in ("console.txt", "config.json"):
        (taken / name).write_text("{}")
    hand.studio.modelling.training.look_into(pictures)
    qtbot.waitUntil(window.start.isEnabled)
    window.name.setText("taken")
    window.start.click()
    qtbot.waitUntil(lambda: "already holds a run" in window.words.text())
    assert message.isVisible()
    window.name.setText("mine")
    window.colours.setCurrentText("Colour")
    window.size_box.setCurrentText("32 × 32 pixels")
    window.unit.setCurrentIndex(window.unit.findData("images"))
    window.budget.setValue(64)
    window.start.click()
    try:
        qtbot.waitUntil(lambda: "80 pictures" in window.words.text())
        qtbot.waitUntil(lambda: not message.isVisible())
        qtbot.waitUntil((path / "config.json").exists, timeout=LONG_MS)
        config = json.loads((path / "config.json").read_text())
        assert (config["model"]["channels"], config["model"]["image_size"]) == (3, 32)
        assert config["licence"] == "unknown", "not that of the digits"
        qtbot.waitUntil(lambda: not runs.is_running(path), timeout=LONG_MS)
        assert runs.read_run(path).problem == ""
        assert runs.read_run(path).resumable
    finally:
        runs.pause_run(path)
        qtbot.waitUntil(lambda: not runs.is_running(path), timeout=LONG_MS)


def test_an_empty_window_says_what_to_do_in_order(
    hand: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    window = hand.studio.modelling.train()
    words = [label.text() for label in window.pages.findChildren(QLabel) if label.isVisible()]
    assert [word for word in words if word.isdigit()] == ["1", "2", "3", "4"]
    assert not window.state.isVisible()


def test_a_folder_without_pictures_says_so(hand: Hand, qtbot: QtBot, tmp_path: Path) -> None:
    window = hand.studio.modelling.train()
    (tmp_path / "empty").mkdir()
    hand.studio.modelling.training.look_into(tmp_path / "empty")
    qtbot.waitUntil(lambda: "no pictures" in window.words.text())
    assert not window.start.isEnabled()
