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
    from engine.config import load_config as load_config
    from engine.config import shipped_configs as shipped_configs
    from engine.data.readers import FEW_PICTURES as FEW_PICTURES
    from engine.errors import INSTALL_TRAINING as INSTALL_TRAINING
    from engine.errors import EngineError as EngineError
    from engine.errors import can_train as can_train
    from engine.files import write_atomically as write_atomically
    from engine.models.adapters import AdapterInfo as AdapterInfo
    from engine.models.adapters import find_adapter as find_adapter
    from engine.models.adapters import keep_adapter as keep_adapter
    from engine.models.adapters import list_adapters as list_adapters
    from engine.models.adapters import read_adapter as read_adapter
    from engine.models.completion import Completions as Completions
    from engine.models.completion import Model as Model
    from engine.models.completion import load as load
    from engine.models.library import ModelInfo as ModelInfo
    from engine.models.library import find_model as find_model
    from engine.models.library import list_models as list_models
    from engine.models.library import user_folder as user_folder
    from engine.models.noise import Blend as Blend
    from engine.patches import BoolArray as BoolArray
    from engine.patches import Grid as Grid
    from engine.pictures.files import IMAGE_FORMATS as IMAGE_FORMATS
    from engine.pictures.files import IMAGE_SUFFIXES as IMAGE_SUFFIXES
    from engine.pictures.files import read_image as read_image
    from engine.pictures.folder import PictureFolder as PictureFolder
    from engine.pictures.folder import find_pictures as find_pictures
    from engine.pictures.images import UInt8Array as UInt8Array
    from engine.pictures.images import border_brightness as border_brightness
    from engine.pictures.images import fit_image as fit_image
    from engine.pictures.images import is_coloured as is_coloured
    from engine.pictures.images import is_hard_edged as is_hard_edged
    from engine.pictures.images import negative as negative
    from engine.pictures.images import resize as resize
    from engine.pictures.masks import mask_values as mask_values
    from engine.pictures.modes import from_srgb as from_srgb
    from engine.pictures.modes import to_8_bits as to_8_bits
    from engine.pictures.modes import to_srgb as to_srgb
    from engine.pictures.palettes import PALETTE_SUFFIXES as PALETTE_SUFFIXES
    from engine.pictures.palettes import Palette as Palette
    from engine.pictures.palettes import known_palette as known_palette
    from engine.pictures.palettes import palette_of_indexed as palette_of_indexed
    from engine.pictures.palettes import read_palette as read_palette
    from engine.pictures.palettes import snap_to_palette as snap_to_palette
    from engine.pictures.palettes import to_indexed as to_indexed
    from engine.pictures.paste_back import blended as blended
    from engine.pictures.paste_back import feathered as feathered
    from engine.subsets import random_subset as random_subset
    from engine.training.auto import auto_config as auto_config
    from engine.training.run import RunFolder as RunFolder
    from engine.training.run_log import Curve as Curve
    from engine.training.run_log import RunLog as RunLog

__version__ = "0.1.0"

_HOME = {
    "config": ("load_config", "shipped_configs"),
    "data.readers": ("FEW_PICTURES",),
    "errors": ("EngineError", "INSTALL_TRAINING", "can_train"),
    "files": ("write_atomically",),
    "models.adapters": ("AdapterInfo", "find_adapter", "keep_adapter", "list_adapters", "read_adapter"),
    "models.completion": ("Completions", "Model", "load"),
    "models.library": ("ModelInfo", "find_model", "list_models", "user_folder"),
    "models.noise": ("Blend",),
    "patches": ("BoolArray", "Grid"),
    "pictures.files": ("IMAGE_FORMATS", "IMAGE_SUFFIXES", "read_image"),
    "pictures.folder": ("PictureFolder", "find_pictures"),
    "pictures.images": (
        "UInt8Array",
        "border_brightness",
        "fit_image",
        "is_coloured",
        "is_hard_edged",
        "negative",
        "resize",
    ),
    "pictures.masks": ("mask_values",),
    "pictures.modes": ("from_srgb", "to_8_bits", "to_srgb"),
    "pictures.palettes": (
        "PALETTE_SUFFIXES",
        "Palette",
        "known_palette",
        "palette_of_indexed",
        "read_palette",
        "snap_to_palette",
        "to_indexed",
    ),
    "pictures.paste_back": ("blended", "feathered"),
    "subsets": ("random_subset",),
    "training.auto": ("auto_config",),
    "training.run": ("RunFolder",),
    "training.run_log": ("Curve", "RunLog"),
}
"""Where each public name is defined."""

if not TYPE_CHECKING:  # a name that is not here is an error for the type checker too

    def __getattr__(name: str) -> Any:
        home = next((module for module, names in _HOME.items() if name in names), None)
        if home is None:
            raise AttributeError(f"module 'engine' has no attribute '{name}'")
        return getattr(importlib.import_module(f"engine.{home}"), name)
