"""The noise walk: played on the canvas, or exported as an animation."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

import engine
from studio import dialogs
from studio.actions.action_set import Handlers
from studio.canvas.view import CanvasView
from studio.document.document import Document
from studio.document.noise import name_of
from studio.document.request import Seed, UInt8Array
from studio.document.state import State
from studio.document.walk import Pace, stops_of, walk
from studio.errors import Failure, FailureKind, failure
from studio.files import export
from studio.files.jobs import FileJobs
from studio.live.series import Series
from studio.live.worker import Worker
from studio.settings import Settings
from studio.widgets.bar import ProgressBar
from studio.widgets.walk import WalkDialog
from studio.window import Window


class NoiseWalk(QObject):
    """Owns the bar of progress. Nothing of a walk is in the document: it ends when the document changes."""

    playing_changed = Signal(bool)
    noted = Signal(str)
    retracted = Signal(str)
    """A word that was noted is true no longer."""
    failed = Signal(Failure)

    def __init__(
        self,
        document: Document,
        worker: Worker,
        files: FileJobs,
        settings: Settings,
        window: Window,
        canvas: CanvasView,
    ) -> None:
        super().__init__()
        self._document, self._files, self._settings = document, files, settings
        self._window, self._canvas = window, canvas
        self._shown, self._drawn = Series(worker), Series(worker)
        self._pace, self._frame = Pace(), 0
        self._words = self.tr("Walking from completion to completion; any change, or Escape, ends it")
        self.dialog: WalkDialog | None = None
        self.bar = ProgressBar("animation-play-outline")
        self.bar.given_up.connect(self._drawn.give_up)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._next)
        self._drawn.advanced.connect(self._advanced)
        self._drawn.ended.connect(self.bar.hide)
        for series in (self._shown, self._drawn):
            series.failed.connect(self.failed)
        document.model_changed.connect(self._shown.give_up)
        document.model_changed.connect(self._lose)
        self._shown.failed.connect(self.stop)
        for changed in document.facts_changed:
            changed.connect(self.stop)
        canvas.escaped.connect(self.stop)

    def handlers(self) -> Handlers:
        return {"walk": self.toggle, "export_walk": self.ask}

    @property
    def playing(self) -> bool:
        """Whether a walk is on the canvas."""
        return self._timer.isActive()

    def toggle(self) -> None:
        """Show the walk on the canvas, round and round; or end it."""
        if self.playing:
            self.stop()
            return
        request = self._document.request(walk(stops_of(self._document.noise), self._pace.frames))
        self._frame = 0
        self._shown.begin(request)
        self._timer.start(self._pace.milliseconds)
        self.noted.emit(self._words)
        self.playing_changed.emit(True)

    def may_close(self) -> bool:
        """Whether the studio may close; the user is asked if a walk that is to be exported is not drawn yet."""
        return not self._drawn.running or dialogs.ask_leave_walk(self._window)

    def stop(self) -> None:
        """Show the chosen completion again."""
        if self.playing:
            self._timer.stop()
            self._shown.give_up()
            self._canvas.show_passing(None)
            self.retracted.emit(self._words)
            self.playing_changed.emit(False)

    def ask(self) -> None:
        """Ask how long and how large, then where to, then draw and write it. One at a time."""
        if self._drawn.running:
            self._fail(self.tr("A noise walk is still being drawn. Wait for it or cancel it, then export again."))
            return
        grid = self._document.grid
        pace = self._pace if self._pace.zoom else replace(self._pace, zoom=export.large(self._document.shape))
        stops = stops_of(self._document.noise)
        self.dialog = WalkDialog(self._window, stops=len(stops), width=grid.width, height=grid.height, pace=pace)
        self.dialog.agreed.connect(partial(self._export, self._document.state, stops))
        self.dialog.open()

    def _export(self, state: State, stops: tuple[Seed, ...], pace: Pace) -> None:
        self._pace = pace
        name = f"{state.sources[0].name}-{name_of(stops[0])}-walk.gif"
        title = self.tr("Export Noise Walk")
        path = dialogs.ask_export(self._window, self._settings, title, name, ".gif", ".png")
        if path is None:
            return
        request = state.request(walk(stops, pace.frames))
        self._drawn.begin(request, then=partial(self._save, path, state, stops, pace))

    def _save(
        self, path: Path, state: State, stops: tuple[Seed, ...], pace: Pace, images: tuple[UInt8Array, ...]
    ) -> None:
        walked = {"stops": [export.seed_of(stop) for stop in stops], "frames": pace.frames}
        about = export.describe(state) | {"walk": walked}

        def make() -> bytes:
            frames = [export.finished(image, state) for image in images]
            return export.animation(frames, about, suffix=path.suffix, milliseconds=pace.milliseconds, zoom=pace.zoom)

        self._files.write(path, make)

    def _lose(self) -> None:
        if self._drawn.running:
            self._drawn.give_up()
            self._fail(self.tr("The noise walk was not saved: the model changed. Export it again."))

    def _fail(self, words: str) -> None:
        self.failed.emit(failure(engine.EngineError(words), self.tr("Drawing the noise walk"), FailureKind.EXPORTING))

    def _advanced(self, done: int, total: int) -> None:
        words = self.tr("Drawing the noise walk: {0} of {1} pictures").format(done, total)
        self.bar.show_progress(words, done, total)

    def _next(self) -> None:
        images = self._shown.images
        if self._frame >= len(images) and not self._shown.running:
            self._frame = 0
        if self._frame < len(images):
            self._canvas.show_passing(images[self._frame])
            self._frame += 1
