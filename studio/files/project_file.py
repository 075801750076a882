"""The project file of the document: open, save, save as, recent files, and whether there is something to lose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

import engine
from engine import ModelInfo
from studio.document.commands import restore_steps
from studio.document.document import Document
from studio.document.history import History
from studio.document.labels import labels_of, with_given
from studio.document.noise import SheetNoise
from studio.document.request import model_name
from studio.document.resample import find_info, fits, resample_state
from studio.document.state import Source, State
from studio.document.undo import Step, UndoStack
from studio.document.views import views_of
from studio.errors import FailureKind
from studio.files.codec import PictureFiles
from studio.files.examples import empty_state, new_state
from studio.files.jobs import FileJobs, read_source
from studio.files.project import Project, read_project, write_project
from studio.files.recovery import Lost, Stamp, read_lost, stamp_of
from studio.settings import RECENT, Settings

MOST_RECENT = 8


@dataclass(eq=False, kw_only=True)
class _Save:
    path: Path
    then: Callable[[], object] | None
    changed_since: bool = False


@dataclass(eq=False, kw_only=True)
class OnDisk:
    """The project file as a document knows it; the file thread alone changes it."""

    path: Path | None = None
    stamp: Stamp | None = None

    def write(self, path: Path, project: Project, pictures: PictureFiles, *, replace: bool) -> bool:
        """Write it, unless others have written it since it was read or written here; whether it was."""
        if not replace and path == self.path and stamp_of(path) not in (None, self.stamp):
            return False
        write_project(path, project, pictures)
        self.path, self.stamp = path, stamp_of(path)
        return True


class ProjectFile(QObject):
    """The one owner of the project's path. The undo stack's clean mark says whether it is modified."""

    changed = Signal()
    """The path, the modified mark or the recent files."""
    noted = Signal(str)
    opened = Signal(object)
    """After a project is on the canvas: the Lost that it was recovered from, or None."""
    conflicted = Signal(object, object)
    """The path that was not saved to, as its file was changed by others since; and what was to follow."""

    def __init__(
        self, document: Document, stack: UndoStack, history: History, files: FileJobs, settings: Settings
    ) -> None:
        super().__init__()
        self._document, self._stack, self._history = document, stack, history
        self._files, self._settings = files, settings
        self.path: Path | None = None
        """The project file; None before the first save."""
        self.on_disk = OnDisk()
        self._saves: list[_Save] = []
        """Asked for of this document."""
        self.pictures = PictureFiles()
        """For the file thread alone."""
        stack.indexChanged.connect(self._count)
        stack.cleanChanged.connect(lambda _: self.changed.emit())
        document.sources_changed.connect(self.changed)

    @property
    def modified(self) -> bool:
        """Whether closing now would lose changes."""
        return not self._stack.isClean()

    @property
    def name(self) -> str:
        """What to call the document: its file, else its first picture."""
        return self.path.stem if self.path else self._document.sources[0].name

    @property
    def recent(self) -> list[Path]:
        """Projects opened or saved last, and pictures opened, the newest first."""
        return [Path(line) for line in self._settings.get(RECENT).split("\n") if line]

    def snapshot(self) -> Project:
        """What a save would keep now."""
        state = self._document.state
        steps = self._stack.steps(None if self._document.gesturing else state)
        return Project(state=state, history=self._history.entries, steps=steps)

    def save(self, path: Path, *, then: Callable[[], object] | None = None, replace: bool = False) -> None:
        """Write the project, to the very path; `then` follows if it has worked and nothing has changed meanwhile.

        Args:
            replace: also a file that others have changed since; else `conflicted` follows.
        """
        project, save, on_disk = self.snapshot(), _Save(path=path, then=then), self.on_disk
        self._saves.append(save)
        job = partial(on_disk.write, path, project, self.pictures, replace=replace)
        words = self.tr("Saving {0}").format(path.name)
        self._files.submit(words, job, partial(self._saved, save), kind=FailureKind.SAVING)

    def open(self, path: Path) -> None:
        """Read a project and show it in place of this one; it is not an undo step."""
        self._open(path.name, lambda: read_project(path), path=path)

    def restore(self, lost: Lost) -> None:
        """Show what a crash left. It counts as modified."""
        self._open(lost.name, lambda: read_lost(lost), path=lost.path, lost=lost)

    def open_picture(self, path: Path) -> None:
        """Read a picture and show a new document of it for the present model, in place of this one."""
        make = self._anew(lambda info, noise: new_state(info, (read_source(path, info.shape),), noise=noise))
        self._open(path.name, lambda: Project(state=make()), path=None, recent=path)

    def new_empty(self, name: str) -> None:
        """Show an empty canvas for the present model, in place of this document."""
        self.new(name, self._anew(lambda info, noise: empty_state(info, name, noise=noise)))

    def new(self, name: str, make: Callable[[], State]) -> None:
        """Show facts that are made on the file thread, in place of this document."""
        self._open(name, lambda: Project(state=make()), path=None)

    def forget_recent(self) -> None:
        """Empty the list of recent files."""
        self._settings.set(RECENT, "")
        self.changed.emit()

    def _anew(self, make: Callable[[ModelInfo, SheetNoise], State]) -> Callable[[], State]:
        """What makes facts for the present model, with noise of their own."""
        now = self._document.state
        return lambda: replace(make(find_info(now.model, now.adapter), now.noise.anew()), adapter=now.adapter)

    def _open(
        self,
        name: str,
        read: Callable[[], Project],
        *,
        path: Path | None,
        lost: Lost | None = None,
        recent: Path | None = None,
    ) -> None:
        """Args: path: of the project; recent: what to remember as opened, by default the project."""
        fallback = self._document.model

        def job() -> Callable[[], object]:
            stamp = lost.stamp if lost is not None else stamp_of(path)
            project = read()
            state, remark = self._fitted(project.state, fallback)
            steps = () if remark else _steps_to(state, project.steps)
            for source in state.sources:
                _ = source.whole.colours  # here and not in the first drag
            if project.redrawn:
                remark = remark or self.tr(
                    "Opened {0}. Its seeds draw other completions than in the Patchwork that saved it; "
                    "the pictures of its history stay."
                ).format(name)
            project, on_disk = replace(project, state=state, steps=steps), OnDisk(path=path, stamp=stamp)
            return partial(self._show, project, on_disk, recent=recent or path, remark=remark, lost=lost)

        self._files.submit(self.tr("Opening {0}").format(name), job, self._arrived, kind=FailureKind.READING)

    def _fitted(self, state: State, fallback: str) -> tuple[State, str]:
        """The state for a model that there is, and what had to be changed."""
        remark = self.tr("The project's model {0} is not here; its patches were resampled for {1}")
        try:
            info = find_info(state.model, state.adapter)
        except engine.EngineError:
            try:
                info = engine.find_model(state.model)
            except engine.EngineError:
                info = engine.find_model(fallback)
            else:
                remark = self.tr("The project's adapter, {0}, is not here; it is completed by {1} alone")
        else:
            if state.model == info.reference and fits(state, info):
                steps = info.steps and (state.steps or info.steps)
                return replace(state, views=views_of(info), labels=labels_of(info, state.labels), steps=steps), ""
        return resample_state(state, info), remark.format(model_name(state.model, state.adapter), info.name)

    def _arrived(self, show: Callable[[], object]) -> None:
        self._document.drop_waiting()  # a project that came before it too: the one asked for last is shown
        self._document.when_still(show)

    def _show(
        self, project: Project, on_disk: OnDisk, *, recent: Path | None, remark: str, lost: Lost | None
    ) -> None:
        self._document.drop_waiting()  # pictures for the document that goes
        self._saves, self.on_disk, path = [], on_disk, on_disk.path
        self._stack.clear()
        self._history.reset(project.history)
        self._document.set_state(project.state)
        restore_steps(self._document, self._stack, project.steps)
        self._stack.setClean()
        self.path = path
        if lost is not None:
            self._stack.resetClean()
        elif recent is not None:
            self._remember(recent)
        self.changed.emit()
        self.noted.emit(remark or self.tr("Opened {0}").format(self.name))
        self.opened.emit(lost)

    def _saved(self, save: _Save, written: bool) -> None:
        if not written:
            if save in self._saves:
                self.conflicted.emit(save.path, save.then)
            return
        self._remember(save.path)
        last = save in self._saves and save is self._saves[-1] and not save.changed_since
        if save in self._saves:  # else another document is here by now
            self.path = save.path
        if last:
            self._stack.setClean()
        self.changed.emit()
        self.noted.emit(self.tr("Saved {0}").format(save.path))
        if last and save.then is not None:
            save.then()

    def _remember(self, path: Path) -> None:
        others = [old for old in self.recent if old != path.absolute()]
        lines = [str(p) for p in [path.absolute(), *others][:MOST_RECENT]]
        self._settings.set(RECENT, "\n".join(lines))

    def _count(self) -> None:
        for save in self._saves:
            save.changed_since = True
        self.changed.emit()


def _steps_to(state: State, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Steps that lead to a state, for the model as it is here; none if they were made with another one.

    Sources that are the same are one object again: by that, completions of the same pictures stay on show.
    """
    if any(step.before.completed_by != state.completed_by for step in steps):
        return ()
    known = {_key(source): source for source in state.sources}
    tuples = {tuple(map(id, state.sources)): state.sources}
    made = []
    for step in steps:
        sources = tuple(known.setdefault(_key(source), source) for source in step.before.sources)
        sources = tuples.setdefault(tuple(map(id, sources)), sources)
        labels = with_given(state.labels, step.before.labels)
        before = replace(step.before, sources=sources, views=state.views, labels=labels)
        made.append(replace(step, before=before))
    return tuple(made)


def _key(source: Source) -> tuple[object, ...]:
    return source.name, id(source.pixels), id(source.original), source.placement
