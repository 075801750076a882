"""A model measured on held-out images over shares and shapes of known patches."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import torch

from engine.errors import EngineError
from engine.evaluation.cells import Basis, Cell, ReportSettings, measure_cell
from engine.evaluation.distances import over_splits
from engine.evaluation.features import ImageFeatures
from engine.evaluation.held_out import HeldOut
from engine.evaluation.intervals import IntArray, Measure
from engine.evaluation.labels import SHARES, LabelCell, class_numbers, measure_labels
from engine.evaluation.shapes import kinds, subsets
from engine.models.completion import Model
from engine.models.library import ModelInfo
from engine.models.runtime import WEIGHTS
from engine.patches import Grid
from engine.wording import counted

FEWEST = 30
"""Held-out images below which no measure says anything."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """Measures by cell, and all that is needed to make them again."""

    cells: list[Cell]
    labels: list[LabelCell] = field(default_factory=list)
    """Of a model with labels."""
    record: dict[str, Any]
    """Model, data, feature nets and their hashes, settings, floors: JSON values."""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        cells = [{"shape": c.shape, "share": c.share, "measures": _plain(c.measures)} for c in self.cells]
        labels = [
            {
                "label": c.label,
                "share": c.share,
                "measures": _plain(c.measures),
                "reliability": [each._asdict() for each in c.reliability],
            }
            for c in self.labels
        ]
        return self.record | {"cells": cells} | ({"labels": labels} if labels else {})


def _plain(measures: dict[str, Measure]) -> dict[str, Any]:
    return {name: measure.as_dict() for name, measure in measures.items()}


def evaluate(
    model: Model,
    nets: Sequence[ImageFeatures],
    data: HeldOut,
    settings: ReportSettings,
    *,
    device: torch.device | None = None,
    tick: Callable[[int], None] = lambda count: None,
) -> Report:
    """Measure a model on held-out images: each is completed, and compared with the others.

    Args:
        nets: at least one feature net.
        device: of the two-sample test.
        tick: called with 1 after each kind of S, and each share of the labels; `work` says how many there will be.

    Raises:
        EngineError: too few images, or a share that leaves no patch to complete.
    """
    check_shares(settings, model.grid)
    n = usable(settings, len(data.images))
    settings = replace(settings, images=n, repeated=min(settings.repeated, n))
    chosen = _chosen(settings, data)
    labels, card = _classes(data, nets[0]), model.info.card.get("config", {}) if model.info else {}
    basis = Basis(
        model=model,
        nets=nets,
        settings=settings,
        images=data.images[chosen],
        labels=None if labels is None else labels[chosen],
        training=data.training,
        mirrored=bool(card.get("data", {}).get("flip")),
        device=device,
    )
    used = card.get("objective", {}).get("features")
    record = {
        "model": model.info and _describe(model.info),
        "data": data.description,
        "channels": model.config.channels,
        "features": [
            {
                "name": net.name,
                "hash": net.hash,
                "n": min(n, net.most) // 2,
                "used_in_training": net.name == used,
                **net.card,
            }
            for net in nets
        ],
        "settings": asdict(settings),
        "floors": _floors(basis),
    }
    asked = kinds(settings.shapes, settings.shares, model.config.views)
    measured = []
    for kind in asked:
        measured.append(measure_cell(basis, *kind))
        tick(1)
    rows, y = labelled(settings, data)
    of_labels = measure_labels(replace(basis, images=data.images[rows]), y, tick=tick) if len(y) else []
    return Report(cells=measured, labels=of_labels, record=record)


def _chosen(settings: ReportSettings, data: HeldOut) -> IntArray:
    """Which images are measured on, in their order, (n,)."""
    n = usable(settings, len(data.images))
    return np.random.default_rng(settings.seed).permutation(len(data.images))[:n]


def labelled(settings: ReportSettings, data: HeldOut) -> tuple[IntArray, IntArray]:
    """Which of them have a label that the model knows, `classified` at most, (m,); and their labels, (m, Y)."""
    if data.model_labels is None:
        return np.zeros(0, dtype=np.int64), np.zeros((0, 0), dtype=np.int64)
    chosen = _chosen(settings, data)
    rows = chosen[(data.model_labels[chosen] >= 0).any(axis=1)][: settings.classified]
    return rows, data.model_labels[rows]


def _classes(data: HeldOut, features: ImageFeatures) -> IntArray | None:
    """The classes of held-out images by the numbers of a feature net; None if it cannot name them all."""
    labels = data.labels
    if labels is not None and data.categories:
        numbers = class_numbers(data.categories, features)
        labels = None if numbers is None else np.append(numbers, -1)[labels]
    fits = labels is not None and labels.min() >= 0 and labels.max() < features.classes
    return labels if fits else None


def check_shares(settings: ReportSettings, grid: Grid) -> None:
    """Find out that a share cannot be measured before minutes are spent on the others.

    Raises:
        EngineError: a share leaves no patch to complete.
    """
    for share in settings.shares:
        subsets(grid, settings.shapes[0], share, 1)


def work(settings: ReportSettings, model: Model, data: HeldOut) -> int:
    """How many times `evaluate` ticks."""
    of_labels = len(SHARES) if len(labelled(settings, data)[1]) else 0
    return len(kinds(settings.shapes, settings.shares, model.config.views)) + of_labels


def usable(settings: ReportSettings, held_out: int) -> int:
    """How many of that many held-out images are measured on.

    Raises:
        EngineError: too few.
    """
    if held_out < FEWEST:
        few = counted(held_out, "held-out image")
        verb = "is" if held_out == 1 else "are"
        raise EngineError(f"{few} {verb} too few to measure on. Give at least {FEWEST}.")
    return min(settings.images, held_out)


def _floors(basis: Basis) -> dict[str, Any]:
    """What the measures are between two sets of real images."""
    floors: dict[str, Any] = {name: measure.as_dict() for name, measure in basis.control.items()}
    for index, found in enumerate(basis.real.floors):
        name = f"ffd_{index + 1}" if index else "ffd"
        floors[name] = over_splits(found.limit).as_dict()
        floors[f"{name}_at_n"] = over_splits(found.at_n).as_dict()
    return floors | {"precision": basis.real.precision, "recall": basis.real.recall}


def _describe(info: ModelInfo) -> dict[str, Any]:
    return {
        "name": info.name,
        "path": str(info.path),
        "hash": hashlib.sha256((info.path / WEIGHTS).read_bytes()).hexdigest()[:16],
        "images_seen": info.card.get("images_seen"),
    }
