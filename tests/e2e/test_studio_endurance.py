"""Endurance: a user's actions at random through the real window, then undo back to the first state, bit by bit.

CI takes a short journey. The long one, 10,000 actions in one window:

    PATCHWORK_ACTIONS=10000 python -m pytest -s tests/e2e/test_studio_endurance.py
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QFileDialog
from pytestqt.qtbot import QtBot

from engine.checkpoint import write_model
from engine.config import load_config, override_config
from engine.networks.generator import Generator
from studio import dialogs, theme
from studio.actions import ROWS
from studio.app import Studio
from studio.dialogs import Answer
from studio.images import to_qimage
from studio.widgets.history import HistoryPanel
from tests.e2e.conftest import PATIENCE_MS, Hand

ACTIONS = int(os.environ.get("PATCHWORK_ACTIONS", "300"))
"""How many actions the journey takes: most of them in one document, with one undo history."""
STEPS = 50
"""Rules a leg of the journey: then undo goes back to its begin and redo to its end again."""
GROWTH = 50 * 2**20
"""Bytes that the process may grow by once it is warm: every action chosen once, and a tenth of the journey taken."""
CTRL, SHIFT, NO_KEYS = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton

WITH_FILES = {
    *("open", "add_source", "import_mask"),
    *("save", "save_as", "export", "export_sheet", "export_animation", "export_mask", "paste_back"),
}
"""Actions that ask for a file: rules of their own."""
LEFT_OUT = {"quit", "import_model", "log", "about", "example_face"}
"""Actions that end the journey, block it, or have nothing to show."""
DOCUMENTS = ("example_digit", "example_mix")
FROM_FILES = {"open", "add_source", "import_mask", "paste", "paste_source", "restore"}
"""Actions whose effect comes from the file thread, a moment later."""
PLAIN = sorted({row.id for row in ROWS} - WITH_FILES - LEFT_OUT - set(DOCUMENTS))
TOOLS = ("brush", "eraser", "ignore", "rectangle", "lasso", "relocate", "place")

spots = st.integers(0, 63)
paths = st.lists(spots, min_size=1, max_size=5)
small = st.integers(-3, 3)
shares = st.integers(0, 100)


Snapshot = dict[str, Any]


@dataclass
class Journey:
    """What is done in one window, and the count of it."""

    hand: Hand
    pictures: list[Path]
    folder: Path
    caught: list[Any]
    path: Path = Path()
    """The answer to the next file dialog."""
    done: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    """Resident bytes at the begin of each leg."""
    seeds: Iterator[int] = field(default_factory=count)
    """Of the runs of Hypothesis."""
    deepest: int = 0
    """The longest undo history."""

    @property
    def actions(self) -> int:
        """How many actions there were."""
        return self.done.total()

    def begin(self, document: str) -> None:
        """Open an example in place of the document, whose changes are discarded."""
        self.hand.studio.actions[document].trigger()
        self.wait_files()
        assert not self.hand.studio.stack.canUndo()
        self.hand.wait_loaded()

    def choose_every_action_once(self) -> None:
        """So that every part of the program is in memory."""
        for path in self.pictures:
            self.path = path
            self.hand.studio.actions["open"].trigger()
            self.wait_files()
        for name in PLAIN:
            self.hand.studio.actions[name].trigger()
            self.close_windows()
        self.hand.studio.modelling.models.switch("other")
        self.wait_files()
        self.hand.wait_loaded()

    def go_back(self, index: int, then: Snapshot) -> None:
        """Undo to a step where everything was as it was then, bit by bit. Redo to where we are now, bit by bit."""
        studio = self.hand.studio
        self.wait_files()
        studio.editing.revealing.stop()
        last, now = studio.stack.index(), facts(studio)
        self.deepest = max(self.deepest, last)
        while studio.stack.index() > index:
            self._step("undo")
        same_document(facts(studio), then)
        while studio.stack.index() < last:
            self._step("redo")
        same_document(facts(studio), now)

    def _step(self, name: str) -> None:
        self.hand.studio.actions[name].trigger()
        if self.hand.studio.stack.index() % 10 == 0:
            settle()

    def close_windows(self) -> None:
        """Close what the last action opened."""
        settle()
        for window in QApplication.topLevelWidgets():
            if window is not self.hand.studio.window and window.isVisible():
                window.close()

    def wait_files(self) -> None:
        """Wait until the file thread has done all that it was asked for, and the window knows."""
        done = threading.Event()
        self.hand.studio.files.submit("", done.set)
        self.hand.qtbot.waitUntil(done.is_set, timeout=PATIENCE_MS)
        settle()


class Leg(RuleBasedStateMachine):
    """A part of the journey. What it draws does not depend on the studio, so that journeys are repeatable."""

    def __init__(self, journey: Journey, *, document: str | None = None) -> None:
        """Args: document: the example to begin with; None: go on with the document there is."""
        super().__init__()
        self.journey, self.hand, self.studio = journey, journey.hand, journey.hand.studio
        self.document, self.canvas = self.studio.document, self.studio.canvas
        if document is not None:
            journey.begin(document)
        self.mark = self.studio.stack.index(), facts(self.studio)
        """Where this leg began, or the earliest step that undo came back to since."""
        journey.sizes.append(resident())

    # What the user does

    @rule(tool=st.sampled_from(TOOLS), path=paths, button=st.sampled_from([LEFT, LEFT, RIGHT]), ctrl=st.booleans())
    def stroke(self, tool: str, path: list[int], button: Qt.MouseButton, ctrl: bool) -> None:
        self._trigger(tool)
        self._stroke(path, button, CTRL if ctrl else NO_KEYS)

    @rule(path=paths, button=st.sampled_from([LEFT, LEFT, RIGHT]))
    def stroke_again(self, path: list[int], button: Qt.MouseButton) -> None:
        self._stroke(path, button, NO_KEYS)

    @rule(path=paths, key=st.sampled_from([Qt.Key.Key_Z, Qt.Key.Key_A, Qt.Key.Key_K, Qt.Key.Key_H, Qt.Key.Key_R]))
    def stroke_with_keys_in_it(self, path: list[int], key: Qt.Key) -> None:
        self._press(path[0], LEFT, NO_KEYS)
        QTest.keyClick(self.canvas, key, CTRL)
        for spot in path[1:]:
            self._move(spot)
            QTest.keyClick(self.canvas, key)
        self._release(path[-1], LEFT)
        self._did("stroke with keys")

    @rule(path=paths)
    def stroke_given_up(self, path: list[int]) -> None:
        before = facts(self.studio)
        self._press(path[0], LEFT, NO_KEYS)
        for spot in path[1:]:
            self._move(spot)
        QTest.keyClick(self.canvas, Qt.Key.Key_Escape)
        self._release(path[-1], LEFT)
        same_document(facts(self.studio), before)
        self._did("stroke given up")

    @rule(spot=spots, right=small, down=small, ctrl=st.booleans())
    def relocate(self, spot: int, right: int, down: int, ctrl: bool) -> None:
        self._trigger("relocate")
        self._stroke([spot, spot + 9], LEFT, NO_KEYS)
        self._stroke([spot, spot + 8 * down + right], LEFT, CTRL if ctrl else NO_KEYS)

    @rule(name=st.sampled_from(PLAIN))
    def action(self, name: str) -> None:
        self._trigger(name)

    @rule(name=st.sampled_from(PLAIN), times=st.integers(2, 4))
    def action_again_and_again(self, name: str, times: int) -> None:
        for _ in range(times):
            self._trigger(name)

    @rule(times=st.integers(1, 6))
    def undo(self, times: int) -> None:
        for _ in range(times):
            self._trigger("undo")

    @rule(times=st.integers(1, 6))
    def redo(self, times: int) -> None:
        for _ in range(times):
            self._trigger("redo")

    @rule(values=st.lists(shares, min_size=1, max_size=4), held=st.booleans())
    def share(self, values: list[int], held: bool) -> None:
        slider = self.studio.subset.slider
        slider.setSliderDown(held)
        for value in values:
            slider.setValue(value * slider.maximum() // 100)
        slider.setSliderDown(False)
        self._did("share")

    @rule(number=st.integers(0, 999_999))
    def other_seed(self, number: int) -> None:
        self.studio.noise.seed.setValue(number)
        self._did("seed")

    @rule(values=st.lists(shares, min_size=1, max_size=3), balance=st.booleans())
    def vary(self, values: list[int], balance: bool) -> None:
        slider = self.studio.noise.balance if balance else self.studio.noise.strength
        if slider.isEnabled():
            for value in values:
                slider.setValue(value)
            self._did("vary")

    @rule(position=st.integers(0, 8), pin=st.booleans())
    def choose(self, position: int, pin: bool) -> None:
        QTest.mouseClick(self.studio.gallery.cells[position], LEFT)
        self._did("choose")
        if pin:
            self._trigger("pin")

    @rule()
    def wait_for_the_completions(self) -> None:
        self.hand.wait_loaded()

    @rule(
        numbers=st.lists(st.integers(0, 30), max_size=3),
        name=st.sampled_from(["star", "delete_result", "restore", "compare", "keep"]),
    )
    def results(self, numbers: list[int], name: str) -> None:
        entries = self.studio.keeping.history.entries
        panel(self.studio).select(*(entries[n % len(entries)].number for n in numbers if entries))
        self._trigger(name)

    @rule(number=st.integers(0, 30), words=st.sampled_from(["", "best", "Ω ≤ 7"]))
    def note(self, number: int, words: str) -> None:
        entries, note = self.studio.keeping.history.entries, panel(self.studio).note
        if entries:
            panel(self.studio).select(entries[number % len(entries)].number)
            note.selectAll()
            QTest.keyClick(note, Qt.Key.Key_Delete)
            note.insert(words)
            QTest.keyClick(note, Qt.Key.Key_Return)
            self._did("note")

    @rule(number=st.integers(0, 9), name=st.sampled_from(["open", "add_source", "import_mask"]))
    def open(self, number: int, name: str) -> None:
        self.journey.path = self.journey.pictures[number % len(self.journey.pictures)]
        self._trigger(name)

    @rule(name=st.sampled_from(sorted(WITH_FILES - FROM_FILES)))
    def write(self, name: str) -> None:
        suffix = ".gif" if name == "export_animation" else ".patchwork" if "save" in name else ".png"
        self.journey.path = self.journey.folder / f"written{suffix}"
        self._trigger(name)

    @rule(number=st.integers(0, 9), name=st.sampled_from(["open", "add_source", "import_mask"]), path=paths)
    def stroke_while_a_file_is_read(self, number: int, name: str, path: list[int]) -> None:
        self.journey.path = self.journey.pictures[number % len(self.journey.pictures)]
        self.studio.actions[name].trigger()
        self._press(path[0], LEFT, NO_KEYS)
        self.journey.wait_files()
        for spot in path[1:]:
            self._move(spot)
        self._release(path[-1], LEFT)
        self._did("stroke while a file is read")

    @rule(number=st.integers(0, 9), add=st.booleans())
    def drop(self, number: int, add: bool) -> None:
        data, window = QMimeData(), self.studio.window
        data.setUrls([QUrl.fromLocalFile(str(self.journey.pictures[number % len(self.journey.pictures)]))])
        keys, act = SHIFT if add else NO_KEYS, Qt.DropAction.CopyAction
        QApplication.sendEvent(window, QDragEnterEvent(QPoint(300, 300), act, data, LEFT, keys))
        QApplication.sendEvent(window, QDropEvent(QPointF(300, 300), act, data, LEFT, keys))
        self._did("drop")
        self.journey.wait_files()

    @rule(shade=st.integers(0, 3), name=st.sampled_from(["paste", "paste_source"]))
    def paste(self, shade: int, name: str) -> None:
        QApplication.clipboard().setImage(to_qimage(np.full((40, 30, 3), 60 * shade, dtype=np.uint8)))
        self._trigger(name)

    @rule(index=st.integers(0, 25), right=st.integers(-12, 12), down=st.integers(-12, 12))
    def offset(self, index: int, right: int, down: int) -> None:
        thumbnails = self.studio.sources.thumbnails
        QTest.mouseClick(thumbnails[index % len(thumbnails)], LEFT)
        for offset, value in zip(self.studio.sources.offsets, (right, down), strict=True):
            offset.setValue(value)
        self._did("offset")

    @rule(times=st.integers(1, 4))
    def remove_sources(self, times: int) -> None:
        for _ in range(times):
            self._trigger("remove_source")

    @rule(steps=small, keys=st.sampled_from([NO_KEYS, CTRL]), place=st.booleans(), dragging=st.booleans())
    def wheel(self, steps: int, keys: Qt.KeyboardModifier, place: bool, dragging: bool) -> None:
        if place:
            self._trigger("place")
        if dragging:
            self._press(24, LEFT, NO_KEYS)
            self._move(25)
        at = QPointF(self.canvas.width() / 2, self.canvas.height() / 2)
        phase, turn = Qt.ScrollPhase.NoScrollPhase, QPoint(0, 120 * steps)
        button = Qt.MouseButton.NoButton
        event = QWheelEvent(at, self.canvas.mapToGlobal(at), QPoint(), turn, button, keys, phase, False)
        QApplication.sendEvent(self.canvas, event)
        if dragging:
            self._release(23, LEFT)
        self._did("wheel")

    @rule(right=st.integers(-60, 60), down=st.integers(-60, 60))
    def pan(self, right: int, down: int) -> None:
        start = self.canvas.rect().center()
        QTest.mousePress(self.canvas, MIDDLE, pos=start)
        QTest.mouseMove(self.canvas, start + QPoint(right, down))
        QTest.mouseRelease(self.canvas, MIDDLE, pos=start + QPoint(right, down))
        self._did("pan")

    @rule(
        keys=st.lists(
            st.sampled_from(
                [
                    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return),
                    *(Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_F6),
                ]
            ),
            min_size=1,
            max_size=6,
        ),
        shift=st.booleans(),
    )
    def keys(self, keys: list[Qt.Key], shift: bool) -> None:
        self.canvas.setFocus()
        for key in keys:
            QTest.keyClick(self.canvas, key, SHIFT if shift else NO_KEYS)
        self._did("keys")

    @rule(name=st.sampled_from(["subset", "sources", "noise", "gallery", "history", "model"]))
    def panel_switch(self, name: str) -> None:
        dock = self.studio.window.findChild(QDockWidget, name)
        assert isinstance(dock, QDockWidget)
        dock.toggleViewAction().trigger()
        self._did("panel")

    @rule(width=st.integers(700, 1400), height=st.integers(560, 900))
    def resize(self, width: int, height: int) -> None:
        self.studio.window.resize(width, height)
        self._did("resize")

    @rule(which=st.integers(0, 1))
    def model(self, which: int) -> None:
        box = self.studio.modelling.panel.box if self.studio.modelling.panel else None
        assert box is not None
        box.setCurrentIndex(which % box.count())
        box.activated.emit(box.currentIndex())
        self._did("model")
        self.journey.wait_files()

    # What must hold after each of them

    @invariant()
    def nothing_has_failed(self) -> None:
        assert not self.journey.caught, self.journey.caught[0]
        assert not self.journey.failures, self.journey.failures[0]

    @invariant()
    def known_pixels_are_kept(self) -> None:
        document = self.document
        present = document.request(()).facts
        for shown in document.completions:
            if shown is None:
                continue
            side = round(len(shown.request.known) ** 0.5)
            patch = shown.image.shape[0] // side
            known = shown.request.known.reshape(side, side).repeat(patch, 0).repeat(patch, 1)
            assert np.array_equal(shown.image[known], shown.request.image[known])
            if shown.request.facts == present:
                assert np.array_equal(shown.image[known], document.given()[known])

    @invariant()
    def the_window_shows_the_document(self) -> None:
        studio, document = self.studio, self.document
        offered = enabled(studio)
        studio._update_actions()
        assert enabled(studio) == offered, "an action was not told of a change"
        shown = [completion is not None for completion in document.completions]
        for name, makes_sense in (
            ("undo", studio.stack.canUndo()),
            ("redo", studio.stack.canRedo()),
            ("remove_source", len(document.sources) > 1),
            ("keep", document.chosen is not None),
            ("star", bool(panel(studio).list.selectedItems())),
            *((f"choose_{i}", all(shown[: i + 1])) for i in range(len(shown))),
        ):
            assert offered[name] == makes_sense, name
        assert [cell.isChecked() for cell in studio.gallery.cells].index(True) == document.noise.chosen
        assert studio.subset.slider.value() == document.known.sum()
        assert len(studio.sources.thumbnails) == len(document.sources) > studio.toolbox.source >= 0
        assert panel(studio).list.count() == len(studio.keeping.history.entries)
        assert studio.window.isWindowModified() == (not studio.stack.isClean())
        assert studio.actions["pin"].isChecked() == (document.noise.chosen in document.noise.pinned)
        assert studio.actions["play"].isChecked() == studio.editing.revealing.playing
        assert not document.gesturing
        assert document.assignment.max() < len(document.sources)

    @invariant()
    def _look_back(self) -> None:
        """Undo may go back to before this leg, and a step may merge with the last one before it."""
        if self.studio.stack.index() <= self.mark[0]:
            self.mark = self.studio.stack.index(), facts(self.studio)

    def teardown(self) -> None:
        if sys.exc_info()[0] is None and not self.journey.caught:
            self.journey.go_back(*self.mark)

    # How it is done

    def _trigger(self, name: str) -> None:
        if self.studio.actions[name].isEnabled():
            self.journey.done[name] += 1
        self.studio.actions[name].trigger()
        self._look_back()
        self.journey.close_windows()
        if name in FROM_FILES:
            self.journey.wait_files()

    def _did(self, name: str) -> None:
        settle()
        self.journey.done[name] += 1

    def _stroke(self, path: list[int], button: Qt.MouseButton, keys: Qt.KeyboardModifier) -> None:
        self._press(path[0], button, keys)
        for spot in path[1:]:
            self._move(spot)
        self._release(path[-1], button)
        self._did("stroke")

    def _at(self, spot: int) -> QPoint:
        """A point of the canvas: the middle of a patch if it is on the screen."""
        at, inside = self.hand.at(spot % self.document.grid.L), self.canvas.rect()
        return QPoint(
            min(max(at.x(), inside.left()), inside.right()), min(max(at.y(), inside.top()), inside.bottom())
        )

    def _press(self, spot: int, button: Qt.MouseButton, keys: Qt.KeyboardModifier) -> None:
        QTest.mousePress(self.canvas, button, keys, self._at(spot))

    def _move(self, spot: int) -> None:
        QTest.mouseMove(self.canvas, self._at(spot))
        settle()

    def _release(self, spot: int, button: Qt.MouseButton) -> None:
        QTest.mouseRelease(self.canvas, button, pos=self._at(spot))


def facts(studio: Studio) -> Snapshot:
    """Everything that undo answers for, by value."""
    state = studio.document.state
    sources = [
        (source.name, source.square, source.pixels.tobytes(), hash(source.whole.tobytes()), source.whole.shape)
        for source in state.sources
    ]
    assert state.origin is not None
    return {
        "model": (state.model, state.grid),
        "sources": sources,
        "patches": (state.assignment.tolist(), state.origin.tolist(), state.scatter),
        "noise": state.noise,
        "results": {
            entry.number: (entry.starred, entry.note, entry.image.tobytes(), entry.made)
            for entry in studio.keeping.history.entries
        },
    }


def same_document(now: Snapshot, then: Snapshot) -> None:
    """Assert that two snapshots are equal; results that came since by themselves have neither star nor note."""
    for name in ("model", "sources", "patches", "noise"):
        assert now[name] == then[name], name
    results = now["results"]
    assert {number: results.get(number) for number in then["results"]} == then["results"]
    for number in results.keys() - then["results"].keys():
        assert results[number][:2] == (False, ""), number


def enabled(studio: Studio) -> dict[str, bool]:
    """Which actions can be chosen."""
    return {row.id: studio.actions[row.id].isEnabled() for row in ROWS}


def panel(studio: Studio) -> HistoryPanel:
    """The history panel."""
    assert studio.reviewing.panel is not None
    return studio.reviewing.panel


def settle() -> None:
    """Let happen what was posted, deletions too: outside an event loop Qt keeps those for later."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def resident() -> int:
    """Bytes of this process in memory but for what the allocator holds back; 0 where the system does not say."""
    gc.collect()
    status = Path("/proc/self/statm")
    if not status.exists():
        return 0
    with suppress(AttributeError):  # not every C library can
        ctypes.CDLL(None).malloc_trim(0)
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


