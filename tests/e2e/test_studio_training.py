"""The training window: a real run of a few steps, seen, paused, resumed by another studio, exported and used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from studio import runs
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
    assert "learn them by heart" in window.words.text()
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


def test_a_run_goes_on_when_the_studio_is_closed(pictures: Path, hand: Hand, qtbot: QtBot) -> None:
    path = runs.runs_folder() / "bars"
    window = hand.studio.modelling.train()
    hand.studio.modelling.training.look_into(pictures)
    qtbot.waitUntil(window.start.isEnabled)
    window.start.click()
    try:
        qtbot.waitUntil(lambda: runs.is_running(path), timeout=LONG_MS)
        hand.studio.close()
        assert runs.is_running(path)
    finally:
        runs.pause_run(path)
        qtbot.waitUntil(lambda: not runs.is_running(path), timeout=LONG_MS)


def test_a_folder_without_pictures_says_so(hand: Hand, qtbot: QtBot, tmp_path: Path) -> None:
    window = hand.studio.modelling.train()
    (tmp_path / "empty").mkdir()
    hand.studio.modelling.training.look_into(tmp_path / "empty")
    qtbot.waitUntil(lambda: "no pictures" in window.words.text())
    assert not window.start.isEnabled()
