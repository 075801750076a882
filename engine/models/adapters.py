"""Adapters on disk: a small file of what a frozen model learnt of other pictures. Free of torch.

An adapter is a safetensors file. Under a weight's name it has what replaces that weight; NAME.scale and NAME.shift
modulate it, and NAME.up @ NAME.down is added to it (`engine.networks.adapters`). One with new categories brings the
graph for them. Its header says what it is for. It lies apart, or as adapters/NAME.safetensors in the model's folder;
for a bundled model, in the user's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load_file, save

from engine.config import ModelConfig
from engine.errors import EngineError
from engine.files import make_folder, readable, write_atomically
from engine.models.library import ModelInfo, user_folder
from engine.wording import COLOURS

SUFFIX, FOLDER = ".safetensors", "adapters"
_GRAPH = "graph"
"""The name of the bytes of its own graph, among the tensors."""
_HEADER = "patchwork_adapter"
_NOTHING = np.zeros((1, 1))

Weights = dict[str, NDArray[np.float16]]
"""A generator's, by their names there."""


@dataclass(frozen=True, kw_only=True)
class AdapterInfo:
    """What is known of an adapter without loading it."""

    name: str
    path: Path
    config: ModelConfig
    """Its base's; its labels may have further categories."""
    base: str
    """`fingerprint` of the base's weights."""
    base_name: str
    card: dict[str, Any]
    """Data, licence, credits, images seen, command, and its energy score on held-out images beside the base's."""

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size


