"""The status bar: what the model is doing, in words, and what is on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar

from studio.document.document import Document
from studio.document.request import CompletionResult, model_name
from studio.live.live import Live, LiveState
from studio.translation import number
from studio.widgets.labels import ElidedLabel

SLOW_MS = 250
"""A computation that takes longer is worth a word."""
NOTE_MS = 4000
READING_MS = 70
"""A letter: a long note stays until it can have been read."""


class Status(QStatusBar):
    """Left: the state of the model, or a passing note. Right: known patches, zoom, model."""

    def __init__(self, document: Document, live: Live) -> None:
        super().__init__()
        self._document, self._live = document, live
        self.setSizeGripEnabled(False)
        self._busy = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self._busy.setFixedSize(72, 6)
        self.words = ElidedLabel()
        self._known, self._zoom, self._model = QLabel(), QLabel(), QLabel()
        self.addWidget(self._busy)
        self.addWidget(self.words, 1)
        for label in (self._known, self._zoom, self._model):
            self.addPermanentWidget(label)
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(lambda: self._say(self.tr("Completing…"), busy=True))
        live.state_changed.connect(self._state_changed)
        live.completed.connect(self._completed)
        document.assignment_changed.connect(self._count)
        document.model_changed.connect(self._show_model)
        self._show_model()
        self._state_changed(live.state)
        self._count()

    def note(self, words: str) -> None:
        self.showMessage(words, max(NOTE_MS, READING_MS * len(words)))

    def retract(self, words: str) -> None:
        """Say a passing word no longer; another one stays."""
        if self.currentMessage() == words:
            self.clearMessage()

    def show_zoom(self, scale: float) -> None:
        self._zoom.setText(self.tr("{0} %").format(number(100 * scale)))

    def _state_changed(self, state: LiveState) -> None:
        if state is LiveState.COMPUTING:
            self._slow.start()
            return
        self._slow.stop()
        if state is LiveState.LOADING:
            self._say(self.tr("Loading the model… You can paint already."), busy=True)
        elif state is LiveState.FAILED:
            self._say(self.tr("No model: pictures are not completed."), busy=False)
        else:
            paint = self.tr("Ready. Paint what is known. Right-drag erases, Ctrl+drag ignores.")
            replace = self.tr("Ready. Brush what to replace; right-drag gives it back. Drag the frame by its sides.")
            self._say(paint if self._document.hole is None else replace, busy=False)

    def _completed(self, result: CompletionResult) -> None:
        self.words.setToolTip(self.tr("Last completion: {0} ms").format(round(1000 * result.seconds)))

    def _show_model(self) -> None:
        grid = self._document.grid
        words = self.tr("{0} · {1} × {2} pixels")
        self._model.setText(words.format(model_name(self._document.model), grid.width, grid.height))

    def _count(self) -> None:
        known, target = int(self._document.known.sum()), int(self._document.target.sum())
        ignored = self._document.grid.L - known - target
        words = self.tr("{0} of {1} patches known, {2} ignored") if ignored else self.tr("{0} of {1} patches known")
        self._known.setText(words.format(known, known + target, ignored))
        if self._live.state is LiveState.READY:
            self._state_changed(LiveState.READY)

    def _say(self, words: str, *, busy: bool) -> None:
        self.words.setText(words)
        self._busy.setVisible(busy)
