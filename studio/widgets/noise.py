"""The noise panel: the seed on the canvas, how far the sheet varies from it, and the way to a pinned completion."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSlider, QSpinBox, QToolButton, QWidget

from engine import Blend
from studio.document.document import Document
from studio.document.noise import LARGEST_SEED, first_of
from studio.document.request import Seed, model_name
from studio.widgets.elided import ElidedLabel

_STEPS = 100
_MOST_SAID = 5
"""Seeds of a blend that are named."""


class _Seed(QSpinBox):
    """Gives the keyboard back on Return and Escape."""

    done = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.done.emit()


class NoisePanel(QWidget):
    """Shows `Document.noise` and what the completion on the canvas came from."""

    changed = Signal(int)
    """The user typed or stepped to another seed."""
    strength_changed = Signal(float)
    """How far the sheet is to vary, in [0, 1]."""
    balance_changed = Signal(float)
    """How far the completion is to be from the pinned one, in [0, 1]."""
    done = Signal()
    """The user is done typing."""

    def __init__(self, document: Document, *, resample: QAction, copy: QAction, pin: QAction, vary: QAction) -> None:
        super().__init__()
        self._document = document
        label = QLabel(self.tr("See&d"))
        self._seed = _Seed(minimum=0, maximum=LARGEST_SEED)
        self._seed.setKeyboardTracking(False)
        self._seed.setAccessibleName(self.tr("Seed"))
        self._seed.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._seed.setToolTip(self.tr("The same seed and known patches give the same completion"))
        label.setBuddy(self._seed)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._seed, 1)
        for action in (copy, pin, vary, resample):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self._strength = _slider(self.tr("Variation"), "")
        self._balance = _slider(self.tr("Interpolation"), "")
        self._origin = ElidedLabel()  # of one line whatever the seed: the panels below must not move
        self._origin.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        table = QGridLayout(self)
        table.setContentsMargins(0, 0, 0, 0)
        table.setVerticalSpacing(6)
        table.addWidget(label, 0, 0)
        table.addLayout(row, 0, 1)
        for line, slider in enumerate((self._strength, self._balance), 1):
            name = QLabel(slider.accessibleName())
            name.setBuddy(slider)
            table.addWidget(name, line, 0)
            table.addWidget(slider, line, 1)
        table.addWidget(self._origin, 3, 0, 1, 2)
        self._seed.valueChanged.connect(self.changed)
        self._seed.done.connect(self.done)
        self._strength.valueChanged.connect(lambda n: self.strength_changed.emit(n / _STEPS))
        self._balance.valueChanged.connect(lambda n: self.balance_changed.emit(n / _STEPS))
        for facts_changed in (document.noise_changed, document.completions_changed):
            facts_changed.connect(self._refresh)
        self._refresh()

    @property
    def seed(self) -> QSpinBox:
        """The field of the seed."""
        return self._seed

    @property
    def strength(self) -> QSlider:
        """How far the sheet varies, in percent."""
        return self._strength

    @property
    def balance(self) -> QSlider:
        """The way from the pinned completion, 0, to the chosen one, 100."""
        return self._balance

    @property
    def words(self) -> str:
        """What the completion on the canvas came from."""
        return self._origin.text()

    def _refresh(self) -> None:
        noise = self._document.noise
        for field, value in (
            (self._seed, first_of(noise.seed)),
            (self._strength, round(_STEPS * noise.strength)),
            (self._balance, round(_STEPS * noise.balance)),
        ):
            field.blockSignals(True)
            field.setValue(value)
            field.blockSignals(False)
        self._strength.setEnabled(noise.can_vary)
        self._strength.setToolTip(
            self.tr("How far the sheet varies from the chosen completion")
            if noise.can_vary
            else self.tr("This completion was blended too often to be varied: choose another")
        )
        self._balance.setEnabled(noise.partner is not None)
        self._balance.setToolTip(
            self.tr("Pin a completion and choose another, to go from one to the other")
            if noise.partner is None
            else self.tr("From the pinned completion to the chosen one")
        )
        self._origin.setText(self._say())

    def _say(self) -> str:
        shown = self._document.chosen
        if shown is None:
            return ""
        request = shown.request
        known, target = int(request.known.sum()), int(request.target.sum())
        words = self.tr("{0}, {1}, {2} of {3} patches known")
        return words.format(model_name(request.model), self._say_seed(shown.seed), known, known + target)

    def _say_seed(self, seed: Seed) -> str:
        if not isinstance(seed, Blend):
            return self.tr("seed {0}").format(seed)
        if isinstance(seed.first, int) and isinstance(seed.second, int):
            words = self.tr("seeds {0} to {1} at {2} %")
            return words.format(seed.first, seed.second, round(100 * seed.weight))
        shares = sorted(((factor**2, part) for part, factor in seed.parts.items()), reverse=True)
        words = self.tr("{0} ({1} %)")
        said = ", ".join(words.format(part, round(100 * share)) for share, part in shares[:_MOST_SAID])
        if len(shares) > _MOST_SAID:
            return self.tr("blend of seeds {0} and {1} more").format(said, len(shares) - _MOST_SAID)
        return self.tr("blend of seeds {0}").format(said)


def _slider(name: str, tip: str) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, _STEPS)
    slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    slider.setAccessibleName(name)
    slider.setToolTip(tip)
    return slider
