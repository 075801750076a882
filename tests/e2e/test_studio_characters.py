"""A model of pictures that are higher than wide, transparent, and made of views, through the real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import engine
from engine import UInt8Array
from studio.app import Studio
from studio.files.project import read_project
from studio.imaging.placement import Placement
from studio.settings import Settings
from studio.start import find_start
from tests.e2e.characters import SHAPE, characters_model, sheet
from tests.e2e.conftest import Hand
from tests.e2e.test_studio_history import entries, panel, wait_recorded
from tests.e2e.test_studio_ignored_exports import export
from tests.e2e.test_studio_subsets import choose_in_dialog, trigger

CHECKERBOARD = {"#e6e6e6", "#cdcdcd"}


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """The sheet of a character as a file."""
    path = tmp_path / "hero.png"
    Image.fromarray(sheet()).save(path)
    return path


@pytest.fixture
def hand(qtbot: QtBot, themed: None, tmp_path: Path, drawn: Path) -> Iterator[Hand]:
    """A hand on a studio that opened the sheet with the model of characters."""
    start = find_start(image=drawn, model=str(characters_model()))
    studio = Studio(start, Settings(tmp_path / "settings.ini"), seed=0, recovery=tmp_path / "recovery")
    with qtbot.waitExposed(studio.window):
        studio.show()
    studio.window.activateWindow()
    made = Hand(studio, qtbot)
    made.wait_loaded()
    yield made
    studio.close()


def colour_at(hand: Hand, x: float, y: float) -> str:
    """What the canvas shows at a point of the image."""
    point = QPoint(*map(int, hand.studio.canvas.viewport.to_widget(x, y)))
    return str(hand.studio.canvas.grab().toImage().pixelColor(point).name())


def clipboard() -> UInt8Array:
    image = QApplication.clipboard().image()
    return np.array(
        [[image.pixelColor(x, y).getRgb() for x in range(image.width())] for y in range(image.height())],
        dtype=np.uint8,
    )


def test_a_sheet_is_opened_completed_and_kept_to_the_last_bit(hand: Hand) -> None:
    document = hand.studio.document
    assert document.shape == SHAPE
    np.testing.assert_array_equal(document.sources[0].pixels, sheet())
    known = document.grid.mask(document.known)
    for shown in document.completions:
        assert shown is not None
        np.testing.assert_array_equal(shown.image[known], sheet()[known], "colours under alpha 0 included")


def test_one_sees_a_checkerboard_where_the_picture_is_transparent(hand: Hand) -> None:
    trigger(hand, "whole")
    trigger(hand, "grid")
    hand.wait_loaded()
    assert {colour_at(hand, x / 4, 1.5) for x in range(8, 40)} == CHECKERBOARD
    assert colour_at(hand, 15, 14) == "#d9a066"
    cell = hand.studio.panels.gallery.cells[3].grab().toImage()
    seen = {cell.pixelColor(x, y).name() for x in range(cell.width()) for y in range(cell.height())}
    assert CHECKERBOARD | {"#d9a066", "#37946e"} <= seen
    thumbnail = hand.studio.panels.sources.thumbnails[0].grab().toImage()
    assert QColor(thumbnail.pixelColor(thumbnail.width() // 2, 8)).name() in CHECKERBOARD


def test_the_cells_of_the_gallery_have_the_models_aspect_and_lie_side_by_side(hand: Hand) -> None:
    cells = [cell.geometry() for cell in hand.studio.panels.gallery.cells]
    room = hand.studio.panels.gallery.rect()
    assert all(room.contains(cell) for cell in cells)
    assert not any(a.intersects(b) for i, a in enumerate(cells) for b in cells[:i])
    for cell in cells:
        assert (cell.width() - 6) / (cell.height() - 6) == pytest.approx(64 / 112, abs=0.03)


def test_copied_and_exported_pictures_keep_their_transparency(
    hand: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    picture = hand.studio.document.picture()
    assert picture is not None
    trigger(hand, "copy")
    np.testing.assert_array_equal(clipboard()[..., 3], picture[..., 3])
    exported = np.asarray(export(hand, hand.qtbot, monkeypatch, "export", tmp_path / "a.png"))
    np.testing.assert_array_equal(exported, picture)
    wide = np.asarray(export(hand, hand.qtbot, monkeypatch, "export_sheet", tmp_path / "sheet.png"))
    assert wide.shape == (2 + 226, 2 + 11 * 130, 3)
    moving = export(hand, hand.qtbot, monkeypatch, "export_animation", tmp_path / "moving.png")
    assert (moving.mode, moving.size) == ("RGBA", (64 * 4, 112 * 4))


def test_the_whole_picture_is_pasted_back_as_it_was_with_what_was_made_in_it(
    hand: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    large = np.pad(sheet(), ((20, 20), (30, 30), (0, 0)))
    Image.fromarray(large).save(tmp_path / "large.png")
    hand.studio.sources.open(tmp_path / "large.png")
    document = hand.studio.document
    hand.qtbot.waitUntil(lambda: document.sources[0].name == "large")
    trigger(hand, "model_size")
    np.testing.assert_array_equal(document.sources[0].pixels, sheet())
    hand.wait_loaded()
    back = np.asarray(export(hand, hand.qtbot, monkeypatch, "paste_back", tmp_path / "back.png"))
    known = np.pad(document.grid.mask(document.known), ((20, 20), (30, 30)), constant_values=True)
    np.testing.assert_array_equal(back[known], large[known])


def test_a_frame_is_moved_enlarged_and_undone_in_the_models_aspect(hand: Hand) -> None:
    document = hand.studio.document
    before = document.sources[0].frame
    trigger(hand, "square_smaller")
    smaller = document.sources[0].frame
    assert smaller.width < before.width
    assert smaller.height / smaller.width == pytest.approx(112 / 64)
    hand.studio.panels.sources.offsets[1].setValue(5)
    assert document.sources[0].frame.y != smaller.y
    trigger(hand, "fit_whole")
    assert document.sources[0].frame == Placement(x=0, y=0, width=64, height=112)
    for _ in range(3):
        hand.studio.stack.undo()
    assert document.sources[0].frame == before
    np.testing.assert_array_equal(document.sources[0].pixels, sheet())


def test_to_another_model_and_back_the_sheet_is_what_it_was(hand: Hand) -> None:
    document = hand.studio.document
    trigger(hand, "half_top")
    hand.studio.models.models.switch("faces64-small")
    hand.qtbot.waitUntil(lambda: document.shape == (64, 64, 3))
    assert document.sources[0].frame == Placement(x=0, y=24, width=64, height=64)
    hand.wait_loaded()
    hand.studio.models.models.switch(str(characters_model()))
    hand.qtbot.waitUntil(lambda: document.shape == SHAPE)
    np.testing.assert_array_equal(document.sources[0].pixels, sheet())
    hand.wait_loaded()
    assert hand.studio.canvas.viewport.scale * 112 <= hand.studio.canvas.height()


def test_a_project_of_it_opens_as_it_was_saved(hand: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wait_recorded(hand, 1)
    trigger(hand, "square_smaller")
    frame = hand.studio.document.sources[0].frame
    choose_in_dialog(monkeypatch, tmp_path / "hero.patchwork")
    trigger(hand, "save")
    hand.qtbot.waitUntil((tmp_path / "hero.patchwork").exists)
    hand.qtbot.waitUntil(lambda: not hand.studio.window.isWindowModified())
    project = read_project(tmp_path / "hero.patchwork")
    assert project.state.sources[0].frame == frame
    np.testing.assert_array_equal(project.state.sources[0].pixels, hand.studio.document.sources[0].pixels)
    np.testing.assert_array_equal(project.history[0].image, entries(hand)[0].image)
    assert panel(hand).list.count() >= 1


def test_two_sheets_are_mixed_patch_by_patch(hand: Hand, tmp_path: Path) -> None:
    other = sheet()
    other[other[..., 3] > 0] = [1, 2, 3, 255]
    Image.fromarray(other).save(tmp_path / "shadow.png")
    hand.studio.sources.open(tmp_path / "shadow.png", add=True)
    document = hand.studio.document
    hand.qtbot.waitUntil(lambda: len(document.sources) == 2)
    hand.stroke(49, 50)
    given = document.given()
    np.testing.assert_array_equal(given[48:56, 8:24], other[48:56, 8:24])
    np.testing.assert_array_equal(given[40:48], sheet()[40:48])


def test_the_panel_of_models_says_what_it_makes(hand: Hand) -> None:
    info = engine.find_model(characters_model())
    hand.studio.models.models.take(characters_model())
    hand.qtbot.waitUntil(lambda: any(e.info.name == info.name for e in hand.studio.models.models.shown))
    hand.studio.models.models.switch("characters")
    hand.qtbot.waitUntil(lambda: hand.studio.document.model == "characters")
    facts = hand.studio.models.panel.facts
    assert facts["Picture"] == "64 × 112 pixels, colour with transparency"
    assert facts["Patches"] == "8 × 14, of 8 × 8 pixels"
    assert facts["Views"] == "front, left, back, right"


def test_the_document_begins_with_the_first_view_known(hand: Hand) -> None:
    front = np.zeros((14, 8), dtype=bool)
    front[:7, :4] = True
    np.testing.assert_array_equal(hand.studio.document.known.reshape(14, 8), front)


def test_one_view_or_all_but_one_become_known_by_name(hand: Hand) -> None:
    document = hand.studio.document
    texts = {hand.studio.actions[f"know_view_{i}"].text() for i in range(4)}
    assert texts == {"Know front", "Know left", "Know back", "Know right"}
    assert not hand.studio.actions["know_view_4"].isVisible()
    hand.stroke(63)
    back = np.zeros((14, 8), dtype=bool)
    back[7:, :4] = True
    trigger(hand, "know_view_2")
    np.testing.assert_array_equal(document.known.reshape(14, 8), back)
    trigger(hand, "know_all_but_view_2")
    np.testing.assert_array_equal(document.known.reshape(14, 8), ~back)
    assert hand.studio.stack.undoText() == "Know All but back"
    hand.studio.actions["search"].trigger()
    search = hand.studio.preferences.search
    assert search is not None
    search.field.setText("know right")
    assert search.found[0] == "know_view_3"
    assert "know_view_7" not in search.found
    search.close()
    hand.studio.models.models.switch("mnist")
    hand.qtbot.waitUntil(lambda: document.model == "mnist")
    assert not hand.studio.actions["know_view_0"].isVisible()
    hand.studio.stack.undo()
    assert hand.studio.actions["know_view_0"].isVisible()


def test_views_are_outlined_and_named_unless_that_is_switched_off(hand: Hand) -> None:
    trigger(hand, "grid")
    trigger(hand, "whole")
    hand.wait_loaded()
    with_views = hand.studio.canvas.grab().toImage()
    trigger(hand, "views")
    without = hand.studio.canvas.grab().toImage()
    changed = [
        (x, y)
        for x in range(without.width())
        for y in range(without.height())
        if without.pixel(x, y) != with_views.pixel(x, y)
    ]
    points = [hand.studio.canvas.viewport.to_image(x + 0.5, y + 0.5) for x, y in changed]
    near = 2 / hand.studio.canvas.viewport.scale
    inside = [(u, v) for u, v in points if 0 < u < 64 and 0 < v < 112]
    assert inside
    assert all(
        min(abs(u - side) for side in (0, 32, 64)) < near or min(abs(v - side) for side in (0, 56, 112)) < near
        for u, v in inside
    )
    assert any(v < 0 for _, v in points), "names above"
    assert any(v > 112 for _, v in points), "names below"


def test_known_patches_of_one_view_are_moved_to_another_on_the_grid(hand: Hand) -> None:
    document = hand.studio.document
    trigger(hand, "relocate")
    hand.stroke(0, 51)
    hand.press(9, Qt.MouseButton.LeftButton)
    hand.move(13)
    hand.release(13)
    right = np.zeros((14, 8), dtype=bool)
    right[:7, 4:] = True
    np.testing.assert_array_equal(document.known.reshape(14, 8), right)
    np.testing.assert_array_equal(document.given()[:56, 32:], sheet()[:56, :32])
