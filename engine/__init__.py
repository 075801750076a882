"""Patchwork's engine: one universal model p(x_T | x_S), trained by big learning.

The public face, and all that the studio may import:

    >>> import engine
    >>> model = engine.load("mnist")
    >>> completion = model.complete(image, known, n=8, seed=0)

Names are resolved on first use, so that `import engine` stays instant and torch is imported only when a
model is loaded.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.blend import Blend
    from engine.completion import Completion, Model, load
    from engine.config import load_config, shipped_configs
    from engine.errors import EngineError
    from engine.files import write_atomically
    from engine.images import fit_image, read_image
    from engine.library import ModelInfo, find_model, models, user_folder
    from engine.patches import Grid
    from engine.readers import IMAGE_SUFFIXES
    from engine.subsets import random_subset

__version__ = "0.1.0"

_HOME = {
    "Blend": "blend",
    "Completion": "completion",
    "EngineError": "errors",
    "Grid": "patches",
    "IMAGE_SUFFIXES": "readers",
    "Model": "completion",
    "ModelInfo": "library",
    "find_model": "library",
    "fit_image": "images",
    "load": "completion",
    "load_config": "config",
    "models": "library",
    "random_subset": "subsets",
    "read_image": "images",
    "shipped_configs": "config",
    "user_folder": "library",
    "write_atomically": "files",
}

__all__ = [
    "IMAGE_SUFFIXES",
    "Blend",
    "Completion",
    "EngineError",
    "Grid",
    "Model",
    "ModelInfo",
    "find_model",
    "fit_image",
    "load",
    "load_config",
    "models",
    "random_subset",
    "read_image",
    "shipped_configs",
    "user_folder",
    "write_atomically",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'engine' has no attribute '{name}'")
    return getattr(importlib.import_module(f"engine.{_HOME[name]}"), name)