@pytest.fixture
def journey(qtbot: QtBot, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journey]:
    """A journey in one window, with two models and pictures of every kind on the disk."""
    rng = np.random.default_rng(0)
    shapes = [(28, 28), (28, 28), (300, 400, 3), (48, 64, 4), (900, 1200, 3), (200, 17), (1, 1)]
    pictures = [tmp_path / f"{number}.png" for number in range(len(shapes))]
    for path, shape in zip(pictures, shapes, strict=True):
        Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8)).save(path)
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(pictures[0].read_bytes()[:60])
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    torch.manual_seed(0)
    config = override_config(load_config("mnist-fast", []), ["model.image_size=32", "model.channels=3"])
    write_model(tmp_path / "other", config, Generator(config.model), {}, None)
    hand.studio.modelling.models.take(tmp_path / "other")
    qtbot.waitUntil(lambda: len(hand.studio.modelling.models.shown) == 2, timeout=PATIENCE_MS)
    with qtbot.captureExceptions() as caught:
        made = Journey(hand=hand, pictures=[*pictures, damaged], folder=tmp_path, caught=caught)
        for dialog in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, dialog, lambda *_: (str(made.path), ""))
        monkeypatch.setattr(dialogs, "ask_save_changes", lambda *_: Answer.DISCARD)
        hand.studio.live.failed.connect(lambda failure: made.failures.append(failure.details))
        yield made
    theme.choose_scheme("system")


