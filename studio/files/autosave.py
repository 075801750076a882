"""Keeps unsaved work in the recovery folder, right after each change. It never waits for the disk."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QUndoStack

from studio.document.document import Document
from studio.document.history import History
from studio.errors import log
from studio.files.jobs import FileJobs
from studio.files.project_file import ProjectFile
from studio.files.recovery import Lost, Recovery, discard, forget

STROKE_MS = 1500
"""How often a stroke in progress is kept."""
DELAY_MS = 100
"""From a change to its writing: changes in a row, as of a slider, are kept together."""


class Autosave(QObject):
    """Watches document, stack and history; writes on the file thread."""

    def __init__(
        self,
        document: Document,
        stack: QUndoStack,
        history: History,
        project: ProjectFile,
        files: FileJobs,
        recovery: Recovery,
    ) -> None:
        super().__init__()
        self._document, self._stack = document, stack
        self._project, self._files, self._recovery = project, files, recovery
        self._ended = self._writing = False
        self._discarded: list[Lost] = []
        self._restored: list[Lost] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._keep)
        for changed in (stack.indexChanged, stack.cleanChanged, document.assignment_changed, history.changed):
            changed.connect(self._changed)
        project.opened.connect(self._opened)

    def look(self, then: Callable[[list[Lost]], object]) -> None:
        """Look for what crashed studios left, and hand it over, the newest first."""
        self._files.submit(self.tr("Looking for unsaved work"), self._recovery.lost, then, quiet=True)

    def discard(self, lost: Lost, then: Callable[[bool], object]) -> None:
        """Move what a crashed studio left to the trash, and say whether it went: it stays where there is no trash.

        Nothing follows if another studio has restored or discarded it meanwhile.
        """
        self._discarded.append(lost)

        def done(gone: bool | None) -> None:
            if gone is False:
                self._discarded.remove(lost)
            if gone is not None:
                then(gone)

        doing = self.tr("Removing unsaved work")
        self._files.submit(doing, lambda: discard(lost) if lost.folder.exists() else None, done, quiet=True)

    def delete(self, lost: Lost) -> None:
        """Remove what a crashed studio left for good."""
        self._files.submit(self.tr("Removing unsaved work"), lambda: forget(lost), quiet=True)

    def end(self) -> None:
        """A clean end: nothing is left to recover."""
        self._ended = True
        self._timer.stop()
        self._recovery.clear()
        for lost in self._restored:
            forget(lost)  # the file thread may have ended before it came to it
        for lost in self._discarded:
            if lost.folder.exists() and not discard(lost):
                log.warning("%s: there is no trash; the next start offers it again", lost.folder)

    def _changed(self) -> None:
        if self._ended:
            return
        delay = STROKE_MS if self._document.gesturing else DELAY_MS if self._project.modified else 0
        if not self._timer.isActive() or self._timer.remainingTime() > delay:
            self._timer.start(delay)  # 0: saved, and what is kept goes

    def _keep(self, lost: Lost | None = None) -> None:
        """Write what is unsaved; it then stands for what a crash left, which goes if that has worked."""
        if self._writing and lost is None:
            self._timer.start(DELAY_MS)  # the disk is slower than the hand
            return
        doing = self.tr("Keeping unsaved work")
        if not (self._project.modified or self._document.gesturing):
            self._files.submit(doing, self._recovery.clear, quiet=True)
            return
        project, name, path = self._project.snapshot(), self._project.name, self._project.path
        pictures, on_disk = self._project.pictures, self._project.on_disk

        def job() -> None:
            try:
                self._recovery.write(project, pictures, name=name, path=path, stamp=on_disk.stamp)
            finally:
                self._writing = False
            if lost is not None:
                forget(lost)

        self._writing = True
        self._files.submit(doing, job, quiet=True)

    def _opened(self, lost: Lost | None) -> None:
        if lost is not None:
            self._restored.append(lost)
            self._keep(lost)
