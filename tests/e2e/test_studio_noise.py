"""Many completions of the same known patches: drawing, choosing and naming them by seed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.noise import SHEET
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
    document, cells = hand.studio.document, hand.studio.gallery.cells
    QTest.mouseClick(cells[4], Qt.MouseButton.LeftButton)
    assert document.chosen is document.completions[4]
    assert cells[4].isChecked()
    assert hand.studio.noise.seed.value() == 4
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
    field = hand.studio.noise.seed
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


def test_the_keyboard_reaches_every_panel(hand: Hand) -> None:
    studio = hand.studio
    stops = [studio.gallery.cells[0], studio.noise.seed, studio.subset.slider, studio.canvas]
    for stop in stops:
        hand.key(Qt.Key.Key_F6)
        assert stop.hasFocus()
        assert stop.accessibleName()
