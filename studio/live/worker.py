"""The one thread that loads the model and runs it. It lives as long as the studio."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

import engine
from studio.document.request import Completion, CompletionRequest, CompletionResult
from studio.errors import Failure, FailureKind, failure
from studio.i18n import translate

if TYPE_CHECKING:
    from engine import Model


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """The model is ready."""

    model: str
    seconds: float
    """From the wish to the model in memory."""


class Worker(QObject):
    """Runs one message after the other; the scheduler sees to it that at most one request waits.

    Beside it, a series (`studio.live.series`) may have one chunk of its own waiting.
    """

    loaded = Signal(Loaded)
    load_failed = Signal(Failure)
    completed = Signal(CompletionResult)
    failed = Signal(Failure)
    """The request that ran failed."""
    drawn = Signal(object)
    """CompletionResult of a chunk of a series."""
    draw_failed = Signal(object, object)
    """The chunk, CompletionRequest, and its Failure."""

    def __init__(self) -> None:
        super().__init__()
        self._inbox: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._held: tuple[str, Model] | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="studio-worker")

    def start(self) -> None:
        """Start the thread. It imports nothing until a model is asked for."""
        self._thread.start()

    def load(self, model: str) -> None:
        """Load a model by name; `loaded` or `load_failed` follows."""
        self._inbox.put(partial(self._load, model))

    def run(self, request: CompletionRequest) -> None:
        """Run a request; `completed` or `failed` follows."""
        self._inbox.put(partial(self._complete, request, self.completed.emit, self.failed.emit))

    def draw(self, request: CompletionRequest) -> None:
        """Run a chunk of a series; `drawn` or `draw_failed` follows."""
        failed = partial(self.draw_failed.emit, request)
        self._inbox.put(partial(self._complete, request, self.drawn.emit, failed))

    def close(self) -> None:
        """Finish the computation in progress, drop the rest and end the thread."""
        self._closing.set()
        self._inbox.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while (job := self._inbox.get()) is not None and not self._closing.is_set():
            job()

    def _load(self, name: str) -> None:
        begin = time.perf_counter()
        self._held = None
        try:
            self._held = name, engine.load(name)
        except Exception as error:
            doing = self.tr("Loading the model {0}").format(name)
            self._tell(self.load_failed.emit, failure(error, doing, FailureKind.MODEL))
            return
        self._tell(self.loaded.emit, Loaded(model=name, seconds=time.perf_counter() - begin))

    def _complete(
        self, request: CompletionRequest, completed: Callable[[object], object], failed: Callable[[object], object]
    ) -> None:
        begin = time.perf_counter()
        try:
            if self._held is None or self._held[0] != request.model:
                words = translate("Errors", "the model {0} is not loaded. Choose another model.")
                raise engine.EngineError(words.format(request.model))
            done = self._held[1].complete(request.image, request.known, target=request.target, seeds=request.seeds)
        except Exception as error:
            self._tell(failed, failure(error, self.tr("Completing the picture"), FailureKind.MODEL))
            return
        completions = tuple(
            Completion(image=image, seed=seed, request=request)
            for image, seed in zip(done.images, done.seeds, strict=True)
        )
        seconds = time.perf_counter() - begin
        self._tell(completed, CompletionResult(request=request, completions=completions, seconds=seconds))

    def _tell(self, emit: Callable[[object], object], value: object) -> None:
        if not self._closing.is_set():
            emit(value)
