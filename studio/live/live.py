"""Keeps the completions up to the document: document -> request -> scheduler -> worker -> document."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QObject, QTimer, Signal

from studio.document.document import Document
from studio.document.request import CompletionRequest, CompletionResult
from studio.errors import Failure
from studio.live.scheduler import Scheduler
from studio.live.worker import Loaded, Worker

REST_MS = 120
"""A stroke that has not moved for so long rests, and the gallery follows."""
PART_MS = 40
"""The gallery comes in parts that take about as long: so long a new stroke waits for it."""


class LiveState(Enum):
    """What the model is doing."""

    LOADING = auto()
    READY = auto()
    COMPUTING = auto()
    FAILED = auto()


class Live(QObject):
    """Asks for whatever is out of date: first the canvas, then, when the stroke rests, the gallery."""

    state_changed = Signal(LiveState)
    loaded = Signal()
    completed = Signal(object)
    """CompletionResult, after the document has it if it is of its pictures."""
    failed = Signal(Failure)
    settled = Signal()
    """Every completion on show is of the present facts."""

    def __init__(self, document: Document, worker: Worker) -> None:
        super().__init__()
        self._document, self._worker = document, worker
        self._scheduler: Scheduler[CompletionRequest] = Scheduler()
        self._overtaken: CompletionRequest | None = None
        """It runs, and its pictures are gone."""
        self._each_ms = 1.0
        """One completion takes so long, by the last request."""
        self.state = LiveState.LOADING
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.refresh)
        document.model_changed.connect(self.load)
        document.forgotten.connect(self._overtake)
        document.assignment_changed.connect(self._wait_for_rest)
        for changed in (*document.facts_changed, document.gesture_changed):
            changed.connect(self.refresh)

    def load(self) -> None:
        """Load the document's model; completions follow."""
        self._set_state(LiveState.LOADING)
        document = self._document
        self._worker.load(document.model, self._loaded, self._load_failed, adapter=document.adapter)

    def close(self) -> None:
        """Ask for nothing more: the window is about to go."""
        self._rest.stop()
        self._worker.close()

    def refresh(self) -> None:
        """Ask for what is out of date now; what was asked for before and has not begun is dropped."""
        if self.state in (LiveState.LOADING, LiveState.FAILED):
            return
        document, stale = self._document, self._document.stale
        chosen = document.noise.chosen
        rests = not (document.gesturing and self._rest.isActive())
        self._scheduler.want(
            live=document.request((document.noise.seed,)) if chosen in stale else None,
            gallery=self._gallery([i for i in stale if i != chosen]) if rests else None,
        )
        self._advance()
        if not stale:
            self.settled.emit()

    def _gallery(self, stale: list[int]) -> CompletionRequest | None:
        """For the first of these positions that the same labels are given of; the others follow them."""
        if not stale:
            return None
        document, first = self._document, stale[0]
        labels = document.given_labels(first)
        seeds = tuple(document.noise.seeds[i] for i in stale if document.given_labels(i) == labels)
        return document.request(seeds[: max(1, int(PART_MS / self._each_ms))], position=first)

    def _advance(self) -> None:
        request = self._scheduler.start()
        if request is not None:
            self._worker.run(request, self._completed, self._failed)
        if self.state is not LiveState.FAILED:
            self._set_state(LiveState.COMPUTING if self._scheduler.running is not None else LiveState.READY)

    def _wait_for_rest(self) -> None:
        if self._document.gesturing:
            self._rest.start()

    def _overtake(self) -> None:
        self._overtaken = self._scheduler.running

    def _loaded(self, loaded: Loaded) -> None:
        if loaded != (self._document.model, self._document.adapter):
            return  # another one was chosen meanwhile and follows
        self._set_state(LiveState.READY)
        self.loaded.emit()
        self.refresh()

    def _load_failed(self, failure: Failure) -> None:
        self._set_state(LiveState.FAILED)
        self.failed.emit(failure)

    def _completed(self, result: CompletionResult) -> None:
        self._scheduler.finish(ok=True)
        self._each_ms = 1000 * result.seconds / len(result.completions)
        if result.request is not self._overtaken:
            self._document.accept(result)
        self.completed.emit(result)
        self.refresh()

    def _failed(self, failure: Failure) -> None:
        self._scheduler.finish(ok=False)
        self.failed.emit(failure)
        self.refresh()

    def _set_state(self, state: LiveState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)
