"""Ready documents to begin with. Free of windows; made on the file thread."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

import engine
from engine import Grid, ModelInfo
from studio.document.noise import SheetNoise
from studio.document.presets import Side, half
from studio.document.state import TARGET, Assignment, State
from studio.document.views import views_of
from studio.files.jobs import read_source
from studio.i18n import translate

EXAMPLES = ("digit", "face", "mix")
"""A digit, a face, and two digits that one picture is mixed of."""
_GREY, _COLOUR = 1, 3


@cache
def has_faces() -> bool:
    """Whether a bundled model completes pictures in colour."""
    return any(info.bundled and info.channels == _COLOUR for info in engine.list_models())


def example(name: str, *, seed: int) -> State:
    """The facts of a ready document.

    Raises:
        engine.EngineError: no bundled model can complete it.
    """
    info = _bundled(_COLOUR if name == "face" else _GREY)
    chosen = bundled_pictures(info)[: 2 if name == "mix" else 1]
    return State(
        model=info.reference,
        grid=info.grid,
        views=views_of(info),
        sources=tuple(read_source(path, info.shape) for path in chosen),
        assignment=two_bands(info.grid) if len(chosen) == 2 else first_part(info),
        noise=SheetNoise.from_seed(seed),
    )


def bundled_pictures(model: ModelInfo) -> list[Path]:
    """The bundled pictures of the model, else of a bundled model of as many channels, else of any."""
    images = Path(str(resources.files("assets"))) / "images"
    alike = [info.name for info in engine.list_models() if info.bundled and info.channels == model.channels]
    for name in (model.name, *alike, "*"):
        if found := sorted(images.glob(f"{name}/*.png")):
            return found
    raise engine.EngineError(translate("Errors", "no pictures are bundled. Install Patchwork again."))


def first_part(model: ModelInfo) -> Assignment:
    """(L,): the first view of the model known or, if it has none, the left half; the rest targets."""
    views = views_of(model)
    return np.where(views[0].patches(model.grid), 0, TARGET).astype(np.int8) if views else left_half(model.grid)


def left_half(grid: Grid) -> Assignment:
    """(L,): the left half of the columns known, the rest targets."""
    return np.where(half(grid, Side.LEFT), 0, TARGET).astype(np.int8)


def two_bands(grid: Grid) -> Assignment:
    """(L,): the upper third from source A, the lower third from source B, targets between."""
    (rows, _columns), third = grid.positions(), grid.rows // 3
    bands = np.where(rows < third, 0, np.where(rows >= grid.rows - third, 1, TARGET))
    return bands.astype(np.int8)


def _bundled(channels: int) -> ModelInfo:
    found = next((info for info in engine.list_models() if info.bundled and info.channels == channels), None)
    if found is None:
        colour = translate(
            "Errors", "no model of colour pictures is bundled. Import one, or train one on pictures of your own."
        )
        grey = translate(
            "Errors", "no model of grey pictures is bundled. Import one, or train one on pictures of your own."
        )
        raise engine.EngineError(colour if channels == _COLOUR else grey)
    return found
