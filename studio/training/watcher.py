"""Training from within the studio: runs are watched and steered on a thread of their own, never on the UI's."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

import engine
from studio.errors import Failure, FailureKind, failure
from studio.i18n import translate
from studio.training import runs
from studio.training.datasets import Contents, look_into
from studio.training.models import check_name
from studio.training.recipes import Recipe
from studio.training.runs import Run

POLL_MS = 1000
SLOW_POLL_MS = 5000
"""While no one looks and a run goes on: closing the studio says so."""


@dataclass(frozen=True, kw_only=True)
class RunSnapshot:
    """A run and its newest sheet."""

    run: Run
    sheet: QImage


class RunWatcher(QObject):
    """Owns what is known of the runs; the runs themselves own their files."""

    changed = Signal()
    looked = Signal(object)
    """Contents of a folder."""
    started = Signal(str)
    """A run goes on from now on; its name."""
    exported = Signal(str)
    """A model or an adapter was made; its name."""
    tried = Signal(str, str)
    """The newest state of a run can be tried: model, and adapter or none."""
    failed = Signal(Failure)
    _read = Signal(object)
    _export_ended = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.seen: tuple[RunSnapshot, ...] = ()
        """The runs, the newest first."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="studio-training")
        self._exports: dict[str, tuple[subprocess.Popen[bytes], Path]] = {}
        """By the run's name, with what is being made; of the thread."""
        self._trials = tempfile.TemporaryDirectory(prefix="patchwork-", ignore_cleanup_errors=True)
        """Models and adapters to be tried, for as long as the studio is open: undo leads back to each."""
        self._tried = 0
        self.exporting: set[str] = set()
        """The names of the runs of which models are being made, to stay or to be tried."""
        self._sheets: dict[Path, QImage] = {}
        self._logs: dict[Path, engine.RunLog] = {}
        self._reading = self._closed = self._watched = False
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self.refresh)
        self._read.connect(self._show)
        self._export_ended.connect(self._forget_export)

    @property
    def running(self) -> tuple[Run, ...]:
        """The runs that go on now, whichever studio started them."""
        return tuple(each.run for each in self.seen if each.run.running)

    def watch(self, active: bool) -> None:
        """Follow the runs' files closely, or only while a run goes on."""
        self._watched = active
        self._keep_pace()
        if active:
            self.refresh()

    def refresh(self) -> None:
        """Read the runs again; `changed` follows."""
        if not self._reading:
            self._reading = True
            self._run(self.tr("Looking at the runs"), self._look, looking=True)

    def look_into(self, folder: Path) -> None:
        """Look into a folder of pictures; `looked` or `failed` follows."""
        doing = self.tr("Looking into {0}").format(folder.name)
        self._run(doing, lambda: self.looked.emit(look_into(folder)), looking=True)

    def start(
        self, name: str, contents: Contents, *, recipe: Recipe, minutes: int | None, images: int | None
    ) -> None:
        """Start a run; `started` or `failed` follows."""

        def job() -> None:
            check_name(name, taken=translate("Errors", "There is a model {0} already. Choose another name."))
            path = runs.runs_folder() / name
            runs.start_run(path, contents.folder, recipe=recipe, minutes=minutes, images=images)
            self.started.emit(name)

        self._run(self.tr("Starting the training"), job)
        self.refresh()

    def pause(self, run: Run) -> None:
        """Have a run save and end."""
        name = run.path.name
        self._run(self.tr("Pausing {0}").format(name), lambda: runs.pause_run(run.path), about=name)

    def pause_all(self) -> None:
        """Have all runs that go on save and end, at once: the studio is about to close."""
        for run in self.running:
            runs.pause_run(run.path)

    def resume(self, run: Run, *, minutes: int | None, images: int | None) -> None:
        """Go on with a run; `started` or `failed` follows."""
        total = None if images is None else run.images + images

        def job() -> None:
            runs.resume_run(run.path, minutes=minutes, images=total)
            self.started.emit(run.path.name)

        self._run(self.tr("Resuming {0}").format(run.path.name), job, about=run.path.name)
        self.refresh()

    def export(self, run: Run) -> None:
        """Make a model of a run, or an adapter of its base, in the user's list.

        It is `exporting` until `exported` or `failed` follows.
        """
        name = run.path.name
        if name in self.exporting:
            return

        def job() -> None:
            if run.base:
                engine.keep_adapter(engine.find_model(run.base), runs.adapter_of(run.path), name)
                self._export_ended.emit(name)
                self.exported.emit(name)
                return
            taken = translate("Errors", "There is a model {0} already. Delete that model, then export again.")
            check_name(name, taken=taken)
            engine.user_folder().mkdir(parents=True, exist_ok=True)
            self._make_model(run, engine.user_folder() / name)

        self._make(name, job)

    def try_out(self, run: Run) -> None:
        """Make a model or an adapter of what a run saved last, for as long as the studio is open.

        The run goes on. It is `exporting` until `tried` or `failed` follows.
        """
        name = run.path.name
        if name in self.exporting:
            return
        self._tried += 1
        target = Path(self._trials.name) / self.tr("{0}, try {1}").format(name, self._tried)

        def job() -> None:
            if not run.base:
                self._make_model(run, target)
                return
            adapter = target.with_name(f"{target.name}.safetensors")
            engine.write_atomically(adapter, runs.adapter_of(run.path).read_bytes())
            self._export_ended.emit(name)
            self.tried.emit(run.base, str(adapter))

        self._make(name, job)

    def _make(self, name: str, job: Callable[[], None]) -> None:
        def ending() -> None:
            try:
                job()
            except BaseException:
                self._export_ended.emit(name)
                raise

        self.exporting.add(name)
        self._run(self._doing_export(name), ending, about=name)
        self._keep_pace()
        self.changed.emit()

    def _make_model(self, run: Run, target: Path) -> None:
        process = subprocess.Popen(
            runs.export_command(run.path, target),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self._exports[run.path.name] = process, target

    def close(self) -> None:
        """Stop watching. Runs go on, and what was asked of them is still done."""
        self._closed = True
        self._timer.stop()
        self._thread.shutdown(wait=True)
        self._trials.cleanup()

    def _look(self) -> None:
        seen = []
        try:
            for run in runs.list_runs(runs.runs_folder(), self._logs):
                if run.sheet is not None and run.sheet not in self._sheets:
                    self._sheets[run.sheet] = QImage(str(run.sheet))
                sheet = self._sheets[run.sheet] if run.sheet is not None else QImage()
                seen.append(RunSnapshot(run=run, sheet=sheet))
            self._sheets = {s.run.sheet: s.sheet for s in seen if s.run.sheet is not None}
        finally:
            self._read.emit(tuple(seen))
        self._check_exports()

    def _check_exports(self) -> None:
        for name, (process, target) in list(self._exports.items()):
            if process.poll() is None:
                continue
            del self._exports[name]
            self._export_ended.emit(name)
            said = process.stderr.read().decode(errors="replace").strip() if process.stderr else ""
            if process.returncode == 0 and target.parent == engine.user_folder():
                self.exported.emit(name)
            elif process.returncode == 0:
                self.tried.emit(engine.find_model(target).reference, "")
            else:
                reason = said.splitlines()[-1].removeprefix("engine: ") if said else f"status {process.returncode}"
                error = engine.EngineError(self.tr("{0} was not exported: {1}").format(name, reason))
                self._fail(error, self._doing_export(name), about=name)

    def _doing_export(self, name: str) -> str:
        return self.tr("Exporting {0}").format(name)

    def _forget_export(self, name: str) -> None:
        self.exporting.discard(name)
        self.changed.emit()

    def _show(self, seen: tuple[RunSnapshot, ...]) -> None:
        self._reading = False
        self.seen = seen
        self._keep_pace()
        self.changed.emit()

    def _keep_pace(self) -> None:
        if self._closed or not (self._watched or self.running or self.exporting):
            self._timer.stop()
        else:
            self._timer.start(POLL_MS if self._watched else SLOW_POLL_MS)

    def _run(self, doing: str, job: Callable[[], None], *, about: str = "", looking: bool = False) -> None:
        def guarded() -> None:
            if looking and self._closed:
                return
            try:
                job()
            except Exception as error:
                self._fail(error, doing, about=about)

        if not self._closed:
            self._thread.submit(guarded)

    def _fail(self, error: Exception, doing: str, *, about: str) -> None:
        self.failed.emit(replace(failure(error, doing, FailureKind.TRAINING), about=about))
