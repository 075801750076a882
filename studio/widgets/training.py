"""The training window: a folder of pictures becomes a run, is watched, paused, resumed, and exported as a model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeySequence, QPalette, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

import engine
from studio.datasets import Contents
from studio.errors import Failure
from studio.recipes import SIZES, Recipe, fitting
from studio.runs import Run
from studio.training import Seen, Training
from studio.translation import number
from studio.widgets.curves import Curves
from studio.widgets.first_steps import FirstSteps
from studio.widgets.preview import Preview
from studio.widgets.readings import GAINS, LOSSES, named, reading

_MOST_DAMAGED = 3
_MINUTES = {False: 120, True: 480}
"""Proposed to train small pictures, and large ones."""
_PATH = Qt.ItemDataRole.UserRole


class TrainingWindow(QWidget):
    """Shows `Training.seen`. The studio may be closed meanwhile; runs go on."""

    folder_wanted = Signal()
    """The user wants to choose a folder."""
    left = Signal()
    """The window was closed."""

    def __init__(self, parent: QWidget, training: Training) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._training = training
        self._contents: Contents | None = None
        self.setWindowTitle(self.tr("Training"))
        self.resize(900, 640)
        split = QSplitter()
        split.addWidget(self._left())
        split.addWidget(self._right())
        split.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self).activated.connect(self.close)
        training.changed.connect(self._refresh)
        training.looked.connect(self.show_contents)
        training.failed.connect(self._show_failure)
        for worked in (training.started, training.exported):
            worked.connect(self._say_contents)
        self._refresh()
        self._update_start()

    def sizeHint(self) -> QSize:
        return QSize(900, 640)

    @property
    def recipe(self) -> Recipe:
        """What is chosen."""
        return Recipe(size=self.size_box.currentData(), coloured=self.colours.currentData())

    def show_contents(self, contents: Contents) -> None:
        """Show what is in the chosen folder, and propose what suits it."""
        self._contents = contents
        self.folder_button.setText(contents.folder.name)
        self.folder_button.setToolTip(str(contents.folder))
        if not self.name.text():
            self.name.setText(contents.folder.name)
        proposed = fitting(contents)
        self.colours.setCurrentIndex(self.colours.findData(proposed.coloured))
        self.size_box.setCurrentIndex(self.size_box.findData(proposed.size))
        self._say_contents()
        self._update_start()

    def _say_contents(self) -> None:
        contents = self._contents
        if contents is None:
            self._say("")
            return
        words = [self.tr("%Ln picture(s)", "", contents.count)]
        if contents.largest:
            same = contents.smallest == contents.largest
            sides = self.tr("sides of {0} pixels") if same else self.tr("sides of {0} to {1} pixels")
            words.append(sides.format(contents.smallest, contents.largest))
        lines = [", ".join(words)]
        if contents.count < engine.FEW_PICTURES:
            few = self.tr("Few pictures: with fewer than about {0} a model learns them by heart.")
            lines.append(few.format(number(engine.FEW_PICTURES)))
        if contents.coloured and not self.recipe.coloured:
            lines.append(self.tr("They are in colour and become grey."))
        if contents.damaged:
            unread = self.tr("{0} of {1} looked at cannot be read:")
            lines.append(unread.format(number(len(contents.damaged)), number(contents.looked_at)))
            lines += contents.damaged[:_MOST_DAMAGED]
        self._say("\n".join(lines))

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self._form.setRowVisible(self.words, bool(words))

    def _show_failure(self, failure: Failure) -> None:
        self._say(failure.message)

    def select(self, path: Path) -> None:
        """Select a run."""
        for row in range(self.list.count()):
            if self.list.item(row).data(_PATH) == str(path):
                self.list.setCurrentRow(row)

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
        form = self._form = QFormLayout()
        self.folder_button = QPushButton(self.tr("Choose &Folder…"))
        self.folder_button.clicked.connect(self.folder_wanted)
        self.words = QLabel(wordWrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.name = QLineEdit()
        self.name.textChanged.connect(self._update_start)
        self.colours, self.size_box = QComboBox(), QComboBox()
        self.colours.addItem(self.tr("Grey"), False)
        self.colours.addItem(self.tr("Colour"), True)
        for size in SIZES:
            self.size_box.addItem(self.tr("{0} × {0} pixels").format(size), size)
        self.duration = QLabel(wordWrap=True)
        self.duration.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for box in (self.colours, self.size_box):
            box.currentIndexChanged.connect(self._say_contents)
        self.size_box.currentIndexChanged.connect(self._say_duration)
        self.budget = QSpinBox(minimum=1, maximum=100_000_000, value=_MINUTES[False])
        self.budget.setAccessibleName(self.tr("Budget"))
        self.unit = QComboBox()
        self.unit.setAccessibleName(self.tr("Unit of the budget"))
        self.unit.addItem(self.tr("minutes"), "minutes")
        self.unit.addItem(self.tr("images"), "images")
        budget = QHBoxLayout()
        budget.addWidget(self.budget, 1)
        budget.addWidget(self.unit)
        self.start = QPushButton(self.tr("&Start"))
        self.start.clicked.connect(self._start)
        form.addRow(self.tr("Pictures"), self.folder_button)
        form.addRow(self.words)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("&Kind"), self.colours)
        form.addRow(self.tr("Si&ze"), self.size_box)
        after = QLabel(self.tr("Stop &after"))
        after.setBuddy(self.budget)
        form.addRow(after, budget)
        form.addRow(self.duration)
        form.addRow(self.start)
        form.setRowVisible(self.words, False)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Runs"))
        self.list.setMinimumHeight(60)
        self.list.currentRowChanged.connect(self._show_run)
        column = QVBoxLayout(left)
        column.addLayout(form)
        column.addWidget(QLabel(self.tr("Runs")))
        column.addWidget(self.list, 1)
        self._say_duration()
        return left

    def _right(self) -> QWidget:
        self.pages = QStackedWidget()
        self.pages.addWidget(FirstSteps())
        self.pages.addWidget(self._run_page())
        return self.pages

    def _run_page(self) -> QWidget:
        right = QWidget()
        self.state = QLabel(wordWrap=True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.progress = QProgressBar(textVisible=False)
        self.progress.setFixedHeight(6)
        self.pause, self.resume, self.export = (
            QPushButton(text) for text in (self.tr("&Pause"), self.tr("&Resume"), self.tr("&Export as Model"))
        )
        self.pause.setToolTip(self.tr("Save and stop; it can go on at any time"))
        self.pause.clicked.connect(lambda: self._with_run(self._training.pause))
        self.resume.clicked.connect(lambda: self._with_run(lambda run: self._training.resume(run, **self._budget())))
        self.export.clicked.connect(lambda: self._with_run(self._training.export))
        buttons = QHBoxLayout()
        for button in (self.pause, self.resume, self.export):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.losses = Curves(self.tr("Losses"))
        self.gains = Curves(self.tr("PSNR gain of eight, dB"))
        self.sheet = Preview()
        self.sheet.setAccessibleName(self.tr("Samples"))
        column = QVBoxLayout(right)
        for widget in (self.state, self.progress):
            column.addWidget(widget)
        column.addLayout(buttons)
        for chart, text in ((self.losses, LOSSES), (self.gains, GAINS)):
            words = QLabel(reading(text), wordWrap=True)
            words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            column.addSpacing(6)
            column.addWidget(chart, 1)
            column.addWidget(words)
        column.addWidget(self.sheet)
        return right

    def _say_duration(self) -> None:
        large = self.recipe.size == SIZES[-1]
        if self.unit.currentData() == "minutes" and self.budget.value() == _MINUTES[not large]:
            self.budget.setValue(_MINUTES[large])
        self.duration.setText(
            self.tr("On an ordinary processor, pictures of this size take several hours.")
            if large
            else self.tr("On an ordinary processor, simple pictures such as digits are good after an hour or two.")
        )

    def _update_start(self) -> None:
        self.start.setEnabled(self._contents is not None and bool(self.name.text().strip()))

    def _budget(self) -> dict[str, int | None]:
        value, unit = self.budget.value(), self.unit.currentData()
        return {"minutes": value if unit == "minutes" else None, "images": value if unit == "images" else None}

    def _start(self) -> None:
        if self._contents is not None:
            name = self.name.text().strip()
            self._training.start(name, self._contents, recipe=self.recipe, **self._budget())

    def _refresh(self) -> None:
        seen = self._training.seen
        if [self.list.item(row).data(_PATH) for row in range(self.list.count())] != [str(s.run.path) for s in seen]:
            chosen = self.list.currentItem().data(_PATH) if self.list.currentItem() is not None else None
            known = {self.list.item(row).data(_PATH) for row in range(self.list.count())}
            self.list.clear()
            for each in seen:
                item = QListWidgetItem(each.run.path.name, self.list)
                item.setData(_PATH, str(each.run.path))
                if str(each.run.path) == chosen:
                    self.list.setCurrentItem(item)
            if seen and (chosen is None or str(seen[0].run.path) not in known):
                self.list.setCurrentRow(0)
        for row, each in enumerate(seen):
            name = each.run.path.name
            self.list.item(row).setText(self.tr("{0} (running)").format(name) if each.run.running else name)
        self._show_run()

    def _current(self) -> Seen | None:
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
            self.progress.setRange(0, run.total or (0 if run.running else 1))  # from 0 to 0 it moves: it starts
            self.progress.setValue(run.images)
        self.pause.setEnabled(run is not None and run.running)
        self.resume.setEnabled(run is not None and run.resumable and not run.running)
        self.export.setEnabled(run is not None and run.resumable)
        curves = {} if run is None else run.curves
        self.gains.set_curves(named(curves, gains=True))
        self.losses.set_curves(named(curves, gains=False))
        if seen is not None:
            self.sheet.show_image(seen.sheet)
        self.sheet.setVisible(seen is not None and not seen.sheet.isNull())

    def _words(self, run: Run) -> str:
        if run.problem:
            return run.problem
        minutes = run.seconds / 60
        seen = self.tr("{0} of {1} images, {2} minutes")
        seen = seen.format(number(run.images), number(run.total), number(minutes, decimals=1))
        if run.running:
            return self.tr("Running: {0}").format(seen) if run.total else self.tr("Starting…")
        if not run.resumable:
            return self.tr("The run ended before its first save: nothing was saved. Start it again, by another name.")
        return self.tr("At rest: {0}").format(seen)
