"""What a simulation keeps on the disk so that it can be stopped and resumed: safetensors, written atomically."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs
import safetensors.torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from engine.errors import EngineError
from engine.files import make_folder, write_atomically

SAVE_SECONDS = 20.0
"""Wall-clock seconds between saves."""
REMEDY = "Pass --fresh to start anew, or another --state."


def default_path(settings: Any) -> Path:
    """A file of the user's cache that belongs to these settings (a dataclass) alone."""
    digest = hashlib.sha256(_describe(settings).encode()).hexdigest()[:12]
    name = f"{type(settings).__name__.lower()}-{digest}.safetensors"
    return platformdirs.user_cache_path("patchwork") / "lab" / name


def save(path: Path, tensors: dict[str, Tensor], done: int, settings: Any) -> None:
    """Write a run's tensors, how many of its rounds are done, and its settings.

    Raises:
        EngineError: the folder cannot be written.
    """
    make_folder(path.parent)
    metadata = {"settings": _describe(settings), "done": str(done)}
    whole = {key: value.detach().contiguous() for key, value in tensors.items()}
    write_atomically(path, safetensors.torch.save(whole, metadata))


def load(path: Path, settings: Any) -> tuple[dict[str, Tensor], int] | None:
    """A run's tensors and how many of its rounds are done, or None where there is no such file.

    Raises:
        EngineError: the file is no state, or that of a run with other settings.
    """
    if not path.exists():
        return None
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
        done = int(metadata["done"])
    except (SafetensorError, OSError, KeyError, ValueError) as error:
        raise EngineError(f"{path} is no state of a simulation. {REMEDY}") from error
    if metadata.get("settings") != _describe(settings):
        raise EngineError(f"{path} belongs to a simulation with other settings. {REMEDY}")
    return tensors, done


def keep_running(advance: Callable[[], None], save_now: Callable[[], None], more: Callable[[], bool]) -> None:
    """Advance while there is more, and save now and then, and at the end."""
    saved = time.monotonic()
    while more():
        advance()
        if time.monotonic() - saved > SAVE_SECONDS:
            save_now()
            saved = time.monotonic()
    save_now()


def _describe(settings: Any) -> str:
    return json.dumps({type(settings).__name__: dataclasses.asdict(settings)}, sort_keys=True)
