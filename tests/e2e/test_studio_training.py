"""The training window: a real run of a few steps, seen, paused, resumed by another studio, exported and used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from studio.app import Studio
from studio.settings import Settings
from studio.start import find_start
from studio.training import runs
from tests.e2e.conftest import PATIENCE_MS, Hand, from_scratch

Button = QMessageBox.StandardButton
LONG_MS = 4 * PATIENCE_MS


def test_a_model_is_trained_paused_resumed_exported_and_used(
    pictures: Path, hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = hand.studio
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(pictures))
    studio.actions["training"].trigger()
    window = studio.models.window
    assert window is not None
    assert not window.form.start.isEnabled()
    window.form.folder_button.click()
    from_scratch(window, qtbot)
    assert "80 pictures" in window.form.words.text()
    assert "learns them by heart" in window.form.words.text()
    window.form.unit.setCurrentIndex(window.form.unit.findData("images"))
    window.form.budget.setValue(100_000)
    assert not window.form.mirror.isVisible(), "what few want is out of the way"
    assert not window.form.mirror.isChecked()
    window.form.more.click()
    window.form.mirror.click()
    QTest.keyClicks(window.form.licence, 'mine, "all" of it')
    window.form.start.click()
    assert not window.form.start.isEnabled(), "a double click is one start"
    path = runs.runs_folder() / "bars"
    try:
        qtbot.waitUntil(lambda: "Running" in window.state.text(), timeout=LONG_MS)
        window.pause.click()
        qtbot.waitUntil(lambda: window.resume.isEnabled(), timeout=LONG_MS)
        assert not runs.is_running(path)
        assert runs.read_run(path).ended == "asked"
        seen = runs.read_run(path).images

        window.form.budget.setValue(320)
        window.resume.click()
        qtbot.waitUntil(lambda: window.pause.isEnabled(), timeout=LONG_MS)
        qtbot.waitUntil(lambda: not window.pause.isEnabled(), timeout=LONG_MS)
        run = runs.read_run(path)
        assert run.problem == ""
        assert run.images >= seen + 320
        assert run.done
        assert window.state.text().startswith("Done: ")
        assert 0 < run.spent < LONG_MS / 60_000
        assert run.ended == "images"
        assert window.losses.curves, "the end of a run is in its curves"
        assert window.resume.isEnabled()
        window.form.unit.setCurrentIndex(window.form.unit.findData("minutes"))
        assert not window.resume.isEnabled()
        assert window.note.text() == "All its images are seen. Choose images to train longer."
        window.form.unit.setCurrentIndex(window.form.unit.findData("images"))
        assert window.resume.isEnabled()
        assert not window.note.isVisible()
        qtbot.waitUntil(lambda: bool(window.gains.curves), timeout=LONG_MS)
        assert window.sheet.isVisible()
        assert not window.sheet.pixmap().isNull()

        window.export.click()
        assert window.export.text() == "Exporting…"
        assert not window.export.isEnabled()
        qtbot.waitUntil(window.use.isVisible, timeout=LONG_MS)
        assert window.note.text() == "bars is in the list of models."
        assert window.export.text() == "&Export as Model"
        window.use.click()
        qtbot.waitUntil(lambda: studio.document.model == "bars")
        hand.wait_loaded()
        (shown,) = (shown for shown in studio.models.models.shown if shown.info.name == "bars")
        assert shown.card["licence"] == 'mine, "all" of it'
        assert shown.card["config"]["data"]["flip"]

        window.export.click()
        said = "There is a model bars already. Delete that model, then export again."
        qtbot.waitUntil(lambda: window.note.text() == said)
        assert window.export.isEnabled()
        assert not window.use.isVisible()
    finally:
        runs.pause_run(path)
        qtbot.waitUntil(lambda: not runs.is_running(path), timeout=LONG_MS)


def test_a_run_that_is_paused_before_it_trains_says_that_nothing_is_saved_and_can_be_started_again(
    pictures: Path, hand: Hand, qtbot: QtBot
) -> None:
    training, path = hand.studio.models.training, runs.runs_folder() / "bars"
    window = hand.studio.models.train()
    training.look_into(pictures)
    from_scratch(window, qtbot)
    try:
        window.form.start.click()
        qtbot.waitUntil(window.pause.isEnabled, timeout=LONG_MS)
        assert window.state.text() == "Starting…"
        window.pause.click()
        qtbot.waitUntil(lambda: not window.pause.isEnabled(), timeout=LONG_MS)
        assert window.state.text().startswith("The run ended before its first save: nothing was saved.")
        assert window.progress.maximum() > 0, "it is not busy any more"
        assert not window.resume.isEnabled()
        assert not (path / "checkpoints").exists()

        window.form.start.click()
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
    window, training = hand.studio.models.train(), hand.studio.models.training
    said = "The run ended before its first save: nothing was saved. Start it again under another name."
    qtbot.waitUntil(lambda: window.state.text() == said)
    assert not window.resume.isEnabled()
    training.look_into(pictures)
    from_scratch(window, qtbot)
    window.form.name.setText("again")
    try:
        with qtbot.waitSignal(training.started, timeout=LONG_MS):
            window.form.start.click()
    finally:
        runs.pause_run(again)
        qtbot.waitUntil(lambda: not runs.is_running(again), timeout=LONG_MS)


def waiting_run(path: Path) -> None:
    """A run of two minutes that are over before anything was measured."""
    (path / "checkpoints").mkdir(parents=True)
    (path / "console.txt").write_text("")
    (path / "config.json").write_text('{"training": {"images": 200000, "batch": 32, "monitor_images": 256000}}')
    (path / "studio.json").write_text('{"process": 0, "minutes": 2, "since": 0.0}')
    (path / "log.jsonl").write_text('{"images": 1600, "seconds": 118.2, "ended": "time"}\n')
    (path / "run.json").write_text("{}")
    (path / "checkpoints" / "00000050.safetensors").touch()


def test_a_run_whose_time_is_over_says_so_and_when_it_is_measured_first(
    pictures: Path, hand: Hand, qtbot: QtBot
) -> None:
    waiting_run(runs.runs_folder() / "bars")
    window = hand.studio.models.train()
    qtbot.waitUntil(window.state.isVisible)
    assert window.state.text() == "Stopped after 2 minutes, as set: 1,600 images"
    assert window.progress.value() == window.progress.maximum()
    assert window.losses.accessibleDescription() == "First measured after 1,600 images"
    assert window.gains.accessibleDescription() == "First measured after 16,000 images"
    assert window.no_sheet.text() == "Samples are first drawn within a minute."
    assert window.no_sheet.isVisible()
    with_words = window.gains.grab().toImage()
    window.gains.set_curves({})
    assert window.gains.grab().toImage() != with_words, "they are painted"


def test_an_adaptation_that_no_longer_gets_better_is_finished_and_says_what_to_do_next(
    hand: Hand, qtbot: QtBot
) -> None:
    run = runs.runs_folder() / "bars"
    waiting_run(run)
    (run / "log.jsonl").write_text('{"images": 1600, "seconds": 90, "ended": "score"}\n')
    (run / "run.json").write_text('{"base": "mnist"}')
    (run / "adapter.safetensors").touch()
    window = hand.studio.models.train()
    qtbot.waitUntil(window.trial.isEnabled)
    assert window.state.text() == (
        "Finished: it no longer got better on pictures held out. 1,600 images, 1.5 minutes"
    )
    assert window.progress.value() == window.progress.maximum()
    assert not window.resume.isEnabled()
    assert window.note.text() == "More training would not help. Try it, or keep it as an adapter."
    assert window.note.isVisible()


def test_an_export_that_fails_says_so_beside_its_button(
    pictures: Path, hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting_run(runs.runs_folder() / "bars")
    window = hand.studio.models.train()
    qtbot.waitUntil(window.export.isEnabled)
    window.export.click()
    assert window.export.text() == "Exporting…"
    qtbot.waitUntil(lambda: window.note.text().startswith("bars was not exported: "), timeout=LONG_MS)
    assert window.note.isVisible()
    assert window.export.isEnabled()
    assert window.export.text() == "&Export as Model"
    assert "bars" not in window.form.words.text(), "it has nothing to do with the folder"


def test_a_run_outlives_the_studio_which_says_so_and_the_next_one_finds_it(
    pictures: Path, hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, studio = runs.runs_folder() / "bars", hand.studio
    questions = answer(monkeypatch, [Button.Cancel, Button.Ok, Button.Discard])
    window = studio.models.train()
    studio.models.training.look_into(pictures)
    from_scratch(window, qtbot)
    window.form.start.click()
    try:
        qtbot.waitUntil(lambda: bool(studio.models.training.running), timeout=LONG_MS)
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
            qtbot.waitUntil(again.models.offer.isVisible, timeout=PATIENCE_MS)
            assert "bars" in again.models.offer.text
            again.models.offer.take_button.click()
            found = again.models.window
            assert found is not None
            qtbot.waitUntil(found.pause.isEnabled, timeout=PATIENCE_MS)
            assert found.list.item(0).text() == "bars (running)"
            qtbot.waitUntil(lambda: runs.read_run(path).resumable, timeout=LONG_MS)
            run = runs.read_run(path)
            assert (run.limit, run.progress < 0.1) == (120, True)
            qtbot.waitUntil(lambda: "of 120 minutes" in found.state.text(), timeout=PATIENCE_MS)
            again.window.close()
            assert len(questions) == 3
            qtbot.waitUntil(lambda: not runs.is_running(path), timeout=LONG_MS)
            assert runs.read_run(path).resumable
            assert (runs.read_run(path).ended, runs.read_run(path).spent > 0) == ("asked", True)
        finally:
            again.close()
    finally:
        runs.pause_run(path)
        qtbot.waitUntil(lambda: not runs.is_running(path), timeout=LONG_MS)


def answer(monkeypatch: pytest.MonkeyPatch, buttons: list[Button]) -> list[str]:
    """Answer one question after another with a button; the list fills with the questions."""
    asked: list[str] = []

    def execute(box: QMessageBox) -> int:
        button = buttons[len(asked)]
        asked.append(box.text())
        assert box.button(button).isEnabled()
        return button.value

    monkeypatch.setattr(QMessageBox, "exec", execute)
    return asked


def test_a_run_has_the_colour_and_the_size_that_were_chosen_and_a_message_goes_when_it_works(
    pictures: Path, hand: Hand, qtbot: QtBot
) -> None:
    window, message = hand.studio.models.train(), hand.studio.message
    taken, path = runs.runs_folder() / "taken", runs.runs_folder() / "mine"
    taken.parent.mkdir(parents=True)
    taken.write_text("a file where the folder of the run would be")
    hand.studio.models.training.look_into(pictures)
    from_scratch(window, qtbot)
    window.form.name.setText("taken")
    window.form.start.click()
    qtbot.waitUntil(lambda: "cannot be made" in window.form.words.text())
    assert message.isVisible()
    assert window.form.start.isEnabled(), "it can be tried again"
    window.form.name.setText("mine")
    assert "80 pictures" in window.form.words.text(), "that was said of another name"
    window.form.colours.setCurrentText("Colour")
    window.form.size_box.setCurrentText("32 × 32 pixels")
    window.form.unit.setCurrentIndex(window.form.unit.findData("images"))
    window.form.budget.setValue(64)
    window.form.start.click()
    try:
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
