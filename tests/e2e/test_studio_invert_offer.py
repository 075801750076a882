"""A picture with another ground than the model's: inverted by command, by offer, kept, and turned back at the end."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.e2e.conftest import PATIENCE_MS, Hand
from tests.e2e.test_studio_subsets import choose_in_dialog, know_left_half, trigger

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def negative(hand: Hand, tmp_path: Path) -> Path:
    """The bundled digit, dark on white, with paper around it."""
    paper = np.full((40, 60), 255, dtype=np.uint8)
    paper[6:34, 10:38] = ~hand.studio.document.sources[0].pixels[..., 0]
    Image.fromarray(paper).save(tmp_path / "ink.png")
    return tmp_path / "ink.png"


def open_picture(hand: Hand, qtbot: QtBot, path: Path) -> None:
    qtbot.waitUntil(lambda: bool(hand.studio.models.models.shown))
    hand.studio.sources.open(path)
    qtbot.waitUntil(lambda: hand.studio.document.sources[0].name == path.stem)
    know_left_half(hand)


def test_a_dark_digit_on_white_is_offered_to_be_inverted_once(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, negative: Path
) -> None:
    studio, document, offer = hand.studio, hand.studio.document, hand.studio.invert_offer.bar
    assert not offer.isVisible()
    open_picture(hand, qtbot, negative)
    assert offer.isVisible()
    assert "Picture A has a light background; mnist knows dark ones" in offer.text
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
    offer = hand.studio.invert_offer.bar
    hand.studio.sources.open(negative)
    qtbot.waitUntil(lambda: hand.studio.document.sources[0].name == "ink" and offer.isVisible())
    hand.key(Qt.Key.Key_Z, CTRL)
    assert not offer.isVisible(), "the picture is gone"
    hand.key(Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert offer.isVisible()
    know_left_half(hand)
    offer.leave_button.click()
    hand.key(Qt.Key.Key_H)
    assert not offer.isVisible()
    hand.wait_loaded()


def test_an_inverted_picture_is_found_by_name_kept_in_the_project_and_exported_in_its_own_tones(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, negative: Path, tmp_path: Path
) -> None:
    studio, document = hand.studio, hand.studio.document
    open_picture(hand, qtbot, negative)
    seen = document.sources[0].pixels
    hand.key(Qt.Key.Key_K, CTRL)
    search = QApplication.focusWidget()
    assert search is not None
    for letter in "invert pict":
        hand.key(Qt.Key(ord(letter.upper())))
    hand.key(Qt.Key.Key_Return)
    np.testing.assert_array_equal(document.sources[0].pixels, ~seen)
    assert not studio.invert_offer.bar.isVisible()
    trigger(hand, "fit_whole")
    assert document.sources[0].frame.inverted, "placing it anew leaves it inverted"
    trigger(hand, "crop_square")
    hand.wait_loaded()
    studio.project.file.save(tmp_path / "p.patchwork")
    qtbot.waitUntil(lambda: not studio.project.file.modified)
    with qtbot.waitSignal(studio.project.file.opened):
        studio.project.file.open(tmp_path / "p.patchwork")
    assert document.sources[0].frame.inverted
    hand.wait_loaded()
    choose_in_dialog(monkeypatch, tmp_path / "whole.png")
    trigger(hand, "paste_back")
    qtbot.waitUntil((tmp_path / "whole.png").exists)
    whole, paper = np.asarray(Image.open(tmp_path / "whole.png")), np.asarray(Image.open(negative))
    assert whole.shape == paper.shape
    np.testing.assert_array_equal(whole[:, :26], paper[:, :26])
    assert not np.array_equal(whole, paper)
    assert whole[:, 26:].mean() > 127, "the completion is on white paper too"


@pytest.fixture
def inverted(hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, negative: Path) -> np.ndarray:
    """The digit on paper, inverted for the model: (28, 28), what its square shows on the paper."""
    open_picture(hand, qtbot, negative)
    seen = hand.studio.document.sources[0].pixels[..., 0]
    hand.studio.invert_offer.bar.take_button.click()
    hand.wait_loaded()
    return seen


def written(hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, action: str, path: Path) -> Image.Image:
    choose_in_dialog(monkeypatch, path)
    trigger(hand, action)
    qtbot.waitUntil(path.exists)
    return Image.open(path)


def test_an_inverted_picture_is_exported_and_copied_in_its_own_tones(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, inverted: np.ndarray
) -> None:
    document = hand.studio.document
    picture, known = document.picture(), document.grid.mask(document.known)
    assert picture is not None
    png = written(hand, qtbot, monkeypatch, "export", tmp_path / "a.png")
    assert json.loads(png.info["Patchwork"])["inverted"] == [True]
    np.testing.assert_array_equal(np.asarray(png), ~picture[..., 0])
    np.testing.assert_array_equal(np.asarray(png)[known], inverted[known])
    hand.key(Qt.Key.Key_C, CTRL)
    copied = QApplication.clipboard().image()
    tones = [[copied.pixelColor(x, y).red() for x in range(28)] for y in range(28)]
    np.testing.assert_array_equal(tones, ~picture[..., 0])
    sheet = np.asarray(written(hand, qtbot, monkeypatch, "export_sheet", tmp_path / "sheet.png"))
    given, first, original = (sheet[2:114:4, left : left + 112 : 4] for left in (2, 116, 2 + 10 * 114))
    np.testing.assert_array_equal(given[known], np.stack([inverted] * 3, axis=-1)[known])
    assert (given[~known] == (160, 175, 210)).all(), "the blank stays as pale as ever"
    np.testing.assert_array_equal(first[..., 0], ~picture[..., 0])
    np.testing.assert_array_equal(original[..., 0], inverted)
    moving = written(hand, qtbot, monkeypatch, "export_animation", tmp_path / "moving.png")
    np.testing.assert_array_equal(np.asarray(moving.convert("L"))[::8, ::8], ~picture[..., 0])


def test_a_walk_over_an_inverted_picture_is_in_its_own_tones(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, inverted: np.ndarray
) -> None:
    known = hand.studio.document.grid.mask(hand.studio.document.known)
    choose_in_dialog(monkeypatch, tmp_path / "walk.png")
    trigger(hand, "export_walk")
    dialog = hand.studio.noise_walk.dialog
    assert dialog is not None
    dialog.frames.setValue(1)
    dialog.zoom.setValue(1)
    dialog.go.click()
    qtbot.waitUntil((tmp_path / "walk.png").exists, timeout=PATIENCE_MS)
    frame = np.asarray(Image.open(tmp_path / "walk.png").convert("L"))
    np.testing.assert_array_equal(frame[known], inverted[known])


def test_where_only_some_sources_are_inverted_the_picture_stays_and_says_which(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, negative: Path, inverted: np.ndarray
) -> None:
    document = hand.studio.document
    choose_in_dialog(monkeypatch, negative)
    trigger(hand, "add_source")
    qtbot.waitUntil(lambda: len(document.sources) == 2)
    hand.wait_loaded()
    png = written(hand, qtbot, monkeypatch, "export", tmp_path / "a.png")
    assert json.loads(png.info["Patchwork"])["inverted"] == [True, False]
    np.testing.assert_array_equal(np.asarray(png)[..., None], document.picture())


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
