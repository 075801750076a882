"""What the studio opens with: a model and a picture, found before there is a window. Free of Qt widgets and torch."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import engine
from engine import ModelInfo
from studio.document.document import Document
from studio.document.labels import labels_of
from studio.document.noise import SheetNoise
from studio.document.palette import PaletteChoice
from studio.document.photo import as_photo
from studio.document.state import Source, State
from studio.document.views import views_of
from studio.files.examples import bundled_pictures, first_part
from studio.files.jobs import read_source
from studio.files.project import SUFFIX
from studio.i18n import translate

FIRST_SEEDS = 1000
"""The first document's seed is below: short, and another one at each start."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """A model and a picture that fits it."""

    model: ModelInfo
    source: Source
    project: Path | None = None
    """A project file to open over it once the window is there."""
    problem: engine.EngineError | None = None
    """Why it is not the picture that was asked for."""

    def document(self, *, seed: int | None = None) -> Document:
        """A document to paint on: its first part known or, of a picture larger than the model, all of it."""
        seed = random.randrange(FIRST_SEEDS) if seed is None else seed
        views = views_of(self.model)
        state = State(
            model=self.model.reference,
            grid=self.model.grid,
            views=views,
            labels=labels_of(self.model),
            sources=(self.source,),
            assignment=first_part(self.model.grid, views),
            noise=SheetNoise.from_seed(seed),
            palette=PaletteChoice.first(self.model),
        )
        return Document(as_photo(state) if self.source.is_larger else state)


def find_start(*, image: Path | None, model: str | None) -> Start:
    """Choose the model (by default the first bundled one) and read the picture (by default a bundled one).

    `image` may be a project file too: it is opened by the studio, with its own model. A picture that cannot be read
    is no reason not to open: whoever clicked it in a file manager sees no terminal. `Start.problem` says why.

    Raises:
        engine.EngineError: no such model, or its bundled picture cannot be read.
    """
    info = _model(model)
    project = image if image is not None and image.suffix.lower() == SUFFIX else None
    problem = None
    if image is not None and project is None:
        try:
            return Start(model=info, source=read_source(image, info.shape))
        except engine.EngineError as error:
            problem = error
    source = read_source(bundled_pictures(info)[0], info.shape)
    return Start(model=info, source=source, project=project, problem=problem)


def _model(name: str | None) -> ModelInfo:
    if name is not None:
        return engine.find_model(name)
    found = engine.list_models()
    if not found:
        words = translate("Errors", "there is no model. Install Patchwork again, or add one with `engine export`.")
        raise engine.EngineError(words)
    return found[0]
