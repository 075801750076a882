"""The pencil in the real window: what is drawn is known at once, and the model answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog

from engine import UInt8Array
from studio.files.project import read_project
from tests.e2e.characters import sheet
from tests.e2e.conftest import Hand
from tests.e2e.test_studio_characters import drawn as drawn
from tests.e2e.test_studio_characters import hand as character_hand
from tests.e2e.test_studio_subsets import choose_in_dialog, trigger

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
RED = (220, 30, 20, 255)
characters = character_hand


def at(hand: Hand, x: int, y: int) -> QPoint:
    """Where the middle of a pixel is on the canvas."""
    return QPoint(*map(int, hand.studio.canvas.viewport.to_widget(x + 0.5, y + 0.5)))


def draw(
    hand: Hand,
    *pixels: tuple[int, int],
    button: Qt.MouseButton = LEFT,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """A stroke from pixel to pixel."""
    canvas = hand.studio.canvas
    QTest.mousePress(canvas, button, keys, at(hand, *pixels[0]))
    for pixel in pixels[1:]:
        QTest.mouseMove(canvas, at(hand, *pixel))
        QApplication.processEvents()
    QTest.mouseRelease(canvas, button, keys, at(hand, *pixels[-1]))


def shown(hand: Hand) -> UInt8Array:
    picture = hand.studio.document.picture()
    assert picture is not None
    return picture.copy()


def test_what_is_drawn_on_a_completion_becomes_known_with_all_that_one_sees_in_its_patch(characters: Hand) -> None:
    hand, document = characters, characters.studio.document
    before = shown(hand)
    trigger(hand, "pencil")
    hand.studio.toolbox.colour_with(RED)
    draw(hand, (40, 70), (43, 70))
    expected = before.copy()
    expected[70, 40:44] = RED
    patch = np.zeros(document.grid.L, dtype=bool)
    patch[8 * 8 + 5] = True
    mask = document.grid.mask(patch)
    assert document.known[8 * 8 + 5]
    hand.wait_loaded()
    np.testing.assert_array_equal(shown(hand)[mask], expected[mask], "the pixels of the completion around it stay")
    np.testing.assert_array_equal(document.sources[0].pixels[~mask], sheet()[~mask])
    np.testing.assert_array_equal(document.sources[0].whole.pixels, document.sources[0].pixels)
    assert all(c is not None and c.request.known[69] for c in document.completions)
    assert hand.studio.stack.undoText() == "Draw"
    hand.studio.stack.undo()
    assert not document.known[8 * 8 + 5]
    np.testing.assert_array_equal(document.sources[0].whole.pixels, sheet())
    hand.studio.stack.redo()
    np.testing.assert_array_equal(document.sources[0].pixels[mask], expected[mask])


def test_the_model_answers_while_the_pencil_is_still_down(characters: Hand) -> None:
    hand, document = characters, characters.studio.document
    trigger(hand, "pencil")
    QTest.mousePress(hand.studio.canvas, LEFT, pos=at(hand, 40, 70))
    hand.qtbot.waitUntil(lambda: bool(document.chosen and document.chosen.request.known[69]))
    assert document.gesturing
    QTest.mouseMove(hand.studio.canvas, at(hand, 60, 100))
    QApplication.processEvents()
    hand.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(hand.studio.canvas, LEFT, pos=at(hand, 60, 100))
    np.testing.assert_array_equal(document.sources[0].pixels, sheet())
    assert hand.studio.stack.count() == 0


def test_the_right_button_erases_to_transparency(characters: Hand) -> None:
    hand, document = characters, characters.studio.document
    trigger(hand, "pencil")
    draw(hand, (15, 10), (15, 14), button=RIGHT)
    assert (document.sources[0].pixels[10:15, 15] == 0).all()
    assert document.known.sum() == 28
    assert hand.studio.stack.undoText() == "Erase Pixels"


def test_colours_are_picked_from_the_picture_and_from_the_strip_of_its_colours(characters: Hand) -> None:
    hand, toolbox, swatches = characters, characters.studio.toolbox, characters.studio.swatches
    assert not swatches.isVisible()
    trigger(hand, "pencil")
    hand.qtbot.waitUntil(swatches.isVisible)
    assert toolbox.colour == (0, 0, 0, 255), "what is seen on a light ground"
    for key in (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier):
        toolbox.colour_with(RED)
        draw(hand, (15, 12), keys=key)
        assert toolbox.colour == (0xD9, 0xA0, 0x66, 255)
    assert hand.studio.stack.count() == 0
    expected = {tuple(int(v) for v in colour) for colour in np.unique(sheet()[:56, :32].reshape(-1, 4), axis=0)}
    assert set(swatches.colours) == {c if c[3] else (0, 0, 0, 0) for c in expected}
    assert swatches.colours[-1] == (0, 0, 0, 0)
    green = swatches.colours.index((0x37, 0x94, 0x6E, 255))
    QTest.mouseClick(swatches, LEFT, pos=swatches.place(green).center())
    assert toolbox.colour == (0x37, 0x94, 0x6E, 255)
    trigger(hand, "brush")
    hand.qtbot.waitUntil(lambda: not swatches.isVisible())


def test_any_colour_can_be_asked_for(characters: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[QColorDialog.ColorDialogOption] = []

    def answer(colour: QColor, parent: object, title: str, options: QColorDialog.ColorDialogOption) -> QColor:
        asked.append(options)
        return QColor(*RED)

    monkeypatch.setattr(QColorDialog, "getColor", answer)
    trigger(characters, "pencil")
    swatches = characters.studio.swatches
    QTest.mouseClick(swatches, LEFT, pos=swatches.place(-1).center())
    assert characters.studio.toolbox.colour == RED
    assert asked == [QColorDialog.ColorDialogOption.ShowAlphaChannel]


def test_arrow_keys_move_the_pencil_pixel_by_pixel_and_return_draws(characters: Hand) -> None:
    hand, pixels = characters, characters.studio.document.sources[0].pixels
    trigger(hand, "pencil")
    hand.studio.toolbox.colour_with(RED)
    QTest.mouseMove(hand.studio.canvas, at(hand, 15, 12))
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Down)
    hand.key(Qt.Key.Key_Return)
    changed = np.argwhere((hand.studio.document.sources[0].pixels != pixels).any(axis=-1))
    assert changed.tolist() == [[13, 16]]


def test_a_drawing_is_saved_and_opened_again(
    characters: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hand = characters
    trigger(hand, "pencil")
    hand.studio.toolbox.colour_with(RED)
    draw(hand, (2, 2), (20, 30))
    drawn_on = hand.studio.document.sources[0]
    choose_in_dialog(monkeypatch, tmp_path / "hero.patchwork")
    trigger(hand, "save")
    hand.qtbot.waitUntil(lambda: not hand.studio.window.isWindowModified())
    source = read_project(tmp_path / "hero.patchwork").state.sources[0]
    np.testing.assert_array_equal(source.pixels, drawn_on.pixels)
    np.testing.assert_array_equal(source.whole.pixels, drawn_on.whole.pixels)
    assert tuple(source.pixels[2, 2]) == RED


def test_beyond_a_small_picture_one_draws_on_and_it_grows(characters: Hand, tmp_path: Path) -> None:
    hand, document = characters, characters.studio.document
    Image.fromarray(sheet()[:56, :32]).save(tmp_path / "front.png")
    hand.studio.sources.open(tmp_path / "front.png")
    hand.qtbot.waitUntil(lambda: document.sources[0].name == "front")
    trigger(hand, "model_size")
    hand.studio.panels.sources.offsets[0].setValue(-16)
    hand.studio.panels.sources.offsets[1].setValue(-28)
    np.testing.assert_array_equal(document.sources[0].pixels[:56, :32], sheet()[:56, :32])
    trigger(hand, "pencil")
    hand.studio.toolbox.colour_with(RED)
    draw(hand, (50, 80))
    assert tuple(document.sources[0].pixels[80, 50]) == RED
    assert document.sources[0].whole.shape[0] > 56
    moved = document.sources[0].placed(document.sources[0].frame)
    np.testing.assert_array_equal(moved.pixels, document.sources[0].pixels)


def test_where_the_model_does_not_see_the_pictures_own_pixels_the_pencil_says_so(hand: Hand, tmp_path: Path) -> None:
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (90, 120), dtype=np.uint8)).save(tmp_path / "large.png")
    hand.studio.sources.open(tmp_path / "large.png")
    hand.qtbot.waitUntil(lambda: hand.studio.document.sources[0].name == "large")
    trigger(hand, "replace")  # to patches
    trigger(hand, "pencil")
    steps = hand.studio.stack.count()
    draw(hand, (3, 3))
    assert hand.studio.stack.count() == steps
    assert "One Pixel for One" in hand.studio.status.currentMessage()
    trigger(hand, "model_size")
    draw(hand, (3, 3))
    assert hand.studio.stack.count() == steps + 2
    assert hand.studio.toolbox.colour[0] == hand.studio.document.sources[0].pixels[3, 3, 0]


def test_on_a_model_without_transparency_nothing_can_be_erased(hand: Hand) -> None:
    trigger(hand, "pencil")
    assert hand.studio.toolbox.colour == (255, 255, 255, 255), "what is seen on a dark ground"
    draw(hand, (3, 3), button=RIGHT)
    assert hand.studio.stack.count() == 0
    assert "not transparent" in hand.studio.status.currentMessage()
    draw(hand, (20, 3), (24, 3))
    document = hand.studio.document
    assert (document.sources[0].pixels[3, 20:25, 0] == 255).all()
    assert document.known[[5, 6]].all()


def test_a_patch_of_another_source_or_from_elsewhere_is_taken_over_as_it_is_seen(hand: Hand) -> None:
    trigger(hand, "example_mix")
    document = hand.studio.document
    hand.qtbot.waitUntil(lambda: len(document.sources) == 2)
    hand.wait_loaded()
    before = document.given().copy()
    trigger(hand, "pencil")
    draw(hand, (1, 25), (2, 25))
    assert document.assignment[42] == 0
    expected = before[24:28, :4].copy()
    expected[1, 1:3] = 255
    np.testing.assert_array_equal(document.given()[24:28, :4], expected)
    hand.studio.stack.undo()
    np.testing.assert_array_equal(document.given(), before)


def test_what_was_duplicated_stays_when_one_draws_on_where_it_came_from(hand: Hand) -> None:
    document = hand.studio.document
    trigger(hand, "relocate")
    hand.stroke(22, 23)
    hand.press(22)
    QTest.mouseRelease(hand.studio.canvas, LEFT, pos=hand.at(22))
    QTest.mousePress(hand.studio.canvas, LEFT, Qt.KeyboardModifier.ControlModifier, hand.at(22))
    hand.move(25)
    hand.release(25)
    assert document.origin[[25, 26]].tolist() == [22, 23]
    before = document.given().copy()
    trigger(hand, "pencil")
    draw(hand, (5, 13), (6, 14))
    changed = np.argwhere((document.given() != before).any(axis=-1))
    assert {tuple(pixel) for pixel in changed.tolist()} <= {(13, 5), (14, 6)}
    assert len(changed)
    hand.studio.stack.undo()
    np.testing.assert_array_equal(document.given(), before)
