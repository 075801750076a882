"""The real window on the shipped model, in a home of its own, and a guard against threads that outlive their test."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker

from studio import theme, translation
from studio.app import Studio
from studio.canvas.tools import patch_centre
from studio.settings import Settings
from studio.start import find_start
from studio.widgets.training import TrainingWindow

PATIENCE_MS = 180_000
"""Loading torch on a busy machine takes its time; nothing waits as long as that when it works."""


class PatientBot(QtBot):
    """pytest-qt's, which by itself gives up after five seconds."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **how: Any) -> SignalBlocker:
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Waits for as long as a busy machine needs."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty home: no models, runs, settings, lost documents or trash of whoever runs the tests.

    With a `MonkeyPatch` of its own: what a test patches is itself again before its studio closes.
    """
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as environment:
        for name in ("data", "state", "config", "cache"):
            (home / name).mkdir()
            environment.setenv(f"XDG_{name.upper()}_HOME", str(home / name))
        yield


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    """A test that leaves a thread behind fails."""
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and not isinstance(t, threading._DummyThread)]
    for thread in left:
        thread.join(timeout=PATIENCE_MS / 1000)
    assert [thread.name for thread in left if thread.is_alive()] == []


@pytest.fixture(autouse=True)
def _no_window_is_left(qapp: QApplication) -> Iterator[None]:
    """A closed window goes: each that stayed would take memory, and be restyled with every later change of theme."""
    yield
    QApplication.processEvents()  # what was on its way to a window still finds it
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QMainWindow):
            window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> None:
    theme.apply_theme(qapp)
    translation.install(qapp, "en")


class Hand:
    """A user's hand on a studio: pointer, keys and patience."""

    def __init__(self, studio: Studio, qtbot: QtBot) -> None:
        self.studio, self.qtbot = studio, qtbot

    def wait_loaded(self) -> None:
        """Wait until every completion of the sheet is of the present facts, and painted."""
        document = self.studio.document
        self.qtbot.waitUntil(lambda: not document.stale, timeout=PATIENCE_MS)

    def at(self, patch: int) -> QPoint:
        """Where the middle of a patch is on the canvas."""
        centre = patch_centre(self.studio.document.grid, patch)
        return QPoint(*map(round, self.studio.canvas.viewport.to_widget(*centre)))

    def press(self, patch: int, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Press the pointer on a patch."""
        QTest.mousePress(self.studio.canvas, button, pos=self.at(patch))

    def move(self, patch: int) -> None:
        """Move the pointer to a patch; the button that is down stays down."""
        QTest.mouseMove(self.studio.canvas, self.at(patch))
        QApplication.processEvents()

    def release(self, patch: int, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Let go."""
        QTest.mouseRelease(self.studio.canvas, button, pos=self.at(patch))

    def stroke(self, *patches: int, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """A whole stroke from patch to patch."""
        self.press(patches[0], button)
        for patch in patches[1:]:
            self.move(patch)
        self.release(patches[-1], button)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Type a key on whatever has the focus."""
        QTest.keyClick(QApplication.focusWidget() or self.studio.canvas, key, modifiers)


@pytest.fixture
def studio(qtbot: QtBot, themed: None, tmp_path: Path) -> Iterator[Studio]:
    """A studio as it starts: window on the screen, the model loading."""
    made = Studio(
        find_start(image=None, model=os.environ.get("PATCHWORK_MODEL", "mnist")),
        Settings(tmp_path / "settings.ini"),
        seed=0,
        recovery=tmp_path / "recovery",
    )
    with qtbot.waitExposed(made.window):
        made.show()
    made.window.activateWindow()
    yield made
    made.close()


@pytest.fixture
def hand(studio: Studio, qtbot: QtBot) -> Hand:
    """A hand on a studio whose model is loaded and whose sheet is complete."""
    made = Hand(studio, qtbot)
    made.wait_loaded()
    return made


def from_scratch(window: TrainingWindow, qtbot: QtBot) -> None:
    """Wait until a training can start, and have it start from no model."""
    form = window.form
    qtbot.waitUntil(lambda: form.start.isEnabled() and form.start_from.count() > 1)
    form.start_from.setCurrentIndex(form.start_from.findText("Scratch"))


@pytest.fixture
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eighty pictures of bars."""
    folder = tmp_path_factory.mktemp("bars")
    rng = np.random.default_rng(0)
    (folder / "bars").mkdir()
    for i in range(80):
        image = np.zeros((28, 28), dtype=np.uint8)
        place = rng.integers(0, 24)
        image[place : place + 4] = 255
        Image.fromarray(image if i % 2 else image.T.copy()).save(folder / "bars" / f"{i}.png")
    return folder / "bars"