def take(journey: Journey, actions: int, leg: type[Leg]) -> None:
    """Go on in legs of STEPS rules for so many actions.

    At most ten are drawn in one run of Hypothesis, each run from a seed of its own: it remembers all that it has
    drawn, and that would be the memory measured here.
    """
    goal = journey.actions + actions
    while journey.actions < goal:
        run_state_machine_as_test(
            seed(next(journey.seeds))(leg),
            settings=settings(
                max_examples=min(10, 2 + (goal - journey.actions) // STEPS),
                stateful_step_count=STEPS,
                database=None,
                deadline=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            ),
        )


def test_thousands_of_actions_crash_nothing_leak_nothing_and_undo_to_the_first_state(
    journey: Journey, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = cycle(["example_mix", "example_digit"])

    class OneDocument(Leg):
        def __init__(self) -> None:
            super().__init__(journey)

    class NewDocument(Leg):
        def __init__(self) -> None:
            super().__init__(journey, document=next(documents))

    begin = time.perf_counter()
    journey.choose_every_action_once()
    journey.begin("example_digit")
    first = facts(journey.hand.studio)
    take(journey, ACTIONS // 10, OneDocument)
    before = resident()
    take(journey, ACTIONS - journey.actions, OneDocument)
    journey.go_back(0, first)
    one_document, after = journey.actions, resident()
    take(journey, ACTIONS // 8, NewDocument)
    seconds = time.perf_counter() - begin
    with capsys.disabled():
        sizes = " ".join(f"{size / 2**20:.0f}" for size in (before, *journey.sizes, resident()))
        print(f"\n{journey.actions} actions in {seconds:.0f} s, {one_document} of them in one document,")
        print(f"undone and redone over {journey.deepest} steps; MiB resident: {sizes}")
        print(", ".join(f"{name} {count}" for name, count in journey.done.most_common()))
    assert one_document >= ACTIONS
    assert journey.hand.studio.stack.forgotten == 0, "small pictures are never forgotten"
    assert after - before < GROWTH
