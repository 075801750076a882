"""The training window: a folder of pictures becomes a run, is watched, paused, resumed, and exported as a model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from studio.errors import Failure
from studio.training.models import Models
from studio.training.runs import Run
from studio.training.watcher import RunSnapshot, RunWatcher
from studio.translation import number, plain
from studio.widgets.curves import GAINS, LOSSES, Curves, named, reading
from studio.widgets.first_steps import FirstSteps
from studio.widgets.labels import QUIET, Preview, WrappedLabel
from studio.widgets.layout import column, row
from studio.widgets.training_form import TrainingForm

_PATH = Qt.ItemDataRole.UserRole
_WHOLE = 1000
"""Steps of the bar of progress."""


class TrainingWindow(QWidget):
    """Shows `RunWatcher.seen`. The studio may be closed meanwhile; runs go on."""

    folder_wanted = Signal()
    """The user wants to choose a folder."""
    model_wanted = Signal(str, str)
    """The user wants to use a model that was made of a run, or a model with an adapter that was."""
    left = Signal()
    """The window was closed."""

    def __init__(self, parent: QWidget, training: RunWatcher, models: Models) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._training, self._models = training, models
        self._made: set[str] = set()
        """Names of the runs of which models were made while this window was there."""
        self._failures: dict[str, str] = {}
        """What went wrong with a run, by its name, until something works or is tried again."""
        self.setWindowTitle(self.tr("Training"))
        self.resize(900, 640)
        split = QSplitter()
        split.addWidget(self._left())
        self.pages = QStackedWidget()
        self.pages.addWidget(FirstSteps())
        self.pages.addWidget(self._run_page())
        split.addWidget(self.pages)
        split.setStretchFactor(1, 1)
        column(split, on=self, margins=(0, 0, 0, 0))
        QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self).activated.connect(self.close)
        training.changed.connect(self._refresh)
        training.looked.connect(self.form.show_contents)
        training.failed.connect(self._show_failure)
        training.started.connect(self._note_started)
        training.exported.connect(self._note_exported)
        models.changed.connect(self._refresh)
        self._refresh()

    def sizeHint(self) -> QSize:
        return QSize(900, 640)

    def _note_started(self, name: str) -> None:
        self.form.say_contents()
        self.form.use_up(name)
        self._failures.pop(name, None)

    def _note_exported(self, name: str) -> None:
        self._made.add(name)
        self._show_run()

    def _show_failure(self, failure: Failure) -> None:
        if failure.about:
            self._failures[failure.about] = failure.message
            self._show_run()
        else:
            self.form.show_failure(failure.message)

    def select(self, path: Path) -> None:
        for place in range(self.list.count()):
            if self.list.item(place).data(_PATH) == str(path):
                self.list.setCurrentRow(place)

    def showEvent(self, event: QShowEvent) -> None:
        self._training.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self._training.watch(False)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._training.watch(False)
        event.accept()
        self.left.emit()

    def _left(self) -> QWidget:
        left = QWidget()
        self.form = TrainingForm()
        self.form.folder_wanted.connect(self.folder_wanted)
        self.form.start_wanted.connect(self._start)
        self.form.unit.currentIndexChanged.connect(self._show_run)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Runs"))
        self.list.setMinimumHeight(60)
        self.list.currentRowChanged.connect(self._show_run)
        column(self.form, QLabel(self.tr("Runs")), self.list, on=left, grows=self.list)
        return left

    def _run_page(self) -> QWidget:
        right = QWidget()
        self.state = WrappedLabel()
        self.progress = QProgressBar(textVisible=False)
        self.progress.setFixedHeight(6)
        self.pause, self.resume, self.trial, self.export = (
            QPushButton(text)
            for text in (self.tr("&Pause"), self.tr("&Resume"), self.tr("Tr&y It"), self.tr("&Export as Model"))
        )
        self.trial.setToolTip(
            self.tr("Complete the open document by what this run has saved last, while it goes on; again for newer")
        )
        self.trial.clicked.connect(lambda: self._with_run(self._training.try_out))
        self.pause.setToolTip(self.tr("Save and stop; you can resume at any time"))
        self.pause.clicked.connect(lambda: self._with_run(self._training.pause))
        self.resume.clicked.connect(lambda: self._with_run(lambda run: self._training.resume(run, **self.form.limit)))
        self.export.clicked.connect(lambda: self._with_run(self._export))
        self.note = WrappedLabel()
        self.use = QPushButton(self.tr("&Use It"))
        self.use.clicked.connect(lambda: self._with_run(self._use))
        self._outcome = row(self.note, self.use, None)
        self.losses = Curves(self.tr("Losses"))
        self.gains = Curves(self.tr("PSNR gain of eight, dB"))
        self.sheet = Preview()
        self.sheet.setAccessibleName(self.tr("Samples"))
        self.no_sheet = WrappedLabel(role=QUIET)
        buttons = row(self.pause, self.resume, self.trial, self.export, None)
        page = column(self.state, self.progress, buttons, self._outcome, on=right)
        for chart, text in ((self.losses, LOSSES), (self.gains, GAINS)):
            page.addSpacing(6)
            page.addWidget(chart, 1)
            page.addWidget(WrappedLabel(reading(text), role=QUIET))
        page.addWidget(self.no_sheet)
        page.addWidget(self.sheet)
        return right

    def _start(self) -> None:
        form, contents = self.form, self.form.contents
        if contents is not None:
            self._training.start(form.chosen_name, contents, recipe=form.recipe, **form.limit)

    def _export(self, run: Run) -> None:
        self._failures.pop(run.path.name, None)
        self._made.discard(run.path.name)
        self._training.export(run)

    def _use(self, run: Run) -> None:
        self.model_wanted.emit(*((run.base, run.path.name) if run.base else (run.path.name, "")))

    def _refresh(self) -> None:
        seen, base = self._training.seen, self._models.in_use
        self.form.set_base(None if base is None else base.info)
        self.form.set_taken(
            models=[shown.info.name for shown in self._models.shown],
            runs=[each.run.path.name for each in seen if each.run.begun or each.run.running],
            adapters=[] if base is None else [adapter.name for adapter in base.adapters],
        )
        listed = [self.list.item(place).data(_PATH) for place in range(self.list.count())]
        if listed != [str(each.run.path) for each in seen]:
            chosen = self.list.currentItem().data(_PATH) if self.list.currentItem() is not None else None
            self.list.clear()
            for each in seen:
                item = QListWidgetItem(each.run.path.name, self.list)
                item.setData(_PATH, str(each.run.path))
                if str(each.run.path) == chosen:
                    self.list.setCurrentItem(item)
            if seen and (chosen is None or str(seen[0].run.path) not in listed):
                self.list.setCurrentRow(0)
        for place, each in enumerate(seen):
            name = each.run.path.name
            self.list.item(place).setText(self.tr("{0} (running)").format(name) if each.run.running else name)
        self._show_run()

    def _current(self) -> RunSnapshot | None:
        row = self.list.currentRow()
        return self._training.seen[row] if 0 <= row < len(self._training.seen) else None

    def _with_run(self, do: Callable[[Run], object]) -> None:
        seen = self._current()
        if seen is not None:
            do(seen.run)

    def _show_run(self) -> None:
        seen = self._current()
        run = None if seen is None else seen.run
        self.pages.setCurrentIndex(0 if run is None else 1)
        if run is not None:
            self.state.setText(self._words(run))
            self.progress.setRange(0, 0 if run.running and not run.total else _WHOLE)  # to 0 it moves: it starts
            self.progress.setValue(round(run.progress * _WHOLE))
        self.pause.setEnabled(run is not None and run.running)
        seen_all = "" if run is None else self._seen_all(run)
        self.resume.setEnabled(run is not None and run.resumable and not run.running and not seen_all)
        self.resume.setToolTip(plain(seen_all))
        exporting = run is not None and run.path.name in self._training.exporting
        adapts = run is not None and bool(run.base)
        kept = self.tr("K&eep as Adapter") if adapts else self.tr("&Export as Model")
        self.export.setText(self.tr("Exporting…") if exporting else kept)
        self.trial.setEnabled(run is not None and run.exportable and not exporting)
        self.export.setEnabled(run is not None and run.exportable and not exporting)
        if run is not None:
            self._show_outcome(run, seen_all)
            first = self.tr("First measured after {0} images")
            unknown = self.tr("Measured once the training has begun") if run.running else ""
            losses, gains = (first.format(number(n)) if n else unknown for n in (run.first_losses, run.first_look))
            self.losses.set_curves(named(run.losses), waiting=losses)
            self.gains.set_curves(named(run.gains), waiting=gains)
            self.no_sheet.setText(self.tr("Samples are first drawn within a minute.") if run.first_look else "")
        if seen is not None:
            self.sheet.show_image(seen.sheet)
            self.no_sheet.setVisible(seen.sheet.isNull() and bool(self.no_sheet.text()))

    def _seen_all(self, run: Run) -> str:
        """Why there is no use in resuming a run with the budget that is chosen; empty if there is."""
        if run.done and self.form.limit["minutes"] is not None:
            return self.tr("All its images are seen. Choose images to train longer.")
        if run.converged:
            return self.tr("More training would not help. Try it, or keep it as an adapter.")
        return ""

    def _show_outcome(self, run: Run, seen_all: str) -> None:
        """Say what became of the last export, or of a pause or resume that failed, or why there is no way on."""
        name = run.path.name
        adapters = [adapter.name for info, adapter in self._models.adapters if info.reference == run.base]
        there = adapters if run.base else [info.name for info in self._models.own]
        listed = name in self._made and name in there
        short = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, 240)
        made = self.tr("{0} is in the list of models.").format(short) if listed else ""
        usable = listed and name not in self._failures
        self.note.setText(self._failures.get(name, made or seen_all))
        self.note.setVisible(bool(self.note.text()))
        self.note.setWordWrap(not usable)
        self._outcome.setStretchFactor(self.note, 0 if usable else 100)  # the button is close to the words
        self.use.setVisible(usable)

    def _words(self, run: Run) -> str:
        if run.problem:
            return run.problem
        images, minutes = number(run.images), number(run.seconds / 60, decimals=1)
        if run.limit:
            seen = self.tr("{0} of {1} minutes, {2} images")
            seen = seen.format(number(min(run.spent, run.limit), decimals=1), number(run.limit), images)
        else:
            seen = self.tr("{0} of {1} images, {2} minutes").format(images, number(run.total), minutes)
        if run.running:
            return self.tr("Running: {0}").format(seen) if run.total else self.tr("Starting…")
        if not run.resumable:
            return self.tr(
                "The run ended before its first save: nothing was saved. Start it again under another name."
            )
        if run.done:
            return self.tr("Done: {0} images, {1} minutes").format(images, minutes)
        if run.out_of_time:
            return self.tr("Stopped after %Ln minute(s), as set: {0} images", "", run.limit).format(images)
        if run.converged:
            words = self.tr("Finished: it no longer got better on pictures held out. {0} images, {1} minutes")
            return words.format(images, minutes)
        return self.tr("Paused: {0}").format(seen)
