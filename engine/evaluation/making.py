"""A feature net out of a data set: what `engine features` does."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import torch

from engine.config import Config
from engine.data.dataset import Dataset, load_dataset
from engine.data.store import ImageStore
from engine.errors import EngineError
from engine.evaluation.features import DESCRIPTION, Features, save_features
from engine.evaluation.pretraining import Pretraining, accuracies, train_features
from engine.models.library import CONFIG

CHECKED = 500
"""Training images kept back to tell how often the feature net is right; at most a tenth."""


def read_data(data: Path, folder: Path, config: Config) -> Dataset:
    """Read what a feature net for `folder` is to be trained on.

    Raises:
        EngineError: the data cannot be used, or the folder holds something else.
    """
    if folder.exists() and not (folder / DESCRIPTION).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise EngineError(f"{folder} holds something else. Choose a new folder.")
    if (folder / CONFIG).is_file():
        raise EngineError(f"{folder} is a model's folder. Choose {folder / 'features'}.")
    return load_dataset(data, config.model, config.data, store=ImageStore(folder=folder))


def make_features(
    whole: Dataset,
    folder: Path,
    config: Config,
    settings: Pretraining,
    *,
    data: Path,
    device: torch.device,
    command: str,
    tick: Callable[[int], None] = lambda count: None,
) -> Features:
    """Train a feature net on the training images of a data set, of `read_data`, and write it.

    Args:
        data: where the data set came from, for the card.

    Raises:
        EngineError: the folder cannot be written.
    """
    kept = min(CHECKED, len(whole.images) // 10)
    labels = whole.labels
    training = Dataset(
        images=whole.images[: len(whole.images) - kept],
        validation=whole.validation,
        labels=None if labels is None else labels[: len(labels) - kept],
    )
    net = train_features(training, settings, device=device, tick=tick)
    card = {
        "data": str(data),
        "licence": config.licence,
        "training": dataclasses.asdict(settings),
        "trained_on": len(training.images),
        "command": command,
    }
    if kept:
        last = slice(len(whole.images) - kept, None)
        card["accuracy"] = accuracies(net, whole.images[last], None if labels is None else labels[last])
    return save_features(folder, net, card)
