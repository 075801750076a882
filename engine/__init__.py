"""Patchwork's engine: one universal model p(x_T | x_S), trained by big learning.

The public face, and all that the studio may import:

    >>> import engine
    >>> model = engine.load("mnist")
    >>> completion = model.complete(image, known, n=8, seed=0)

Names are resolved on first use, so that `import engine` stays instant. None of them needs torch, but for `load` on a
GPU.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.config import load_config, shipped_configs
    from engine.data.readers import FEW_PICTURES
    from engine.errors import INSTALL_TRAINING, EngineError, can_train
    from engine.files import write_atomically
    from engine.models.completion import Completions, Model, load
    from engine.models.library import ModelInfo, find_model, list_models, user_folder
    from engine.models.noise import Blend
    from engine.patches import Grid
    from engine.pictures.images import (
        IMAGE_FORMATS,
        IMAGE_SUFFIXES,
        border_brightness,
        fit_image,
        is_coloured,
        is_hard_edged,
        read_image,
        resize_square,
        to_8_bits,
    )
    from engine.pictures.masks import mask_values
    from engine.subsets import random_subset
    from engine.training.run import RunFolder
    from engine.training.run_log import Curve, RunLog

__version__ = "0.1.0"

_HOME = {
    "Blend": "models.noise",
    "Completions": "models.completion",
    "Curve": "training.run_log",
    "EngineError": "errors",
    "FEW_PICTURES": "data.readers",
    "Grid": "patches",
    "IMAGE_FORMATS": "pictures.images",
    "IMAGE_SUFFIXES": "pictures.images",
    "INSTALL_TRAINING": "errors",
    "Model": "models.completion",
    "ModelInfo": "models.library",
    "RunFolder": "training.run",
    "RunLog": "training.run_log",
    "border_brightness": "pictures.images",
    "can_train": "errors",
    "find_model": "models.library",
    "fit_image": "pictures.images",
    "is_coloured": "pictures.images",
    "is_hard_edged": "pictures.images",
    "load": "models.completion",
    "load_config": "config",
    "mask_values": "pictures.masks",
    "list_models": "models.library",
    "random_subset": "subsets",
    "read_image": "pictures.images",
    "resize_square": "pictures.images",
    "shipped_configs": "config",
    "to_8_bits": "pictures.images",
    "user_folder": "models.library",
    "write_atomically": "files",
}

__all__ = [
    "FEW_PICTURES",
    "IMAGE_FORMATS",
    "IMAGE_SUFFIXES",
    "INSTALL_TRAINING",
    "Blend",
    "Completions",
    "Curve",
    "EngineError",
    "Grid",
    "Model",
    "ModelInfo",
    "RunFolder",
    "RunLog",
    "border_brightness",
    "can_train",
    "find_model",
    "fit_image",
    "is_coloured",
    "is_hard_edged",
    "list_models",
    "load",
    "load_config",
    "mask_values",
    "random_subset",
    "read_image",
    "resize_square",
    "shipped_configs",
    "to_8_bits",
    "user_folder",
    "write_atomically",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'engine' has no attribute '{name}'")
    return getattr(importlib.import_module(f"engine.{_HOME[name]}"), name)
