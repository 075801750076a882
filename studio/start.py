"""What the studio opens with: a model and a picture, found before there is a window. Free of Qt widgets and torch."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import engine
from engine import ModelInfo
from studio.document.document import Document
from studio.document.noise import FIRST_SEEDS, SheetNoise
from studio.document.state import Source
from studio.files.examples import bundled_pictures, new_state
from studio.files.jobs import read_source
from studio.files.project import SUFFIX
from studio.i18n import translate


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
        """A document to paint on."""
        seed = random.randrange(FIRST_SEEDS) if seed is None else seed
        return Document(new_state(self.model, (self.source,), noise=SheetNoise.from_seed(seed)))


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
