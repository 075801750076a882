"""Labels through the real window: what the model believes, given by a click, freed by Escape, undone, kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget
from pytestqt.qtbot import QtBot

import engine
from studio.app import Studio
from studio.files.project import read_project
from studio.settings import Settings
from studio.start import find_start
from studio.widgets.gallery import GalleryCell
from studio.widgets.label_panel import LabelRow
from tests.e2e.characters import characters_model, sheet
from tests.e2e.conftest import Hand
from tests.e2e.labelled import COLOURS, HAIR, LABELS, labelled_model
from tests.e2e.test_studio_history import entries, panel, wait_recorded
from tests.e2e.test_studio_ignored_exports import export
from tests.e2e.test_studio_panels import way
from tests.e2e.test_studio_subsets import choose_in_dialog, trigger

ESCAPE = Qt.Key.Key_Escape


@pytest.fixture
def labelled(qtbot: QtBot, themed: None, tmp_path: Path) -> Iterator[Hand]:
    """A hand on a studio that opened a sheet with a model of labels."""
    Image.fromarray(sheet()).save(tmp_path / "hero.png")
    start = find_start(image=tmp_path / "hero.png", model=str(labelled_model()))
    studio = Studio(start, Settings(tmp_path / "settings.ini"), seed=0, recovery=tmp_path / "recovery")
    with qtbot.waitExposed(studio.window):
        studio.show()
    studio.window.activateWindow()
    made = Hand(studio, qtbot)
    made.wait_loaded()
    yield made
    studio.close()


def row(hand: Hand, name: str) -> LabelRow:
    return hand.studio.panels.labels.rows[name]


def click(hand: Hand, name: str, category: str) -> None:
    """Click the bar of a category."""
    bars = row(hand, name).categories
    place = bars.visualRect(bars.model().index(bars.shown.index(category), 0)).center()
    QTest.mouseClick(bars.viewport(), Qt.MouseButton.LeftButton, pos=place)


def given(hand: Hand) -> dict[str, tuple[str, ...]]:
    return {label.name: label.given for label in hand.studio.document.labels if label.given}


def made_with(hand: Hand) -> list[dict[str, str]]:
    """The labels that each completion was made with, up to date."""
    hand.wait_loaded()
    return [dict(shown.request.labels) for shown in hand.studio.document.completions if shown is not None]


def test_the_panel_shows_what_the_model_believes_and_the_bars_move_with_a_stroke(labelled: Hand) -> None:
    document = labelled.studio.document
    before = document.probabilities()
    assert {name: set(shares) for name, shares in before.items()} == {name: set(c) for name, c in LABELS.items()}
    assert sum(before["hair"].values()) == pytest.approx(1)
    assert row(labelled, "hair").categories.shown == list(HAIR), "few stay where they are"
    row(labelled, "hair_colour").header.click()
    likeliest = sorted(COLOURS, key=lambda colour: -before["hair_colour"][colour])
    assert row(labelled, "hair_colour").categories.shown == likeliest
    labelled.press(60)
    labelled.move(61)
    labelled.qtbot.waitUntil(lambda: document.probabilities() != before)
    assert document.gesturing, "while it goes on"
    labelled.release(61)


def test_the_believed_shares_are_those_of_the_engine(labelled: Hand) -> None:
    document = labelled.studio.document
    model = engine.load(labelled_model())
    alone = model.complete(document.given(), document.known, target=document.target, seeds=document.noise.seeds)
    for name, shares in document.probabilities().items():
        assert shares == pytest.approx(alone.labels[name], abs=1e-3)


def test_a_click_gives_a_category_to_all_completions_and_escape_frees_it(labelled: Hand) -> None:
    stack = labelled.studio.stack
    trigger(labelled, "palette_off")
    labelled.wait_loaded()
    images = [shown.image for shown in labelled.studio.document.completions if shown is not None]
    click(labelled, "hair", "braid")
    assert given(labelled) == {"hair": ("braid",)}
    assert made_with(labelled) == [{"hair": "braid"}] * 9
    after = [shown.image for shown in labelled.studio.document.completions if shown is not None]
    assert not any(np.array_equal(a, b) for a, b in zip(images, after, strict=True))
    assert (row(labelled, "hair").words.text(), row(labelled, "hair").categories.isVisible()) == ("braid", False)
    assert "hair" not in labelled.studio.document.probabilities()
    labelled.key(ESCAPE)
    assert given(labelled) == {}
    assert made_with(labelled) == [{}] * 9
    assert row(labelled, "hair").categories.hasFocus()
    labelled.key(ESCAPE)
    assert labelled.studio.canvas.hasFocus(), "nothing is left to free"
    stack.undo()
    assert given(labelled) == {"hair": ("braid",)}
    stack.undo()
    stack.redo()
    assert made_with(labelled) == [{"hair": "braid"}] * 9
    row(labelled, "hair").clear.click()
    assert given(labelled) == {}


def test_the_keyboard_alone_gives_and_frees(labelled: Hand) -> None:
    bars = row(labelled, "hair").categories
    assert bars in way(labelled, 6), "F6 leads there"
    bars.setFocus(Qt.FocusReason.TabFocusReason)
    labelled.key(Qt.Key.Key_Down)
    labelled.key(Qt.Key.Key_Return)
    assert given(labelled) == {"hair": ("braid",)}
    assert QApplication.focusWidget() is row(labelled, "hair").clear
    labelled.key(Qt.Key.Key_Space)
    assert given(labelled) == {}


def test_many_categories_are_searched(labelled: Hand) -> None:
    colours = row(labelled, "hair_colour")
    assert not colours.field.isVisible()
    colours.header.click()
    assert colours.field.isVisible()
    assert labelled.studio.panels.labels.selected == "hair_colour"
    colours.field.setFocus()
    QTest.keyClicks(colours.field, "oliv")
    assert colours.categories.shown == ["olive"]
    QTest.keyClicks(colours.field, "xx")
    assert colours.categories.shown == []
    colours.field.setText("teal")
    labelled.key(Qt.Key.Key_Return)
    assert given(labelled) == {"hair_colour": ("teal",)}
    assert colours.clear.hasFocus()
    labelled.key(ESCAPE)
    assert len(colours.categories.shown) == len(COLOURS)


def test_swatches_are_shown_where_names_are_colours(labelled: Hand) -> None:
    assert row(labelled, "hair").categories.colours == {}
    colours = row(labelled, "hair_colour")
    colours.header.click()
    colours.field.setText("crimson")
    seen = colours.categories.grab().toImage()
    assert "#dc143c" in {seen.pixelColor(x, 11).name() for x in range(30)}
    colours.field.setText("royal")
    assert "royal" not in colours.categories.colours
    seen = colours.categories.grab().toImage()
    assert len({seen.pixelColor(x, y).name() for x in range(18) for y in range(4, 18)}) <= 2, "a bar, and no box"


def test_of_each_category_one_fills_the_gallery_with_the_likeliest_nine(labelled: Hand) -> None:
    studio, document = labelled.studio, labelled.studio.document
    trigger(labelled, "choose_4")
    labelled.wait_loaded()
    row(labelled, "hair_colour").header.click()
    shares = document.probabilities()["hair_colour"]
    likeliest = sorted(shares, key=lambda colour: -shares[colour])[:9]
    trigger(labelled, "each_category")
    of_each = [labels["hair_colour"] for labels in made_with(labelled)]
    assert sorted(of_each) == sorted(likeliest)
    assert of_each[4] == likeliest[0], "the one on the canvas has the likeliest"
    cell = studio.panels.gallery.cells[4]
    assert likeliest[0] in cell.accessibleName()
    alone = GalleryCell(studio.panels.gallery)
    alone.resize(cell.width(), cell.height() - cell.caption_height)
    alone.show_image(cell.image)
    alone.setChecked(True)
    assert cell.grab(alone.rect()).toImage() == alone.grab().toImage(), "the category's name is below the picture"
    assert not studio.actions["each_category"].isEnabled(), "the label is given"
    labelled.stroke(60)
    assert sorted(labels["hair_colour"] for labels in made_with(labelled)) == sorted(likeliest)
    trigger(labelled, "free_labels")
    assert made_with(labelled) == [{}] * 9
    assert not studio.actions["free_labels"].isEnabled()
    assert likeliest[0] not in studio.panels.gallery.cells[4].accessibleName()


def test_of_few_categories_several_completions_have_the_same(labelled: Hand) -> None:
    row(labelled, "sex").header.click()
    trigger(labelled, "each_category")
    of_each = [labels["sex"] for labels in made_with(labelled)]
    assert set(of_each) == set(LABELS["sex"])
    assert of_each[::2] == [of_each[0]] * 5


def test_labels_are_kept_with_project_results_and_exports(
    labelled: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wait_recorded(labelled, 1)
    click(labelled, "hair", "plait")
    wait_recorded(labelled, 2)
    out = tmp_path / "out.png"
    with export(labelled, labelled.qtbot, monkeypatch, "export", out) as image:
        assert json.loads(image.text["Patchwork"])["labels"] == {"hair": "plait"}  # type: ignore[attr-defined]
    choose_in_dialog(monkeypatch, tmp_path / "hero.patchwork")
    trigger(labelled, "save")
    labelled.qtbot.waitUntil(lambda: not labelled.studio.window.isWindowModified())
    assert read_project(tmp_path / "hero.patchwork").state.given_labels() == (("hair", "plait"),)
    assert "hair: plait" in panel(labelled).list.item(0).toolTip()
    panel(labelled).select(entries(labelled)[0].number)
    trigger(labelled, "restore")
    assert made_with(labelled) == [{}] * 9
    labelled.studio.project.file.open(tmp_path / "hero.patchwork")
    labelled.qtbot.waitUntil(lambda: given(labelled) == {"hair": ("plait",)})
    assert made_with(labelled) == [{"hair": "plait"}] * 9


def test_a_noise_walk_is_one_of_the_labels_given(labelled: Hand) -> None:
    click(labelled, "hair", "braid")
    labelled.wait_loaded()
    asked = []
    run = labelled.studio.worker.run
    labelled.studio.worker.run = lambda request, *rest: (asked.append(request), run(request, *rest))  # type: ignore[method-assign, assignment, func-returns-value]
    trigger(labelled, "walk")
    labelled.qtbot.waitUntil(lambda: len(asked) > 2)
    assert {request.labels for request in asked} == {(("hair", "braid"),)}
    click(labelled, "sex", "feminine")
    assert not labelled.studio.noise_walk.playing, "other facts end it"


def test_with_a_model_without_labels_the_panel_goes_and_undo_brings_it_back(labelled: Hand) -> None:
    studio = labelled.studio
    dock = studio.window.findChild(QDockWidget, "labels")
    assert isinstance(dock, QDockWidget)
    assert dock.isVisible()
    click(labelled, "hair", "plait")
    studio.models.models.switch(str(characters_model()))
    labelled.qtbot.waitUntil(lambda: not studio.document.labels)
    assert not dock.isVisible()
    assert made_with(labelled) == [{}] * 9
    dock.show()
    assert "characters has no labels" in studio.panels.labels.reason.text()
    assert studio.panels.labels.reason.isVisible()
    studio.stack.undo()
    assert dock.isVisible()
    assert made_with(labelled) == [{"hair": "plait"}] * 9


def test_a_start_with_a_model_without_labels_shows_no_panel(hand: Hand) -> None:
    dock = hand.studio.window.findChild(QDockWidget, "labels")
    assert isinstance(dock, QDockWidget)
    assert not dock.isVisible()
