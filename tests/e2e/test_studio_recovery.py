"""A studio that is killed outright: the next one offers its document, with at most 5 s lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import EngineError, find_model
from studio.app import Studio
from studio.files.examples import bundled_pictures
from studio.settings import Settings
from studio.start import find_start
from tests.e2e.conftest import PATIENCE_MS, Hand
from tests.e2e.test_studio_projects import Button, answer

PAINTS = """
import sys
from pathlib import Path
import numpy as np
from PySide6.QtCore import QTimer
from engine import find_model
from studio.app import Studio
from studio.document.commands import Gesture
from studio.run import make_application
from studio.settings import Settings
from studio.start import find_start

folder, picture, seed = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
app = make_application()
start = find_start(image=picture, model="mnist")
studio = Studio(start, Settings(folder / f"{seed}.ini"), seed=seed, recovery=folder / "recovery")
studio.show()
step = 0

def paint():  # one patch every 100 ms for ever, so that there is always something unsaved; in Gray code, all unlike
    global step
    step += 1
    patch = 48 - (step & -step).bit_length()
    gesture = Gesture(studio.document)
    gesture.paint(np.array([patch]), -1 if studio.document.known[patch] else 0)
    gesture.commit(studio.stack, "stroke")
    print(studio.document.known.tobytes().hex(), flush=True)

