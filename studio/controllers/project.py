"""The parts that keep work, built and wired: results, project file, autosave, and the question before changes go."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMenu

from studio import dialogs
from studio.actions.action_set import Handlers
from studio.dialogs import Answer, Conflict
from studio.document.document import Document
from studio.document.history import History
from studio.document.noise import FIRST_SEEDS
from studio.document.undo import UndoStack
from studio.files.autosave import Autosave
from studio.files.examples import EXAMPLES, example
from studio.files.jobs import FileJobs
from studio.files.project import SUFFIX
from studio.files.project_file import ProjectFile
from studio.files.recovery import Lost, Recovery
from studio.settings import Settings
from studio.translation import moment, plain
from studio.widgets.bar import OfferBar
from studio.widgets.recovery import RecoveryDialog
from studio.window import Window


class ProjectController(QObject):
    """Owns `history`, `file` and `autosave`; `recovery` is the folder for crash recovery, None for none."""

    def __init__(
        self,
        document: Document,
        stack: UndoStack,
        files: FileJobs,
        settings: Settings,
        window: Window,
        *,
        recovery: Path | None,
    ) -> None:
        super().__init__()
        self._window, self._settings = window, settings
        self.history = History()
        self.file = ProjectFile(document, stack, self.history, files, settings)
        self.offer = OfferBar("backup-restore")
        self.recent = QMenu(self.tr("Open &Recent"), window)
        self.autosave: Autosave | None = None
        if recovery is not None:
            self.autosave = Autosave(document, stack, self.history, self.file, files, Recovery(recovery))
        self._lost: Sequence[Lost] = ()
        self.chooser: RecoveryDialog | None = None
        self._agreed = False
        self._listed: list[Path] | None = None
        self.file.changed.connect(self._show)
        self.file.opened.connect(self._opened)
        self.file.conflicted.connect(self._ask_replace)
        self._show()

    def handlers(self) -> Handlers:
        examples = {f"example_{name}": partial(self._open_example, name) for name in EXAMPLES}
        return {"new": self._new, "open": self._ask_open, "save": self.save, "save_as": self.save_as, **examples}

    def begin(self, project: Path | None) -> None:
        """The window is on the screen: look for lost work, and open the project that was asked for."""
        if self.autosave is not None:
            self.autosave.look(self.offer_lost)
        if project is not None:
            self.file.open(project)

    def end(self) -> None:
        """A clean end, whatever was unsaved; the file thread has ended."""
        if self.autosave is not None:
            self.autosave.end()

    def takes(self, path: Path) -> bool:
        """Open a file if it is a project; whether it is one."""
        if path.suffix.lower() != SUFFIX:
            return False
        self.when_kept(lambda: self.file.open(path))
        return True

    def open(self, path: Path) -> None:
        """Open a project or, as a new document, a picture; what is unsaved is asked about."""
        if not self.takes(path):
            self.when_kept(lambda: self.file.open_picture(path))

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save to the project's file; ask for one the first time."""
        if path := self.file.path:
            self.file.save(path, then=then)
        else:
            self.save_as(then)

    def save_as(self, then: Callable[[], object] | None = None) -> None:
        """Save to another file; what is there is replaced, as its dialog has asked."""
        if path := dialogs.ask_project(self._window, self._settings, self.file.name):
            self.file.save(path, then=then, replace=True)

    def when_kept(self, then: Callable[[], object]) -> None:
        """Go on with something that ends this document: at once, or after the user's answer and a save."""
        if not self.file.modified:
            then()
            return
        answer = dialogs.ask_save_changes(self._window, self.file.name)
        if answer is Answer.SAVE:
            self.save(then=then)
        elif answer is Answer.DISCARD:
            then()

    def may_close(self) -> bool:
        """Whether the studio may close now; if not, the user is asked, and the window may close by itself later."""
        if self._agreed or not self.file.modified:
            return True
        self.when_kept(self._close)
        return False

    def stay(self) -> None:
        """The window stays after all: ask again the next time."""
        self._agreed = False

    def _close(self) -> None:
        self._agreed = True
        QTimer.singleShot(0, self._window.close)  # after the close event that asked

    def _ask_replace(self, path: Path, then: Callable[[], object] | None) -> None:
        if not self._window.isVisible():
            return  # closed meanwhile, and the changes discarded
        answer = dialogs.ask_replace_changed(self._window, path.name)
        if answer is Conflict.COPY:
            self.save_as(then)
        elif answer is Conflict.REPLACE:
            self.file.save(path, then=then, replace=True)

    def _ask_open(self) -> None:
        if path := dialogs.ask_open(self._window, self._settings):
            self.open(path)

    def _new(self) -> None:
        self.when_kept(lambda: self.file.new_empty(self.tr("Untitled")))

    def _open_example(self, name: str) -> None:
        seed = random.randrange(FIRST_SEEDS)
        self.when_kept(lambda: self.file.new(self.tr("Example"), lambda: example(name, seed=seed)))

    def offer_lost(self, lost: Sequence[Lost]) -> None:
        """Offer what crashed studios left, the newest first."""
        self._lost = lost
        if len(lost) == 1:
            self.offer.offer(
                self.tr("Patchwork did not end cleanly. “{0}” was kept as it was at {1}.").format(
                    lost[0].name, moment(lost[0].saved)
                ),
                take=(self.tr("Restore"), lambda: self._restore(lost[0])),
                leave=(self.tr("Discard"), lambda: self._discard(lost[0])),
            )
        elif lost:
            self.offer.offer(
                self.tr(
                    "Patchwork did not end cleanly. %n document(s) were kept; the newest is “{0}”.", "", len(lost)
                ).format(lost[0].name),
                take=(self.tr("Choose…"), self._choose),
                leave=(self.tr("Later"), self._put_off),
            )

    def _put_off(self) -> None:
        self._lost = ()  # until the next start

    def _choose(self) -> None:
        self.chooser = RecoveryDialog(self._window, self._lost)
        self.chooser.restored.connect(self._restore)
        self.chooser.discarded.connect(self._discard)
        self.chooser.finished.connect(lambda _: self.offer_lost(self._lost))
        self.chooser.show()

    def _restore(self, lost: Lost) -> None:
        self.when_kept(lambda: self.file.restore(lost))
        self.offer_lost(self._lost)  # until it is on the canvas: the answer may be Cancel, or its file damaged

    def _discard(self, lost: Lost) -> None:
        assert self.autosave is not None
        self.autosave.discard(lost, partial(self._discarded, lost))
        self._lost = tuple(other for other in self._lost if other != lost)

    def _discarded(self, lost: Lost, gone: bool) -> None:
        assert self.autosave is not None
        if gone:
            self.file.noted.emit(self.tr("{0} is in the trash now").format(lost.name))
            return
        if not self._window.isVisible():
            return  # closed meanwhile: the next start offers it again
        if dialogs.ask_delete_lost(self._window, lost.name):
            self.autosave.delete(lost)
        else:
            self.offer_lost((lost, *self._lost))

    def _opened(self, lost: Lost | None) -> None:
        """What was restored is offered no more; the others still are."""
        self._lost = tuple(other for other in self._lost if other != lost)
        self.offer.hide()
        self.offer_lost(self._lost)

    def _show(self) -> None:
        file = self.file
        self._window.setWindowTitle(file.name.replace("[*]", "[*][*]") + "[*]")  # Qt adds the program's name
        self._window.setWindowFilePath("" if file.path is None else str(file.path))
        self._window.setWindowModified(file.modified)
        if file.recent != self._listed:
            self._list_recent()

    def _list_recent(self) -> None:
        self._listed = self.file.recent
        self.recent.clear()
        for path in self._listed:
            action = self.recent.addAction(path.name.replace("&", "&&"))
            action.setToolTip(plain(str(path)))
            action.triggered.connect(lambda _=False, path=path: self.open(path))
        self.recent.setToolTipsVisible(True)
        self.recent.setEnabled(not self.recent.isEmpty())
        self.recent.addSeparator()
        self.recent.addAction(self.tr("&Clear List")).triggered.connect(self._forget_recent)

    def _forget_recent(self) -> None:
        QTimer.singleShot(0, self.file.forget_recent)  # not while its menu is being clicked
