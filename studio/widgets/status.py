"""The status bar: what the model is doing and what the tool in hand does, in words, and what is on the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar

from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Tool
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
_BRUSHES = (Tool.BRUSH, Tool.ERASER, Tool.RECTANGLE, Tool.LASSO)
"""What says in a photo what is to be replaced."""


class Status(QStatusBar):
    """Left: a passing note, else what the model is busy with, else what the tool does. Right: what is on the canvas.

    One label says all that is on the left: Qt's own messages would be drawn over the bar that says that it is busy.
    """

    def __init__(self, document: Document, live: Live, toolbox: Toolbox) -> None:
        super().__init__()
        self._document, self._live, self._toolbox = document, live, toolbox
        self.setSizeGripEnabled(False)
        self._busy = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self._busy.setFixedSize(72, 6)
        self.words = ElidedLabel()
        self._known, self._zoom = QLabel(), QLabel()
        self._model = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.addWidget(self._busy)
        self.addWidget(self.words, 1)
        for label in (self._known, self._zoom, self._model):
            self.addPermanentWidget(label)
        self._note, self._waited, self._is_slow = "", "", False
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(self._say_slow)
        self._waiting = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._waiting.timeout.connect(self._refresh)
        self._noting = QTimer(self, singleShot=True)
        self._noting.timeout.connect(lambda: self.retract(self._note))
        live.state_changed.connect(self._state_changed)
        live.completed.connect(self._completed)
        toolbox.changed.connect(self._refresh)
        document.assignment_changed.connect(self._count)
        document.model_changed.connect(self._show_model)
        self._show_model()
        self._state_changed(live.state)
        self._count()

    def note(self, words: str) -> None:
        """Say something for as long as it takes to read."""
        self._note = words
        self._noting.start(max(NOTE_MS, READING_MS * len(words)))
        self._refresh()

    def wait_for(self, words: str) -> None:
        """Say what the user waits for, once it takes its time. Args: words: "": nothing any more."""
        if words and not self._waited:
            self._waiting.start()
        self._waited = words
        self._refresh()

    def retract(self, words: str) -> None:
        """Say a passing word no longer; another one stays."""
        if self._note == words:
            self._note = ""
            self._refresh()

    def forget(self) -> None:
        """Say no passing word any longer."""
        self.retract(self._note)

    def currentMessage(self) -> str:
        """The passing note; "" if there is none."""
        return self._note

    def show_zoom(self, scale: float) -> None:
        self._zoom.setText(self.tr("{0} %").format(number(100 * scale)))

    def _state_changed(self, state: LiveState) -> None:
        self._is_slow = False
        if state is LiveState.COMPUTING:
            self._slow.start()
        else:
            self._slow.stop()
        self._refresh()

    def _say_slow(self) -> None:
        self._is_slow = True
        self._refresh()

    def _refresh(self) -> None:
        state = self._live.state
        waits = bool(self._waited) and not self._waiting.isActive()
        self._busy.setVisible(state is LiveState.LOADING or self._is_slow or waits)
        if waits:
            words = self.tr("{0}…").format(self._waited)
        elif self._note:
            words = self._note
        elif state is LiveState.LOADING:
            words = self.tr("Loading the model… You can paint already.")
        elif state is LiveState.FAILED:
            words = self.tr("No model: pictures are not completed.")
        else:
            words = self.tr("Completing…") if self._is_slow else self._hint()
        if words != self.words.text():
            self.words.setText(words)

    def _hint(self) -> str:
        if self._document.cells and self._document.hole is not None and self._toolbox.tool in _BRUSHES:
            return self.tr(
                "Brush what to replace in a cell; right-drag gives it back. Alt+arrow keys go on to others."
            )
        if self._document.hole is not None and self._toolbox.tool in _BRUSHES:
            if self._toolbox.tool is Tool.ERASER:
                return self.tr("Brush over what is to stay as it was.")
            return self.tr("Brush what to replace; right-drag gives it back. Drag the frame by its sides.")
        return {
            Tool.BRUSH: self.tr("Paint what is known. Right-drag erases, Ctrl+drag ignores."),
            Tool.ERASER: self.tr("Erase what is to be completed."),
            Tool.RECTANGLE: self.tr("Drag a rectangle of known patches. Right-drag erases, Ctrl+drag ignores."),
            Tool.LASSO: self.tr("Draw around the patches that are known. Right-drag erases, Ctrl+drag ignores."),
            Tool.IGNORE: self.tr("Ignored patches are neither known nor completed; in exports they are transparent."),
            Tool.RELOCATE: self.tr("Drag to select known patches, then drag them: Ctrl duplicates, arrow keys move."),
            Tool.PENCIL: self.tr("Draw pixels: what is drawn on is known. Right-drag erases, Ctrl picks a colour."),
            Tool.PLACE: self.tr("Drag the picture under the frame. Ctrl and the wheel resize the frame."),
        }[self._toolbox.tool]

    def _completed(self, result: CompletionResult) -> None:
        self.words.setToolTip(self.tr("Last completion: {0} ms").format(round(1000 * result.seconds)))

    def _show_model(self) -> None:
        grid = self._document.grid
        words = self.tr("{0} · {1} × {2} pixels")
        self._model.setText(
            words.format(model_name(self._document.model, self._document.adapter), grid.width, grid.height)
        )

    def _count(self) -> None:
        known, target = int(self._document.known.sum()), int(self._document.target.sum())
        ignored = self._document.grid.L - known - target
        words = self.tr("{0} of {1} patches known, {2} ignored") if ignored else self.tr("{0} of {1} patches known")
        self._known.setText(words.format(known, known + target, ignored))
