"""The noise panel: the seed on the canvas, how far the sheet varies from it, and the way to a pinned completion."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QSlider, QSpinBox, QWidget

from engine import Blend
from studio.document.document import Document
from studio.document.noise import LARGEST_SEED, first_of
from studio.document.request import Seed, model_name
from studio.widgets.labels import QUIET, ElidedLabel
from studio.widgets.layout import keep_up, label_for, row, tool_button

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

    strength_changed = Signal(float)
    """How far the sheet is to vary, in [0, 1]."""
    balance_changed = Signal(float)
    """How far the completion is to be from the pinned one, in [0, 1]."""

    def __init__(self, document: Document, *, actions: Sequence[QAction]) -> None:
        super().__init__()
        self._document = document
        self.seed = _Seed(minimum=0, maximum=LARGEST_SEED)
        self.seed.setKeyboardTracking(False)
        self.seed.setAccessibleName(self.tr("Seed"))
        self.seed.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.seed.setToolTip(self.tr("The same seed and known patches give the same completion"))
        self.strength = _slider(self.tr("Variation"))
        self.balance = _slider(self.tr("Interpolation"))
        """The way from the pinned completion, 0, to the chosen one, 100."""
        self.words = ElidedLabel(role=QUIET)  # of one line whatever the seed: the panels below must not move
        buttons = map(tool_button, actions)
        table = QGridLayout(self)
        table.setContentsMargins(0, 0, 0, 0)
        table.setVerticalSpacing(6)
        table.addWidget(label_for(self.tr("See&d"), self.seed), 0, 0)
        table.addLayout(row(self.seed, *buttons, spacing=4, grows=self.seed), 0, 1)
        for line, slider in enumerate((self.strength, self.balance), 1):
            table.addWidget(label_for(slider.accessibleName(), slider), line, 0)
            table.addWidget(slider, line, 1)
        table.addWidget(self.words, 3, 0, 1, 2)
        self.strength.valueChanged.connect(lambda n: self.strength_changed.emit(n / _STEPS))
        self.balance.valueChanged.connect(lambda n: self.balance_changed.emit(n / _STEPS))
        keep_up(self._refresh, document.noise_changed, document.completions_changed)

    def _refresh(self) -> None:
        noise = self._document.noise
        for field, value in (
            (self.seed, first_of(noise.seed)),
            (self.strength, round(_STEPS * noise.strength)),
            (self.balance, round(_STEPS * noise.balance)),
        ):
            with QSignalBlocker(field):
                field.setValue(value)
        self.strength.setEnabled(noise.can_vary)
        self.strength.setToolTip(
            self.tr("How far the sheet varies from the chosen completion")
            if noise.can_vary
            else self.tr("This completion was blended too often to be varied: choose another")
        )
        self.balance.setEnabled(noise.partner is not None)
        self.balance.setToolTip(
            self.tr("Pin a completion and choose another, to go from one to the other")
            if noise.partner is None
            else self.tr("From the pinned completion to the chosen one")
        )
        self.words.setText(self._say())

    def _say(self) -> str:
        shown = self._document.chosen
        if shown is None:
            return ""
        request = shown.request
        known, target = int(request.known.sum()), int(request.target.sum())
        words = self.tr("{0}, {1}, {2} of {3} patches known")
        name = model_name(request.model, request.adapter)
        return words.format(name, self._say_seed(shown.seed), known, known + target)

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


def _slider(name: str) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setMaximum(_STEPS)
    slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    slider.setAccessibleName(name)
    return slider
