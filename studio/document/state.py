"""The facts of a document as values: its sources, which source each patch comes from, the noise. Free of Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine import Grid
from studio.document.labels import GivenLabels, Label, given_at
from studio.document.noise import SheetNoise
from studio.document.palette import PaletteChoice
from studio.document.request import BoolArray, CompletionRequest, Facts, Seed, UInt8Array
from studio.document.views import View
from studio.imaging.hole import Hole
from studio.imaging.picture import Picture
from studio.imaging.placement import Placement, Shape
from studio.imaging.render import absent, render

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
    """Where the model's frame lies on `original`."""

    @classmethod
    def of(cls, name: str, picture: Picture, shape: Shape, *, placement: Placement | None = None) -> Source:
        """A picture as a model sees it; by default the model's frame is as large as it goes, in the middle."""
        height, width, _ = picture.shape
        placement = placement or Placement.cropped(width, height, shape)
        pixels = render(picture, placement, shape)
        return cls(name=name, pixels=pixels, original=picture, placement=placement)

    def placed(self, placement: Placement) -> Source:
        """The same picture with the frame elsewhere."""
        return Source.of(self.name, self.whole, self.shape, placement=placement)

    def fitted(self, shape: Shape) -> Source:
        """The same picture for a model of this shape: itself, if it fits already."""
        if self.shape == shape:
            return self
        height, width, _ = self.whole.shape
        placement = self.placement and self.placement.refitted(width, height, self.shape, shape)
        return Source.of(self.name, self.whole, shape, placement=placement)

    @property
    def shape(self) -> Shape:
        """(H, W, C) of the model's image."""
        H, W, C = self.pixels.shape
        return H, W, C

    @cached_property
    def whole(self) -> Picture:
        """The original, else the pixels."""
        return self.original or Picture(self.pixels)

    @property
    def pictures(self) -> tuple[UInt8Array | Picture, ...]:
        """What it keeps in memory."""
        return (self.pixels,) if self.original is None else (self.pixels, self.original)

    @property
    def is_larger(self) -> bool:
        """Whether the whole picture is larger than the model's image."""
        (height, width, _), (H, W, _) = self.whole.shape, self.shape
        return height > H or width > W

    @property
    def frame(self) -> Placement:
        """The placement, else the frame around all pixels."""
        return self.placement or Placement(x=0, y=0, width=self.shape[1], height=self.shape[0])


