"""Checkpoints of a run and models made from them: safetensors and JSON, never pickle.

A run is a folder: run.json, config.json, checkpoints/ with the last two training states and a pointer to the
newer, samples/, log.jsonl and tensorboard/.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from filelock import FileLock, Timeout
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from engine.config import Config, parse_config
from engine.errors import EngineError
from engine.files import make_folder, write_atomically
from engine.models.library import CARD, CONFIG, GRAPH, MODEL_FILES, PREVIEW, WEIGHTS, find_model
from engine.networks.onnx_graph import onnx_graph

PREVIEW_IMAGES = "preview.safetensors"
"""A few validation images, so that an export does not need the data."""
KEPT = 2
"""Training states kept; an unreadable newest one leaves the other."""


@dataclass(frozen=True)
class RunFolder:
    """Paths of a run."""

    path: Path

    @property
    def config(self) -> Path:
        """The run's whole config."""
        return self.path / "config.json"

    @property
    def record(self) -> Path:
        """Where the run came from: data, seed, command."""
        return self.path / "run.json"

    @property
    def checkpoints(self) -> Path:
        """Folder of the training states."""
        return self.path / "checkpoints"

    @property
    def pointer(self) -> Path:
        """Names the newest whole training state."""
        return self.checkpoints / "latest"

    @property
    def samples(self) -> Path:
        """Folder of the sample sheets."""
        return self.path / "samples"

    @property
    def log(self) -> Path:
        """One JSON object a line."""
        return self.path / "log.jsonl"

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Hold the run for this process, or find that another one trains it.

        The system lets go of it when the process ends, however that comes; the file that stays says nothing.

        Returns:
            Whether it is held.

        Raises:
            EngineError: the folder cannot be written.
        """
        make_folder(self.path)
        lock = FileLock(self.path / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        except OSError as error:
            reason = error.strerror or error
            raise EngineError(f"{lock.lock_file} cannot be written: {reason}. Choose another folder.") from error
        try:
            yield True
        finally:
            lock.release()

    def create(
        self,
        config: Config,
        record: dict[str, Any],
        preview: bytes = b"",
        *,
        state: dict[str, Tensor] | None = None,
        step: int = 0,
    ) -> None:
        """Start a run; its config, which makes it one, is written last: what fails before can be begun again.

        Args:
            preview: safetensors of a few validation images, so that an export does not need the data.
            state: its first training state, without which it can neither be resumed nor exported.
            step: that of the state.

        Raises:
            EngineError: the folder already holds a run, or cannot be written.
        """
        if self.config.exists():
            raise EngineError(f"{self.path} already holds a run. Pass --resume, or choose another --out.")
        make_folder(self.checkpoints)
        make_folder(self.samples)
        write_atomically(self.record, json.dumps(record, indent=2).encode())
        write_atomically(self.path / PREVIEW_IMAGES, preview)
        if state is not None:
            self.save(state, step)
        self.write_config(config)

    def write_config(self, config: Config) -> None:
        """Store the config, replacing the old one."""
        write_atomically(self.config, config.model_dump_json(indent=2).encode())

    def read_config(self) -> Config:
        """The stored config.

        Raises:
            EngineError: this is no run, or its config is damaged.
        """
        return parse_config(self._text(self.config), source=str(self.config))

    def read_record(self) -> dict[str, Any]:
        """Where the run came from.

        Raises:
            EngineError: this is no run, or its record is damaged.
        """
        try:
            record = json.loads(self._text(self.record))
        except ValueError as error:
            raise EngineError(f"{self.record} is damaged: {error}. Start a new run.") from error
        if not isinstance(record, dict) or not {"data", "seed", "command", "device"} <= record.keys():
            raise EngineError(f"{self.record} is not a run's record. Start a new run.")
        return dict(record)

    def note_resume(self, command: str) -> None:
        """Add the command of a resume to the record."""
        record = self.read_record()
        record["resumed_by"] = [*record.get("resumed_by", []), command]
        write_atomically(self.record, json.dumps(record, indent=2).encode())

    def save(self, state: dict[str, Tensor], step: int) -> None:
        """Write a training state, point to it, and drop all but the newest two."""
        path = self.checkpoints / f"{step:08d}.safetensors"
        tensors = {key: value.detach().cpu().contiguous() for key, value in state.items()}
        write_atomically(path, safetensors.torch.save(tensors, {"step": str(step)}))
        write_atomically(self.pointer, path.name.encode())
        for old in sorted(self.checkpoints.glob("[0-9]*.safetensors"))[:-KEPT]:
            old.unlink()
        for left in self.checkpoints.glob(".*.safetensors.*"):
            left.unlink()  # by a process that was killed while saving

    def load(self) -> tuple[dict[str, Tensor], int]:
        """The newest training state that can be read, and its step.

        Raises:
            EngineError: there is none.
        """
        candidates = sorted(self.checkpoints.glob("*.safetensors"), reverse=True)
        if self.pointer.is_file():
            newest = self.checkpoints / Path(self.pointer.read_text("utf-8").strip()).name
            candidates = [newest, *(c for c in candidates if c < newest)]
        reason = "nothing was saved yet"
        for path in candidates:
            try:
                with safe_open(path, framework="pt") as file:
                    step = int(file.metadata()["step"])
                    return {key: file.get_tensor(key) for key in file.keys()}, step  # noqa: SIM118
            except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
                reason = f"{path.name} is damaged: {error}"
        raise EngineError(f"{self.path} holds no training state ({reason}). Start a new run in another folder.")

    def _text(self, path: Path) -> str:
        try:
            return path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise EngineError(f"{self.path} is not a run: {path.name} cannot be read. Check the path.") from error


def pack(run: RunFolder, out: RunFolder) -> None:
    """Copy a run in a compact form that can be resumed: bfloat16 weights, no moments, the average for the generator.

    Resuming from it is not bit-exact: the optimisers start anew.

    Raises:
        EngineError: no training state in `run`, or `out` already holds a run.
    """
    state, step = run.load()
    preview = run.path / PREVIEW_IMAGES
    record = run.read_record() | {"packed_at_step": step}
    kept = {key: value for key, value in state.items() if key.startswith(("average.", "discriminator."))}
    compact = {key: value.bfloat16() for key, value in kept.items()}
    pictures = preview.read_bytes() if preview.is_file() else b""
    out.create(run.read_config(), record, pictures, state=compact, step=step)
    if run.log.is_file():
        write_atomically(out.log, run.log.read_bytes())


def flatten_optimizer(optimizer: torch.optim.Optimizer, prefix: str) -> dict[str, Tensor]:
    """An optimizer's moments as named tensors."""
    return {
        f"{prefix}.{index}.{name}": value
        for index, moments in optimizer.state_dict()["state"].items()
        for name, value in moments.items()
    }


