"""Sprite sheets: one goes from cell to cell and completes one; the rest of the sheet stays, bit for bit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.app import Studio
from studio.settings import Settings
from studio.start import find_start
from tests.e2e.characters import sheet
from tests.e2e.conftest import Hand
from tests.e2e.test_studio_photo import at, drag
from tests.e2e.test_studio_subsets import choose_in_dialog, trigger

ALT = Qt.KeyboardModifier.AltModifier
WIDTH, HEIGHT = 64, 112


@pytest.fixture
def opened() -> Image.Image:
    """Three characters across and two down, indexed: the last colours of the palette are not used."""
    cell = sheet()
    colours, indices = np.unique(cell.reshape(-1, 4), axis=0, return_inverse=True)
    image = Image.fromarray(np.tile(indices.reshape(HEIGHT, WIDTH).astype(np.uint8), (2, 3))).convert("L")
    image.putpalette([*colours[:, :3].ravel(), 1, 1, 1, 2, 2, 2])
    image.info["transparency"] = bytes([*colours[:, 3], 255, 255])
    return image


@pytest.fixture
def studio(qtbot: QtBot, themed: None, tmp_path: Path, opened: Image.Image) -> Iterator[Studio]:
    """A studio that was started with a sheet."""
    opened.save(tmp_path / "sheet.png")
    start = find_start(image=tmp_path / "sheet.png", model="characters")
    made = Studio(start, Settings(tmp_path / "settings.ini"), seed=0)
    with qtbot.waitExposed(made.window):
        made.show()
    made.window.activateWindow()
    yield made
    made.close()


def cell(studio: Studio) -> tuple[float, float]:
    frame = studio.document.sources[0].frame
    assert (frame.width, frame.height) == (WIDTH, HEIGHT)
    return frame.x / WIDTH, frame.y / HEIGHT


def test_a_cell_is_gone_to_completed_taken_and_exported_and_the_rest_of_the_sheet_stays(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, opened: Image.Image
) -> None:
    studio, document = hand.studio, hand.studio.document
    before = document.state
    assert cell(studio) == (0, 0)
    studio.canvas.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        hand.key(key, ALT)
    assert cell(studio) == (2, 1)
    hand.key(Qt.Key.Key_PageUp)
    assert cell(studio) == (1, 1)
    drag(hand, (WIDTH + 16, HEIGHT + 28), (WIDTH + 20, HEIGHT + 30), (WIDTH + 10, HEIGHT + 14))
    assert cell(studio) == (1, 1)
    assert not document.known.all()
    hand.wait_loaded()
    trigger(hand, "take")
    qtbot.waitUntil(lambda: studio.stack.undoText() == "Take Completion")
    choose_in_dialog(monkeypatch, tmp_path / "done.png")
    trigger(hand, "export")
    qtbot.waitUntil((tmp_path / "done.png").exists)

    done = Image.open(tmp_path / "done.png")
    assert done.mode == "P"
    assert (done.getpalette() or [])[: len(opened.getpalette() or [])] == opened.getpalette()
    outside = np.ones((2 * HEIGHT, 3 * WIDTH), dtype=bool)
    outside[HEIGHT:, WIDTH : 2 * WIDTH] = False
    np.testing.assert_array_equal(np.asarray(done)[outside], np.asarray(opened)[outside])
    rgba, was = np.asarray(done.convert("RGBA")), np.asarray(opened.convert("RGBA"))
    np.testing.assert_array_equal(rgba[outside], was[outside])
    assert not np.array_equal(rgba, was)
    assert set(np.unique(rgba[..., 3])) <= {0, 255}
    while studio.stack.canUndo():
        studio.stack.undo()
    assert document.state.sources == before.sources
    hand.wait_loaded()


def test_a_click_goes_to_a_cell_and_a_photo_way_of_framing_is_a_key_away(hand: Hand) -> None:
    studio, document = hand.studio, hand.studio.document
    drag(hand, (2 * WIDTH + 20, 30))
    assert cell(studio) == (2, 0), "the brush begins in another cell"
    trigger(hand, "place")
    drag(hand, (20, HEIGHT + 30))
    assert cell(studio) == (0, 1)
    studio.canvas.camera.zoom(5)
    trigger(hand, "cell_right")
    trigger(hand, "cell_above")
    assert cell(studio) == (1, 0)
    trigger(hand, "cell_right")
    left, right = at(studio, 2 * WIDTH, 0), at(studio, 3 * WIDTH, 0)
    assert 0 <= left.x() < right.x() <= studio.canvas.width(), "one sees the cell that one goes to"
    QTest.keyClick(studio.canvas, Qt.Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    assert not document.cells
    assert not studio.actions["cell_right"].isEnabled()
    studio.stack.undo()
    assert document.state.cells
    hand.wait_loaded()


def test_a_tile_is_wrapped_round_its_borders_and_seen_beside_itself(hand: Hand, qtbot: QtBot) -> None:
    studio, document = hand.studio, hand.studio.document
    given, plain = document.given(), studio.canvas.grab().toImage()
    trigger(hand, "copies")
    assert studio.canvas.grab().toImage() != plain
    for name, shift in (("wrap_across", (0, WIDTH // 2)), ("wrap_down", (HEIGHT // 2, WIDTH // 2))):
        with qtbot.waitSignal(studio.stack.indexChanged):
            trigger(hand, name)
        np.testing.assert_array_equal(document.given(), np.roll(given, shift, (0, 1)))
    studio.stack.undo()
    studio.stack.undo()
    np.testing.assert_array_equal(document.given(), given)
    hand.wait_loaded()


def test_every_cell_is_completed_as_one_was_brushed_in_one_step_that_can_be_given_up(
    hand: Hand, qtbot: QtBot
) -> None:
    studio, document = hand.studio, hand.studio.document
    drag(hand, (WIDTH + 16, HEIGHT + 28), (WIDTH + 20, HEIGHT + 30), (WIDTH + 10, HEIGHT + 14))
    hand.wait_loaded()
    before, target = document.state, document.grid.mask(document.target)
    trigger(hand, "complete_cells")
    qtbot.waitUntil(studio.cells.bar.isVisible)
    studio.cells.bar.cancel_button.click()
    assert document.state.sources == before.sources
    trigger(hand, "complete_cells")
    qtbot.waitUntil(lambda: studio.stack.undoText() == "Complete Every Cell")
    assert not studio.cells.bar.isVisible()
    assert studio.status.currentMessage() == "Cells completed: 6"
    picture, was = document.sources[0].whole, before.sources[0].whole
    assert picture.stored.palette == was.stored.palette
    changed = (picture.pixels != was.pixels).any(axis=-1).reshape(2, HEIGHT, 3, WIDTH).swapaxes(1, 2)
    assert changed.any(axis=(2, 3)).all()
    assert (changed == changed[1, 1]).all(), "the cells were alike, and so are their completions"
    assert not changed[..., ~target].any()
    assert document.known.all()
    hand.wait_loaded()
    trigger(hand, "complete_cells")
    assert studio.status.currentMessage() == "Every patch is known already"
    studio.stack.undo()
    assert document.state.sources == before.sources
    assert document.state.hole == before.hole
    hand.wait_loaded()


def test_a_tile_is_made_seamless_in_one_step_and_taken(hand: Hand, qtbot: QtBot) -> None:
    studio, document = hand.studio, hand.studio.document
    before = document.state
    with qtbot.waitSignal(studio.stack.indexChanged):
        trigger(hand, "tileable")
    moved = np.roll(before.given, (HEIGHT // 2, WIDTH // 2), (0, 1))
    np.testing.assert_array_equal(document.given(), moved)
    cross = document.grid.mask(document.target)
    assert cross[HEIGHT // 2 - 1 : HEIGHT // 2 + 1].all()
    assert cross[:, WIDTH // 2 - 1 : WIDTH // 2 + 1].all()
    hand.wait_loaded()
    trigger(hand, "take")
    qtbot.waitUntil(lambda: studio.stack.undoText() == "Take Completion")
    np.testing.assert_array_equal(document.given()[~cross], moved[~cross])
    assert not np.array_equal(document.given(), moved)
    assert document.known.all()
    studio.stack.undo()
    studio.stack.undo()
    assert not studio.stack.canUndo()
    assert document.state.sources == before.sources
    assert document.state.hole == before.hole
    hand.wait_loaded()
