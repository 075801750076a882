"""The one owner of the facts: sources, which source each patch comes from, noise, and the completions so far.

Widgets show the document and never hold truth. Its setters are called by undo commands and gestures
(`studio.document.commands`) and by the live loop (`accept`) alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from studio.document.labels import GivenLabels, Probabilities, mean
from studio.document.request import Completion, CompletionRequest, CompletionResult, Facts, Seed, UInt8Array
from studio.document.state import IGNORED, Assignment, Origin, Source, State

Value = TypeVar("Value")


class _Fact(Generic[Value]):
    """A fact of the present state, read through its document: see `State`."""

    def __init__(self, read: Callable[[State], Value]) -> None:
        self._read = read

    def __get__(self, document: Document, owner: type) -> Value:
        return self._read(document._state)


class Document(QObject):
    """Sources, assignment, noise and completions of one picture for one model's patch grid.

    The facts are one `State` of its own, which is replaced by the next one: what follows from it is worked out once
    a change, and is not kept by undo steps or results that keep the same facts.
    """

    model_changed = Signal()
    """Another model or adapter, perhaps with another grid; the other signals follow."""
    sources_changed = Signal()
    forgotten = Signal()
    """The completions went with their pictures; those that are being computed are of them as well."""
    assignment_changed = Signal()
    noise_changed = Signal()
    palette_changed = Signal()
    labels_changed = Signal()
    steps_changed = Signal()
    completions_changed = Signal()
    gesture_changed = Signal(bool)

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = replace(state)
        self.completions: tuple[Completion | None, ...] = (None,) * len(state.noise.seeds)
        """The last good completion at each position of the sheet; it stays until the next one comes."""
        self.gesturing = False
        """Whether a stroke is in progress."""
        self._later: list[Callable[[], object]] = []

    @property
    def state(self) -> State:
        """All facts, as a value of its own."""
        return replace(self._state)

    model = _Fact(lambda state: state.model)
    adapter = _Fact(lambda state: state.adapter)
    grid = _Fact(lambda state: state.grid)
    views = _Fact(lambda state: state.views)
    sources = _Fact(lambda state: state.sources)
    shape = _Fact(lambda state: state.sources[0].shape)
    """(H, W, C) of the model's image."""
    assignment = _Fact(lambda state: state.assignment)
    origin = _Fact(lambda state: state.origins)
    known = _Fact(lambda state: state.known)
    target = _Fact(lambda state: state.target)
    hole = _Fact(lambda state: state.hole)
    cells = _Fact(lambda state: state.cells)
    own = _Fact(lambda state: state.own)
    known_pixels = _Fact(lambda state: state.known_pixels)
    noise = _Fact(lambda state: state.noise)
    palette = _Fact(lambda state: state.palette)
    steps = _Fact(lambda state: state.steps)
    labels = _Fact(lambda state: state.labels)
    scatter = _Fact(lambda state: state.scatter)

    @property
    def facts_changed(self) -> tuple[SignalInstance, ...]:
        """The signals that completions may be of other facts now."""
        patches = self.sources_changed, self.assignment_changed
        return (*patches, self.noise_changed, self.palette_changed, self.labels_changed, self.steps_changed)

    def given_labels(self, position: int) -> GivenLabels:
        """y_S of the completion at a position of the sheet."""
        return self._state.given_labels(position)

    @property
    def chosen(self) -> Completion | None:
        """The completion on the canvas."""
        return self.completions[self.noise.chosen]

    def given(self) -> UInt8Array:
        """(H, W, C), read-only: each patch from its source; patches without one are source A's."""
        return self._state.given

    def agreeing(self) -> list[UInt8Array]:
        """(n, H, W, C): the completions on show that have the same facts as the chosen one; none without it."""
        return [shown.image for shown in self._agreeing()]

    def probabilities(self) -> Probabilities:
        """p(y | x_S, y_S) of the labels that were not given, as the mean over the completions that agree."""
        return mean([shown.probabilities for shown in self._agreeing()])

    def _agreeing(self) -> list[Completion]:
        if self.chosen is None:
            return []
        facts = self.chosen.request.facts
        return [shown for shown in self.completions if shown is not None and shown.request.facts == facts]

    def picture(self, position: int | None = None) -> UInt8Array | None:
        """(H, W, C): a completion with the patches known now on top; None before the first one.

        Args:
            position: of the sheet; by default that of the chosen one.
        """
        shown = self.completions[self.noise.chosen if position is None else position]
        if shown is None:
            return None
        image: UInt8Array = np.where(self.grid.mask(self.target)[..., None], shown.image, self.given())
        return image

    def seen(self) -> UInt8Array:
        """(H, W, C): what the canvas shows: `picture` or, before the first completion, `given`."""
        picture = self.picture()
        return self.given() if picture is None else picture

    @property
    def facts(self) -> Facts:
        """What the chosen completion is to be made of, see `CompletionRequest.facts`."""
        return self._state.facts(self.noise.chosen)

    def request(self, seeds: tuple[Seed, ...], *, position: int | None = None) -> CompletionRequest:
        """The present facts, asking for these seeds, see `State.request`."""
        return self._state.request(seeds, position=position)

    @property
    def stale(self) -> tuple[int, ...]:
        """Positions of the sheet whose completion is not of the present facts and its seed.

        Where nothing is to be completed all would be alike: the chosen one will do.
        """
        return tuple(
            i
            for i, (seed, shown) in enumerate(zip(self.noise.seeds, self.completions, strict=True))
            if (i == self.noise.chosen or self.target.any())
            and (shown is None or shown.seed != seed or shown.request.facts != self._state.facts(i))
        )

    def set_state(self, state: State) -> None:
        """Replace all facts; completions of another model or other pictures go."""
        before, self._state = self._state, replace(state)
        switched = before.completed_by != state.completed_by
        if switched or state.sources is not before.sources or len(state.noise.seeds) != len(self.completions):
            self._forget()
        if switched:
            self.model_changed.emit()
        for changed in (*self.facts_changed, self.completions_changed):
            changed.emit()

    def forget_completions(self) -> None:
        """They are of pictures that are about to go."""
        self._forget()
        self.completions_changed.emit()

    def _forget(self) -> None:
        self.completions = (None,) * len(self.noise.seeds)
        self.forgotten.emit()

    def change(self, state: State) -> None:
        """Replace facts for the same model; the last good completions stay until the next ones come."""
        before, self._state = self._state, replace(state)
        if len(state.noise.seeds) != len(self.completions):
            made = {shown.seed: shown for shown in self.completions if shown is not None}
            self.completions = tuple(made.get(seed) for seed in state.noise.seeds)
            self.completions_changed.emit()
        if state.sources is not before.sources:
            self.sources_changed.emit()
        moved = state.hole is not None and state.sources is not before.sources
        if (
            moved
            or state.assignment is not before.assignment
            or state.origin is not before.origin
            or state.hole is not before.hole
            or state.cells != before.cells
        ):
            self.assignment_changed.emit()
        if state.noise is not before.noise:
            self.noise_changed.emit()
        if state.palette != before.palette:
            self.palette_changed.emit()
        if state.labels != before.labels:
            self.labels_changed.emit()
        if state.steps != before.steps:
            self.steps_changed.emit()

    def set_source(self, index: int, source: Source) -> None:
        """Replace one source while it is dragged."""
        self.change(self._state.with_source(index, source))

    def set_patches(self, indices: NDArray[np.intp], values: Assignment, origins: Origin | None = None) -> None:
        """Assign patches: (k,) positions, (k,) values, (k,) origins, by default each patch its own.

        Raises:
            ValueError: a value that is no source, nor TARGET, nor IGNORED.
        """
        if len(values) and not (values.min() >= IGNORED and values.max() < len(self.sources)):
            raise ValueError(f"patch values {values.min()}..{values.max()} with {len(self.sources)} sources")
        assignment, origin = self.assignment.copy(), self.origin.copy()
        assignment[indices] = values
        origin[indices] = indices if origins is None else origins
        self.change(replace(self._state, assignment=assignment, origin=origin))

    def set_gesture(self, active: bool) -> None:
        """Mark the begin and the end of a stroke."""
        self.gesturing = active
        self.gesture_changed.emit(active)
        if not active and self._later:
            QTimer.singleShot(0, self._catch_up)

    def when_still(self, then: Callable[[], object]) -> None:
        """Do something now or, in the middle of a stroke, once that is an undo step.

        A picture that has been read pushes an undo command of its own. Between the begin and the end of a stroke
        that command would hold half of the stroke, and undo would not lead back to what was before it.
        What is done then finds the document as it is then, perhaps with another model.
        """
        if self.gesturing or self._later:
            self._later.append(then)
        else:
            then()

    def still(self, then: Callable[[Value], object]) -> Callable[[Value], None]:
        """What does something with a value likewise."""
        return lambda value: self.when_still(partial(then, value))

    def drop_waiting(self) -> None:
        """Do nothing of what waits for the end of a stroke: it was meant for facts that are no more."""
        self._later.clear()

    def _catch_up(self) -> None:
        """One a turn, so that one that fails holds up none of the others."""
        if self.gesturing or not self._later:
            return
        then = self._later.pop(0)
        try:
            then()
        finally:
            if self._later and not self.gesturing:
                QTimer.singleShot(0, self._catch_up)

    def accept(self, result: CompletionResult) -> None:
        """Show completions that came in, unless their seed, their labels or their size is no longer wanted."""
        shown = list(self.completions)
        for completion in result.completions:
            made = completion.request
            fits = completion.image.shape == self.shape and (made.model, made.adapter) == (self.model, self.adapter)
            if fits and completion.seed in self.noise.seeds:
                for position, seed in enumerate(self.noise.seeds):
                    if seed == completion.seed and self.given_labels(position) == completion.request.labels:
                        shown[position] = completion
        self.completions = tuple(shown)
        self.completions_changed.emit()