@dataclass(frozen=True, kw_only=True, eq=False)
class State:
    """All facts of a document at one moment; what follows from them is worked out once.

    Every field, and every field of a Source and of a SheetNoise, is written to project files as it is
    (`studio.files.codec`): one that is added later needs a default, so that older files can be read.
    """

    model: str
    grid: Grid
    sources: tuple[Source, ...]
    """A, B, ...: at least one."""
    assignment: Assignment
    """(L,) int8: k >= 0 is known from source k, TARGET, or IGNORED."""
    noise: SheetNoise
    scatter: int = 0
    """The seed of random subsets: the same share gives the same patches until it is shuffled."""
    origin: Origin | None = None
    """(L,) int32: the patch of its source that is shown there, its own index but for patches that were moved or
    duplicated; None: every patch is in its own place."""
    views: tuple[View, ...] = ()
    """The model's, as its grid is."""
    palette: PaletteChoice | None = None
    """What the completions' colours are taken from; None: from all there are."""
    labels: tuple[Label, ...] = ()
    """The model's, as its views are, and which of their categories are given."""
    hole: Hole | None = None
    """What is to be replaced in source A, which else is known as the patches say, as far as it goes; None: patches
    alone say what is known."""
    cells: bool = False
    """Source A is a sheet of cells as large as the frame, which goes from one to another."""
    adapter: str = ""
    """The name or the file of an adapter of the model; empty: the model alone."""
    steps: int | None = None
    """In how many steps a model of tokens draws them; None: the model has none."""

    def __post_init__(self) -> None:
        for array in (self.assignment, self.origin):
            if array is not None:
                array.flags.writeable = False

    def with_source(self, index: int, source: Source) -> State:
        """The same facts with another picture in place of one."""
        return replace(self, sources=(*self.sources[:index], source, *self.sources[index + 1 :]))

    @property
    def completed_by(self) -> tuple[str, str, Grid]:
        """Model, adapter and grid: completions by others are not of this state."""
        return self.model, self.adapter, self.grid

    @cached_property
    def origins(self) -> Origin:
        """(L,) int32: `origin`, also where every patch is in its own place."""
        return np.arange(self.grid.L, dtype=np.int32) if self.origin is None else self.origin

    @property
    def known(self) -> BoolArray:
        """S: (L,) bool."""
        known: BoolArray = self.assignment >= 0
        return known if self.replaced is None else known & self.grid.subset(~self.replaced)

    @property
    def target(self) -> BoolArray:
        """T: (L,) bool."""
        target: BoolArray = self.assignment == TARGET
        return target if self.replaced is None else target | ~self.grid.subset(~self.replaced)

    @property
    def own(self) -> BoolArray:
        """(L,) bool: patches of source A in their own places, which a hole can be in."""
        own: BoolArray = (self.assignment == 0) & (self.origins == np.arange(self.grid.L))
        return own

    @cached_property
    def replaced(self) -> BoolArray | None:
        """(H, W): pixels of the picture's own patches that are to be replaced, or beyond it; None without a hole."""
        if self.hole is None:
            return None
        frame, (H, W, _) = self.sources[0].frame, self.sources[0].shape
        mask = frame.turned(self.hole.mask(frame.box, (W, H), touched=True))
        beyond = absent(self.sources[0].whole, frame, self.sources[0].shape)
        replaced: BoolArray = (mask | beyond) & self.grid.mask(self.own)
        return replaced

    @property
    def known_pixels(self) -> BoolArray:
        """(H, W): pixels of the image that come back as they are; a patch may be known in part."""
        known = self.grid.mask(self.assignment >= 0)
        return known if self.replaced is None else known & ~self.replaced

    @cached_property
    def given(self) -> UInt8Array:
        """(H, W, C), read-only: each patch from its source; patches without one are source A's."""
        grid, p, C = self.grid, self.grid.patch_size, self.sources[0].shape[2]
        stack = np.stack([source.pixels for source in self.sources]).reshape(-1, grid.rows, p, grid.columns, p, C)
        patches = stack.swapaxes(2, 3).reshape(len(self.sources), grid.L, p, p, C)
        chosen = patches[np.maximum(self.assignment, 0), self.origins]
        rows: UInt8Array = chosen.reshape(*grid.shape, p, p, C).swapaxes(1, 2)
        given = rows.reshape(grid.height, grid.width, C)
        given.flags.writeable = False
        return given

    @cached_property
    def _requests(self) -> dict[GivenLabels, CompletionRequest]:
        """Put together once for all completions that the same labels are given of."""
        return {}

    def given_labels(self, position: int | None = None) -> GivenLabels:
        """y_S of the completion at a position of the sheet; by default of the chosen one."""
        return given_at(self.labels, self.noise.chosen if position is None else position)

    def facts(self, position: int) -> Facts:
        """What the completion at a position of the sheet is to be made of, see `CompletionRequest.facts`."""
        return self._request(self.given_labels(position)).facts

    def request(self, seeds: tuple[Seed, ...], *, position: int | None = None) -> CompletionRequest:
        """These facts, asking for these seeds.

        Args:
            position: of the sheet, where the labels given differ from one completion to the next; by default that
                of the chosen one.
        """
        return self._request(self.given_labels(position)).asking(seeds)

    def _request(self, labels: GivenLabels) -> CompletionRequest:
        if labels not in self._requests:
            self._requests[labels] = self._put_together(labels)
        return self._requests[labels]

    def _put_together(self, labels: GivenLabels) -> CompletionRequest:
        return CompletionRequest(
            model=self.model,
            image=self.given,
            known=self.known,
            known_pixels=None if self.hole is None else self.known_pixels,
            target=self.target,
            seeds=(),
            palette=self.palette,
            labels=labels,
            adapter=self.adapter,
            steps=self.steps,
        )
