"""The palette switch beside the completions: live, undoable, kept in the document."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from engine import UInt8Array
from studio.files.project import read_project
from tests.e2e.characters import sheet
from tests.e2e.conftest import Hand
from tests.e2e.test_studio_characters import drawn as drawn
from tests.e2e.test_studio_characters import hand as character_hand
from tests.e2e.test_studio_history import entries, panel
from tests.e2e.test_studio_models import drop
from tests.e2e.test_studio_subsets import choose_in_dialog, trigger

new = character_hand


@pytest.fixture
def characters(new: Hand) -> Hand:
    """A hand on a document of sprites whose palette is off."""
    trigger(new, "palette_off")
    return new


def test_a_new_document_of_sprites_keeps_to_the_colours_of_the_known_pixels(new: Hand) -> None:
    assert new.studio.actions["palette_known"].isChecked()
    assert made(new) <= {c if c[3] else (0, 0, 0, 0) for c in colours(sheet()[:56, :32])}


TWO = {(255, 0, 0, 255), (0, 0, 64, 255)}


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A palette of two colours."""
    path = tmp_path / "two & more.hex"
    path.write_text("ff0000\n000040\n")
    return path


def colours(pixels: UInt8Array) -> set[tuple[int, ...]]:
    """Those that are seen."""
    return {tuple(colour) for colour in np.unique(pixels.reshape(-1, pixels.shape[-1]), axis=0).tolist()}


def made(hand: Hand) -> set[tuple[int, ...]]:
    """The colours of all that was made, in every completion."""
    hand.wait_loaded()
    document = hand.studio.document
    target = document.grid.mask(document.target)
    images = [completion.image for completion in document.completions if completion is not None]
    assert len(images) == 9
    known = document.grid.mask(document.known)
    for image in images:
        np.testing.assert_array_equal(image[known], document.given()[known])
    return set().union(*(colours(image[target]) for image in images))


def test_completions_keep_to_the_colours_of_the_known_pixels_at_once(characters: Hand) -> None:
    hand, button = characters, characters.studio.panels.palette
    assert len(made(hand)) > 1000
    assert button.text() == "Palette: off"
    trigger(hand, "palette_known")
    allowed = {c if c[3] else (0, 0, 0, 0) for c in colours(sheet()[:56, :32])}
    assert made(hand) <= allowed
    assert button.text() == "Palette: colours of the known pixels"
    assert hand.studio.actions["palette_known"].isChecked()
    trigger(hand, "know_view_2")
    assert made(hand) <= {c if c[3] else (0, 0, 0, 0) for c in colours(sheet()[56:, :32])}, "they follow"
    hand.studio.stack.undo()
    hand.studio.stack.undo()
    assert len(made(hand)) > 1000
    assert button.text() == "Palette: off"
    assert hand.studio.actions["palette_off"].isChecked()


def test_completions_keep_to_a_palette_file_which_is_kept_with_the_project(
    characters: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, two: Path
) -> None:
    hand, document = characters, characters.studio.document
    choose_in_dialog(monkeypatch, two)
    trigger(hand, "palette_file")
    hand.qtbot.waitUntil(lambda: document.palette is not None)
    assert made(hand) == TWO | {(0, 0, 0, 0)}
    assert hand.studio.panels.palette.text() == "Palette: two && more"
    choose_in_dialog(monkeypatch, tmp_path / "hero.patchwork")
    trigger(hand, "save")
    hand.qtbot.waitUntil(lambda: not hand.studio.window.isWindowModified())
    two.unlink()
    assert read_project(tmp_path / "hero.patchwork").state.palette == document.palette
    trigger(hand, "palette_off")
    hand.studio.stack.setClean()
    hand.studio.project.takes(tmp_path / "hero.patchwork")
    hand.qtbot.waitUntil(lambda: document.palette is not None)
    assert made(hand) == TWO | {(0, 0, 0, 0)}


def test_who_thinks_better_of_a_palette_file_keeps_the_one_there_is(
    characters: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    trigger(characters, "palette_file")
    assert characters.studio.document.palette is None
    assert characters.studio.actions["palette_off"].isChecked()


def test_a_file_that_is_no_palette_is_refused_in_a_line(
    characters: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "no.hex").write_text("zebra")
    choose_in_dialog(monkeypatch, tmp_path / "no.hex")
    trigger(characters, "palette_file")
    characters.qtbot.waitUntil(characters.studio.message.isVisible)
    assert characters.studio.document.palette is None


def test_a_result_comes_back_with_its_palette(characters: Hand) -> None:
    hand, document = characters, characters.studio.document
    trigger(hand, "palette_known")
    hand.wait_loaded()
    trigger(hand, "keep")
    trigger(hand, "palette_off")
    hand.wait_loaded()
    starred = next(entry for entry in entries(hand) if entry.starred)
    panel(hand).select(starred.number)
    trigger(hand, "restore")
    hand.wait_loaded()
    assert document.palette is not None
    picture = document.picture()
    assert picture is not None
    np.testing.assert_array_equal(picture, starred.image)


def test_on_grey_digits_a_palette_gives_greys(hand: Hand, two: Path) -> None:
    hand.studio.palette.open(two)
    hand.qtbot.waitUntil(lambda: hand.studio.document.palette is not None)
    assert made(hand) == {(76,), (7,)}


def test_the_pencil_draws_with_the_colours_of_the_palette(characters: Hand, two: Path) -> None:
    hand = characters
    hand.studio.palette.open(two)
    hand.qtbot.waitUntil(lambda: hand.studio.document.palette is not None)
    trigger(hand, "pencil")
    assert set(hand.studio.swatches.colours) == TWO


def test_a_palette_file_that_is_dropped_is_kept_to(characters: Hand, two: Path) -> None:
    drop(characters, two)
    characters.qtbot.waitUntil(lambda: characters.studio.document.palette is not None)
    assert characters.studio.document.sources[0].name == "hero", "it is no picture to open"
