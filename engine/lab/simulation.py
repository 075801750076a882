"""What every simulation shares: a loop that can be stopped and resumed, its state on disk, and one thread."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

import platformdirs
import safetensors.torch
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from engine.errors import EngineError
from engine.files import make_folder, write_atomically

SAVE_SECONDS = 20.0
"""Wall-clock seconds between saves."""
REMEDY = "Pass --fresh to start over, or another --state."


class Resumable(Protocol):
    """A simulation's state."""

    @property
    def done(self) -> int:
        """How many of its rounds are done."""

    def tensors(self) -> dict[str, Tensor]:
        """All of it, by name, for the file."""


State = TypeVar("State", bound=Resumable)
Settings = TypeVar("Settings")


def default_path(settings: Any) -> Path:
    """A file of the user's cache that belongs to these settings (a dataclass) alone."""
    digest = hashlib.sha256(_describe(settings).encode()).hexdigest()[:12]
    name = f"{type(settings).__name__.lower()}-{digest}.safetensors"
    return platformdirs.user_cache_path("patchwork") / "lab" / name


def save(path: Path, state: Resumable, settings: Any) -> None:
    """Write where a run stands, and its settings.

    Raises:
        EngineError: the folder cannot be written.
    """
    make_folder(path.parent)
    metadata = {"settings": _describe(settings), "done": str(state.done)}
    whole = {key: value.detach().contiguous() for key, value in state.tensors().items()}
    write_atomically(path, safetensors.torch.save(whole, metadata))


def load(path: Path, settings: Any) -> tuple[dict[str, Tensor], int] | None:
    """A run's tensors and how many of its rounds are done, or None where there is no such file.

    Raises:
        EngineError: the file is not a state, or that of a run with other settings.
    """
    if not path.exists():
        return None
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
        done = int(metadata["done"])
    except (SafetensorError, OSError, KeyError, ValueError) as error:
        raise EngineError(f"{path} is not the state of a simulation. {REMEDY}") from error
    if metadata.get("settings") != _describe(settings):
        raise EngineError(f"{path} belongs to a simulation with other settings. {REMEDY}")
    return tensors, done


def run_to_end(
    state: State,
    settings: Settings,
    path: Path,
    advance: Callable[[State, Settings], None],
    *,
    total: int,
    stop: Callable[[], bool],
    report: Callable[[State], None],
) -> None:
    """Advance a state until `total` rounds of it are done, and save it now and then, and at the end.

    Args:
        stop: asked before every round; if it says yes, the state is saved.
        report: called with the state before the first round and after every one.

    Raises:
        EngineError: `path` cannot be written.
    """
    report(state)
    saved = time.monotonic()
    while state.done < total and not stop():
        advance(state, settings)
        report(state)
        if time.monotonic() - saved > SAVE_SECONDS:
            save(path, state, settings)
            saved = time.monotonic()
    save(path, state, settings)


@contextmanager
def one_thread() -> Iterator[None]:
    """Torch on one thread inside, as before afterwards: sharing tiny tensors among cores costs more than it saves."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _describe(settings: Any) -> str:
    return json.dumps({type(settings).__name__: dataclasses.asdict(settings)}, sort_keys=True)
