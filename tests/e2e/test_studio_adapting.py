"""A training that starts from the model in use: tried while it goes on, kept as an adapter, chosen and deleted."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from studio.training import runs
from studio.training.recipes import StartFrom
from tests.e2e.conftest import PATIENCE_MS, Hand

LONG_MS = 4 * PATIENCE_MS


def test_an_adapter_is_learnt_tried_kept_and_used(
    pictures: Path, hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio, document, panel = hand.studio, hand.studio.document, hand.studio.models.panel
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(pictures))
    window = studio.models.train()
    window.form.folder_button.click()
    qtbot.waitUntil(window.form.start.isEnabled)
    form = window.form
    qtbot.waitUntil(lambda: form.start_from.currentText() == "mnist, as an adapter")
    assert "takes minutes" in form.duration.text()
    assert "heart" not in form.words.text(), "few pictures are what it is for"
    assert not form.size_box.isVisible(), "the model decides"
    form.unit.setCurrentIndex(form.unit.findData("images"))
    form.budget.setValue(100_000)
    form.start.click()
    path = runs.runs_folder() / "bars"
    try:
        qtbot.waitUntil(window.trial.isEnabled, timeout=LONG_MS)
        window.trial.click()
        qtbot.waitUntil(lambda: document.adapter.endswith("bars, try 1.safetensors"), timeout=LONG_MS)
        assert document.model == "mnist"
        assert runs.is_running(path), "it goes on"
        hand.wait_loaded()
        assert document.chosen is not None
        assert document.chosen.request.adapter == document.adapter
        studio.stack.undo()
        assert document.adapter == ""
        window.pause.click()
        qtbot.waitUntil(window.resume.isEnabled, timeout=LONG_MS)
        assert runs.read_run(path).problem == ""

        window.export.click()
        qtbot.waitUntil(window.use.isVisible, timeout=LONG_MS)
        window.use.click()
        qtbot.waitUntil(lambda: document.adapter == "bars")
        hand.wait_loaded()
        assert panel.box.currentText().strip() == "+ bars"
        assert panel.facts["Adapted to"] == "bars"
        studio.models.ask_delete()
        assert studio.models.deletion is not None
        assert studio.models.deletion.box.count() == 0, "it is in use"
        studio.models.deletion.reject()
        panel.box.activated.emit(panel.box.findData("mnist"))
        qtbot.waitUntil(lambda: document.adapter == "")
        studio.models.ask_delete()
        assert studio.models.deletion.box.currentText() == "mnist + bars"
        studio.models.deletion.go.click()
        qtbot.waitUntil(lambda: panel.box.findData("mnist + bars") < 0)
    finally:
        runs.pause_run(path)
        qtbot.waitUntil(lambda: not runs.is_running(path), timeout=LONG_MS)


def test_pictures_of_another_size_need_a_new_model(pictures: Path, hand: Hand, qtbot: QtBot) -> None:
    window = hand.studio.models.train()
    for each in pictures.glob("*.png"):
        Image.open(each).convert("RGB").resize((16, 16)).save(each)
    hand.studio.models.training.look_into(pictures)
    qtbot.waitUntil(window.form.start.isEnabled)
    assert window.form.recipe.start is StartFrom.SCRATCH
    assert window.form.start_from.count() == 1
    assert "another size or kind" in window.form.duration.text()
