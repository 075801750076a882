"""The completions beside the canvas: how many, which one, and what can be made of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio import dialogs
from studio.dialogs import Answer
from studio.document.state import TARGET
from tests.e2e.conftest import Hand
from tests.e2e.test_studio_subsets import know_left_half

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


def turn(hand: Hand, notches: int) -> None:
    """Turn the wheel over the completions; away from the hand is above zero."""
    gallery = hand.studio.panels.gallery
    at, nowhere = QPointF(40, 40), Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        at,
        gallery.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        nowhere,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(gallery, event)


def test_the_wheel_shows_fewer_and_larger_or_more_completions_and_can_be_undone(hand: Hand) -> None:
    studio, gallery = hand.studio, hand.studio.panels.gallery
    QTest.mouseClick(gallery.cells[4], LEFT)
    before = gallery.cells[4].image.width(), gallery.cells[4].width()
    turn(hand, 2)
    assert len(gallery.cells) == len(studio.document.completions) == 4
    assert studio.document.noise.seed == 4, "what is on the canvas stays"
    assert gallery.cells[0].width() > before[1]
    hand.wait_loaded()
    hand.key(Qt.Key.Key_Period, CTRL)
    assert len(gallery.cells) == 6
    turn(hand, -20)
    hand.wait_loaded()
    assert len({bytes(cell.image.constBits()) for cell in gallery.cells}) == 25
    inside = [gallery.rect().contains(cell.geometry()) for cell in gallery.cells]
    assert all(inside)
    assert not studio.actions["more_completions"].isEnabled()
    hand.key(Qt.Key.Key_Z, CTRL)
    assert len(gallery.cells) == 9
    turn(hand, 20)
    assert len(gallery.cells) == 1
    assert not studio.actions["fewer_completions"].isEnabled()


def test_a_double_click_makes_a_completion_the_picture_until_it_is_undone(hand: Hand, qtbot: QtBot) -> None:
    document, cell = hand.studio.document, hand.studio.panels.gallery.cells[3]
    before = document.sources[0].pixels
    QTest.mouseClick(cell, LEFT)
    wanted = document.picture()
    assert wanted is not None
    QTest.mouseDClick(cell, LEFT)
    qtbot.waitUntil(lambda: bool(document.known.all()))
    assert np.array_equal(document.sources[0].pixels, wanted)
    assert not np.array_equal(wanted, before)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert document.sources[0].pixels is before
    assert (document.assignment == TARGET).any()


def test_a_completion_taken_in_a_photo_leaves_the_rest_of_the_photo(hand: Hand, qtbot: QtBot, tmp_path: Path) -> None:
    document = hand.studio.document
    photo = np.random.default_rng(0).integers(0, 256, (120, 160, 3), dtype=np.uint8)
    Image.fromarray(photo).save(tmp_path / "photo.png")
    hand.studio.sources.open(tmp_path / "photo.png")
    qtbot.waitUntil(lambda: document.sources[0].name == "photo")
    know_left_half(hand)
    hand.wait_loaded()
    hand.studio.actions["take"].trigger()
    qtbot.waitUntil(lambda: bool(document.known.all()))
    taken = document.sources[0].whole.pixels
    assert taken.shape == photo.shape
    assert np.array_equal(taken[:, :71], photo[:, :71]), "the known part, and what the frame does not reach"
    assert not np.array_equal(taken[:, 72:140], photo[:, 72:140])


def test_a_context_menu_is_of_the_completion_under_the_pointer(hand: Hand) -> None:
    gallery, document = hand.studio.panels.gallery, hand.studio.document
    at = gallery.cells[5].geometry().center()
    QApplication.sendEvent(gallery, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, gallery.mapToGlobal(at)))
    assert document.noise.chosen == 5
    assert gallery.menu.isVisible()
    offered = {action.objectName() for action in gallery.menu.actions()}
    assert {"take", "as_source", "export", "copy", "pin", "vary", "compare"} <= offered
    gallery.menu.close()
    wanted = document.picture()
    assert wanted is not None
    hand.studio.actions["as_source"].trigger()
    assert [source.name for source in document.sources] == ["digit-3", "digit-3-5"]
    assert np.array_equal(document.sources[1].pixels, wanted)
    assert hand.studio.toolbox.source == 1


def test_a_completion_is_dragged_out_as_pixels_and_as_a_file(hand: Hand, qtbot: QtBot) -> None:
    studio = hand.studio
    data = studio.drag.data(2)
    assert data is not None
    file = Path(data.urls()[0].toLocalFile())
    qtbot.waitUntil(file.exists)
    assert file.name == "digit-3-2.png"
    wanted = studio.document.picture(2)
    assert wanted is not None
    with Image.open(file) as written:
        assert np.array_equal(np.asarray(written), wanted[..., 0])
    image = QImage(data.imageData())
    assert (image.width(), image.height()) == (28, 28)
    studio.close()
    assert not file.exists()


@pytest.mark.parametrize("answer", [Answer.CANCEL, Answer.DISCARD])
def test_new_and_open_begin_another_document_and_ask_about_unsaved_work(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: Answer
) -> None:
    studio, document, asked = hand.studio, hand.studio.document, []

    def ask(_: object, name: str) -> Answer:
        asked.append(name)
        return answer

    monkeypatch.setattr(dialogs, "ask_save_changes", ask)
    Image.fromarray(np.full((28, 28), 200, dtype=np.uint8)).save(tmp_path / "mine.png")
    monkeypatch.setattr(dialogs, "ask_open", lambda *_: tmp_path / "mine.png")
    hand.key(Qt.Key.Key_N, CTRL)
    qtbot.waitUntil(lambda: document.sources[0].name == "Untitled")
    assert asked == [], "nothing was unsaved"
    assert not document.known.any()
    hand.wait_loaded()
    hand.stroke(10)
    hand.key(Qt.Key.Key_O, CTRL)
    assert asked == ["Untitled"]
    if answer is Answer.CANCEL:
        assert document.sources[0].name == "Untitled"
        return
    qtbot.waitUntil(lambda: document.sources[0].name == "mine")
    assert studio.stack.count() == 0
    assert not studio.project.file.modified
    assert studio.project.file.recent == [tmp_path / "mine.png"]
    assert studio.project.recent.actions()[0].text() == "mine.png"


def test_what_was_done_can_be_undone_after_the_project_is_opened_again(
    hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    studio, document = hand.studio, hand.studio.document
    before = document.assignment
    hand.stroke(24, 25)
    studio.actions["whole"].trigger()
    studio.project.file.save(tmp_path / "a.patchwork")
    qtbot.waitUntil(lambda: studio.project.file.path is not None)
    with qtbot.waitSignal(studio.project.file.opened):
        studio.project.file.open(tmp_path / "a.patchwork")
    assert not studio.window.isWindowModified()
    assert studio.actions["undo"].text() == "&Undo All Known"
    hand.wait_loaded()
    hand.key(Qt.Key.Key_Z, CTRL)
    assert document.chosen is not None, "its completions stay on show"
    hand.key(Qt.Key.Key_Z, CTRL)
    assert np.array_equal(document.assignment, before)
    hand.key(Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert document.known[24]
