"""A picture with another ground than the model's: inverted by command, by offer, kept, and turned back at the end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.e2e.conftest import Hand
from tests.e2e.test_studio_subsets import choose_in_dialog, trigger

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def negative(hand: Hand, tmp_path: Path) -> Path:
    """The bundled digit, dark on white, with paper around it."""
    paper = np.full((40, 60), 255, dtype=np.uint8)
    paper[6:34, 10:38] = ~hand.studio.document.sources[0].pixels[..., 0]
    Image.fromarray(paper).save(tmp_path / "ink.png")
    return tmp_path / "ink.png"


def open_picture(hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    qtbot.waitUntil(lambda: bool(hand.studio.modelling.models.shown))
    choose_in_dialog(monkeypatch, path)
    hand.key(Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(lambda: hand.studio.document.sources[0].name == path.stem)


def test_a_dark_digit_on_white_is_offered_to_be_inverted_once(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, negative: Path
) -> None:
    studio, document, offer = hand.studio, hand.studio.document, hand.studio.inverting.offer
    assert not offer.isVisible()
    open_picture(hand, qtbot, monkeypatch, negative)
    assert offer.isVisible()
    assert "Picture A has a light ground, mnist learnt dark ones" in offer.text
    seen = document.sources[0].pixels
    offer.take_button.click()
    np.testing.assert_array_equal(document.sources[0].pixels, ~seen)
    assert not offer.isVisible()
    assert studio.stack.undoText() == "Invert Picture"
    hand.key(Qt.Key.Key_Z, CTRL)
    np.testing.assert_array_equal(document.sources[0].pixels, seen)
    assert not offer.isVisible(), "it was answered"
    hand.wait_loaded()


def test_the_offer_can_be_left_and_goes_with_its_picture(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, negative: Path
) -> None:
    offer = hand.studio.inverting.offer
    open_picture(hand, qtbot, monkeypatch, negative)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert not offer.isVisible(), "the picture is gone"
    hand.key(Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert offer.isVisible()
    offer.leave_button.click()
    hand.key(Qt.Key.Key_H)
    assert not offer.isVisible()
    hand.wait_loaded()


def test_an_inverted_picture_is_found_by_name_kept_in_the_project_and_exported_in_its_own_tones(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, negative: Path, tmp_path: Path
) -> None:
    studio, document = hand.studio, hand.studio.document
    open_picture(hand, qtbot, monkeypatch, negative)
    seen = document.sources[0].pixels
    hand.key(Qt.Key.Key_K, CTRL)
    search = QApplication.focusWidget()
    assert search is not None
    for letter in "invert pict":
        hand.key(Qt.Key(ord(letter.upper())))
    hand.key(Qt.Key.Key_Return)
    np.testing.assert_array_equal(document.sources[0].pixels, ~seen)
    assert not studio.inverting.offer.isVisible()
    trigger(hand, "fit_whole")
    assert document.sources[0].square.inverted, "placing it anew leaves it inverted"
    trigger(hand, "crop_square")
    hand.wait_loaded()
    studio.keeping.projects.save(tmp_path / "p.patchwork")
    qtbot.waitUntil(lambda: not studio.keeping.projects.modified)
    studio.keeping.projects.open(tmp_path / "p.patchwork")
    qtbot.waitUntil(lambda: not studio.stack.canUndo())
    assert document.sources[0].square.inverted
    hand.wait_loaded()
    choose_in_dialog(monkeypatch, tmp_path / "whole.png")
    trigger(hand, "paste_back")
    qtbot.waitUntil((tmp_path / "whole.png").exists)
    whole, paper = np.asarray(Image.open(tmp_path / "whole.png")), np.asarray(Image.open(negative))
    assert whole.shape == paper.shape
    np.testing.assert_array_equal(whole[:, :26], paper[:, :26])
    assert not np.array_equal(whole, paper)
    assert whole[:, 26:].mean() > 127, "the completion is on white paper too"


def test_a_mask_of_the_pictures_size_is_not_inverted_with_it(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hand.key(Qt.Key.Key_I)
    mask = np.zeros((28, 28), dtype=np.uint8)
    mask[:, :8] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    choose_in_dialog(monkeypatch, tmp_path / "mask.png")
    hand.key(Qt.Key.Key_M, CTRL)
    expected = np.arange(49) % 7 < 2
    qtbot.waitUntil(lambda: bool((hand.studio.document.known == expected).all()))
    hand.wait_loaded()
