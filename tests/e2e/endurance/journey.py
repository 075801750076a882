"""What is done in one window, and the count of it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from studio.actions import ROWS
from tests.e2e.conftest import PATIENCE_MS, Hand
from tests.e2e.endurance.facts import Snapshot, facts, same_document, settle

WITH_FILES = {
    *("open", "add_source", "import_mask", "palette_file"),
    *("save", "save_as", "export", "export_sheet", "export_animation", "export_mask", "paste_back"),
}
"""Actions that ask for a file: rules of their own."""
LEFT_OUT = {"new", "quit", "import_model", "log", "about", "example_face", "example_character", "pencil_colour"}
"""Actions that end the journey, block it, or have nothing to show."""
DOCUMENTS = ("example_digit", "example_mix")
FROM_FILES = {"open", "add_source", "import_mask", "palette_file", "paste", "paste_source", "restore", "take"}
"""Actions whose effect comes from the file thread, a moment later."""
PLAIN = sorted({row.id for row in ROWS} - WITH_FILES - LEFT_OUT - set(DOCUMENTS))


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
            self.hand.studio.sources.open(path)
            self.wait_files()
        for name in PLAIN:
            self.hand.studio.actions[name].trigger()
            self.close_windows()
        self.hand.studio.models.models.switch("other")
        self.wait_files()
        self.hand.wait_loaded()

    def go_back(self, index: int, then: Snapshot) -> None:
        """Undo to a step where everything was as it was then, bit by bit. Redo to where we are now, bit by bit."""
        studio = self.hand.studio
        self.wait_files()
        studio.reveal.stop()
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
