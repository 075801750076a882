"""Pictures from a folder, an IDX file or tar shards."""

from __future__ import annotations

from pathlib import Path

from engine.config import DataConfig, ModelConfig
from engine.data.folders import read_folder
from engine.data.idx import read_idx_pair
from engine.data.samples import Fitter, Pictures, no_source
from engine.data.shards import read_shards
from engine.data.store import ImageStore
from engine.wording import counted

FEW_PICTURES = 500
"""A model learns fewer than about so many by heart, and completes others badly."""


def read_pictures(path: Path, model: ModelConfig, config: DataConfig, *, store: ImageStore | None = None) -> Pictures:
    """Read every picture of a source.

    Args:
        path: a folder, an IDX file (gzip or not), or tar shards: one .tar file, or a glob of several.
        store: an empty one to keep the images in.

    Raises:
        EngineError: no such path, a damaged file, or no usable picture.
    """
    store, fit = store or ImageStore(), Fitter(model, config)
    if path.is_dir():
        found = read_folder(path, fit, store)
    elif path.suffix == ".tar" or "*" in path.name:
        found = read_shards(path, fit, store)
    elif path.is_file():
        found = read_idx_pair(path, fit, store)
    else:
        raise no_source(path)
    if fit.loses_colour:
        remedy = "A config with model.channels=3 keeps their colour."
        found.notes.append(f"Pictures in colour become grey, as the model is. {remedy}")
    if found.present is not None:
        share = found.present.mean()
        incomplete = counted(int((~found.present).any(axis=1).sum()), "picture")
        found.notes.append(f"{incomplete} incomplete: {share:.0%} of all patches are there.")
    return found
