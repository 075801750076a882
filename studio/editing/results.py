"""What can be done with results: copy, keep, star, note, delete, restore. And the recorder, which keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QUndoStack

import engine
from studio.document.commands import EntryCommand, StateCommand
from studio.document.document import Document
from studio.document.history import Entry, History
from studio.document.labels import labels_of, with_given
from studio.document.photo import with_completion
from studio.document.request import UInt8Array
from studio.document.resample import find_info, fits
from studio.files.export import finished
from studio.files.jobs import FileJobs
from studio.imaging.qt_images import to_qimage
from studio.live.live import Live, LiveState

REST_MS = 700
"""A completion that has been on the canvas for so long, up to date, is a result."""


class Results(QObject):
    """Turns wishes about results into undo commands."""

    noted = Signal(str)

    def __init__(self, document: Document, stack: QUndoStack, history: History, live: Live, files: FileJobs) -> None:
        super().__init__()
        self._files = files
        self._document, self._stack, self._history, self._live = document, stack, history, live
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._record)
        for changed in (document.completions_changed, document.noise_changed, document.gesture_changed):
            changed.connect(self._rest.start)

    def find(self, numbers: Iterable[int]) -> list[Entry]:
        """The results of these numbers that are there."""
        return [entry for number in numbers if (entry := self._history.find(number)) is not None]

    def copy(self) -> None:
        """Put what is on the canvas on the clipboard."""
        picture, state = self._document.picture(), self._document.state
        if picture is not None and state.hole is not None:
            self._files.submit(
                self.tr("Copying"), partial(with_completion, state.sources[0], state, picture), self._copied
            )
        elif picture is not None:
            self._copied(finished(picture, state))

    def _copied(self, pixels: UInt8Array) -> None:
        QGuiApplication.clipboard().setImage(to_qimage(pixels))
        self.noted.emit(self.tr("Completion copied"))

    def keep(self) -> None:
        """Star what is on the canvas."""
        entry = self._present()
        if entry is None:
            self.noted.emit(self.tr("The completion is not there yet. Press again in a moment."))
            return
        if not entry.starred:
            self._change(self._history.find(entry.number), replace(entry, starred=True), self.tr("Keep Result"))
        self.noted.emit(self.tr("Result kept in the history"))

    def star(self, numbers: Iterable[int]) -> None:
        """Star results; if all are starred already, take the stars away."""
        entries = self.find(numbers)
        starred = not all(entry.starred for entry in entries)
        text = self.tr("Star Result") if starred else self.tr("Unstar Result")
        changes: list[tuple[Entry, Entry | None]]
        changes = [(entry, replace(entry, starred=starred)) for entry in entries if entry.starred != starred]
        self._change_all(changes, text)

    def note(self, number: int, note: str) -> None:
        """Write a note to a result."""
        for entry in self.find([number]):
            if entry.note != note:
                self._change(entry, replace(entry, note=note), self.tr("Note on Result"))

    def delete(self, numbers: Iterable[int]) -> None:
        """Delete results."""
        self._change_all([(entry, None) for entry in self.find(numbers)], self.tr("Delete Result"))

    def restore(self, number: int) -> None:
        """Make all facts what they were when a result came about; its pixels follow from them."""
        for entry in self.find([number]):
            present = self._document.state
            if entry.state.completed_by == present.completed_by:
                labels = with_given(present.labels, entry.state.labels)
                restored = replace(entry, state=replace(entry.state, labels=labels))
                self._document.when_still(partial(self._restore, restored))
            else:
                then = self._document.still(self._restore)
                self._files.submit(self.tr("Restoring a result"), partial(self._check, entry), then)

    def _check(self, entry: Entry) -> Entry:
        """On the file thread: restore only what the model of that name can still make."""
        info = find_info(entry.state.model, entry.state.adapter)
        if not fits(entry.state, info):
            words = self.tr("another model is called {0} now. Import the one that made the result.")
            raise engine.EngineError(words.format(info.name))
        return replace(entry, state=replace(entry.state, labels=labels_of(info, entry.state.labels)))

    def _restore(self, entry: Entry) -> None:
        self._stack.push(StateCommand(self._document, self.tr("Restore Result"), state=entry.state))

    def _present(self) -> Entry | None:
        """The completion on the canvas as a result, the one in the history if it is there already."""
        picture = self._document.picture()
        if picture is None or self._document.noise.chosen in self._document.stale:
            return None
        same = self._history.same(picture, self._document.state)
        made = datetime.now().isoformat(timespec="seconds")
        return same or Entry(number=self._history.number(), image=picture, state=self._document.state, made=made)

    def _record(self) -> None:
        document = self._document
        if document.gesturing or self._live.state is not LiveState.READY:
            return
        if document.hole is not None and not document.target.any():
            return  # it is the photo itself
        entry = self._present()
        if entry is not None and self._history.find(entry.number) is None:
            self._history.put(entry)

    def _change(self, before: Entry | None, after: Entry | None, text: str) -> None:
        self._stack.push(EntryCommand(self._history, text, before=before, after=after))

    def _change_all(self, changes: list[tuple[Entry, Entry | None]], text: str) -> None:
        if not changes:
            return
        self._stack.beginMacro(text)
        for before, after in changes:
            self._change(before, after, text)
        self._stack.endMacro()
