"""The one thread that loads the model and runs it. It lives as long as the studio."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

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


@dataclass(frozen=True)
class _Load:
    model: str


@dataclass(frozen=True)
class _Draw:
    request: CompletionRequest


class Worker(QObject):
    """Runs one message after the other; the scheduler sees to it that at most one request waits.

    Beside it, a series (`studio.live.series`) may have one chunk of its own waiting.
    """

    loaded = Signal(object)
    """Loaded."""
    load_failed = Signal(object)
    """Failure."""
    completed = Signal(object)
    """CompletionResult."""
    failed = Signal(object)
    """Failure of the request that ran."""
    drawn = Signal(object)
    """CompletionResult of a chunk of a series."""
    draw_failed = Signal(object, object)
    """The chunk, CompletionRequest, and its Failure."""

    def __init__(self) -> None:
        super().__init__()
        self._inbox: SimpleQueue[_Load | _Draw | CompletionRequest | None] = SimpleQueue()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="studio-worker")

    def start(self) -> None:
        """Start the thread. It imports nothing until a model is asked for."""
        self._thread.start()

    def load(self, model: str) -> None:
        """Load a model by name; `loaded` or `load_failed` follows."""
        self._inbox.put(_Load(model))

    def run(self, request: CompletionRequest) -> None:
        """Run a request; `completed` or `failed` follows."""
        self._inbox.put(request)

    def draw(self, request: CompletionRequest) -> None:
        """Run a chunk of a series; `drawn` or `draw_failed` follows."""
        self._inbox.put(_Draw(request))

    def close(self) -> None:
        """Finish the computation in progress, drop the rest and end the thread."""
        self._closing.set()
        self._inbox.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        held: tuple[str, Model] | None = None
        while (message := self._inbox.get()) is not None and not self._closing.is_set():
            if isinstance(message, _Load):
                held = self._load(message.model)
            elif isinstance(message, _Draw):
                outcome = self._complete(held, message.request)
                if isinstance(outcome, Failure):
                    self._tell(self.draw_failed.emit, message.request, outcome)
                else:
                    self._tell(self.drawn.emit, outcome)
            else:
                outcome = self._complete(held, message)
                self._tell(self.failed.emit if isinstance(outcome, Failure) else self.completed.emit, outcome)

    def _load(self, name: str) -> tuple[str, Model] | None:
        begin = time.perf_counter()
        try:
            model = engine.load(name)
        except Exception as error:
            doing = QCoreApplication.translate("Worker", "Loading the model {0}").format(name)
            self._tell(self.load_failed.emit, failure(error, doing, FailureKind.MODEL))
            return None
        self._tell(self.loaded.emit, Loaded(model=name, seconds=time.perf_counter() - begin))
        return name, model

    def _complete(self, held: tuple[str, Model] | None, request: CompletionRequest) -> CompletionResult | Failure:
        begin = time.perf_counter()
        try:
            if held is None or held[0] != request.model:
                words = translate("Errors", "the model {0} is not loaded. Choose another model.")
                raise engine.EngineError(words.format(request.model))
            done = held[1].complete(request.image, request.known, target=request.target, seeds=request.seeds)
        except Exception as error:
            doing = QCoreApplication.translate("Worker", "Completing the picture")
            return failure(error, doing, FailureKind.MODEL)
        completions = tuple(
            Completion(image=image, seed=seed, request=request)
            for image, seed in zip(done.images, done.seeds, strict=True)
        )
        return CompletionResult(request=request, completions=completions, seconds=time.perf_counter() - begin)

    def _tell(self, emit: Callable[..., object], *values: object) -> None:
        if not self._closing.is_set():
            emit(*values)
