"""Subsets by hand: three states a patch, lasso, presets, masks; each one undo step through the real window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from studio.document.presets import Order
from studio.document.state import IGNORED, TARGET
from tests.e2e.conftest import Hand

CTRL = Qt.KeyboardModifier.ControlModifier


def choose_in_dialog(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Answer the next file dialog."""
    for dialog in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, dialog, lambda *_: (str(path), ""))


def trigger(hand: Hand, name: str) -> None:
    """Choose an action from its menu."""
    assert hand.studio.actions[name].isEnabled()
    hand.studio.actions[name].trigger()


def know_left_half(hand: Hand) -> None:
    """Of a photo: by patches, as for a picture of the model's size."""
    trigger(hand, "replace")
    trigger(hand, "half_left")


def test_the_ignore_tool_and_ctrl_paint_patches_that_take_no_part(hand: Hand) -> None:
    document = hand.studio.document
    hand.key(Qt.Key.Key_X)
    hand.stroke(0, 1)
    hand.key(Qt.Key.Key_B)
    QTest.mousePress(hand.studio.canvas, Qt.MouseButton.LeftButton, CTRL, hand.at(48))
    hand.release(48)
    assert (document.assignment[[0, 1, 48]] == IGNORED).all()
    hand.wait_loaded()
    chosen = document.chosen
    assert chosen is not None
    assert not (chosen.request.known | chosen.request.target)[[0, 1, 48]].any()
    hand.key(Qt.Key.Key_I, CTRL)
    assert (document.assignment[[0, 1, 48]] == IGNORED).all(), "inverting leaves them out"
    trigger(hand, "ignore_none")
    assert not (document.assignment == IGNORED).any()
    for _ in range(4):
        hand.key(Qt.Key.Key_Z, CTRL)
    assert document.assignment[0] == 0
    assert document.assignment[48] == TARGET


def test_ignored_patches_look_neither_known_nor_completed(hand: Hand) -> None:
    for name in ("grid", "marks"):
        trigger(hand, name)
    hand.key(Qt.Key.Key_X)
    hand.stroke(24)
    QTest.mouseMove(hand.studio.canvas, QPoint(2, 2))
    document, canvas = hand.studio.document, hand.studio.canvas
    picture = document.picture()
    assert picture is not None
    shot = canvas.grab().toImage()
    x, y = canvas.viewport.to_widget(12.5, 12.5)
    ratio = shot.width() / canvas.width()
    seen = shot.pixelColor(round(x * ratio), round(y * ratio))
    assert abs(seen.red() - int(picture[12, 12, 0])) > 20


def test_the_lasso_takes_what_it_encloses_and_can_still_change_until_it_is_let_go(hand: Hand) -> None:
    document = hand.studio.document
    hand.key(Qt.Key.Key_D, CTRL)
    hand.key(Qt.Key.Key_L)
    for patch in (8, 12, 40):
        hand.press(patch) if patch == 8 else hand.move(patch)
    assert document.known[[8, 40, 18]].all()
    hand.move(36)
    hand.release(36)
    square = document.known.reshape(7, 7)
    assert square[2:5, 2:5].all()
    assert not square[0].any()
    assert not square[6].any()
    assert hand.studio.stack.undoText() == "Lasso"
    hand.key(Qt.Key.Key_Z, CTRL)
    assert not document.known.any()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("half_left", np.indices((7, 7))[1] < 3),
        ("half_right", np.indices((7, 7))[1] > 3),
        ("half_top", np.indices((7, 7))[0] < 3),
        ("half_bottom", np.indices((7, 7))[0] > 3),
        ("checkerboard", np.indices((7, 7)).sum(axis=0) % 2 == 0),
        ("by_initial", np.arange(49).reshape(7, 7) < 25),
        ("whole", np.ones((7, 7), dtype=bool)),
    ],
)
def test_presets_set_what_they_say_and_undo_takes_them_back(hand: Hand, name: str, expected: np.ndarray) -> None:
    document = hand.studio.document
    trigger(hand, "checkerboard" if name == "by_initial" else "none")
    before = document.assignment.copy()
    trigger(hand, name)
    np.testing.assert_array_equal(document.known.reshape(7, 7), expected)
    hand.wait_loaded()
    hand.key(Qt.Key.Key_Z, CTRL)
    np.testing.assert_array_equal(document.assignment, before)


