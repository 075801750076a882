"""Documents to begin with: new, empty, and ready ones. Free of windows; made on the file thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

import engine
from engine import Grid, ModelInfo
from studio.document.labels import labels_of
from studio.document.noise import SheetNoise
from studio.document.palette import PaletteChoice
from studio.document.photo import as_opened
from studio.document.presets import half
from studio.document.state import TARGET, Assignment, Source, State
from studio.document.views import View, views_of
from studio.files.jobs import read_source
from studio.i18n import translate

_MIDDLE = 127.5
Knows = Callable[[ModelInfo], bool]
EXAMPLES: dict[str, Knows] = {
    "digit": lambda model: model.channels == 1,
    "face": lambda model: model.channels == 3,
    "character": lambda model: model.channels == 4 and bool(model.config.views),
    "mix": lambda model: model.channels == 1,
}
"""Documents to begin with, and which bundled model is for them. One picture is mixed of two digits."""


@cache
def available_examples() -> frozenset[str]:
    """Those that there is a bundled model for."""
    return frozenset(name for name, suits in EXAMPLES.items() if _bundled(suits) is not None)


def example(name: str, *, seed: int) -> State:
    """The facts of a ready document.

    Raises:
        engine.EngineError: no bundled model can complete it.
    """
    info = _bundled(EXAMPLES[name])
    if info is None:
        words = translate("Errors", "no model for this example is bundled. Choose another one.")
        raise engine.EngineError(words)
    chosen = bundled_pictures(info)[: 2 if name == "mix" else 1]
    return new_state(
        info,
        tuple(read_source(path, info.shape) for path in chosen),
        noise=SheetNoise.from_seed(seed),
        assignment=two_bands(info.grid) if len(chosen) == 2 else None,
    )


def new_state(
    model: ModelInfo, sources: tuple[Source, ...], *, noise: SheetNoise, assignment: Assignment | None = None
) -> State:
    """The facts of a new document.

    Args:
        assignment: by default its first part is known or, of a picture larger than the model, all of it.
    """
    views = views_of(model)
    state = State(
        model=model.reference,
        grid=model.grid,
        views=views,
        labels=labels_of(model),
        sources=sources,
        assignment=first_part(model.grid, views) if assignment is None else assignment,
        noise=noise,
        palette=PaletteChoice.first(model),
        steps=model.steps,
    )
    return as_opened(state) if assignment is None else state


def empty_state(model: ModelInfo, name: str, *, noise: SheetNoise) -> State:
    """An empty canvas of the model's kind: all of it is to be completed."""
    H, W, C = model.shape
    blank = 0 if C == 4 or (C == 1 and (model.background or 0) < _MIDDLE) else 255
    source = Source(name=name, pixels=np.full((H, W, C), blank, dtype=np.uint8))
    assignment = np.full(model.grid.L, TARGET, dtype=np.int8)
    return new_state(model, (source,), noise=noise, assignment=assignment)


def bundled_pictures(model: ModelInfo) -> list[Path]:
    """The bundled pictures of the model, else of a bundled model of as many channels, else of any."""
    images = Path(str(resources.files("assets"))) / "images"
    alike = [info.name for info in engine.list_models() if info.bundled and info.channels == model.channels]
    for name in (model.name, *alike, "*"):
        if found := sorted(images.glob(f"{name}/*.png")):
            return found
    raise engine.EngineError(translate("Errors", "no pictures are bundled. Install Patchwork again."))


def first_part(grid: Grid, views: Sequence[View]) -> Assignment:
    """(L,): the first of the views known or, if there is none, the left half; the rest targets."""
    return np.where(views[0].patches(grid), 0, TARGET).astype(np.int8) if views else left_half(grid)


def left_half(grid: Grid) -> Assignment:
    """(L,): the left half of the columns known, the rest targets."""
    return np.where(half(grid, "left"), 0, TARGET).astype(np.int8)


def two_bands(grid: Grid) -> Assignment:
    """(L,): the upper third from source A, the lower third from source B, targets between."""
    (rows, _columns), third = grid.positions(), grid.rows // 3
    bands = np.where(rows < third, 0, np.where(rows >= grid.rows - third, 1, TARGET))
    return bands.astype(np.int8)


def _bundled(suits: Knows) -> ModelInfo | None:
    return next((info for info in engine.list_models() if info.bundled and suits(info)), None)
