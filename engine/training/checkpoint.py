"""Training states of a run, and models made from them: safetensors and JSON, never pickle."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from engine.config import Config
from engine.errors import EngineError
from engine.files import TEMPORARY, make_folder, write_atomically
from engine.models.library import CARD, CONFIG, MODEL_FILES, PREVIEW, find_model
from engine.models.runtime import GRAPH, WEIGHTS
from engine.training.run import RunFolder

KEPT = 2
"""Training states kept; an unreadable newest one leaves the other."""


def create_run(
    run: RunFolder,
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
    run.check_new()
    make_folder(run.checkpoints)
    make_folder(run.samples)
    run.write_record(record)
    write_atomically(run.preview, preview)
    if state is not None:
        save_state(run, state, step)
    run.write_config(config)


def save_state(run: RunFolder, state: dict[str, Tensor], step: int) -> None:
    """Write a training state, and drop all but the newest two."""
    path = run.checkpoints / f"{step:08d}.safetensors"
    tensors = {key: value.detach().cpu().contiguous() for key, value in state.items()}
    write_atomically(path, safetensors.torch.save(tensors, {"step": str(step)}))
    write_atomically(run.pointer, path.name.encode())
    for old in run.states[KEPT:]:
        old.unlink()
    for left in (*run.checkpoints.glob(f"{TEMPORARY}*"), *run.checkpoints.glob(".*.safetensors.*")):
        left.unlink()  # by a process that was killed while saving


def load_state(run: RunFolder) -> tuple[dict[str, Tensor], int]:
    """The newest training state that can be read, and its step.

    Raises:
        EngineError: there is none.
    """
    reason = "nothing was saved yet"
    for path in run.states:
        try:
            with safe_open(path, framework="pt") as file:
                step = int(file.metadata()["step"])
                return {key: file.get_tensor(key) for key in file.keys()}, step  # noqa: SIM118
        except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
            reason = f"{path.name} is damaged: {error}"
    raise EngineError(f"{run.path} holds no training state ({reason}). Start a new run in another folder.")


def pack(run: RunFolder, out: RunFolder) -> None:
    """Copy a run in a compact form that can be resumed: bfloat16 weights, no moments, the average for the generator.

    Resuming from it is not bit-exact: the optimisers start anew.

    Raises:
        EngineError: no training state in `run`, it is an adaptation, or `out` already holds a run.
    """
    if run.read_config().adapts:
        raise EngineError(f"{run.path} is an adaptation. Copy {run.adapter.name} of it, which is all that it learnt.")
    record = run.read_record()
    state, step = load_state(run)
    networks = ("average.", "discriminator.", "projected.")
    kept = {key: value for key, value in state.items() if key.startswith(networks)}
    compact = {key: value.bfloat16() for key, value in kept.items()}
    pictures = run.preview.read_bytes() if run.preview.is_file() else b""
    create_run(out, run.read_config(), record | {"packed_at_step": step}, pictures, state=compact, step=step)
    if run.log.is_file():
        write_atomically(out.log, run.log.read_bytes())


def flatten_state(
    networks: Mapping[str, nn.Module], optimizers: Mapping[str, torch.optim.Optimizer]
) -> dict[str, Tensor]:
    """Weights and moments as named tensors."""
    named = {f"{name}.{key}": value for name, net in networks.items() for key, value in net.state_dict().items()}
    for name, optimizer in optimizers.items():
        for index, moments in optimizer.state_dict()["state"].items():
            named |= {f"optimizer_{name}.{index}.{key}": value for key, value in moments.items()}
    return named


def restore_state(
    networks: Mapping[str, nn.Module], optimizers: Mapping[str, torch.optim.Optimizer], state: dict[str, Tensor]
) -> None:
    """The inverse of `flatten_state`, in place; a packed state has no moments, and its average for the generator.

    Raises:
        RuntimeError, KeyError, ValueError: it belongs to other networks.
    """
    for name, network in networks.items():
        network.load_state_dict(part(state, name) or part(state, "average"))
    for name, optimizer in optimizers.items():
        moments: dict[int, dict[str, Tensor]] = {}
        for key, value in part(state, f"optimizer_{name}").items():
            index, moment = key.split(".")
            moments.setdefault(int(index), {})[moment] = value
        if moments:
            optimizer.load_state_dict(optimizer.state_dict() | {"state": moments})


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
    from engine.networks.onnx_graph import onnx_graph  # onnx is needed here alone

    place = folder.resolve()  # the model that a link leads to, which may be on another disk
    try:
        if place.exists() and not _may_be_replaced(place):
            raise EngineError(f"{folder} exists and is not a model. Choose another MODEL_DIR.")
        if not all(torch.isfinite(value).all() for value in generator.state_dict().values()):
            raise EngineError("the run's weights are not finite: it diverged. Resume it from an earlier state.")
        make_folder(place.parent)
        with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=place.parent) as name:
            made = Path(name) / "model"
            made.mkdir()
            weights = {key: value.detach().cpu().half().contiguous() for key, value in generator.state_dict().items()}
            write_atomically(made / WEIGHTS, safetensors.torch.save(weights))
            graph = onnx_graph(config.model, {key: value.shape for key, value in weights.items()}, weights=WEIGHTS)
            write_atomically(made / GRAPH, graph)
            write_atomically(
                made / CARD, json.dumps(card, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace")
            )  # half characters
            if preview is not None:
                write_atomically(made / PREVIEW, preview)
            write_atomically(made / CONFIG, config.model.model_dump_json(indent=2).encode())
            if place.exists():
                _replace(place, made, aside=Path(f"{name}.old"))
            else:
                made.rename(place)
    except OSError as error:
        reason = error.strerror or error
        raise EngineError(f"{folder} cannot be written: {reason}. Choose another MODEL_DIR.") from error


def _may_be_replaced(folder: Path) -> bool:
    """Whether the folder is a model, even a damaged one, or empty but for hidden files."""
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
