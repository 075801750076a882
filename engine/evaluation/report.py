"""A model measured on held-out images over shares and shapes of known patches."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from engine.errors import EngineError
from engine.evaluation.cells import EMPTY, Basis, Cell, ReportSettings, measure_cell
from engine.evaluation.features import Features
from engine.evaluation.held_out import HeldOut
from engine.evaluation.intervals import IntArray
from engine.evaluation.shapes import subsets
from engine.models.completion import Model
from engine.models.library import WEIGHTS, ModelInfo
from engine.patches import Grid
from engine.wording import counted

FEWEST = 20
"""Held-out images below which no measure says anything."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """Measures by cell, and all that is needed to make them again."""

    cells: list[Cell]
    record: dict[str, Any]
    """Model, data, features and their hash, settings, floors: JSON values."""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        cells = [
            {"shape": c.shape, "share": c.share, "measures": {k: m.as_dict() for k, m in c.measures.items()}}
            for c in self.cells
        ]
        return self.record | {"cells": cells}


def evaluate(
    model: Model,
    features: Features,
    data: HeldOut,
    settings: ReportSettings,
    *,
    tick: Callable[[int], None] = lambda count: None,
) -> Report:
    """Measure a model on held-out images.

    Of images drawn at random one half is completed, the other kept to compare with: so no completion is held
    against the image whose pixels it was given, and the floor is real against real at the very same size.

    Args:
        tick: called with the number of completions just made; `completions` says how many there will be.

    Raises:
        EngineError: too few images, or a share that leaves no patch to complete.
    """
    check_shares(settings, model.grid)
    n = pairs(settings, len(data.images))
    settings = replace(settings, images=n, repeated=min(settings.repeated, n))
    order = np.random.default_rng(settings.seed).permutation(len(data.images))
    chosen, rest = order[:n], order[n : 2 * n]
    labels = _classes(data, features)
    basis = Basis(
        model=model,
        features=features,
        settings=settings,
        truth=data.images[chosen],
        others=data.images[rest],
        labels=None if labels is None else labels[chosen],
        training=data.training,
        tick=tick,
    )
    record = {
        "model": model.info and _describe(model.info),
        "data": data.description,
        "features": {"name": features.name, "hash": features.hash, **features.card},
        "settings": asdict(settings),
        "floors": basis.floors,
    }
    measured = [measure_cell(basis, *kind) for kind in kinds(settings.shapes, settings.shares)]
    return Report(cells=measured, record=record)


def _classes(data: HeldOut, features: Features) -> IntArray | None:
    """The classes of held-out images by the numbers of a feature net; None if it cannot name them all."""
    labels = data.labels
    if labels is not None and data.categories:
        known = {category: number for number, category in enumerate(features.categories)}
        labels = np.array([*(known.get(category, -1) for category in data.categories), -1])[labels]
    fits = labels is not None and labels.min() >= 0 and labels.max() < features.classes
    return labels if fits else None


def check_shares(settings: ReportSettings, grid: Grid) -> None:
    """Find out that a share cannot be measured before minutes are spent on the others.

    Raises:
        EngineError: a share leaves no patch to complete.
    """
    for share in settings.shares:
        subsets(grid, settings.shapes[0], share, 1)


def kinds(shapes: Sequence[str], shares: Sequence[float]) -> list[tuple[str, float]]:
    """The (shape, share) to be measured; S = ∅ has no shape, and comes once."""
    empty = [(EMPTY, 0.0)] if 0 in shares else []
    return empty + [(shape, share) for shape in shapes for share in shares if share > 0]


def completions(settings: ReportSettings, held_out: int) -> int:
    """How many completions `evaluate` makes of that many held-out images."""
    n = pairs(settings, held_out)
    each = n + 4 * settings.repeats * min(settings.repeated, n)
    return each * len(kinds(settings.shapes, settings.shares))


def pairs(settings: ReportSettings, held_out: int) -> int:
    """How many of that many held-out images are completed.

    Raises:
        EngineError: too few.
    """
    if held_out < 2 * FEWEST:
        few = counted(held_out, "held-out image")
        verb = "is" if held_out == 1 else "are"
        raise EngineError(f"{few} {verb} too few to measure on. Give at least {2 * FEWEST}.")
    return min(settings.images, held_out // 2)


def _describe(info: ModelInfo) -> dict[str, Any]:
    return {
        "name": info.name,
        "path": str(info.path),
        "hash": hashlib.sha256((info.path / WEIGHTS).read_bytes()).hexdigest()[:16],
        "images_seen": info.card.get("images_seen"),
    }
