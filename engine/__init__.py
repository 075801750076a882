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
    from engine.models.adapters import AdapterInfo, find_adapter, keep_adapter, list_adapters, read_adapter
    from engine.models.completion import Completions, Model, load
    from engine.models.library import ModelInfo, find_model, list_models, user_folder
    from engine.models.noise import Blend
    from engine.patches import BoolArray, Grid
    from engine.pictures.files import IMAGE_FORMATS, IMAGE_SUFFIXES, read_image
    from engine.pictures.folder import PictureFolder, find_pictures
    from engine.pictures.images import (
        UInt8Array,
        border_brightness,
        fit_image,
        is_coloured,
        is_hard_edged,
        negative,
        resize,
    )
    from engine.pictures.masks import mask_values
    from engine.pictures.modes import from_srgb, to_8_bits, to_srgb
    from engine.pictures.palettes import (
        PALETTE_SUFFIXES,
        Palette,
        known_palette,
        palette_of_indexed,
        read_palette,
        snap_to_palette,
        to_indexed,
    )
    from engine.pictures.paste_back import blended, feathered
    from engine.subsets import random_subset
    from engine.training.auto import auto_config
    from engine.training.run import RunFolder
    from engine.training.run_log import Curve, RunLog

__version__ = "0.1.0"

_HOME = {
    "config": "load_config shipped_configs",
    "data.readers": "FEW_PICTURES",
    "errors": "EngineError INSTALL_TRAINING can_train",
    "files": "write_atomically",
    "models.adapters": "AdapterInfo find_adapter keep_adapter list_adapters read_adapter",
    "models.completion": "Completions Model load",
    "models.library": "ModelInfo find_model list_models user_folder",
    "models.noise": "Blend",
    "patches": "BoolArray Grid",
    "pictures.files": "IMAGE_FORMATS IMAGE_SUFFIXES read_image",
    "pictures.folder": "PictureFolder find_pictures",
    "pictures.images": "UInt8Array border_brightness fit_image is_coloured is_hard_edged negative resize",
    "pictures.masks": "mask_values",
    "pictures.modes": "from_srgb to_8_bits to_srgb",
    "pictures.palettes": (
        "PALETTE_SUFFIXES Palette known_palette palette_of_indexed read_palette snap_to_palette to_indexed"
    ),
    "pictures.paste_back": "blended feathered",
    "subsets": "random_subset",
    "training.auto": "auto_config",
    "training.run": "RunFolder",
    "training.run_log": "Curve RunLog",
}
"""Where each public name is defined."""

if not TYPE_CHECKING:  # a name that is not here is an error for the type checker too

    def __getattr__(name: str) -> Any:
        home = next((module for module, names in _HOME.items() if name in names.split()), None)
        if home is None:
            raise AttributeError(f"module 'engine' has no attribute '{name}'")
        return getattr(importlib.import_module(f"engine.{home}"), name)