timer = QTimer(interval=100)
timer.timeout.connect(paint)
timer.start()
app.exec()
"""


def painting_studio(folder: Path, picture: str, *, seed: int) -> subprocess.Popen[str]:
    """A process with a studio that paints on a bundled picture for ever."""
    path = bundled_pictures(find_model("mnist"))[0].with_name(f"{picture}.png")
    return subprocess.Popen(
        [sys.executable, "-c", PAINTS, str(folder), str(path), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_STATE_HOME": str(folder / "state")},
    )


@pytest.fixture
def start(
    qtbot: QtBot, themed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Studio]]:
    """Starts studios on one recovery folder, with a trash of their own."""
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    made: list[Studio] = []

    def one() -> Studio:
        settings = Settings(tmp_path / f"{len(made)}.ini")
        studio = Studio(find_start(image=None, model="mnist"), settings, seed=0, recovery=tmp_path / "recovery")
        made.append(studio)
        with qtbot.waitExposed(studio.window):
            studio.show()
        return studio

    yield one
    for studio in made:
        studio.close()


def test_after_sigkill_the_next_start_offers_the_document_with_at_most_5_s_lost(
    start: Callable[[], Studio], qtbot: QtBot, tmp_path: Path
) -> None:
    killed = painting_studio(tmp_path, "digit-3", seed=4)
    try:
        assert killed.stdout is not None
        killed.stdout.readline()
        time.sleep(6)
    finally:
        killed.send_signal(signal.SIGKILL)
        out, _ = killed.communicate(timeout=PATIENCE_MS / 1000)
    last_5_s = out.splitlines()[-50:]  # more on a busy machine

    studio = start()
    qtbot.waitUntil(studio.project.offer.isVisible, timeout=PATIENCE_MS)
    assert "digit" in studio.project.offer.text
    studio.project.offer.take_button.click()
    qtbot.waitUntil(lambda: studio.document.noise.seed == 4, timeout=PATIENCE_MS)
    assert studio.document.known.tobytes().hex() in last_5_s
    assert studio.window.isWindowModified(), "what was recovered is not saved yet"
    Hand(studio, qtbot).wait_loaded()


def test_after_two_sigkills_both_documents_are_offered_and_what_is_left_alone_stays(
    start: Callable[[], Studio], qtbot: QtBot, tmp_path: Path
) -> None:
    killed = [painting_studio(tmp_path, "digit-4", seed=6), painting_studio(tmp_path, "digit-8", seed=7)]
    try:
        qtbot.waitUntil(lambda: len(list(tmp_path.glob("recovery/*/project.json"))) == 2, timeout=PATIENCE_MS)
    finally:
        for process in killed:
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=PATIENCE_MS / 1000)

    studio = start()
    offer, project = studio.project.offer, studio.project
    qtbot.waitUntil(offer.isVisible, timeout=PATIENCE_MS)
    assert "2 documents were kept" in offer.text
    offer.take_button.click()
    assert project.chooser is not None
    rows = [project.chooser.list.topLevelItem(row) for row in range(2)]
    assert {row.text(0) for row in rows if row is not None} == {"digit-4", "digit-8"}
    today = QLocale().toString(QDate.currentDate(), QLocale.FormatType.ShortFormat)
    assert [today in row.text(1) for row in rows if row is not None] == [True, True]
    project.chooser.select("digit-4")
    QTest.keyClick(project.chooser.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: studio.document.noise.seed == 6, timeout=PATIENCE_MS)
    assert studio.document.sources[0].name == "digit-4"
    assert studio.window.isWindowModified()
    qtbot.waitUntil(lambda: offer.isVisible() and "digit-8" in offer.text)
    studio.close()

    again = start()
    qtbot.waitUntil(again.project.offer.isVisible, timeout=PATIENCE_MS)
    assert "digit-8" in again.project.offer.text, "not restored, not discarded: offered again"
    again.project.offer.leave_button.click()
    qtbot.waitUntil(lambda: list(tmp_path.glob("recovery/*")) == [])


def test_what_was_discarded_stays_so_though_the_studio_is_closed_at_once(
    start: Callable[[], Studio], qtbot: QtBot, tmp_path: Path
) -> None:
    killed = painting_studio(tmp_path, "digit-4", seed=6)
    try:
        qtbot.waitUntil(lambda: len(list(tmp_path.glob("recovery/*/project.json"))) == 1, timeout=PATIENCE_MS)
    finally:
        killed.send_signal(signal.SIGKILL)
        killed.communicate(timeout=PATIENCE_MS / 1000)
    studio, busy = start(), threading.Event()
    qtbot.waitUntil(studio.project.offer.isVisible, timeout=PATIENCE_MS)
    Hand(studio, qtbot).wait_loaded()

    def read_something_large() -> None:
        busy.wait()

    studio.files.submit("reading", read_something_large)
    studio.project.offer.leave_button.click()
    threading.Timer(1.0, busy.set).start()
    studio.close()
    assert list(tmp_path.glob("recovery/*")) == []
    assert len(list(trash(tmp_path))) == 1


def test_what_was_recovered_survives_a_second_crash_and_is_gone_after_a_clean_end(
    start: Callable[[], Studio], qtbot: QtBot, tmp_path: Path
) -> None:
    first = start()
    Hand(first, qtbot).stroke(4, 5)
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("recovery/*/project.json"))) == 1, timeout=PATIENCE_MS)
    second = start()
    wait_files(second, qtbot)
    assert not second.project.offer.isVisible(), "a studio that runs keeps its own"
    second.close()
    first.close()
    assert list(tmp_path.glob("recovery/*")) == []


def test_keeping_a_large_photo_never_holds_the_window_up(
    start: Callable[[], Studio], qtbot: QtBot, tmp_path: Path
) -> None:
    photo = np.random.default_rng(0).integers(0, 256, (3000, 4000, 3), dtype=np.uint8)
    Image.fromarray(photo).save(tmp_path / "photo.bmp")
    studio = start()
    Hand(studio, qtbot).wait_loaded()
    studio.sources.open(tmp_path / "photo.bmp")
    qtbot.waitUntil(lambda: studio.document.sources[0].name == "photo", timeout=PATIENCE_MS)
    assert studio.project.autosave is not None
    begin = time.thread_time()  # of this thread alone: how busy the machine is does not matter
    studio.project.autosave._keep()
    assert time.thread_time() - begin < 0.1
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("recovery/*/project.json"))) == 1, timeout=PATIENCE_MS)


def wait_files(studio: Studio, qtbot: QtBot) -> None:
    """Wait until the studio has looked for unsaved work, and its window knows of all that the file thread did."""
    Hand(studio, qtbot).wait_loaded()
    done = threading.Event()
    studio.files.submit("", done.set)
    qtbot.waitUntil(done.is_set, timeout=PATIENCE_MS)
    QApplication.processEvents()


def crashed(start: Callable[[], Studio], qtbot: QtBot, folder: Path) -> Path:
    """What a studio leaves that painted on the first picture and did not end: its recovery folder."""
    studio = start()
    Hand(studio, qtbot).stroke(4, 5)
    qtbot.waitUntil(lambda: len(list(folder.glob("recovery/*/project.json"))) == 1, timeout=PATIENCE_MS)
    (own,) = folder.glob("recovery/*")
    own.rename(folder / "kept")
    studio.close()
    (folder / "kept").rename(own)
    (own / "lock").unlink(missing_ok=True)
    return own


def trash(folder: Path) -> Iterator[Path]:
    """What is in the trash."""
    return folder.glob("home/Trash/files/*")


def test_what_is_discarded_is_in_the_trash_and_offered_again_only_if_it_is_put_back(
    start: Callable[[], Studio], qtbot: QtBot, tmp_path: Path
) -> None:
    own = crashed(start, qtbot, tmp_path)
    second = start()
    qtbot.waitUntil(second.project.offer.isVisible, timeout=PATIENCE_MS)
    second.project.offer.leave_button.click()
    qtbot.waitUntil(lambda: second.status.currentMessage() == "digit-3 is in the trash now")
    assert not own.exists()
    second.close()
    (thrown,) = trash(tmp_path)
    assert thrown.name.startswith("digit-3 "), "a person finds it there by its name"

    third = start()
    wait_files(third, qtbot)
    assert not third.project.offer.isVisible()
    third.close()

    thrown.rename(tmp_path / "recovery" / thrown.name)
    fourth = start()
    qtbot.waitUntil(fourth.project.offer.isVisible, timeout=PATIENCE_MS)
    fourth.project.offer.take_button.click()
    qtbot.waitUntil(lambda: bool(fourth.document.known[[4, 5]].all()) and fourth.project.file.modified)
    Hand(fourth, qtbot).wait_loaded()
    fourth.close()
    assert list(tmp_path.glob("recovery/*")) == []
    assert list(trash(tmp_path)) == [], "what was restored was no rubbish"


@pytest.mark.parametrize("agrees", [False, True])
def test_what_the_trash_does_not_take_is_deleted_only_after_a_question(
    start: Callable[[], Studio], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, agrees: bool
) -> None:
    own = crashed(start, qtbot, tmp_path)
    monkeypatch.setattr("studio.files.recovery.QFile", lambda path: SimpleNamespace(moveToTrash=lambda: False))
    asked = answer(monkeypatch, Button.Yes if agrees else Button.Cancel)
    second = start()
    offer = second.project.offer
    qtbot.waitUntil(offer.isVisible, timeout=PATIENCE_MS)
    offer.leave_button.click()
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert "“digit-3” cannot be moved to the trash" in asked[0]
    wait_files(second, qtbot)
    assert own.exists() is not agrees
    assert offer.isVisible() is not agrees, "it can still be restored"
    second.close()
    third = start()
    wait_files(third, qtbot)
    assert third.project.offer.isVisible() is not agrees
    third.close()


def test_what_another_studio_has_discarded_meanwhile_is_gone_without_a_word(
    start: Callable[[], Studio], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashed(start, qtbot, tmp_path)
    asked = answer(monkeypatch, Button.Cancel)
    second, third = start(), start()
    for studio in (second, third):
        qtbot.waitUntil(studio.project.offer.isVisible, timeout=PATIENCE_MS)
    second.project.offer.leave_button.click()
    qtbot.waitUntil(lambda: len(list(trash(tmp_path))) == 1)
    third.project.offer.leave_button.click()
    wait_files(third, qtbot)
    assert not third.message.isVisible()
    assert "trash" not in third.status.currentMessage()
    assert asked == []
    assert len(list(trash(tmp_path))) == 1


def test_saving_leaves_nothing_to_recover(start: Callable[[], Studio], qtbot: QtBot, tmp_path: Path) -> None:
    studio = start()
    Hand(studio, qtbot).stroke(4, 5)
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("recovery/*/project.json"))) == 1, timeout=PATIENCE_MS)
    studio.project.file.save(tmp_path / "p.patchwork")
    qtbot.waitUntil(lambda: list(tmp_path.glob("recovery/*")) == [])
    assert (tmp_path / "p.patchwork").exists()


def test_what_is_restored_stays_where_it_was_until_it_is_kept_anew(
    start: Callable[[], Studio], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = crashed(start, qtbot, tmp_path)
    second = start()
    qtbot.waitUntil(second.project.offer.isVisible, timeout=PATIENCE_MS)

    def full(*_: object) -> None:
        raise EngineError("the disk is full")

    monkeypatch.setattr("studio.files.recovery.engine.write_atomically", full)
    second.project.offer.take_button.click()
    qtbot.waitUntil(second.message.isVisible, timeout=PATIENCE_MS)
    assert second.document.known[[4, 5]].all()
    assert (own / "project.json").exists(), "else nothing on the disk would hold it"


@pytest.mark.parametrize("why", ["cancel", "damaged"])
def test_what_was_not_restored_after_all_is_still_offered(
    start: Callable[[], Studio], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    own = crashed(start, qtbot, tmp_path)
    second = start()
    offer = second.project.offer
    qtbot.waitUntil(offer.isVisible, timeout=PATIENCE_MS)
    asked = answer(monkeypatch, Button.Cancel)
    if why == "cancel":
        Hand(second, qtbot).stroke(20)
    else:
        (own / "project.json").write_text("{")
    offer.take_button.click()
    qtbot.waitUntil(lambda: bool(asked) or second.message.isVisible(), timeout=PATIENCE_MS)
    wait_files(second, qtbot)
    second.message.close_button.click()  # one at a time
    assert offer.isVisible()
    assert not second.document.known[5]
