"""A model out of a run: averaged generator, config, card and preview."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.torch
import torch
from safetensors import SafetensorError

from engine.config import AdapterConfig, Config, load_config, shipped_configs
from engine.errors import EngineError
from engine.files import explained
from engine.models.adapters import size_of
from engine.models.completion import Model
from engine.models.library import ModelInfo, find_model, labels_of, views_of
from engine.networks.generator import Generator
from engine.networks.inference import TorchRuntime
from engine.patches import BoolArray
from engine.pictures.images import UInt8Array, border_brightness
from engine.training.adapt import adapted_weights
from engine.training.checkpoint import load_state, part, write_model
from engine.training.monitor import preview_sheet
from engine.training.run import RunFolder
from engine.wording import counted


def pack_preview_images(images: list[UInt8Array], present: BoolArray | None = None) -> bytes:
    """A few validation images, (H, W, C) uint8 each, and their patches that are there, (n, L), as safetensors."""
    arrays = {"images": np.stack(images)} | ({} if present is None else {"present": present})
    return safetensors.torch.save({name: torch.from_numpy(array) for name, array in arrays.items()})


def export_model(run: RunFolder, folder: Path) -> ModelInfo:
    """Write the run's averaged generator as a model; of an adaptation, the base with the best adapter in it.

    Raises:
        EngineError: the run has no training state, or the folder cannot be written.
    """
    config, record = run.read_config(), run.read_record()
    if config.adapts:
        merged, adapter = adapted_weights(run)
        step, config = int(adapter.card["step"]), config.model_copy(update={"adapter": AdapterConfig()})
        weights = {name: torch.from_numpy(value).float() for name, value in merged.items()}
    else:
        state, step = load_state(run)
        weights = part(state, "average")
    generator = Generator(config.model)
    try:
        generator.load_state_dict(weights)
    except RuntimeError as error:
        raise EngineError(f"{run.path} holds a training state of another config. Start a new run.") from error
    generator.eval().requires_grad_(False)
    images, present = _preview_images(run)
    preview = preview_sheet(Model(config.model, TorchRuntime(generator)), images, present)
    background = sum(map(border_brightness, images)) / len(images)
    card = _card(config, record, run, step, generator) | {"background": round(background, 1)}
    write_model(folder, config, generator, card, preview)
    return find_model(folder)


def _card(config: Config, record: dict[str, Any], run: RunFolder, step: int, generator: Generator) -> dict[str, Any]:
    log = run.read_log()
    measured = [r for r in log.records if "psnr_gain" in r and r["step"] <= step]
    keys = ("images", "psnr_gain", "classes")
    parameters = sum(p.numel() for p in generator.parameters())
    description = _own_description(config) or _describe(config, parameters, step, record["data"])
    return {
        "description": description,
        "data": record["data"],
        "fingerprint": record.get("fingerprint"),
        "licence": config.licence,
        "credits": list(config.credits),
        "images_seen": step * config.training.batch,
        "steps": step,
        "minutes": round(log.seconds / 60, 1),
        "command": record["command"],
        "resumed_by": record.get("resumed_by", []),
        **({"init": record["init"]} if "init" in record else {}),
        "device": record["device"],
        "seed": record["seed"],
        "parameters": parameters,
        "figures": {key: measured[-1][key] for key in keys if key in measured[-1]} if measured else {},
        "exported": date.today().isoformat(),
        "config": config.model_dump(mode="json") | {"description": description},
    }


def _own_description(config: Config) -> str:
    """What the config's owner says of it; a shipped one's description is of no model made from it."""
    shipped = config.name in shipped_configs() and config.description == load_config(config.name).description
    return "" if shipped else config.description


def _describe(config: Config, count: int, step: int, data: str) -> str:
    seen = counted(step * config.training.batch, "image")
    parts = [f"{size_of(config.model)}, {counted(count, 'parameter')}, {seen} seen of {Path(data).name}"]
    for kind, words in (("labels", labels_of(config.model)), ("views", views_of(config.model))):
        parts += [f"{kind} {words}"] if words else []
    return "; ".join(parts)


def _preview_images(run: RunFolder) -> tuple[list[UInt8Array], BoolArray | None]:
    with explained(run.preview, "cannot be read", "Start a new run.", SafetensorError, KeyError):
        tensors = safetensors.torch.load_file(run.preview)
        images = list(tensors["images"].numpy())
    return images, tensors["present"].numpy() if "present" in tensors else None
