"""The training window: a real run of a few steps, seen, paused, resumed by another studio, exported and used."""

from __future__ import annotations

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


def test_colour_that_is_lost_on_a_grey_model_is_told_before_it_is_trained(
    hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    for i in range(3):
        Image.new("RGB", (32, 32), (220, 20 * i, 10)).save(tmp_path / f"{i}.png")
    window = hand.studio.modelling.train()
    window.config.setCurrentText("mnist-fast")
    hand.studio.modelling.training.look_into(tmp_path)
    qtbot.waitUntil(window.start.isEnabled)
    assert "become grey" in window.words.text()
    window.config.setCurrentText("faces64-small")
    assert "become grey" not in window.words.text()
    assert "by heart" in window.words.text()


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
