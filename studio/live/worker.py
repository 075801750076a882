"""The one thread that loads the model and runs it. It lives as long as the studio."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

import engine
from studio.document.request import Completion, CompletionRequest, CompletionResult, model_name
from studio.errors import Failure, FailureKind, failure
from studio.i18n import translate

if TYPE_CHECKING:
    from engine import Model

Value = TypeVar("Value")
Loaded = tuple[str, str]
"""The model, and the adapter or "", that is ready."""
Completed = Callable[[CompletionResult], object]
Failed = Callable[[Failure], object]


class Worker(QObject):
    """Runs one message after the other; the scheduler sees to it that at most one request waits.

    Beside it, a series (`studio.live.series`) may have one chunk of its own waiting. Each message ends in a call of
    `then` or `failed` on the UI thread.
    """

    _ended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._held: tuple[str, str, Model] | None = None
        self._closing = False
        self._ended.connect(self._call)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="studio-worker")

    def load(self, model: str, then: Callable[[Loaded], object], failed: Failed, *, adapter: str = "") -> None:
        """Load a model by name, or one of its adapters over it."""
        doing = self.tr("Loading the model {0}").format(model_name(model, adapter))
        self._put(partial(self._load, model, adapter), then, failed, doing)

    def run(self, request: CompletionRequest, then: Completed, failed: Failed) -> None:
        """Complete a picture."""
        self.ask(request.model, partial(_complete, request), then, failed, adapter=request.adapter)

    def ask(
        self,
        model: str,
        job: Callable[[Model], Value],
        then: Callable[[Value], object],
        failed: Failed,
        *,
        adapter: str = "",
    ) -> None:
        """Have something computed by a model that is loaded."""
        self._put(lambda: job(self._loaded(model, adapter)), then, failed, self.tr("Completing the picture"))

    def close(self) -> None:
        """Finish the computation in progress, drop the rest and end the thread."""
        self._closing = True
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _put(self, job: Callable[[], Value], then: Callable[[Value], object], failed: Failed, doing: str) -> None:
        def guarded() -> None:
            try:
                ended = partial(then, job())
            except Exception as error:
                ended = partial(failed, failure(error, doing, FailureKind.MODEL))
            self._ended.emit(ended)

        if not self._closing:
            self._thread.submit(guarded)

    def _load(self, name: str, adapter: str) -> Loaded:
        self._held = None
        self._held = name, adapter, engine.load(name, adapter=adapter or None)
        return name, adapter

    def _loaded(self, name: str, adapter: str) -> Model:
        if self._held is None or self._held[:2] != (name, adapter):
            words = translate("Errors", "the model {0} is not loaded. Choose another model.")
            raise engine.EngineError(words.format(model_name(name, adapter)))
        return self._held[2]

    def _call(self, ended: Callable[[], object]) -> None:
        if not self._closing:  # else what asked may be gone
            ended()


def _complete(request: CompletionRequest, model: Model) -> CompletionResult:
    begin = time.perf_counter()
    done = model.complete(
        request.image,
        request.known if request.known_pixels is None else request.known_pixels,
        target=request.target,
        seeds=request.seeds,
        palette=None if request.palette is None else request.palette.of_engine,
        labels=dict(request.labels),
        steps=request.steps,
    )
    completions = tuple(
        Completion(image=image, seed=seed, request=request, probabilities=done.labels)
        for image, seed in zip(done.images, done.seeds, strict=True)
    )
    return CompletionResult(request=request, completions=completions, seconds=time.perf_counter() - begin)
