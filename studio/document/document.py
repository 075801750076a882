"""The one owner of the facts: sources, which source each patch comes from, noise, and the completions so far.

Widgets show the document and never hold truth. Its setters are called by undo commands and gestures
(`studio.document.commands`) and by the live loop (`accept`) alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from engine import Grid
from studio.document.noise import SheetNoise
from studio.document.request import (
    BoolArray,
    Completion,
    CompletionRequest,
    CompletionResult,
    Facts,
    Seed,
    UInt8Array,
)
from studio.imaging.picture import Picture
from studio.imaging.placement import Placement, render

Assignment = NDArray[np.int8]
Origin = NDArray[np.int32]

TARGET = -1
"""The patch is to be completed."""
IGNORED = -2
"""The patch is neither known nor target."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Source:
    """A picture that known patches are painted from."""

    name: str
    pixels: UInt8Array
    """(H, W, C), fitted to the model."""
    original: Picture | None = None
    """The whole picture as it was opened, so that it can be placed anew."""
    placement: Placement | None = None
    """Where the model's square lies on `original`."""

    @classmethod
    def of(
        cls, name: str, picture: Picture, *, size: int, channels: int, placement: Placement | None = None
    ) -> Source:
        """A picture as a model sees it; by default the model's square is as large as it goes, in the middle."""
        height, width, _ = picture.shape
        placement = placement or Placement.cropped(width, height)
        pixels = render(picture, placement, size=size, channels=channels)
        return cls(name=name, pixels=pixels, original=picture, placement=placement)

    def placed(self, placement: Placement) -> Source:
        """The same picture with the square elsewhere."""
        size, _, channels = self.pixels.shape
        return Source.of(self.name, self.whole, size=size, channels=channels, placement=placement)

    def fitted(self, *, size: int, channels: int) -> Source:
        """The same picture for a model of this size: itself, if it fits already."""
        if self.pixels.shape == (size, size, channels):
            return self
        return Source.of(self.name, self.whole, size=size, channels=channels, placement=self.placement)

    @cached_property
    def whole(self) -> Picture:
        """The original, else the pixels."""
        return self.original or Picture(self.pixels)

    @property
    def pictures(self) -> tuple[UInt8Array | Picture, ...]:
        """What it keeps in memory."""
        return (self.pixels,) if self.original is None else (self.pixels, self.original)

    @property
    def square(self) -> Placement:
        """The placement, else the square around all pixels."""
        return self.placement or Placement(x=0, y=0, side=self.pixels.shape[0])


@dataclass(frozen=True, kw_only=True, eq=False)
class State:
    """All facts of a document at one moment, for project files, recovery and history.

    Every field, and every field of a Source and of a Noise, is written to project files as it is
    (`studio.files.codec`): one that is added later needs a default, so that older files can be read.
    """

    model: str
    grid: Grid
    sources: tuple[Source, ...]
    assignment: Assignment
    """(L,) int8."""
    noise: SheetNoise
    scatter: int = 0
    origin: Origin | None = None
    """(L,) int32, see `Document.origin`; None: every patch is in its own place."""


