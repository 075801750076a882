"""Where the model is unsure, which patch would help, and the play that reveals one patch after the other."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.document.state import IGNORED
from studio.document.uncertainty import disagreement
from studio.settings import SHOW_SPREAD
from tests.e2e.conftest import PATIENCE_MS, Hand

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def glow(hand: Hand, patch: int) -> int:
    """How orange the corner of a patch is: red above blue."""
    canvas = hand.studio.canvas
    shot = canvas.grab().toImage()
    row, column = divmod(patch, 7)
    x, y = canvas.viewport.to_widget(4 * column + 0.5, 4 * row + 0.5)
    ratio = shot.width() / canvas.width()
    colour = shot.pixelColor(round(x * ratio), round(y * ratio))
    return colour.red() - colour.blue()


def playing(hand: Hand) -> bool:
    """Whether a play goes on."""
    return hand.studio.reveal.playing


def test_d_shows_where_the_completions_disagree(hand: Hand) -> None:
    document = hand.studio.document
    hand.studio.actions["grid"].trigger()
    hand.key(Qt.Key.Key_D)
    QTest.mouseMove(hand.studio.canvas, QPoint(2, 2))
    assert hand.studio.settings.get(SHOW_SPREAD)
    scores = disagreement(document.grid, document.agreeing(), document.target)
    most = int(scores.argmax())
    assert scores[most] > 0.05
    assert glow(hand, most) > 30
    known = np.flatnonzero(document.known)[0]
    assert glow(hand, int(known)) == 0
    hand.key(Qt.Key.Key_D)
    assert glow(hand, most) == 0, "the pixels as they are"


def test_p_reveals_the_patch_that_would_help_most(hand: Hand) -> None:
    document = hand.studio.document
    suggested = hand.studio.reveal.suggestion()
    assert suggested is not None
    assert document.target[suggested]
    hand.key(Qt.Key.Key_P)
    assert document.known[suggested]
    hand.wait_loaded()
    hand.key(Qt.Key.Key_Z, CTRL)
    assert document.target[suggested]


def test_a_play_reveals_every_target_as_one_undo_step(hand: Hand, qtbot: QtBot) -> None:
    document = hand.studio.document
    hand.key(Qt.Key.Key_A, CTRL)
    hand.key(Qt.Key.Key_E)
    hand.stroke(24, 25, 26)
    hand.key(Qt.Key.Key_X)
    hand.stroke(0)
    hand.wait_loaded()
    steps, before = hand.studio.stack.count(), document.assignment.copy()
    hand.key(Qt.Key.Key_P, SHIFT)
    assert hand.studio.actions["play"].isChecked()
    qtbot.waitUntil(lambda: not hand.studio.reveal.playing, timeout=PATIENCE_MS)
    assert not hand.studio.actions["play"].isChecked()
    assert not document.target.any()
    assert document.assignment[0] == IGNORED
    assert hand.studio.stack.count() == steps + 1
    hand.key(Qt.Key.Key_Z, CTRL)
    np.testing.assert_array_equal(document.assignment, before)
    hand.wait_loaded()


def test_a_stroke_the_key_or_another_project_ends_the_play(hand: Hand) -> None:
    hand.key(Qt.Key.Key_P, SHIFT)
    assert playing(hand)
    hand.stroke(48)
    assert not playing(hand)
    hand.key(Qt.Key.Key_P, SHIFT)
    assert playing(hand)
    hand.key(Qt.Key.Key_P, SHIFT)
    assert not playing(hand)
    hand.key(Qt.Key.Key_P, SHIFT)
    assert playing(hand)
    hand.studio.document.set_state(hand.studio.document.state)  # a project
    assert not playing(hand)
    hand.key(Qt.Key.Key_A, CTRL)
    hand.key(Qt.Key.Key_P, SHIFT)
    assert not playing(hand)
    assert not hand.studio.actions["play"].isChecked()
    assert "known or ignored" in hand.studio.status.currentMessage()
