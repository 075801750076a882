"""Documents to test with."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Grid
from studio.document.document import Document
from studio.document.noise import SheetNoise
from studio.document.state import Source, State
from studio.files.examples import left_half

GRID = Grid.of(28, 28, 4)


def source(name: str, *, fill: int | None = None) -> Source:
    """A 28x28 grey picture: a gradient, or one value."""
    pixels = np.arange(28 * 28, dtype=np.uint32).astype(np.uint8).reshape(28, 28, 1)
    return Source(name=name, pixels=pixels if fill is None else np.full_like(pixels, fill))


@pytest.fixture
def document() -> Document:
    """One source, the left half known, seeds 0 to 8."""
    noise = SheetNoise.from_seed(0)
    state = State(model="mnist", grid=GRID, sources=(source("a"),), assignment=left_half(GRID), noise=noise)
    return Document(state)
