"""A colour picture on a model of grey ones: said once, with the remedy; and the offer to invert is not misled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import engine
from tests.e2e.conftest import PATIENCE_MS, Hand

CTRL = Qt.KeyboardModifier.ControlModifier
SKY = (190, 225, 255)
PAPER = (250, 250, 248)


def drawing(path: Path, *, ground: tuple[int, int, int], ink: tuple[int, int, int]) -> Path:
    pixels = np.full((60, 60, 3), ground, dtype=np.uint8)
    pixels[15:45, 20:40] = ink
    Image.fromarray(pixels).save(path)
    return path


def open_picture(hand: Hand, qtbot: QtBot, path: Path) -> None:
    qtbot.waitUntil(lambda: bool(hand.studio.models.models.shown))
    hand.studio.sources.open(path)
    qtbot.waitUntil(lambda: hand.studio.document.sources[0].name == path.stem)


def test_a_colour_picture_that_turned_grey_is_told_and_the_colour_model_is_one_click_away(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    studio, offer = hand.studio, hand.studio.colour_offer.bar
    open_picture(hand, qtbot, drawing(tmp_path / "shirt.png", ground=SKY, ink=(200, 30, 30)))
    assert offer.isVisible()
    assert "Picture A is in colour; mnist completes grey pictures only." in offer.text
    assert "train one for yours" in offer.text
    assert [b.text() for b in (offer.take_button, offer.other_button)] == ["Use faces64-small", "Train…"]
    assert offer.other_button.isVisible()
    assert not studio.invert_offer.bar.isVisible(), "a light sky is no paper"
    offer.take_button.click()
    qtbot.waitUntil(lambda: studio.document.model == "faces64-small", timeout=PATIENCE_MS)
    assert not offer.isVisible()
    assert studio.document.sources[0].pixels[32, 32].tolist() == [200, 30, 30]
    hand.wait_loaded()
    hand.key(Qt.Key.Key_Z, CTRL)
    assert studio.document.model == "mnist"
    hand.wait_loaded()


def test_training_is_one_click_away_beside_the_colour_model_and_no_stroke_says_it_again(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    studio, offer = hand.studio, hand.studio.colour_offer.bar
    open_picture(hand, qtbot, drawing(tmp_path / "cloth.png", ground=SKY, ink=(200, 30, 30)))
    offer.other_button.click()
    assert studio.models.window is not None
    assert studio.models.window.isVisible()
    assert studio.document.model == "mnist"
    studio.models.window.close()
    hand.stroke(4, 5)
    assert not offer.isVisible()
    hand.wait_loaded()


def test_it_is_said_once_a_model(hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    offer = hand.studio.colour_offer.bar
    open_picture(hand, qtbot, drawing(tmp_path / "one.png", ground=SKY, ink=(200, 30, 30)))
    offer.leave_button.click()
    open_picture(hand, qtbot, drawing(tmp_path / "two.png", ground=SKY, ink=(30, 200, 30)))
    assert not offer.isVisible()
    hand.wait_loaded()


def test_coloured_ink_on_white_paper_is_still_offered_to_be_inverted_and_grey_in_rgb_is_no_colour(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    studio = hand.studio
    open_picture(hand, qtbot, drawing(tmp_path / "grey.png", ground=(9, 9, 9), ink=(200, 200, 204)))
    assert not studio.colour_offer.bar.isVisible()
    open_picture(hand, qtbot, drawing(tmp_path / "red.png", ground=PAPER, ink=(200, 30, 30)))
    assert studio.colour_offer.bar.isVisible()
    assert not studio.invert_offer.bar.isVisible(), "one offer at a time"
    studio.colour_offer.bar.leave_button.click()
    assert studio.invert_offer.bar.isVisible()
    hand.wait_loaded()


def test_without_a_colour_model_the_remedy_is_to_train_one_and_of_several_one_is_chosen(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    studio, offer, every = hand.studio, hand.studio.colour_offer.bar, engine.list_models()
    open_picture(hand, qtbot, drawing(tmp_path / "shirt.png", ground=SKY, ink=(200, 30, 30)))
    monkeypatch.setattr(engine, "list_models", lambda: [*every, *every])
    studio.models.models.refresh()
    qtbot.waitUntil(lambda: offer.take_button.text() == "Choose a Model…")
    offer.take_button.click()
    assert studio.models.panel is not None
    qtbot.waitUntil(studio.models.panel.isVisible)
    monkeypatch.setattr(engine, "list_models", lambda: [m for m in every if m.channels == 1])
    studio.models.models.refresh()
    qtbot.waitUntil(lambda: offer.take_button.text() == "Train…")
    assert not offer.other_button.isVisible()
    offer.take_button.click()
    assert studio.models.window is not None
    assert studio.models.window.isVisible()
    hand.wait_loaded()


def test_the_colours_of_a_picture_are_judged_where_it_is_read_and_no_stroke_looks_again(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    by: list[threading.Thread] = []

    def judge(real: Callable[[Image.Image], bool], image: Image.Image) -> bool:
        by.append(threading.current_thread())
        return real(image)

    for name in ("is_hard_edged", "is_coloured"):
        monkeypatch.setattr(engine, name, partial(judge, getattr(engine, name)))
    open_picture(hand, qtbot, drawing(tmp_path / "red.png", ground=PAPER, ink=(200, 31, 30)))
    assert hand.studio.colour_offer.bar.isVisible()
    hand.stroke(4, 5)
    hand.wait_loaded()
    assert len(by) == 3
    assert threading.main_thread() not in by
    assert hand.studio.colour_offer.bar.isVisible()
