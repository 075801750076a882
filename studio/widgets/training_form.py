"""What a person says before training: which pictures, the model's name, its recipe, and when to stop."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)

import engine
from studio.training.datasets import Contents
from studio.training.naming import LONGEST, composed, name_fault, name_key, proposed_name
from studio.training.recipes import SIZES, Recipe, StartFrom
from studio.translation import number, plain
from studio.widgets.labels import QUIET, WrappedLabel
from studio.widgets.layout import label_for, row

_MOST_DAMAGED = 3
_MINUTES = {False: 120, True: 480}
"""Proposed to train small pictures, and large ones."""
_MINUTES_TO_ADAPT = 20
_LONGEST_LICENCE = 200


class TrainingForm(QWidget):
    """Proposes what suits the chosen folder, as the engine sees it; Start works once nothing is missing."""

    folder_wanted = Signal()
    """The user wants to choose a folder."""
    start_wanted = Signal()
    """`contents`, `chosen_name`, `recipe` and `limit` are to be trained."""

    def __init__(self) -> None:
        super().__init__()
        self.contents: Contents | None = None
        """Of the chosen folder; None before one is chosen."""
        self._models: frozenset[str] = frozenset()
        self._runs: frozenset[str] = frozenset()
        self._adapters: frozenset[str] = frozenset()
        self._base: engine.ModelInfo | None = None
        self._wanted = self._proposed = ""
        self.folder_button = QPushButton(self.tr("Choose &Folder…"))
        self.folder_button.clicked.connect(self.folder_wanted)
        self.words = WrappedLabel()
        self.name = QLineEdit(maxLength=LONGEST)
        self.fault = WrappedLabel(role=QPalette.ColorRole.BrightText)
        self.start_from, self.colours, self.size_box = QComboBox(), QComboBox(), QComboBox()
        self._kinds = {
            1: self.tr("Grey"),
            3: self.tr("Colour"),
            4: self.tr("Colour with transparency"),
        }
        for box in (self.colours, self.size_box):
            box.addItem(self.tr("Automatic"), None)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for channels, kind in self._kinds.items():
            self.colours.addItem(kind, channels)
        for size in SIZES:
            self.size_box.addItem(self.tr("{0} × {1} pixels").format(size, size), size)
        self.budget = QSpinBox(minimum=1, maximum=100_000_000, value=_MINUTES[False])
        self._minutes = _MINUTES[False]
        """Proposed last."""
        self.budget.setAccessibleName(self.tr("Budget"))
        self.unit = QComboBox()
        self.unit.setAccessibleName(self.tr("Unit of the budget"))
        self.unit.addItem(self.tr("minutes"), "minutes")
        self.unit.addItem(self.tr("images"), "images")
        self.duration = WrappedLabel(role=QUIET)
        self.more = QToolButton(toolButtonStyle=Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setText(self.tr("M&ore"))
        self.mirror = QCheckBox(self.tr("&Mirror"))
        self.licence = QLineEdit(maxLength=_LONGEST_LICENCE)
        self.start = QPushButton(self.tr("&Start"))
        self._lay_out()
        self.name.textChanged.connect(self._name_changed)
        self.name.inputRejected.connect(self._say_too_long, Qt.ConnectionType.QueuedConnection)  # after textChanged
        for box in (self.colours, self.size_box):
            box.currentIndexChanged.connect(self.say_contents)
        self.size_box.currentIndexChanged.connect(self._say_duration)
        self.start_from.currentIndexChanged.connect(self._start_chosen)
        self.more.clicked.connect(lambda: self._show_more(not self._form.isRowVisible(self.mirror)))
        self.mirror.toggled.connect(self._keep_more)
        self.licence.textChanged.connect(self._keep_more)
        self.start.clicked.connect(self._start)
        self._offer_starts()
        self._check()

    def _lay_out(self) -> None:
        form = self._form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        mirror = self.tr("Also train on mirrored pictures: twice as many, where left and right do not matter.")
        self._mirror_words = WrappedLabel(mirror, role=QUIET)
        self.licence.setPlaceholderText(self.tr("not stated"))
        self.licence.setToolTip(self.tr("Licence of the pictures, for the card of the model"))
        if not engine.can_train():
            missing = self.tr("Training needs more than is installed. Run this command, then start Patchwork again:")
            form.addRow(WrappedLabel(missing))
            command = QLineEdit(engine.INSTALL_TRAINING, readOnly=True)
            command.setCursorPosition(0)
            form.addRow(command)
        form.addRow(self.tr("Pictures"), self.folder_button)
        form.addRow(self.words)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow("", self.fault)
        form.addRow(self.tr("S&tart from"), self.start_from)
        form.addRow(self.tr("&Kind"), self.colours)
        form.addRow(self.tr("Si&ze"), self.size_box)
        budget = row(self.budget, self.unit, grows=self.budget)
        form.addRow(label_for(self.tr("Stop &after"), self.budget), budget)
        form.addRow(self.duration)
        form.addRow("", self.more)
        form.addRow("", self.mirror)
        form.addRow("", self._mirror_words)
        form.addRow(self.tr("&Licence"), self.licence)
        form.addRow(self.start)
        form.setRowVisible(self.words, False)
        self._show_more(False)

    @property
    def chosen_name(self) -> str:
        return composed(self.name.text().strip())

    @property
    def recipe(self) -> Recipe:
        size, channels = self.size_box.currentData(), self.colours.currentData()
        if size is not None and channels is None and self.contents is not None:
            channels = self.contents.shape[2]
        return Recipe(
            start=self._start_from,
            base=self._base.reference if self._base is not None else "",
            size=size,
            channels=channels,
            mirrored=self.mirror.isChecked(),
            licence=self.licence.text().strip(),
        )

    @property
    def _start_from(self) -> StartFrom:
        chosen: StartFrom = self.start_from.currentData()
        return chosen

    @property
    def limit(self) -> dict[str, int | None]:
        """`minutes` or `images` after which to stop; the other is None."""
        value, unit = self.budget.value(), self.unit.currentData()
        return {"minutes": value if unit == "minutes" else None, "images": value if unit == "images" else None}

    def show_contents(self, contents: Contents) -> None:
        """Show what is in the chosen folder, and propose what suits it; a name typed by hand stays.

        Licence and mirror go with another folder: they were said of the pictures in the one before.
        """
        if self.contents is not None and self.contents.folder != contents.folder:
            self.licence.clear()
            self.mirror.setChecked(False)
        self.contents = contents
        name = contents.folder.name
        self.folder_button.setText(
            self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, 200).replace("&", "&&")
        )
        self.folder_button.setToolTip(plain(str(contents.folder)))
        if self.name.text() in ("", self._proposed):
            self._propose(name)
        height, width, channels = contents.shape
        automatic = self.tr("Automatic: {0}")
        pixels = self.tr("{0} × {1} pixels").format(width, height)
        for box, suits in ((self.colours, self._kinds[channels]), (self.size_box, pixels)):
            box.setItemText(0, automatic.format(suits))
            box.setCurrentIndex(0)
        self._offer_starts()
        self.say_contents()
        self._check()

    def set_base(self, base: engine.ModelInfo | None) -> None:
        """The model in use, which a training can start from if the pictures suit it."""
        if base != self._base:
            self._base = base
            self._offer_starts()

    def _offer_starts(self) -> None:
        self.start_from.blockSignals(True)
        self.start_from.clear()
        if self._fits:
            assert self._base is not None
            name = self._base.name
            self.start_from.addItem(self.tr("{0}, as an adapter").format(name), StartFrom.ADAPTER)
            self.start_from.addItem(self.tr("{0}, all its weights").format(name), StartFrom.WEIGHTS)
        self.start_from.addItem(self.tr("Scratch"), StartFrom.SCRATCH)
        self.start_from.blockSignals(False)
        self._start_chosen()

    @property
    def _fits(self) -> bool:
        """Whether the pictures have the size and the channels of the model in use."""
        return self._base is not None and self.contents is not None and self._base.shape == self.contents.shape

    def _start_chosen(self) -> None:
        """A model that is there decides the size and the kind."""
        for field in (self.colours, self.size_box):
            self._form.setRowVisible(field, self._start_from is StartFrom.SCRATCH)
        self._say_duration()
        self.say_contents()
        self._check()

    def set_taken(self, *, models: Collection[str], runs: Collection[str], adapters: Collection[str] = ()) -> None:
        """Which names are taken by models, by runs, and by adapters of the model in use."""
        taken = frozenset(models), frozenset(runs), frozenset(adapters)
        if (self._models, self._runs, self._adapters) == taken:
            return
        self._models, self._runs, self._adapters = taken
        if self._proposed and self.name.text() == self._proposed:
            self._propose(self._wanted)
        self._check()

    def use_up(self, name: str) -> None:
        """A run has this name now: the next one is proposed, from the name that was typed if it was."""
        if self.chosen_name == name != self._proposed:
            self._wanted = self._proposed = name
            self.name.setText(name)
        self.set_taken(models=self._models, runs=self._runs | {name}, adapters=self._adapters)
        self._check()

    def show_failure(self, words: str) -> None:
        """Say why there is nothing to train on, or why it did not start."""
        self._say(self.words, words)
        self._check()

    def _say(self, label: QLabel, words: str) -> None:
        label.setText(words)
        self._form.setRowVisible(label, bool(words))

    def _start(self) -> None:
        self.start.setEnabled(False)  # until it has started or failed: a double click is one start
        self.start_wanted.emit()

    def _propose(self, wanted: str) -> None:
        self._wanted = wanted
        self._proposed = proposed_name(wanted, self._models | self._runs | self._adapters)
        self.name.setText(self._proposed)

    def _name_changed(self) -> None:
        self.say_contents()
        self._check()

    def _say_too_long(self) -> None:
        words = self.tr("A name has at most {0} characters: the rest was left out.")
        self._say(self.fault, words.format(number(LONGEST)))

    def _check(self) -> None:
        """Say what is wrong with the name, and whether one can start."""
        name = self.chosen_name
        fault = name_fault(name)
        if name_key(name) in map(name_key, self._models):
            fault = self.tr("There is a model of this name already. Choose another one.")
        elif name_key(name) in map(name_key, self._runs):
            fault = self.tr("There is a run of this name already. Resume it, or choose another name.")
        elif self._start_from is StartFrom.ADAPTER and name_key(name) in map(name_key, self._adapters):
            fault = self.tr("There is an adapter of this name already. Choose another one.")
        chosen = self.contents is not None
        self._say(self.fault, fault if name or chosen else "")
        self.start.setEnabled(chosen and not fault and engine.can_train())

    def _show_more(self, shown: bool) -> None:
        for field in (self.mirror, self._mirror_words, self.licence):
            self._form.setRowVisible(field, shown)
        self.more.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)

    def _keep_more(self) -> None:
        """What is set there stays in sight."""
        said = self.mirror.isChecked() or bool(self.recipe.licence)
        self.more.setEnabled(not said)
        if said:
            self._show_more(True)

    def say_contents(self) -> None:
        """Say what is in the folder, in the place of what went wrong before."""
        contents = self.contents
        if contents is None:
            self._say(self.words, "")
            return
        words = [self.tr("%Ln picture(s)", "", contents.count)]
        if contents.largest:
            same = contents.smallest == contents.largest
            sides = self.tr("sides of {0} pixels") if same else self.tr("sides of {0} to {1} pixels")
            words.append(sides.format(contents.smallest, contents.largest))
        lines = [", ".join(words)]
        if contents.passed_over:
            lines.append(
                self.tr("%Ln picture(s) in hidden or system folders are left out.", "", contents.passed_over)
            )
        if contents.count < engine.FEW_PICTURES and self._start_from is not StartFrom.ADAPTER:
            few = self.tr("Few pictures: with fewer than about {0} a model learns them by heart.")
            lines.append(few.format(number(engine.FEW_PICTURES)))
        channels = self.colours.currentData() or contents.shape[2]
        if contents.coloured and channels == 1:
            lines.append(self.tr("They are in colour and become grey."))
        if contents.shape[2] == 4 > channels:
            lines.append(self.tr("What is transparent in them becomes white."))
        if contents.damaged:
            unread = self.tr("{0} of {1} looked at cannot be read:")
            lines.append(unread.format(number(len(contents.damaged)), number(contents.looked_at)))
            lines += contents.damaged[:_MOST_DAMAGED]
        self._say(self.words, "\n".join(lines))

    def _say_duration(self) -> None:
        size = self.size_box.currentData()
        if size is None and self.contents is not None:
            size = min(self.contents.shape[:2])
        large, adapts = size is not None and size >= SIZES[-1], self._start_from is StartFrom.ADAPTER
        before, self._minutes = self._minutes, _MINUTES_TO_ADAPT if adapts else _MINUTES[large]
        if self.unit.currentData() == "minutes" and self.budget.value() == before:
            self.budget.setValue(self._minutes)
        name = "" if self._base is None else self._base.name
        words = (
            self.tr("On an ordinary processor, pictures of this size take several hours.")
            if large
            else self.tr("On an ordinary processor, simple pictures such as digits are good after an hour or two.")
        )
        if adapts:
            words = self.tr(
                "An adapter takes minutes; it ends once held-out pictures are completed no better. {0} is kept."
            ).format(name)
        elif self._start_from is StartFrom.WEIGHTS:
            words = self.tr("A new model takes hours. It begins with what {0} knows, and may forget it.").format(name)
        elif self.contents is not None and self._base is not None and not self._fits:
            other = self.tr("{0} completes pictures of another size or kind, so that a new model is trained.")
            words = f"{other.format(name)} {words}"
        self.duration.setText(words)
