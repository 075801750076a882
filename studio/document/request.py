"""What is asked of the model and what comes back: frozen values, free of Qt and of torch."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import Blend
from studio.document.labels import GivenLabels, Probabilities
from studio.document.palette import PaletteChoice

Seed = int | Blend
UInt8Array = NDArray[np.uint8]
BoolArray = NDArray[np.bool_]
Facts = tuple[str, str, tuple[int, ...], bytes, bytes, bytes, PaletteChoice | None, GivenLabels, int | None]


def model_name(model: str, adapter: str = "") -> str:
    """What to call a model on the screen, perhaps with an adapter: by its name, or that of its folder or file."""
    name = Path(model).name
    return f"{name} + {Path(adapter).name.removesuffix('.safetensors')}" if adapter else name


@dataclass(frozen=True, kw_only=True, eq=False)
class CompletionRequest:
    """Everything the engine needs. Two equal requests give the same pixels."""

    model: str
    """The model's name."""
    image: UInt8Array
    """(H, W, C) in the model's size and channels."""
    known: BoolArray
    """S: (L,), True = known."""
    target: BoolArray
    """T: (L,); a patch in neither S nor T is ignored."""
    seeds: tuple[Seed, ...]
    """(n,) one noise a completion."""
    palette: PaletteChoice | None = None
    """What the colours of new pixels are taken from; None: from all there are."""
    labels: GivenLabels = ()
    """y_S: the category of each label that is given."""
    known_pixels: BoolArray | None = None
    """(H, W): those that come back as they are, where patches are known in part; None: those of S."""
    adapter: str = ""
    """The name or the file of an adapter of the model; empty: the model alone."""
    steps: int | None = None
    """In how many steps tokens are drawn."""

    def __post_init__(self) -> None:
        for name in ("image", "known", "target", "known_pixels"):
            array = getattr(self, name)
            if array is not None and array.flags.writeable:
                array = array.copy()
                array.flags.writeable = False
                object.__setattr__(self, name, array)

    def asking(self, seeds: tuple[Seed, ...]) -> CompletionRequest:
        """The same facts, put together once, asking for these seeds."""
        request = replace(self, seeds=seeds)
        vars(request)["facts"] = self.facts
        return request

    @cached_property
    def facts(self) -> Facts:
        """All but the seeds, as one hashable value: the same facts and seed give the same completion."""
        image, known, target = self.image.tobytes(), self.known.tobytes(), self.target.tobytes()
        known += b"" if self.known_pixels is None else self.known_pixels.tobytes()
        picture = self.model, self.adapter, self.image.shape, image, known, target
        return (*picture, self.palette, self.labels, self.steps)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CompletionRequest):
            return NotImplemented
        return (self.facts, self.seeds) == (other.facts, other.seeds)

    def __hash__(self) -> int:
        return hash((self.facts, self.seeds))


@dataclass(frozen=True, kw_only=True, eq=False)
class Completion:
    """One completed picture and what it came from."""

    image: UInt8Array
    """(H, W, C); known pixels are those of the request's image, bit for bit."""
    seed: Seed
    request: CompletionRequest
    probabilities: Probabilities = field(default_factory=dict)
    """p(y | x_S, y_S), as the mean over the completions that were drawn with it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CompletionResult:
    """What became of one request."""

    request: CompletionRequest
    completions: tuple[Completion, ...]
    """One for each seed of the request, in its order."""
    seconds: float
    """How long the model took."""
