"""The noise panel: the seed of the completion on the canvas, to read, change, copy and draw anew."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QToolButton, QWidget

from studio.document import Document
from studio.noise import LARGEST_SEED


class _Seed(QSpinBox):
    """Gives the keyboard back on Return and Escape."""

    done = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.done.emit()


class NoisePanel(QWidget):
    """Shows `Document.noise`."""

    changed = Signal(int)
    """The user typed or stepped to another seed."""
    done = Signal()
    """The user is done typing."""

    def __init__(self, document: Document, *, resample: QAction, copy: QAction) -> None:
        super().__init__()
        self._document = document
        label = QLabel(self.tr("&Seed"))
        self._seed = _Seed(minimum=0, maximum=LARGEST_SEED)
        self._seed.setKeyboardTracking(False)
        self._seed.setAccessibleName(self.tr("Seed"))
        self._seed.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._seed.setToolTip(self.tr("The same seed and known patches give the same completion"))
        label.setBuddy(self._seed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(label)
        row.addWidget(self._seed, 1)
        for action in (copy, resample):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self._seed.valueChanged.connect(self.changed)
        self._seed.done.connect(self.done)
        document.noise_changed.connect(self._refresh)
        self._refresh()

    @property
    def seed(self) -> QSpinBox:
        """The field of the seed."""
        return self._seed

    def _refresh(self) -> None:
        self._seed.blockSignals(True)
        self._seed.setValue(self._document.noise.seed)
        self._seed.blockSignals(False)
