"""What a user does: each action a rule of Hypothesis, drawn at random."""

from __future__ import annotations

import sys

import numpy as np
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.imaging.qt_images import to_qimage
from tests.e2e.endurance.facts import facts, panel, resident, same_document, settle
from tests.e2e.endurance.journey import FROM_FILES, PLAIN, WITH_FILES, Journey

CTRL, SHIFT, NO_KEYS = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
TOOLS = ("brush", "eraser", "pencil", "ignore", "rectangle", "lasso", "relocate", "place")

spots = st.integers(0, 63)
paths = st.lists(spots, min_size=1, max_size=5)
small = st.integers(-3, 3)
shares = st.integers(0, 100)


class Actions(RuleBasedStateMachine):
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
        slider = self.studio.panels.subset.slider
        slider.setSliderDown(held)
        for value in values:
            slider.setValue(value * slider.maximum() // 100)
        slider.setSliderDown(False)
        self._did("share")

    @rule(number=st.integers(0, 999_999))
    def other_seed(self, number: int) -> None:
        self.studio.panels.noise.seed.setValue(number)
        self._did("seed")

    @rule(values=st.lists(shares, min_size=1, max_size=3), balance=st.booleans())
    def vary(self, values: list[int], balance: bool) -> None:
        slider = self.studio.panels.noise.balance if balance else self.studio.panels.noise.strength
        if slider.isEnabled():
            for value in values:
                slider.setValue(value)
            self._did("vary")

    @rule(position=st.integers(0, 8), pin=st.booleans())
    def choose(self, position: int, pin: bool) -> None:
        QTest.mouseClick(self.studio.panels.gallery.cells[position], LEFT)
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
        entries = self.studio.project.history.entries
        panel(self.studio).select(*(entries[n % len(entries)].number for n in numbers if entries))
        self._trigger(name)

    @rule(number=st.integers(0, 30), words=st.sampled_from(["", "best", "Ω ≤ 7"]))
    def note(self, number: int, words: str) -> None:
        entries, note = self.studio.project.history.entries, panel(self.studio).note
        if entries:
            panel(self.studio).select(entries[number % len(entries)].number)
            note.selectAll()
            QTest.keyClick(note, Qt.Key.Key_Delete)
            note.insert(words)
            QTest.keyClick(note, Qt.Key.Key_Return)
            self._did("note")

    @rule(number=st.integers(0, 9), name=st.sampled_from(["add_source", "import_mask", "palette_file"]))
    def open(self, number: int, name: str) -> None:
        self.journey.path = self.journey.pictures[number % len(self.journey.pictures)]
        self._trigger(name)

    @rule(name=st.sampled_from(sorted(WITH_FILES - FROM_FILES)))
    def write(self, name: str) -> None:
        suffix = ".gif" if name == "export_animation" else ".patchwork" if "save" in name else ".png"
        self.journey.path = self.journey.folder / f"written{suffix}"
        self._trigger(name)

    @rule(number=st.integers(0, 9), name=st.sampled_from(["drop", "add_source", "import_mask"]), path=paths)
    def stroke_while_a_file_is_read(self, number: int, name: str, path: list[int]) -> None:
        self.journey.path = self.journey.pictures[number % len(self.journey.pictures)]
        if name == "drop":
            self.studio.sources.open(self.journey.path)
        else:
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
        thumbnails = self.studio.panels.sources.thumbnails
        QTest.mouseClick(thumbnails[index % len(thumbnails)], LEFT)
        for offset, value in zip(self.studio.panels.sources.offsets, (right, down), strict=True):
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

    @rule(name=st.sampled_from(["subset", "sources", "noise", "labels", "history", "model"]))
    def panel_switch(self, name: str) -> None:
        self._trigger(f"panel_{name}")
        self._did("panel")

    @rule(width=st.integers(700, 1400), height=st.integers(560, 900))
    def resize(self, width: int, height: int) -> None:
        self.studio.window.resize(width, height)
        self._did("resize")

    @rule(which=st.integers(0, 2))
    def model(self, which: int) -> None:
        box = self.studio.models.panel.box if self.studio.models.panel else None
        assert box is not None
        box.setCurrentIndex(which % box.count())
        box.activated.emit(box.currentIndex())
        self._did("model")
        self.journey.wait_files()

    # How it can be undone

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
