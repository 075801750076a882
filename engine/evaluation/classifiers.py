"""p(y | x_S) of a trained model, and of a kernel density of the training images, measured alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch

from engine.config import Config
from engine.data.dataset import load_dataset
from engine.data.labels import mapped
from engine.data.readers import read_pictures
from engine.errors import EngineError
from engine.evaluation.cells import Basis, ReportSettings
from engine.evaluation.held_out import HeldOut, load_held_out
from engine.evaluation.intervals import Measure
from engine.evaluation.kernel import kernel_posterior
from engine.evaluation.labels import measure_labels, of_predictions, random_subsets
from engine.evaluation.report import labelled
from engine.models.completion import Model

REPEATS = 2
"""Noises that p(y | x_S) is the mean over."""


def measure_classifier(
    model: Model, unseen: Path, *, images: int, shares: Sequence[float], device: torch.device
) -> dict[str, float]:
    """Accuracy, negative log-likelihood and ECE at each share of known patches, the means over all labels.

    Args:
        unseen: images that the model never saw, with labels.
        images: how many of them, at most.

    Returns:
        by share and measure, `0.5 accuracy`.
    """
    assert model.info is not None
    settings = _settings(images)
    data = load_held_out(model.info, unseen, compare=False)
    rows, y = labelled(settings, data)
    basis = Basis(
        model=model,
        nets=(),
        settings=settings,
        images=data.images[rows],
        labels=None,
        training=None,
        mirrored=False,
        device=device,
        tick=lambda count: None,
    )
    return _means((cell.share, cell.measures) for cell in measure_labels(basis, y, shares=shares))


def measure_kernel(
    config: Config, training: Path, unseen: Path, *, images: int, shares: Sequence[float]
) -> dict[str, float]:
    """The same of a kernel density of the training images, given the same patches.

    Args:
        config: of the data, and of the grid of patches.

    Raises:
        EngineError: the data has no labels.
    """
    settings, grid = _settings(images), config.model.grid
    data, others = load_dataset(training, config.model, config.data), read_pictures(unseen, config.model, config.data)
    if data.labels is None:
        raise EngineError(f"{training} has no labels. Give data with labels.")
    theirs, _ = mapped(others.labels, others.label_configs, data.label_configs, len(others.images))
    rows, y = labelled(
        settings, HeldOut(images=others.images, labels=None, model_labels=theirs, training=None, description={})
    )
    queries, references = (
        each.reshape(len(each), -1) / np.float32(255)
        for each in (others.images[rows], data.images.permute(0, 2, 3, 1).numpy())
    )
    measured = []
    for share in shares:
        patches = random_subsets(grid, share, len(rows), seed=settings.seed)
        known = np.stack([grid.mask(each) for each in patches])[..., None].repeat(config.model.channels, axis=3)
        for place, label in enumerate(data.label_configs):
            told, asked = data.labels[:, place].numpy() >= 0, y[:, place] >= 0
            p = kernel_posterior(
                queries[asked],
                known.reshape(len(known), -1)[asked],
                references[told],
                data.labels[:, place].numpy()[told],
                categories=len(label.categories),
            )
            measured.append((share, of_predictions(settings, p, y[asked, place])))
    return _means(measured)


def _settings(images: int) -> ReportSettings:
    return ReportSettings(images=images, classified=images, repeats=REPEATS, replicates=2)


def _means(measured: Iterable[tuple[float, dict[str, Measure]]]) -> dict[str, float]:
    values: dict[str, list[float]] = {}
    for share, measures in measured:
        for name, measure in measures.items():
            values.setdefault(f"{share:g} {name}", []).append(measure.value)
    return {name: float(np.mean(each)) for name, each in values.items()}