def restore_optimizer(optimizer: torch.optim.Optimizer, state: dict[str, Tensor], prefix: str) -> None:
    """The inverse of `flatten_optimizer`, in place; a packed state has no moments and changes nothing."""
    moments: dict[int, dict[str, Tensor]] = {}
    for key, value in state.items():
        if key.startswith(f"{prefix}."):
            _, index, name = key.rsplit(".", 2)
            moments.setdefault(int(index), {})[name] = value
    if moments:
        groups = optimizer.state_dict()["param_groups"]
        optimizer.load_state_dict({"state": moments, "param_groups": groups})


def part(state: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The tensors whose names start with `prefix.`, without it."""
    return {key[len(prefix) + 1 :]: value for key, value in state.items() if key.startswith(f"{prefix}.")}


def write_model(
    folder: Path, config: Config, generator: nn.Module, card: dict[str, Any], preview: bytes | None
) -> None:
    """Make a model folder: fp16 weights, graph, config, card and preview, all of it or nothing.

    What else the folder of an older model holds, a feature net of the data for one, stays.

    Raises:
        EngineError: the folder exists and is no model, the weights are not finite, or it cannot be written.
    """
    place = folder.resolve()  # the model that a link leads to, which may be on another disk
    try:
        if place.exists() and not _may_be_replaced(place):
            raise EngineError(f"{folder} exists and is not a model. Choose another MODEL_DIR.")
        if not all(torch.isfinite(value).all() for value in generator.state_dict().values()):
            raise EngineError("the run's weights are not finite: it diverged. Resume it from an earlier state.")
        make_folder(place.parent)
        with tempfile.TemporaryDirectory(prefix=f".{place.name}.", dir=place.parent) as name:
            made = Path(name) / "model"
            made.mkdir()
            _write_model_files(made, config, generator, card, preview)
            if place.exists():
                _replace(place, made, aside=Path(f"{name}.old"))
            else:
                made.rename(place)
    except OSError as error:
        reason = error.strerror or error
        raise EngineError(f"{folder} cannot be written: {reason}. Choose another MODEL_DIR.") from error


def _may_be_replaced(folder: Path) -> bool:
    """Whether a model is there, be it a damaged one, or nothing yet but what the system hides."""
    if not folder.is_dir():
        return False
    if {file.name for file in folder.iterdir() if not file.name.startswith(".")} <= {*MODEL_FILES}:
        return True
    try:
        find_model(folder)
    except EngineError:  # another program's folder may hold files of these names
        return False
    return (folder / WEIGHTS).is_file()


def _replace(folder: Path, made: Path, *, aside: Path) -> None:
    """Put a new model in the place of an old one, whose other files it takes over; at an error all is as before."""
    others = [file.name for file in folder.iterdir() if file.name not in MODEL_FILES]
    steps = [(folder, aside), (made, folder), *((aside / name, folder / name) for name in others)]
    done: list[tuple[Path, Path]] = []
    try:
        for before, after in steps:
            before.rename(after)
            done.append((before, after))
    except BaseException:
        for before, after in reversed(done):
            after.rename(before)
        raise
    shutil.rmtree(aside)


def _write_model_files(
    folder: Path, config: Config, generator: nn.Module, card: dict[str, Any], preview: bytes | None
) -> None:
    weights = {key: value.detach().cpu().half().contiguous() for key, value in generator.state_dict().items()}
    write_atomically(folder / WEIGHTS, safetensors.torch.save(weights))
    graph = onnx_graph(config.model, {name: value.numpy() for name, value in weights.items()})
    write_atomically(folder / GRAPH, graph)
    write_atomically(folder / CARD, json.dumps(card, indent=2, ensure_ascii=False).encode())
    if preview is not None:
        write_atomically(folder / PREVIEW, preview)
    write_atomically(folder / CONFIG, config.model.model_dump_json(indent=2).encode())