class Document(QObject):
    """Sources, assignment, noise and completions of one picture for one model's patch grid.

    `assignment` is (L,) int8: k >= 0 is known from source k, TARGET, or IGNORED. `origin` is (L,) int32: the
    patch of that source which is shown there; its own index but for patches that were moved or duplicated.
    """

    model_changed = Signal()
    """Another model, perhaps with another grid; the other signals follow."""
    sources_changed = Signal()
    forgotten = Signal()
    """The completions went with their pictures; those that are being computed are of them as well."""
    assignment_changed = Signal()
    noise_changed = Signal()
    completions_changed = Signal()
    gesture_changed = Signal(bool)

    def __init__(
        self, *, model: str, grid: Grid, source: Source, assignment: Assignment, noise: SheetNoise, scatter: int = 0
    ) -> None:
        super().__init__()
        self.model = model
        self.grid = grid
        self._sources: tuple[Source, ...] = (source,)
        self._assignment = assignment.astype(np.int8)
        self._origin: Origin = np.arange(grid.L, dtype=np.int32)
        self._noise = noise
        self._scatter = scatter
        self._completions: tuple[Completion | None, ...] = (None,) * len(noise.seeds)
        self._gesture = False
        self._later: list[Callable[[], object]] = []

    @classmethod
    def of(cls, state: State) -> Document:
        """A document of these facts."""
        document = cls(
            model=state.model,
            grid=state.grid,
            source=state.sources[0],
            assignment=state.assignment,
            noise=state.noise,
            scatter=state.scatter,
        )
        document.set_state(state)
        return document

    @property
    def sources(self) -> tuple[Source, ...]:
        """A, B, ...: at least one."""
        return self._sources

    @property
    def assignment(self) -> Assignment:
        """(L,) int8, a read-only view."""
        view = self._assignment.view()
        view.flags.writeable = False
        return view

    @property
    def origin(self) -> Origin:
        """(L,) int32, a read-only view: which patch of its source each known patch shows."""
        view = self._origin.view()
        view.flags.writeable = False
        return view

    @property
    def known(self) -> BoolArray:
        """S: (L,) bool."""
        known: BoolArray = self._assignment >= 0
        return known

    @property
    def target(self) -> BoolArray:
        """T: (L,) bool."""
        target: BoolArray = self._assignment == TARGET
        return target

    @property
    def noise(self) -> SheetNoise:
        """The seeds of the sheet, and the chosen one."""
        return self._noise

    @property
    def scatter(self) -> int:
        """The seed of random subsets: the same share gives the same patches until it is shuffled."""
        return self._scatter

    @property
    def completions(self) -> tuple[Completion | None, ...]:
        """The last good completion at each position of the sheet; it stays until the next one comes."""
        return self._completions

    @property
    def chosen(self) -> Completion | None:
        """The completion on the canvas."""
        return self._completions[self._noise.chosen]

    @property
    def gesturing(self) -> bool:
        """Whether a stroke is in progress."""
        return self._gesture

    def given(self) -> UInt8Array:
        """(H, W, C): each patch from its source; patches without one are source A's."""
        grid, p, C = self.grid, self.grid.patch_size, self._sources[0].pixels.shape[-1]
        stack = np.stack([source.pixels for source in self._sources]).reshape(-1, grid.rows, p, grid.columns, p, C)
        patches = stack.swapaxes(2, 3).reshape(len(self._sources), grid.L, p, p, C)
        chosen = patches[np.maximum(self._assignment, 0), self._origin]
        rows: UInt8Array = chosen.reshape(*grid.shape, p, p, C).swapaxes(1, 2)
        return rows.reshape(grid.height, grid.width, C)

    def agreeing(self) -> list[UInt8Array]:
        """(n, H, W, C): the completions on show that have the same facts as the chosen one; none without it."""
        if self.chosen is None:
            return []
        facts = self.chosen.request.facts
        return [shown.image for shown in self._completions if shown is not None and shown.request.facts == facts]

    def picture(self) -> UInt8Array | None:
        """(H, W, C): the chosen completion with the patches known now on top; None before the first one."""
        if self.chosen is None:
            return None
        known = self.grid.mask(self.known | (self._assignment == IGNORED))[..., None]
        image: UInt8Array = np.where(known, self.given(), self.chosen.image)
        return image

    def fit(self, source: Source) -> Source:
        """A picture as the present model sees it: the same, unless it was read for another model."""
        return source.fitted(size=self.grid.width, channels=self._sources[0].pixels.shape[-1])

    def request(self, seeds: tuple[Seed, ...]) -> CompletionRequest:
        """The present facts, asking for these seeds."""
        return CompletionRequest(
            model=self.model, image=self.given(), known=self.known, target=self.target, seeds=seeds
        )

    def stale(self, facts: Facts) -> tuple[int, ...]:
        """Positions of the sheet whose completion is not of these facts and its seed."""
        return tuple(
            i
            for i, (seed, shown) in enumerate(zip(self._noise.seeds, self._completions, strict=True))
            if shown is None or shown.seed != seed or shown.request.facts != facts
        )

    @property
    def state(self) -> State:
        """All facts, as a value of its own."""
        return State(
            model=self.model,
            grid=self.grid,
            sources=self._sources,
            assignment=self._assignment.copy(),
            noise=self._noise,
            scatter=self._scatter,
            origin=self._origin.copy(),
        )

    def set_state(self, state: State) -> None:
        """Replace all facts; completions of another model or other pictures go."""
        switched = (self.model, self.grid) != (state.model, state.grid)
        if switched or state.sources is not self._sources or len(state.noise.seeds) != len(self._completions):
            self._completions = (None,) * len(state.noise.seeds)
            self.forgotten.emit()
        self.model, self.grid = state.model, state.grid
        self._sources, self._assignment = state.sources, state.assignment.copy()
        self._origin = np.arange(state.grid.L, dtype=np.int32) if state.origin is None else state.origin.copy()
        self._noise, self._scatter = state.noise, state.scatter
        if switched:
            self.model_changed.emit()
        for changed in (self.sources_changed, self.assignment_changed, self.noise_changed, self.completions_changed):
            changed.emit()

    def forget_completions(self) -> None:
        """They are of pictures that are about to go."""
        self._completions = (None,) * len(self._noise.seeds)
        self.forgotten.emit()
        self.completions_changed.emit()

    def set_source(self, index: int, source: Source) -> None:
        """Replace one source; the last good completions stay until the next ones come."""
        self._sources = (*self._sources[:index], source, *self._sources[index + 1 :])
        self.sources_changed.emit()

    def set_mix(self, sources: tuple[Source, ...], assignment: Assignment, origin: Origin) -> None:
        """Replace sources and patches together; the last good completions stay until the next ones come."""
        self._sources, self._assignment, self._origin = sources, assignment.copy(), origin.copy()
        self.sources_changed.emit()
        self.assignment_changed.emit()

    def set_patches(self, indices: NDArray[np.intp], values: Assignment, origins: Origin | None = None) -> None:
        """Assign patches: (k,) positions, (k,) values, (k,) origins, by default each patch its own.

        Raises:
            ValueError: a value that is no source, nor TARGET, nor IGNORED.
        """
        if len(values) and not (values.min() >= IGNORED and values.max() < len(self._sources)):
            raise ValueError(f"patch values {values.min()}..{values.max()} with {len(self._sources)} sources")
        self._assignment[indices] = values
        self._origin[indices] = indices if origins is None else origins
        self.assignment_changed.emit()

    def set_scatter(self, seed: int) -> None:
        """Change the seed of random subsets."""
        self._scatter = seed

    def set_noise(self, noise: SheetNoise) -> None:
        """Change the seeds or the chosen one; completions whose seed stays keep their place."""
        self._noise = noise
        self.noise_changed.emit()

    def set_gesture(self, active: bool) -> None:
        """Mark the begin and the end of a stroke."""
        self._gesture = active
        self.gesture_changed.emit(active)
        if not active and self._later:
            QTimer.singleShot(0, self._catch_up)

    def when_still(self, then: Callable[[], object]) -> None:
        """Do something now or, in the middle of a stroke, once that is an undo step.

        A picture that has been read pushes an undo command of its own. Between the begin and the end of a stroke
        that command would hold half of the stroke, and undo would not lead back to what was before it.
        What is done then finds the document as it is then, perhaps with another model.
        """
        if self._gesture or self._later:
            self._later.append(then)
        else:
            then()

    def drop_waiting(self) -> None:
        """Do nothing of what waits for the end of a stroke: it was meant for facts that are no more."""
        self._later.clear()

    def _catch_up(self) -> None:
        """One a turn, so that one that fails holds up none of the others."""
        if self._gesture or not self._later:
            return
        then = self._later.pop(0)
        try:
            then()
        finally:
            if self._later and not self._gesture:
                QTimer.singleShot(0, self._catch_up)

    def accept(self, result: CompletionResult) -> None:
        """Show completions that came in, unless their seed or size is no longer wanted."""
        shown = list(self._completions)
        for completion in result.completions:
            fits = completion.image.shape == self._sources[0].pixels.shape and completion.request.model == self.model
            if fits and completion.seed in self._noise.seeds:
                for position, seed in enumerate(self._noise.seeds):
                    if seed == completion.seed:
                        shown[position] = completion
        self._completions = tuple(shown)
        self.completions_changed.emit()