def test_the_share_slider_follows_the_order_that_was_chosen(hand: Hand) -> None:
    document, slider = hand.studio.document, hand.studio.panels.subset.slider
    trigger(hand, "by_centre")
    assert hand.studio.actions["by_centre"].isChecked()
    slider.setValue(9)
    assert document.known.reshape(7, 7)[2:5, 2:5].all()
    assert document.known.sum() == 9
    hand.key(Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    assert hand.studio.toolbox.order is Order.RANDOM
    assert hand.studio.actions["by_random"].isChecked()


def ignore_every_other(hand: Hand) -> None:
    """25 of 49 patches ignored, the 24 others known."""
    trigger(hand, "whole")
    hand.key(Qt.Key.Key_X)
    for patch in range(0, 49, 2):
        hand.stroke(patch)
    hand.key(Qt.Key.Key_B)


def share_said(hand: Hand) -> str:
    """What stands beside the share slider."""
    label = hand.studio.panels.subset.findChild(QLabel)
    assert isinstance(label, QLabel)
    return label.text()


def count_said(hand: Hand) -> str:
    """What the status bar says of the patches."""
    labels = hand.studio.status.findChildren(QLabel)
    return next(label.text() for label in labels if "patches" in label.text())


def test_shuffling_keeps_as_many_known_as_there_are_beside_ignored_patches(hand: Hand) -> None:
    document = hand.studio.document
    ignore_every_other(hand)
    trigger(hand, "invert")
    for patch in (1, 15):
        hand.stroke(patch)
    known = int(document.known.sum())
    assert 0 < known < 24
    seen = set()
    for _ in range(6):
        hand.key(Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
        assert int(document.known.sum()) == known
        seen.add(document.known.tobytes())
    assert len(seen) > 1
    for order in ("by_initial", "by_centre", "by_random"):
        trigger(hand, order)
        assert int(document.known.sum()) == known
    assert np.flatnonzero(document.assignment == IGNORED).tolist() == list(range(0, 49, 2))


def test_every_step_of_the_share_slider_is_one_patch_beside_ignored_ones_and_all_say_so(hand: Hand) -> None:
    studio, slider = hand.studio, hand.studio.panels.subset.slider
    ignore_every_other(hand)
    assert (slider.value(), slider.maximum()) == (24, 24)
    trigger(hand, "none")
    slider.setFocus()
    before = studio.stack.count()
    said = set()
    for known in range(1, 25):
        hand.key(Qt.Key.Key_Right)
        assert slider.value() == int(studio.document.known.sum()) == known
        assert count_said(hand) == f"{known} of 24 patches known, 25 ignored"
        assert share_said(hand) == f"{round(100 * known / 24)} %"
        said.add(share_said(hand))
    assert len(said) == 24
    hand.key(Qt.Key.Key_Right)
    assert studio.stack.count() == before + 1, "the end of the slider is the end, and all steps are one to undo"
    trigger(hand, "ignore_none")
    assert slider.maximum() == 49
    assert count_said(hand) == "24 of 49 patches known"


def test_the_share_held_by_the_mouse_is_that_of_the_patches_not_ignored(hand: Hand) -> None:
    studio, slider = hand.studio, hand.studio.panels.subset.slider
    ignore_every_other(hand)
    slider.setSliderDown(True)
    for known in (3, 20, 11):
        slider.setValue(known)
        assert int(studio.document.known.sum()) == known
    slider.setSliderDown(False)
    assert int(studio.document.known.sum()) == 11
    hand.key(Qt.Key.Key_Z, CTRL)
    assert int(studio.document.known.sum()) == 24


def test_a_share_that_is_there_already_is_no_undo_step(hand: Hand) -> None:
    studio = hand.studio
    studio.panels.subset.slider.setValue(20)
    for _ in range(2):
        trigger(hand, "invert")
    count = studio.stack.count()
    studio.subsets.set_share(20)
    assert studio.stack.count() == count


def test_with_every_patch_ignored_shuffle_and_orders_do_nothing(hand: Hand) -> None:
    studio = hand.studio
    trigger(hand, "none")
    hand.key(Qt.Key.Key_X)
    for _ in range(8):
        trigger(hand, "broader")
    for row in (0, 3, 6):
        hand.stroke(*range(7 * row, 7 * row + 7))
    assert (studio.document.assignment == IGNORED).all()
    assert studio.panels.subset.slider.maximum() == 0
    for name in ("shuffle", "by_initial", "by_centre", "by_random"):
        trigger(hand, name)
        assert (studio.document.assignment == IGNORED).all()


def test_growing_and_shrinking(hand: Hand) -> None:
    document = hand.studio.document
    hand.key(Qt.Key.Key_D, CTRL)
    hand.stroke(24)
    hand.key(Qt.Key.Key_BracketRight, CTRL)
    assert document.known.reshape(7, 7)[2:5, 2:5].all()
    assert document.known.sum() == 9
    hand.key(Qt.Key.Key_BracketLeft, CTRL)
    assert np.flatnonzero(document.known).tolist() == [24]
    hand.key(Qt.Key.Key_PageUp, CTRL)
    assert document.known.sum() == 9
    hand.key(Qt.Key.Key_PageDown, CTRL)
    assert np.flatnonzero(document.known).tolist() == [24]


def test_a_mask_goes_out_and_comes_back_white_for_known(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    document = hand.studio.document
    trigger(hand, "checkerboard")
    known = document.known.copy()
    choose_in_dialog(monkeypatch, tmp_path / "mask")
    hand.key(Qt.Key.Key_M, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil((tmp_path / "mask.png").exists)
    qtbot.waitUntil(lambda: "mask.png" in hand.studio.status.currentMessage())
    written = np.asarray(Image.open(tmp_path / "mask.png"))
    np.testing.assert_array_equal(written > 127, document.grid.mask(known))
    hand.key(Qt.Key.Key_A, CTRL)
    choose_in_dialog(monkeypatch, tmp_path / "mask.png")
    hand.key(Qt.Key.Key_M, CTRL)
    qtbot.waitUntil(lambda: bool(np.array_equal(document.known, known)))
    assert hand.studio.status.currentMessage() == "Opened mask: white is known"
    hand.key(Qt.Key.Key_Z, CTRL)
    assert document.known.all()


def test_a_grey_mask_of_another_size_is_cut_by_its_luminance(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    grey = np.full((280, 300), 40, dtype=np.uint8)
    grey[:, :150] = 200
    Image.fromarray(grey).save(tmp_path / "grey.png")
    choose_in_dialog(monkeypatch, tmp_path / "grey.png")
    hand.key(Qt.Key.Key_D, CTRL)
    hand.key(Qt.Key.Key_M, CTRL)
    qtbot.waitUntil(lambda: bool(hand.studio.document.known.any()))
    np.testing.assert_array_equal(hand.studio.document.known.reshape(7, 7), np.indices((7, 7))[1] < 3)
    said = "grey has greys: lighter than medium grey is known"
    assert hand.studio.status.currentMessage() == said


def test_a_mask_that_cannot_be_read_is_named(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "words.png").write_text("no picture")
    choose_in_dialog(monkeypatch, tmp_path / "words.png")
    hand.key(Qt.Key.Key_M, CTRL)
    qtbot.waitUntil(hand.studio.message.isVisible)
    assert "words.png" in hand.studio.message.text


def test_a_picture_with_transparency_says_itself_what_is_known(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    studio, drawn = hand.studio, np.zeros((28, 28, 4), dtype=np.uint8)
    assert not studio.actions["from_transparency"].isEnabled(), "the first picture has none"
    drawn[:8, :, 3] = 255
    Image.fromarray(drawn).save(tmp_path / "cut-out.png")
    choose_in_dialog(monkeypatch, tmp_path / "cut-out.png")
    hand.key(Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(lambda: studio.document.sources[0].name == "cut-out")
    trigger(hand, "from_transparency")
    np.testing.assert_array_equal(np.flatnonzero(studio.document.known), np.arange(14))
    QApplication.processEvents()
