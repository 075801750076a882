"""The form of the training window: what is proposed, what is refused, and how it is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

import engine.errors
from studio.training import runs
from tests.e2e.conftest import Hand


def folder_of(pictures: Path, name: str) -> Path:
    """A folder of one picture."""
    folder = pictures.parent / name
    folder.mkdir()
    (folder / "0.png").write_bytes((pictures / "0.png").read_bytes())
    return folder


def test_the_name_follows_the_folder_until_one_is_typed(pictures: Path, hand: Hand, qtbot: QtBot) -> None:
    window, training = hand.studio.models.train(), hand.studio.models.training
    for name in ("grey", "pixel16", "colour (new)"):
        with qtbot.waitSignal(training.looked):
            training.look_into(folder_of(pictures, name))
        assert window.form.name.text() == name.replace(" (new)", " new")
    window.form.name.setText("by hand")
    with qtbot.waitSignal(training.looked):
        training.look_into(pictures)
    assert window.form.name.text() == "by hand"


def test_licence_and_mirror_are_those_of_the_folder_and_stay_in_sight(
    pictures: Path, hand: Hand, qtbot: QtBot
) -> None:
    window, training = hand.studio.models.train(), hand.studio.models.training
    form = window.form
    with qtbot.waitSignal(training.looked):
        training.look_into(pictures)
    form.more.click()
    QTest.keyClicks(form.licence, "CC BY 4.0")
    form.mirror.click()
    form.more.click()
    assert form.licence.isVisible(), "what goes into the card is in sight"
    with qtbot.waitSignal(training.looked):
        training.look_into(pictures)
    assert (form.recipe.licence, form.recipe.mirrored) == ("CC BY 4.0", True), "they are the same pictures"
    with qtbot.waitSignal(training.looked):
        training.look_into(folder_of(pictures, "others"))
    assert (form.recipe.licence, form.recipe.mirrored) == ("", False), "they were of other pictures"
    form.more.click()
    assert not form.licence.isVisible()


def test_what_is_wrong_with_a_name_is_said_below_it_as_it_is_typed(pictures: Path, hand: Hand, qtbot: QtBot) -> None:
    window, training = hand.studio.models.train(), hand.studio.models.training
    form = window.form
    assert not form.fault.isVisible(), "nothing is wrong before one begins"
    training.look_into(pictures)
    qtbot.waitUntil(form.start.isEnabled)
    qtbot.waitUntil(lambda: bool(hand.studio.models.models.shown))
    width = window.width()
    for name, reason in (
        ("a/b", "“/” cannot be in a name. Use letters, digits, spaces, dots and dashes."),
        (".b", "A name begins with a letter or a digit, not with “.”."),
        ("mnist", "There is a model of this name already. Choose another one."),
        ("MNIST", "There is a model of this name already. Choose another one."),
        ("", "Give it a name."),
    ):
        form.name.clear()
        QTest.keyClicks(form.name, name)
        assert form.fault.isVisible()
        assert form.fault.text() == reason
        assert not form.start.isEnabled()
        QTest.keyClicks(form.name, "bars" if not name else "")
    assert not form.fault.isVisible(), "it goes when the name is good"
    assert form.start.isEnabled()
    form.name.clear()
    form.name.insert("x" * 300)
    qtbot.waitUntil(form.fault.isVisible)
    assert form.fault.text() == "A name has at most 80 characters: the rest was left out."
    assert form.name.text() == "x" * 80
    assert (window.width(), window.minimumSizeHint().width() <= width) == (width, True)


def test_a_path_without_a_space_does_not_widen_the_window(hand: Hand, pictures: Path, qtbot: QtBot) -> None:
    path = runs.runs_folder() / "bad"
    path.mkdir(parents=True)
    (path / "console.txt").write_text(f"engine: /{'x' * 3000} is damaged. Choose another.\n")
    window = hand.studio.models.train()
    qtbot.waitUntil(lambda: "is damaged" in window.state.text())
    assert window.minimumSizeHint().width() < 900


def test_the_proposed_time_is_that_which_the_size_takes_unless_another_was_typed(pictures: Path, hand: Hand) -> None:
    window = hand.studio.models.train()
    window.form.size_box.setCurrentText("64 × 64 pixels")
    assert window.form.budget.value() == 480
    assert "several hours" in window.form.duration.text()
    window.form.size_box.setCurrentText("28 × 28 pixels")
    assert window.form.budget.value() == 120
    window.form.budget.setValue(7)
    window.form.size_box.setCurrentText("64 × 64 pixels")
    assert window.form.budget.value() == 7


@pytest.mark.parametrize(
    ("ink", "shape", "colours", "size"),
    [
        (200, (28, 28), "Automatic: Grey", "Automatic: 28 × 28 pixels"),
        ((220, 40, 10), (16, 16), "Automatic: Colour", "Automatic: 16 × 16 pixels"),
        ((220, 40, 10), (300, 300), "Automatic: Colour", "Automatic: 64 × 64 pixels"),
        ((220, 40, 10, 128), (112, 64), "Automatic: Colour with transparency", "Automatic: 64 × 112 pixels"),
    ],
)
def test_what_the_engine_would_choose_for_the_folder_is_proposed(
    hand: Hand,
    qtbot: QtBot,
    tmp_path: Path,
    ink: int | tuple[int, ...],
    shape: tuple[int, int],
    colours: str,
    size: str,
) -> None:
    mode = "L" if isinstance(ink, int) else "RGB" if len(ink) == 3 else "RGBA"
    for i in range(3):
        Image.new(mode, shape[::-1], ink).save(tmp_path / f"{i}.png")
    window = hand.studio.models.train()
    form = window.form
    assert form.colours.currentText() == form.size_box.currentText() == "Automatic"
    qtbot.waitUntil(lambda: bool(hand.studio.models.models.shown))
    hand.studio.models.training.look_into(tmp_path)
    qtbot.waitUntil(form.start.isEnabled)
    form.start_from.setCurrentIndex(form.start_from.count() - 1)
    assert (form.colours.currentText(), form.size_box.currentText()) == (colours, size)
    assert form.recipe.config == "auto"
    assert "become" not in form.words.text()
    assert "by heart" in form.words.text()
    assert ("several hours" in form.duration.text()) is ("64" in size)
    form.colours.setCurrentText("Grey")
    assert ("become grey" in form.words.text()) is (mode != "L"), "told before it is trained"
    assert ("becomes white" in form.words.text()) is (mode == "RGBA")
    form.colours.setCurrentIndex(0)
    form.size_box.setCurrentText("32 × 32 pixels")
    assert (form.recipe.size, form.recipe.channels) == (32, {"L": 1, "RGB": 3, "RGBA": 4}[mode])


def test_an_empty_window_says_what_to_do_in_order(hand: Hand) -> None:
    window = hand.studio.models.train()
    words = [label.text() for label in window.pages.findChildren(QLabel) if label.isVisible()]
    assert [word for word in words if word.isdigit()] == ["1", "2", "3", "4"]
    assert not window.state.isVisible()


def test_a_folder_without_pictures_says_so(hand: Hand, qtbot: QtBot, tmp_path: Path) -> None:
    window = hand.studio.models.train()
    (tmp_path / "empty").mkdir()
    hand.studio.models.training.look_into(tmp_path / "empty")
    qtbot.waitUntil(lambda: "no pictures" in window.form.words.text())
    assert not window.form.start.isEnabled()


def test_where_the_extra_is_not_installed_the_form_says_how_to_install_it(
    pictures: Path, hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.errors, "find_spec", lambda module: None)
    window, training = hand.studio.models.train(), hand.studio.models.training
    with qtbot.waitSignal(training.looked):
        training.look_into(pictures)
    assert not window.form.start.isEnabled()
    commands = [line.text() for line in window.form.findChildren(QLineEdit) if line.isReadOnly()]
    assert commands == ["python -m pip install 'patchwork-studio[train]'"]
