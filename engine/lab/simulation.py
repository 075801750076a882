"""What every simulation shares: a loop that can be stopped and resumed, its state on disk, and one thread."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

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


@dataclasses.dataclass(kw_only=True)
class Resumable:
    """A simulation's state: how many of its rounds are done, and tensors."""

    done: int

    def tensors(self) -> dict[str, Tensor]:
        """All of it but `done`, by name, for its file."""
        names = [field.name for field in dataclasses.fields(self) if field.name != "done"]
        return {name: getattr(self, name) for name in names}

    def restore(self, tensors: dict[str, Tensor], done: int) -> None:
        """The inverse of `tensors`.

        Raises:
            RuntimeError, KeyError, ValueError: they do not fit.
        """
        self.done = done
        for name in self.tensors():
            setattr(self, name, tensors[name])


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


def load(path: Path, state: Resumable, settings: Any, *, total: int) -> None:
    """Bring a state that was just started to where a saved run stands; without such a file, leave it.

    Raises:
        EngineError: the file is not a state, or that of a run with other settings.
    """
    if not path.exists():
        return
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
        done = int(metadata["done"])
    except (SafetensorError, OSError, KeyError, ValueError) as error:
        raise EngineError(f"{path} is not the state of a simulation. {REMEDY}") from error
    if metadata.get("settings") != _describe(settings):
        raise EngineError(f"{path} belongs to a simulation with other settings. {REMEDY}")
    try:
        if any(tensors[name].shape != tensor.shape for name, tensor in state.tensors().items()):
            raise ValueError("a tensor has another shape")
        if not 0 <= done <= total:
            raise ValueError("it is beyond its end")
        state.restore(tensors, done)
    except (RuntimeError, KeyError, ValueError) as error:
        raise EngineError(f"{path} is damaged: its contents do not fit its settings. {REMEDY}") from error


def run(
    settings: Settings,
    path: Path,
    start: Callable[[Settings], State],
    advance: Callable[[State, Settings], None],
    *,
    total: int,
    fresh: bool = False,
    stop: Callable[[], bool] = lambda: False,
    report: Callable[[State], None] = lambda _: None,
) -> State:
    """Run a simulation until `total` rounds of it are done, and save it now and then, and at the end.

    It goes on from `path` if a state is there and `fresh` is not asked for.

    Args:
        stop: asked before every round; if it says yes, the state is saved.
        report: called with the state before the first round and after every one.

    Raises:
        EngineError: `path` holds something else, or cannot be written.
    """
    with one_thread():
        state = start(settings)
        if not fresh:
            load(path, state, settings, total=total)
        report(state)
        saved = time.monotonic()
        while state.done < total and not stop():
            advance(state, settings)
            report(state)
            if time.monotonic() - saved > SAVE_SECONDS:
                save(path, state, settings)
                saved = time.monotonic()
        save(path, state, settings)
    return state


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
