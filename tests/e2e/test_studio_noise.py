"""Many completions of the same known patches: drawing, choosing and naming them by seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import Blend
from studio.document.noise import SHEET
from tests.e2e.conftest import Hand

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_the_completions_of_a_sheet_differ(hand: Hand) -> None:
    hand.key(Qt.Key.Key_D, CTRL)
    hand.wait_loaded()
    images = {c.image.tobytes() for c in hand.studio.document.completions if c is not None}
    assert len(images) == SHEET


def test_r_draws_new_noise_and_undo_brings_the_old_back_pixel_for_pixel(hand: Hand) -> None:
    document = hand.studio.document
    before = [c.image.copy() for c in document.completions if c is not None]
    hand.key(Qt.Key.Key_R)
    assert document.noise.seed != 0
    hand.wait_loaded()
    assert tuple(c.seed for c in document.completions if c is not None) == document.noise.seeds
    hand.key(Qt.Key.Key_Z, CTRL)
    assert document.noise.seed == 0
    hand.wait_loaded()
    for old, now in zip(before, document.completions, strict=True):
        assert now is not None
        np.testing.assert_array_equal(old, now.image)


def test_a_click_chooses_a_completion_at_once_and_undo_returns(hand: Hand) -> None:
    document, cells = hand.studio.document, hand.studio.panels.gallery.cells
    QTest.mouseClick(cells[4], Qt.MouseButton.LeftButton)
    assert document.chosen is document.completions[4]
    assert cells[4].isChecked()
    assert hand.studio.panels.noise.seed.value() == 4
    assert hand.studio.canvas.hasFocus(), "a click on the gallery leaves the keys with the canvas"
    hand.key(Qt.Key.Key_Z, CTRL)
    assert cells[0].isChecked()
    assert not cells[4].isChecked()


def test_number_keys_and_neighbours_choose(hand: Hand) -> None:
    hand.key(Qt.Key.Key_9)
    assert hand.studio.document.noise.chosen == 8
    hand.key(Qt.Key.Key_Period)
    assert hand.studio.document.noise.chosen == 0
    hand.key(Qt.Key.Key_Comma)
    assert hand.studio.document.noise.chosen == 8


def test_a_stroke_refreshes_the_chosen_completion(hand: Hand) -> None:
    hand.key(Qt.Key.Key_3)
    hand.stroke(4, 5)
    hand.wait_loaded()
    chosen = hand.studio.document.chosen
    assert chosen is not None
    assert chosen.seed == 2
    assert chosen.request.known[[4, 5]].all()


def test_a_seed_can_be_typed_and_copied(hand: Hand) -> None:
    field = hand.studio.panels.noise.seed
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "4711")
    assert hand.studio.document.noise.seed == 0, "not before it is complete"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert hand.studio.document.noise.seed == 4711
    assert hand.studio.canvas.hasFocus()
    hand.key(Qt.Key.Key_C, CTRL | SHIFT)
    assert QApplication.clipboard().text() == "4711"
    hand.wait_loaded()
    typed = hand.studio.document.chosen
    hand.key(Qt.Key.Key_Z, CTRL)
    assert field.value() == 0
    hand.wait_loaded()
    hand.key(Qt.Key.Key_Z, CTRL | SHIFT)
    hand.wait_loaded()
    again = hand.studio.document.chosen
    assert typed is not None
    assert again is not None
    np.testing.assert_array_equal(typed.image, again.image)


def test_r_leaves_pinned_completions_and_ctrl_r_does_not(hand: Hand) -> None:
    document = hand.studio.document
    hand.key(Qt.Key.Key_4)
    hand.key(Qt.Key.Key_N)
    assert list(document.noise.pinned) == [3]
    assert hand.studio.actions["pin"].isChecked()
    kept = document.completions[3]
    hand.key(Qt.Key.Key_R)
    assert document.noise.seeds[3] == 3
    assert document.completions[3] is kept
    assert document.noise.seeds[0] != 0
    hand.wait_loaded()
    hand.key(Qt.Key.Key_R, CTRL)
    assert not document.noise.pinned
    for _ in range(3):
        hand.key(Qt.Key.Key_Z, CTRL)
    assert not document.noise.pinned
    assert document.noise.seeds == tuple(range(SHEET))
    hand.wait_loaded()


def test_a_weak_variation_stays_near_the_chosen_completion(hand: Hand) -> None:
    document, slider = hand.studio.document, hand.studio.panels.noise.strength
    hand.key(Qt.Key.Key_D, CTRL)
    hand.wait_loaded()

    def spread() -> float:
        images = [c.image.astype(float) for c in document.completions if c is not None]
        return float(np.mean([np.abs(image - images[0]).mean() for image in images[1:]]))

    independent, chosen, steps = spread(), document.completions[0], hand.studio.stack.count()
    for percent in (60, 30, 5):
        slider.setValue(percent)
    hand.wait_loaded()
    assert document.completions[0] is chosen
    assert 0 < spread() < 0.5 * independent
    assert hand.studio.stack.count() == steps + 1, "a slide is one undo step"
    hand.key(Qt.Key.Key_Z, CTRL)
    assert slider.value() == 100
    hand.wait_loaded()
    assert spread() == independent


def test_a_slider_leads_from_the_pinned_completion_to_the_chosen_one(hand: Hand) -> None:
    document, slider = hand.studio.document, hand.studio.panels.noise.balance
    hand.key(Qt.Key.Key_D, CTRL)
    hand.wait_loaded()
    assert not slider.isEnabled()
    first, second = document.completions[1], document.completions[5]
    hand.key(Qt.Key.Key_2)
    hand.key(Qt.Key.Key_N)
    hand.key(Qt.Key.Key_6)
    assert slider.isEnabled()
    assert slider.value() == 100
    seen = {}
    for percent in (99, 50, 0, 100):
        slider.setValue(percent)
        hand.wait_loaded()
        assert document.chosen is not None
        seen[percent] = document.chosen.image.astype(int)
        assert f"{percent} %" in hand.studio.panels.noise.words.text()
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(seen[0], first.image)
    np.testing.assert_array_equal(seen[100], second.image)
    ends = np.abs(seen[100] - seen[0]).mean()
    assert 0 < np.abs(seen[99] - seen[100]).mean() < 0.5 * ends
    assert not np.array_equal(seen[50], seen[0])
    hand.key(Qt.Key.Key_Z, CTRL)
    assert document.noise.seeds[5] == 5


def test_what_a_completion_came_from_is_said(hand: Hand) -> None:
    assert hand.studio.panels.noise.words.text() == "mnist, seed 0, 21 of 49 patches known"
    hand.stroke(48)
    hand.wait_loaded()
    assert "22 of 49" in hand.studio.panels.noise.words.text()


def test_a_variation_is_varied_on_and_a_blend_is_blended_again(hand: Hand) -> None:
    document, studio = hand.studio.document, hand.studio
    hand.key(Qt.Key.Key_D, CTRL)
    studio.panels.noise.strength.setValue(30)
    hand.wait_loaded()
    hand.key(Qt.Key.Key_5)
    parent = document.chosen
    hand.key(Qt.Key.Key_V, SHIFT)
    assert document.noise.base == Blend(0, 4, 0.3)
    hand.wait_loaded()
    assert document.chosen is parent, "what is varied stays on the canvas"
    assert studio.panels.noise.strength.value() == 30
    images = [c.image.astype(float) for c in document.completions if c is not None]
    assert len({image.tobytes() for image in images}) == SHEET
    hand.key(Qt.Key.Key_N)
    hand.key(Qt.Key.Key_1)
    assert studio.panels.noise.balance.isEnabled(), "a pinned blend is an end of an interpolation"
    studio.panels.noise.balance.setValue(50)
    hand.wait_loaded()
    assert "blend of seeds" in studio.panels.noise.words.text()
    assert "0 (" in studio.panels.noise.words.text()
    for _ in range(5):
        hand.key(Qt.Key.Key_Z, CTRL)
    hand.wait_loaded()
    assert document.noise.seeds[0] == 0
    assert document.noise.seeds[1] == Blend(0, 1, 0.3)
    assert studio.panels.noise.strength.value() == 30


def test_a_result_of_blended_noise_is_restored_from_a_project(hand: Hand, qtbot: QtBot, tmp_path: Path) -> None:
    document, studio = hand.studio.document, hand.studio
    hand.key(Qt.Key.Key_D, CTRL)
    for key in (Qt.Key.Key_V, Qt.Key.Key_V):
        hand.key(key, SHIFT)
        hand.wait_loaded()
        hand.key(Qt.Key.Key_7)
    hand.key(Qt.Key.Key_K)
    kept, words, noise = document.picture(), studio.panels.noise.words.text(), document.noise
    number = studio.project.history.entries[-1].number
    studio.project.file.save(tmp_path / "p.patchwork")
    qtbot.waitUntil((tmp_path / "p.patchwork").exists)
    qtbot.waitUntil(lambda: not studio.project.file.modified)
    hand.key(Qt.Key.Key_R, CTRL)
    hand.wait_loaded()
    studio.history.results.restore(number)
    assert document.noise == noise
    hand.wait_loaded()
    np.testing.assert_array_equal(document.picture(), kept)
    studio.stack.setClean()
    with qtbot.waitSignal(studio.project.file.opened):
        studio.project.file.open(tmp_path / "p.patchwork")
    assert document.noise == noise
    hand.wait_loaded()
    np.testing.assert_array_equal(document.picture(), kept)
    assert studio.panels.noise.words.text() == words