def read_adapter(path: Path) -> AdapterInfo:
    """What an adapter's file says of itself.

    Raises:
        EngineError: there is none, or it is damaged or something else.
    """
    if not path.is_file():
        raise EngineError(f"{path} does not exist. Give an adapter's name or its {SUFFIX} file.")
    try:
        with safe_open(path, framework="np") as file:
            header = json.loads((file.metadata() or {})[_HEADER])
        return AdapterInfo(
            name=path.stem,
            path=path,
            config=ModelConfig.model_validate(header["config"]),
            base=str(header["base"]),
            base_name=str(header["base_name"]),
            card=dict(header["card"]),
        )
    except (SafetensorError, OSError, ValidationError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise EngineError(f"{path} is not an adapter, or is damaged. Make one with `engine adapt`.") from error


def write_adapter(
    path: Path,
    tensors: Mapping[str, NDArray[Any]],
    *,
    config: ModelConfig,
    base: str,
    base_name: str,
    card: dict[str, Any],
    graph: bytes | None = None,
) -> None:
    """Write an adapter, its numbers in float16.

    Args:
        graph: with new categories, which the base's graph has not.

    Raises:
        EngineError: the file cannot be written.
    """
    arrays: dict[str, NDArray[Any]] = {
        name: np.ascontiguousarray(value, dtype=np.float16) for name, value in tensors.items()
    }
    if graph is not None:
        arrays[_GRAPH] = np.frombuffer(graph, dtype=np.uint8)
    header = {"config": config.model_dump(mode="json"), "base": base, "base_name": base_name, "card": card}
    write_atomically(path, save(arrays, {_HEADER: json.dumps(header)}))


def list_adapters(info: ModelInfo) -> list[AdapterInfo]:
    """The adapters that are kept for a model, by name; files that are none are passed over."""
    found: dict[str, AdapterInfo] = {}
    for folder in reversed(_folders(info)):
        for path in folder.glob(f"[!.]*{SUFFIX}"):
            try:
                found[path.stem] = read_adapter(path)
            except EngineError:
                continue  # `find_adapter` says what is wrong when it is asked for by name
    return [found[name] for name in sorted(found)]


def find_adapter(info: ModelInfo, name_or_path: str | Path) -> AdapterInfo:
    """An adapter of a model, by its name or its file.

    Raises:
        EngineError: there is none, it is damaged, or it is for another model.
    """
    path = Path(name_or_path)
    kept = [] if len(path.parts) != 1 else [folder / f"{path}{SUFFIX}" for folder in _folders(info)]
    path = next((each for each in kept if each.is_file()), path)
    if not path.is_file():
        names = ", ".join(each.name for each in list_adapters(info)) or "none"
        raise EngineError(
            f"there is no adapter '{name_or_path}' of {info.name}. Known ones: {names}; or give an adapter's file."
        )
    adapter = read_adapter(path)
    if adapter.config.shape != info.shape:
        sizes = f"{size_of(adapter.config)} images, and {info.name} completes {size_of(info.config)}"
        raise EngineError(f"{path} is for {sizes}. {_remedy(adapter)}")
    return adapter


def keep_adapter(info: ModelInfo, file: Path, name: str) -> Path:
    """Keep an adapter with its model, under a name; of a bundled model, in the user's own folder.

    Raises:
        EngineError: the name is no file's, another adapter has it, or it cannot be written.
    """
    folder = _folders(info)[-1 if info.bundled else 0]
    check_name(info, name)
    make_folder(folder)
    path = folder / f"{name}{SUFFIX}"
    write_atomically(path, file.read_bytes())
    return path


def check_name(info: ModelInfo, name: str) -> None:
    """Find out that an adapter cannot have this name before minutes are spent on it.

    Raises:
        EngineError: it is no file's, or another adapter of the model has it.
    """
    if not name or Path(name).name != name or "\\" in name or name.startswith("."):
        raise EngineError(f"'{name}' is no name for a file. Choose a plain one.")
    taken = next((path for folder in _folders(info) if (path := folder / f"{name}{SUFFIX}").exists()), None)
    if taken is not None:
        raise EngineError(f"{taken} is an adapter already. Choose another name, or delete it.")


def fingerprint(weights: Mapping[str, NDArray[np.float16]]) -> str:
    """Hash of a generator's weights, in float16: of a model, and of the run that it was exported from."""
    digest = blake2b(digest_size=16)
    for name in sorted(weights):
        digest.update(f"{name} {weights[name].shape}".encode())
        digest.update(np.ascontiguousarray(weights[name], dtype=np.float16).tobytes())
    return digest.hexdigest()


def merged(adapter: AdapterInfo, weights: Weights) -> tuple[Weights, bytes | None]:
    """The weights of a base with an adapter in them, and the graph that the adapter brings, if any.

    Raises:
        EngineError: the adapter was learnt over other weights, or is damaged.
    """
    if fingerprint(weights) != adapter.base:
        raise EngineError(f"{adapter.path} was learnt over other weights than these. {_remedy(adapter)}")
    tensors, graph = read_tensors(adapter)
    return merge(weights, tensors, source=str(adapter.path)), graph


def read_tensors(adapter: AdapterInfo) -> tuple[dict[str, NDArray[Any]], bytes | None]:
    """What an adapter has learnt, by the names above, and the graph that it brings, if any.

    Raises:
        EngineError: the file is damaged.
    """
    with readable(adapter.path):
        tensors = load_file(adapter.path)
    graph = tensors.pop(_GRAPH, None)
    return tensors, None if graph is None else graph.tobytes()


def merge(weights: Weights, tensors: Mapping[str, NDArray[Any]], *, source: str) -> Weights:
    """Weights with an adapter's tensors in them, computed in float32.

    Args:
        source: names the adapter in errors.

    Raises:
        EngineError: they do not fit each other, or the result is not finite.
    """
    changed = dict(weights)
    try:
        for name, value in tensors.items():
            if name in weights:
                changed[name] = value.astype(np.float16)
        for name in sorted({name.rpartition(".")[0] for name in tensors if name not in weights}):
            weight = weights[name].astype(np.float32)
            scale, shift = (tensors[f"{name}.{part}"].astype(np.float32) for part in ("scale", "shift"))
            up, down = (tensors.get(f"{name}.{part}", _NOTHING).astype(np.float32) for part in ("up", "down"))
            shapes = scale.shape, shift.shape, (*up.shape[:1], *down.shape[1:])
            if np.broadcast_shapes(weight.shape, *shapes) != weight.shape:
                raise ValueError(f"{name} has another shape")
            new = weight * (1 + scale) + shift + up @ down
            changed[name] = new.astype(np.float16)
        if not all(np.isfinite(value).all() for value in changed.values()):
            raise ValueError("it holds values that are not finite")
    except (KeyError, ValueError) as error:
        raise EngineError(f"{source} is damaged ({error}). Make the adapter again with `engine adapt`.") from error
    return changed


def _folders(info: ModelInfo) -> tuple[Path, Path]:
    """Where a model's adapters are: in its folder, and in the user's own."""
    return info.path / FOLDER, user_folder().parent / FOLDER / info.name


def size_of(config: ModelConfig) -> str:
    """The size and channels of a model's images in words."""
    return f"{config.grid.width}x{config.grid.height} {COLOURS[config.channels]}"


def _remedy(adapter: AdapterInfo) -> str:
    return f"Load it with the model that it was made for, {adapter.base_name}."
