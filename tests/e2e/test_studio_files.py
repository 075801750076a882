"""Opening, pasting, dropping, saving and copying; and what happens when it cannot be done."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

import engine
from studio.app import Studio
from studio.document.state import IGNORED
from studio.imaging.qt_images import to_qimage
from studio.settings import Settings
from studio.start import find_start
from tests.e2e.conftest import PATIENCE_MS, Hand

CTRL = Qt.KeyboardModifier.ControlModifier
PIXELS = np.random.default_rng(1).integers(0, 256, (28, 28, 1), dtype=np.uint8)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture file of the model's size."""
    Image.fromarray(PIXELS[..., 0]).save(tmp_path / "mine.png")
    return tmp_path / "mine.png"


def choose_in_dialog(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Answer the next file dialog."""
    for dialog in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, dialog, lambda *_: (str(path), ""))


def shows(studio: Studio, pixels: np.ndarray) -> bool:
    return np.array_equal(studio.document.sources[0].pixels, pixels)


def test_what_was_ignored_in_the_old_picture_is_not_in_a_new_one_and_undo_brings_it_back(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, picture: Path
) -> None:
    studio, document = hand.studio, hand.studio.document
    hand.key(Qt.Key.Key_X)
    hand.stroke(0, 4)
    before = document.assignment.copy()
    assert (before == IGNORED).sum() == 5
    hand.studio.sources.open(picture)
    qtbot.waitUntil(lambda: shows(studio, PIXELS))
    assert not (document.assignment == IGNORED).any()
    np.testing.assert_array_equal(document.known, before >= 0)
    assert studio.status.currentMessage() == "Opened mine; no patch is ignored any more"
    hand.wait_loaded()
    assert document.chosen is not None
    assert document.chosen.request.target[0]
    hand.key(Qt.Key.Key_Z, CTRL)
    np.testing.assert_array_equal(document.assignment, before)
    hand.key(Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert not (document.assignment == IGNORED).any()
    assert shows(studio, PIXELS)
    hand.wait_loaded()


def test_patches_moved_in_the_old_picture_are_in_their_own_places_in_a_new_one(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, picture: Path
) -> None:
    studio, document = hand.studio, hand.studio.document
    hand.key(Qt.Key.Key_V)
    hand.stroke(15)
    hand.stroke(15, 18)
    assert document.origin[18] == 15
    hand.studio.sources.open(picture)
    qtbot.waitUntil(lambda: shows(studio, PIXELS))
    assert document.known[18]
    assert document.origin[18] == 18
    hand.key(Qt.Key.Key_Z, CTRL)
    assert document.origin[18] == 15
    hand.wait_loaded()


def test_a_picture_in_place_of_another_keeps_what_is_known_and_the_old_one_comes_back_by_undo(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, picture: Path
) -> None:
    studio, old = hand.studio, hand.studio.document.sources[0].pixels
    known = studio.document.known.copy()
    hand.studio.sources.open(picture)
    qtbot.waitUntil(lambda: shows(studio, PIXELS))
    assert studio.window.windowTitle().startswith("mine")
    np.testing.assert_array_equal(studio.document.known, known)
    hand.wait_loaded()
    hand.key(Qt.Key.Key_Z, CTRL)
    assert shows(studio, old)
    hand.wait_loaded()


def test_a_picture_and_a_mask_of_16_bits_open_whole_and_in_their_own_tones(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    document = hand.studio.document
    deep = np.arange(28 * 40, dtype=np.uint16).reshape(28, 40) * 58
    Image.fromarray(deep).save(tmp_path / "deep.tif")
    choose_in_dialog(monkeypatch, tmp_path / "deep.tif")
    hand.key(Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(lambda: document.sources[0].name == "deep")
    np.testing.assert_array_equal(document.sources[0].whole.pixels[..., 0], np.rint(deep / 257))
    np.testing.assert_array_equal(document.given()[..., 0], np.rint(deep / 257)[:, 6:34])
    hand.wait_loaded()
    Image.fromarray(np.where(np.arange(40) < 20, 65535, 300)[None].repeat(28, 0).astype(np.uint16)).save(
        tmp_path / "mask.png"
    )
    choose_in_dialog(monkeypatch, tmp_path / "mask.png")
    hand.key(Qt.Key.Key_M, CTRL)
    columns = np.arange(49) % 7
    qtbot.waitUntil(lambda: bool(document.known[columns < 3].all() and not document.known[columns > 3].any()))
    hand.wait_loaded()


def test_a_picture_on_the_clipboard_is_pasted_and_after_undo_nothing_says_so(hand: Hand, qtbot: QtBot) -> None:
    QApplication.clipboard().setImage(to_qimage(PIXELS))
    hand.key(Qt.Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: shows(hand.studio, PIXELS))
    assert hand.studio.status.currentMessage() == "Opened Pasted picture"
    hand.key(Qt.Key.Key_Z, CTRL)
    assert hand.studio.status.currentMessage() == ""


def test_pasting_what_is_no_picture_says_so_and_changes_nothing(hand: Hand) -> None:
    message, before = hand.studio.message, hand.studio.document.sources
    fill = QApplication.clipboard()
    odd: tuple[tuple[str, bytes] | None, ...] = (
        ("text/plain", b"no picture"),
        None,
        ("text/uri-list", b"https://example.org/a.png\r\n#\r\n\0"),
        ("image/png", b"no png"),
        ("application/x-qt-image", b"\0\1"),
    )
    for holds in odd:
        message.hide()
        if holds is None:
            fill.clear()
        else:
            fill.setMimeData(holding(*holds))
        hand.key(Qt.Key.Key_V, CTRL)
        assert message.isVisible()
        assert "no picture here" in message.text
    assert hand.studio.document.sources is before


def holding(kind: str, data: bytes) -> QMimeData:
    made = QMimeData()
    made.setData(kind, data)
    return made


def test_names_with_tags_in_them_are_plain_text_everywhere(hand: Hand, qtbot: QtBot, tmp_path: Path) -> None:
    studio, name = hand.studio, "a <b>x"
    Image.fromarray(PIXELS[..., 0]).save(tmp_path / f"{name}.png")
    studio.sources.open(tmp_path / f"{name}.png", add=True)
    qtbot.waitUntil(lambda: len(studio.document.sources) == 2)
    hand.wait_loaded()
    hand.stroke(4)
    hand.wait_loaded()
    studio.actions["keep"].trigger()
    studio.history.panel.select(studio.project.history.entries[0].number)
    studio.history.panel.note.setText(name)
    studio.history.panel.note.setModified(True)
    studio.history.panel.commit_note()
    studio.project.file.save(tmp_path / f"{name}.patchwork")
    qtbot.waitUntil(lambda: not studio.project.file.modified)
    items, widgets = studio.history.panel.list, [w for w in QApplication.allWidgets() if w.window() is studio.window]
    tips = [items.item(row).toolTip() for row in range(items.count())]
    tips += [widget.toolTip() for widget in widgets]
    tips += [action.toolTip() for action in studio.project.recent.actions()]
    named = [tip for tip in tips if "b&gt;x" in tip or "<b>" in tip]
    assert len(named) >= 3
    assert [tip for tip in named if "<b>" in tip] == []
    labels = [each for each in widgets if isinstance(each, QLabel) and name in each.text()]
    assert [label.text() for label in labels if label.textFormat() is not Qt.TextFormat.PlainText] == []


@pytest.mark.parametrize("host", ["", "localhost"])
def test_a_dropped_file_is_opened(host: str, hand: Hand, qtbot: QtBot, picture: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl(f"file://{host}{picture}")])
    window, actions = hand.studio.window, Qt.DropAction.CopyAction
    at, button, keys = QPointF(200, 200), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), actions, data, button, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(at, actions, data, button, keys))
    qtbot.waitUntil(lambda: shows(hand.studio, PIXELS))


def test_dragged_words_are_not_taken(hand: Hand) -> None:
    data = QMimeData()
    data.setText("words")
    enter = QDragEnterEvent(
        QPointF(9, 9).toPoint(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    QApplication.sendEvent(hand.studio.window, enter)
    assert not enter.isAccepted()


def test_a_damaged_picture_gives_a_message_to_copy_and_leaves_the_document_unharmed(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, picture: Path
) -> None:
    picture.write_bytes(picture.read_bytes()[:100])
    studio, before = hand.studio, hand.studio.document.request((0,))
    hand.studio.sources.open(picture)
    qtbot.waitUntil(studio.message.isVisible)
    assert "mine.png" in studio.message.text
    assert "\n" not in studio.message.text
    assert studio.document.request((0,)) == before
    assert studio.stack.count() == 0
    studio.message.copy_button.click()
    assert "mine.png" in QApplication.clipboard().text()
    assert "Traceback" in QApplication.clipboard().text()
    studio.message.close_button.click()
    assert not studio.message.isVisible()
    hand.stroke(4, 5)
    hand.wait_loaded()


def test_a_message_stays_until_something_has_worked(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, picture: Path, tmp_path: Path
) -> None:
    studio = hand.studio
    (tmp_path / "bad.png").write_bytes(b"no picture")
    choose_in_dialog(monkeypatch, tmp_path / "bad.png")
    hand.key(Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(studio.message.isVisible)
    hand.key(Qt.Key.Key_L)
    hand.stroke(4, 5)
    hand.wait_loaded()
    assert studio.message.isVisible(), "neither a hint nor a completion has to do with it"
    hand.studio.sources.open(picture)
    qtbot.waitUntil(lambda: shows(studio, PIXELS))
    assert studio.status.currentMessage() == "Opened mine"
    assert not studio.message.isVisible()
    hand.wait_loaded()


def test_the_chosen_completion_is_saved_bit_for_bit(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hand.key(Qt.Key.Key_4)
    choose_in_dialog(monkeypatch, tmp_path / "out")
    hand.key(Qt.Key.Key_E, CTRL)
    qtbot.waitUntil((tmp_path / "out.png").exists)
    saved = np.asarray(Image.open(tmp_path / "out.png"))[..., None]
    np.testing.assert_array_equal(saved, hand.studio.document.picture())
    qtbot.waitUntil(lambda: "out.png" in hand.studio.status.currentMessage())


def test_a_folder_that_cannot_be_written_gives_a_message(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    choose_in_dialog(monkeypatch, tmp_path / "none" / "out.png")
    hand.key(Qt.Key.Key_E, CTRL)
    qtbot.waitUntil(hand.studio.message.isVisible)
    assert "out.png cannot be written" in hand.studio.message.text


def test_the_completion_is_copied(hand: Hand) -> None:
    hand.key(Qt.Key.Key_C, CTRL)
    image, picture = QApplication.clipboard().image(), hand.studio.document.picture()
    assert picture is not None
    assert image.width() == image.height() == 28
    assert image.pixelColor(3, 9).red() == picture[9, 3, 0]


def test_a_model_given_by_its_folder_completes_and_is_called_by_its_name(
    qtbot: QtBot, themed: None, tmp_path: Path
) -> None:
    """`studio --model FOLDER`, from anywhere."""
    folder = tmp_path / "mine"
    shutil.copytree(engine.find_model("mnist").path, folder)
    made = Studio(find_start(image=None, model=str(folder)), Settings(tmp_path / "settings.ini"), seed=0)
    try:
        made.show()
        qtbot.waitUntil(lambda: made.document.chosen is not None, timeout=PATIENCE_MS)
        assert made.document.model == str(folder)
        assert made.status._model.text() == "mine · 28 × 28 pixels"
    finally:
        made.close()
