"""The one owner of the facts: sources, which source each patch comes from, noise, and the completions so far.

Widgets show the document and never hold truth. Its setters are called by undo commands and gestures
(`studio.commands`) and by the live loop (`accept`) alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine import Grid
from studio.noise import Noise
from studio.request import BoolArray, Completion, CompletionRequest, CompletionResult, Facts, UInt8Array

Assignment = NDArray[np.int8]

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


class Document(QObject):
    """Sources, assignment, noise and completions of one picture for one model's patch grid.

    `assignment` is (L,) int8: k >= 0 is known from source k, TARGET, or IGNORED.
    """

    sources_changed = Signal()
    assignment_changed = Signal()
    noise_changed = Signal()
    completions_changed = Signal()
    gesture_changed = Signal(bool)

    def __init__(
        self, *, model: str, grid: Grid, source: Source, assignment: Assignment, noise: Noise, scatter: int = 0
    ) -> None:
        super().__init__()
        self.model = model
        self.grid = grid
        self._sources: tuple[Source, ...] = (source,)
        self._assignment = assignment.astype(np.int8)
        self._noise = noise
        self._scatter = scatter
        self._completions: tuple[Completion | None, ...] = (None,) * len(noise.seeds)
        self._gesture = False

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
    def noise(self) -> Noise:
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
        stack = np.stack([source.pixels for source in self._sources])
        which = self._by_pixel(np.maximum(self._assignment, 0))
        rows, columns = np.indices(which.shape)
        image: UInt8Array = stack[which, rows, columns]
        return image

    def picture(self) -> UInt8Array | None:
        """(H, W, C): the chosen completion with the patches known now on top; None before the first one."""
        if self.chosen is None:
            return None
        known = self.grid.mask(self.known | (self._assignment == IGNORED))[..., None]
        image: UInt8Array = np.where(known, self.given(), self.chosen.image)
        return image

    def _by_pixel(self, values: Assignment) -> Assignment:
        p, n = self.grid.patch_size, self.grid.side
        return values.reshape(n, n).repeat(p, axis=0).repeat(p, axis=1)

    def request(self, seeds: tuple[int, ...]) -> CompletionRequest:
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

    def set_sources(self, sources: tuple[Source, ...]) -> None:
        """Replace the sources; completions of other pictures go."""
        self._sources = sources
        self._completions = (None,) * len(self._completions)
        self.sources_changed.emit()
        self.completions_changed.emit()

    def set_patches(self, indices: NDArray[np.intp], values: Assignment) -> None:
        """Assign patches: (k,) positions, (k,) values.

        Raises:
            ValueError: a value that is no source, nor TARGET, nor IGNORED.
        """
        if len(values) and not (values.min() >= IGNORED and values.max() < len(self._sources)):
            raise ValueError(f"patch values {values.min()}..{values.max()} with {len(self._sources)} sources")
        self._assignment[indices] = values
        self.assignment_changed.emit()

    def set_scatter(self, seed: int) -> None:
        """Change the seed of random subsets."""
        self._scatter = seed

    def set_noise(self, noise: Noise) -> None:
        """Change the seeds or the chosen one; completions whose seed stays keep their place."""
        self._noise = noise
        self.noise_changed.emit()

    def set_gesture(self, active: bool) -> None:
        """Mark the begin and the end of a stroke."""
        self._gesture = active
        self.gesture_changed.emit(active)

    def accept(self, result: CompletionResult) -> None:
        """Show completions that came in, unless their seed or size is no longer wanted."""
        shown = list(self._completions)
        for completion in result.completions:
            fits = completion.image.shape == self._sources[0].pixels.shape
            if fits and completion.seed in self._noise.seeds:
                shown[self._noise.seeds.index(completion.seed)] = completion
        self._completions = tuple(shown)
        self.completions_changed.emit()
