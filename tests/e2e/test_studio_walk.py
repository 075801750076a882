"""The noise walk through the real window: played on the canvas, exported as GIF and APNG, given up."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

import engine
from engine import Blend
from studio.document.request import UInt8Array
from studio.document.walk import stops_of, walk
from tests.e2e.conftest import PATIENCE_MS, Hand
from tests.e2e.test_studio_projects import answer
from tests.e2e.test_studio_subsets import choose_in_dialog, trigger

CTRL = Qt.KeyboardModifier.ControlModifier


def walks(hand: Hand) -> bool:
    """Whether a walk is on the canvas."""
    return hand.studio.noise_walk.playing


def export(hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, path: Path, *, frames: int = 3) -> None:
    """Ask for a walk of few frames, and agree."""
    choose_in_dialog(monkeypatch, path)
    trigger(hand, "export_walk")
    dialog = hand.studio.noise_walk.dialog
    assert dialog is not None
    assert dialog.isVisible()
    dialog.frames.setValue(frames)
    dialog.rate.setValue(20)
    dialog.zoom.setValue(2)
    assert f"{9 * frames} pictures of 56 × 56 pixels" in dialog.words.text()
    dialog.go.click()


def read(path: Path) -> list[UInt8Array]:
    """The frames as (28, 28), one pixel a pixel."""
    with Image.open(path) as image:
        assert image.info["duration"] == 50
        assert image.info["loop"] == 0
        return [np.asarray(frame.convert("L"))[::2, ::2] for frame in ImageSequence.Iterator(image)]


@pytest.mark.parametrize("suffix", [".gif", ".png"])
def test_a_walk_is_exported_frame_by_frame_as_the_engine_draws_it(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, suffix: str
) -> None:
    document, path = hand.studio.document, tmp_path / f"walk{suffix}"
    hand.key(Qt.Key.Key_3)
    shown, known = document.picture(), document.grid.mask(document.known)
    export(hand, qtbot, monkeypatch, path)
    assert "0 of 27" in hand.studio.noise_walk.bar.text
    assert hand.studio.noise_walk.bar.isVisible()
    qtbot.waitUntil(path.exists, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not hand.studio.noise_walk.bar.isVisible())
    frames = read(path)
    assert len(frames) == 27
    assert shown is not None
    np.testing.assert_array_equal(frames[0], shown[..., 0])
    for frame in frames:
        np.testing.assert_array_equal(frame[known], document.sources[0].pixels[..., 0][known])
    assert len({frame.tobytes() for frame in frames}) == 27
    seeds = walk(stops_of(document.noise), 3)
    drawn = engine.load("mnist").complete(document.given(), document.known, seeds=seeds[:4])
    for frame, expected in zip(frames[:4], drawn.images, strict=True):
        assert np.abs(frame.astype(int) - expected[..., 0]).max() <= 1
    with Image.open(path) as image:
        gif = suffix == ".gif"
        said = json.loads(image.info["comment"])["Patchwork"] if gif else json.loads(image.info["Patchwork"])
    assert (said["model"], said["seed"]) == ("mnist", 2)
    assert said["walk"]["stops"] == [2, 3, 4, 5, 6, 7, 8, 0, 1]


def test_strokes_go_on_while_a_walk_is_drawn_and_do_not_change_it(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    document, path = hand.studio.document, tmp_path / "walk.png"
    known = document.grid.mask(document.known)
    pixels = document.sources[0].pixels[..., 0]
    export(hand, qtbot, monkeypatch, path, frames=8)
    hand.key(Qt.Key.Key_D, CTRL)
    hand.wait_loaded()
    assert not document.known.any()
    assert document.chosen is not None
    assert not document.chosen.request.known.any()
    qtbot.waitUntil(path.exists, timeout=PATIENCE_MS)
    frames = read(path)
    assert len(frames) == 72
    for frame in frames:
        np.testing.assert_array_equal(frame[known], pixels[known])


def test_a_walk_that_is_given_up_leaves_no_file_and_nothing_running(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    export(hand, qtbot, monkeypatch, tmp_path / "walk.gif", frames=60)
    bar = hand.studio.noise_walk.bar
    qtbot.waitUntil(lambda: "0 of" not in bar.text)
    bar.cancel_button.click()
    assert not bar.isVisible()
    hand.stroke(48)
    hand.wait_loaded()
    hand.studio.files.submit("waiting", lambda: (tmp_path / "after").touch())
    qtbot.waitUntil((tmp_path / "after").exists)
    assert not (tmp_path / "walk.gif").exists()


def test_a_second_walk_waits_until_the_first_is_drawn(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    studio, path = hand.studio, tmp_path / "walk.gif"
    export(hand, qtbot, monkeypatch, path)
    studio.noise_walk.dialog = None
    trigger(hand, "export_walk")
    assert studio.noise_walk.dialog is None, "nothing is asked in vain"
    assert studio.message.text.startswith("A noise walk is still being drawn.")
    assert studio.noise_walk.bar.isVisible(), "it goes on"
    qtbot.waitUntil(path.exists, timeout=PATIENCE_MS)
    assert len(read(path)) == 27
    qtbot.waitUntil(lambda: not studio.message.isVisible())
    export(hand, qtbot, monkeypatch, tmp_path / "second.gif")
    qtbot.waitUntil((tmp_path / "second.gif").exists, timeout=PATIENCE_MS)


def test_closing_while_a_walk_is_drawn_asks_first(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    studio = hand.studio
    export(hand, qtbot, monkeypatch, tmp_path / "walk.gif", frames=60)
    asked = answer(monkeypatch, QMessageBox.StandardButton.Cancel)
    studio.window.close()
    assert asked == ["The noise walk is still being drawn."]
    assert studio.window.isVisible()
    assert studio.noise_walk.bar.isVisible(), "it goes on"
    answer(monkeypatch, QMessageBox.StandardButton.Yes)
    studio.window.close()
    assert not studio.window.isVisible()


def test_a_folder_that_cannot_be_written_is_named(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    export(hand, qtbot, monkeypatch, tmp_path / "none" / "walk.gif")
    qtbot.waitUntil(hand.studio.message.isVisible, timeout=PATIENCE_MS)
    assert "walk.gif cannot be written" in hand.studio.message.text


def test_a_walk_plays_on_the_canvas_until_something_changes(hand: Hand, qtbot: QtBot) -> None:
    studio, document = hand.studio, hand.studio.document
    hand.key(Qt.Key.Key_D, CTRL)
    hand.wait_loaded()
    before, noise, steps = document.picture(), document.noise, studio.stack.count()

    def colours() -> bytes:
        return bytes(studio.canvas.grab().toImage().constBits())

    still = colours()
    hand.key(Qt.Key.Key_W)
    assert studio.actions["walk"].isChecked()
    qtbot.waitUntil(lambda: colours() != still)
    seen = colours()
    qtbot.waitUntil(lambda: colours() not in (still, seen))
    assert document.noise == noise
    np.testing.assert_array_equal(document.picture(), before)
    hand.key(Qt.Key.Key_W)
    assert not walks(hand)
    assert colours() == still
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_2):
        hand.key(Qt.Key.Key_W)
        assert walks(hand)
        hand.key(key)
        assert not walks(hand)
        assert not studio.actions["walk"].isChecked()
    assert studio.stack.count() == steps + 1, "walking is no undo step; choosing is"
    hand.wait_loaded()


def test_a_walk_leads_through_blends(hand: Hand, qtbot: QtBot) -> None:
    hand.key(Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    hand.wait_loaded()
    stops = stops_of(hand.studio.document.noise)
    assert all(isinstance(stop, Blend) for stop in stops[1:])
    hand.key(Qt.Key.Key_W)
    qtbot.waitUntil(lambda: not hand.studio.noise_walk._shown.running, timeout=PATIENCE_MS)
    assert len(hand.studio.noise_walk._shown.images) == 9 * 12
    hand.key(Qt.Key.Key_W)


def test_what_is_said_of_a_walk_or_a_play_is_said_no_longer_than_it_lasts(hand: Hand, qtbot: QtBot) -> None:
    studio, status = hand.studio, hand.studio.status
    hand.key(Qt.Key.Key_W)
    assert status.currentMessage().startswith("Walking from completion to completion")
    hand.key(Qt.Key.Key_W)
    assert status.currentMessage() == ""
    for ended_by_escape in (True, False):
        hand.key(Qt.Key.Key_W)
        assert status.currentMessage()
        if ended_by_escape:
            hand.key(Qt.Key.Key_Escape)
        else:
            hand.stroke(48)
        assert status.currentMessage() == ""
    hand.wait_loaded()
    hand.key(Qt.Key.Key_W)
    hand.key(Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: not walks(hand))
    assert studio.reveal.playing
    assert status.currentMessage().startswith("Revealing one helpful patch after another")
    hand.key(Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    assert status.currentMessage() == ""
    hand.wait_loaded()
