"""The few questions before a noise walk is exported: how long, how fast, how large."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QWidget

from studio.document.walk import MOST_FRAMES, Pace
from studio.widgets.labels import QUIET
from studio.widgets.layout import column

LARGEST_SIDE = 1024
"""Pixels along a side of an animation."""


class WalkDialog(QDialog):
    """Says at once what the animation will be. It does not block the window."""

    agreed = Signal(Pace)

    def __init__(self, parent: QWidget, *, stops: int, width: int, height: int, pace: Pace) -> None:
        """Args: stops: completions that the walk leads through; width, height: pixels of one."""
        super().__init__(parent)
        self._stops, self._size = stops, (width, height)
        self.setWindowTitle(self.tr("Export Noise Walk"))
        self.frames = QSpinBox(minimum=2, maximum=MOST_FRAMES, value=pace.frames)
        self.frames.setToolTip(self.tr("Pictures on the way from one completion to the next"))
        self.rate = QSpinBox(minimum=5, maximum=50, value=pace.rate)
        self.rate.setToolTip(self.tr("Pictures a second"))
        most = max(1, LARGEST_SIDE // max(width, height))
        self.zoom = QSpinBox(minimum=1, maximum=most, value=pace.zoom, suffix=self.tr(" ×"))
        self.zoom.setToolTip(self.tr("How much each pixel is enlarged"))
        form = QFormLayout()
        form.addRow(self.tr("&Steps between completions"), self.frames)
        form.addRow(self.tr("&Pictures a second"), self.rate)
        form.addRow(self.tr("&Enlarged"), self.zoom)
        self.words = QLabel()
        self.words.setForegroundRole(QUIET)
        buttons = QDialogButtonBox()
        self.go = buttons.addButton(self.tr("&Export…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setDefault(True)
        buttons.addButton(self.tr("&Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column(form, self.words, buttons, on=self, spacing=12)
        for field in (self.frames, self.rate, self.zoom):
            field.valueChanged.connect(self._say)
        self.accepted.connect(lambda: self.agreed.emit(self.pace))
        self._say()

    @property
    def pace(self) -> Pace:
        return Pace(frames=self.frames.value(), rate=self.rate.value(), zoom=self.zoom.value())

    def _say(self) -> None:
        pictures, (width, height) = self._stops * self.frames.value(), (self.zoom.value() * n for n in self._size)
        seconds = pictures * self.pace.milliseconds / 1000
        words = self.tr("Through {0} completions and back: {1} pictures of {2} × {3} pixels, {4} seconds")
        duration = self.locale().toString(seconds, "f", 1)
        self.words.setText(words.format(self._stops, pictures, width, height, duration))
