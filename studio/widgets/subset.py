"""The panel of known patches: how many are known, a random share of them, and the whole, none and inverse."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from studio.document import Document


class SubsetPanel(QWidget):
    """Shows `Document.known`. The slider counts patches, so that each of its steps changes one."""

    pressed = Signal()
    changed = Signal(float)
    """Share of known patches wanted, 0 to 1."""
    released = Signal()

    def __init__(self, document: Document, *, presets: Sequence[QAction], shuffle: QAction) -> None:
        super().__init__()
        self._document = document
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, document.grid.L)
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._slider.setAccessibleName(self.tr("Known patches, at random"))
        self._slider.setToolTip(self.tr("Make a random share of the patches known"))
        self._count = QLabel()
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._count.setMinimumWidth(self._count.fontMetrics().horizontalAdvance("100 %"))
        share = QHBoxLayout()
        share.setSpacing(4)
        share.addWidget(self._slider, 1)
        share.addWidget(self._count)
        share.addWidget(_button(shuffle))
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for action in presets:
            button = _button(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setProperty("framed", True)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(share)
        column.addLayout(buttons)
        self._slider.sliderPressed.connect(self.pressed)
        self._slider.sliderReleased.connect(self.released)
        self._slider.valueChanged.connect(lambda n: self.changed.emit(n / document.grid.L))
        document.assignment_changed.connect(self._refresh)
        self._refresh()

    @property
    def slider(self) -> QSlider:
        """The share slider, in patches."""
        return self._slider

    def _refresh(self) -> None:
        known, L = int(self._document.known.sum()), self._document.grid.L
        self._slider.blockSignals(True)
        self._slider.setValue(known)
        self._slider.blockSignals(False)
        self._count.setText(self.tr("{0} %").format(round(100 * known / L)))


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
