"""A training run from start to stop: data, trainer, run folder and monitor put together."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from safetensors.torch import load_file
from torch import Tensor

from engine.config import AdapterConfig, Config, LabelConfig, described, load_config, override_config, parse_config
from engine.data.dataset import Dataset, load_dataset
from engine.data.readers import FEW_PICTURES
from engine.data.store import ImageStore
from engine.errors import EngineError
from engine.files import check_folder, readable
from engine.models.library import CARD, find_model
from engine.models.runtime import WEIGHTS
from engine.networks.adapters import with_categories
from engine.networks.inference import device_name, pick_device
from engine.training.adapt import HeldOut, adapted_weights
from engine.training.auto import AUTO, auto_config
from engine.training.checkpoint import create_run, load_state, part
from engine.training.distributed import World, join
from engine.training.export import pack_preview_images
from engine.training.looks import preview_images
from engine.training.monitor import Monitor
from engine.training.precision import settle_precision
from engine.training.run import RunFolder
from engine.training.trainer import Trainer, train
from engine.wording import counted


def run_training(
    run: RunFolder,
    *,
    data: Path,
    config: str | Config,
    settings: list[str],
    resume: bool,
    seed: int,
    seconds: float | None,
    device: str,
    command: str,
    init: Path | None = None,
    compiled: bool = False,
    console: Console,
    stop: Callable[[], bool],
) -> Trainer:
    """Start or resume a run and train until its images, its time, or `stop`.

    A resumed run keeps its config and seed; only `settings` may change them.

    Args:
        config: as for `planned`.
        settings: overrides, section.key=value.
        command: the command line, for the run's record.
        init: a model, or a run, whose weights and config a new run begins with.
        compiled: whether torch compiles the networks.

    Raises:
        EngineError: bad config, data or folder; another process trains the run; a diverging loss.
    """
    check_folder(run.path)
    if run.path.resolve().is_relative_to(data.resolve()):  # its sample sheets would be read as pictures
        raise EngineError(f"{run.path} lies among the pictures. Choose an --out elsewhere.")
    place = pick_device(device)
    whole, chosen = planned(run, config, settings, data=data, init=init, gpu=place.type == "cuda", resume=resume)
    if resume:
        seed = int(run.read_record()["seed"])
    else:
        whole = settle_precision(whole, place)
    if whole.adapts and init is None and not resume:
        raise EngineError("adapter.base is set by `engine adapt` alone. Leave it out.")
    with join(place) as world, ExitStack() as stack:
        speak = console if world.first else Console(quiet=True)
        for line in chosen:
            speak.print(line, markup=False, highlight=False)
        if resume:
            stack.enter_context(_held(run, world))
        read = _read(data, run, whole, place, speak)
        before = whole.model.labels
        whole = learning(whole, read.label_configs)
        if whole.training.warmup_images >= whole.training.images and not whole.adapts:
            remedy = "For the adversarial phase --set training.warmup_images=..."
            speak.print(f"The warm-up covers the whole run: it learns by {_of_warmup(whole)} alone. {remedy}")
        trainer = Trainer(whole, read, device=place, seed=seed, world=world)
        if resume:
            _check_data(run, data, trainer)
            trainer.restore(run)
        elif init is not None:
            _begin_with(trainer, init, before)
        if compiled:
            with speak.status("compiling"):
                trainer.compile()
            speak.print("torch compiles the networks during the first steps: that takes minutes")
        if not resume:  # what failed before leaves no folder
            stack.enter_context(_held(run, world))
        if not world.first:
            train(trainer, run, seconds=seconds, stop=stop, report=lambda *_: None)
            return trainer
        if resume:
            run.write_config(whole)
            run.note_resume(command)
        else:
            record = {"data": os.fspath(data), "seed": seed, "command": command}
            record |= {"base": str(init)} if whole.adapts else {}
            _create(run, trainer, record if init is None else record | {"init": history_of(init)})
        with Monitor(run, trainer, console=speak, seconds=seconds) as monitor:
            held_out = HeldOut(run, trainer, monitor) if whole.adapts else None

            def enough() -> bool:
                return stop() or (held_out is not None and held_out())

            ended = train(trainer, run, seconds=seconds, stop=enough, report=monitor)
            if held_out is not None:
                held_out.look()
            if ended == "images":
                monitor.look()
            converged = ended == "asked" and held_out is not None and held_out.converged
            monitor.end("score" if converged else ended)
        return trainer


def config_of(source: Path) -> Config:
    """The config that a run, or a model by its card, was trained with.

    Raises:
        EngineError: there is none, or it cannot be read.
    """
    run = RunFolder(source)
    if run.resumable:
        return run.read_config().model_copy(update={"adapter": AdapterConfig()})
    info = find_model(source if source.exists() else str(source))
    if "config" not in info.card:
        raise EngineError(f"the card of {info.path} does not tell the config of its training. Give a --config.")
    config = parse_config(json.dumps(info.card["config"]), source=str(info.path / CARD))
    return config.model_copy(update={"description": ""})  # that is of the model: how many images it saw


def history_of(source: Path) -> dict[str, Any]:
    """How a run, or a model by its card, was trained: what the card of a model that began with it tells of it."""
    run = RunFolder(source)
    if run.resumable:
        config, steps = run.read_config(), load_state(run)[1]
        whose = {"licence": config.licence, "credits": list(config.credits)}
        history = run.read_record() | whose | {"images_seen": steps * config.training.batch}
    else:
        history = find_model(source if source.exists() else str(source)).card
    told = ("data", "licence", "credits", "images_seen", "command", "resumed_by", "device", "seed", "init")
    return {key: history[key] for key in told if key in history}


def read_weights(source: Path) -> dict[str, Tensor]:
    """The generator's weights of a run, its average, or of a model, in float32.

    Raises:
        EngineError: there are none, or they cannot be read.
    """
    run = RunFolder(source)
    if run.resumable and run.read_config().adapts:
        weights = {name: torch.from_numpy(value) for name, value in adapted_weights(run)[0].items()}
    elif run.resumable:
        weights = part(load_state(run)[0], "average")
    else:
        path = find_model(source if source.exists() else str(source)).path / WEIGHTS
        with readable(path):
            weights = load_file(path)
    return {name: value.float() for name, value in weights.items()}


def read_discriminator(source: Path) -> dict[str, Tensor]:
    """The discriminator's weights of a run.

    Raises:
        EngineError: it is a model, which has none, or they cannot be read.
    """
    run = RunFolder(source)
    if not run.resumable or run.read_config().adapts:
        raise EngineError(f"{source} has no discriminator. Leave out --set adapter.discriminator=adapted.")
    return {name: value.float() for name, value in part(load_state(run)[0], "discriminator").items()}


def planned(
    run: RunFolder,
    config: str | Config,
    settings: list[str],
    *,
    data: Path,
    init: Path | None,
    gpu: bool,
    resume: bool,
) -> tuple[Config, list[str]]:
    """The config of the run that is asked for, and lines about what was chosen in it.

    Args:
        config: a shipped config's name, a file, or "auto": that of `init`, or what suits the pictures; or a config
            itself, which is taken as it is.
        gpu: whether it will be trained on one.

    Raises:
        EngineError: bad config; a run that is there already, or is not there to be resumed; pictures that cannot be
            looked at.
    """
    if not resume:
        run.check_new()
        if isinstance(config, Config):
            return config, []
        if config != AUTO:
            return load_config(config, settings), []
        if init is not None:  # its licence and credits are of other pictures, its precision of another machine
            own = config_of(init).model_copy(update={"licence": "unknown", "credits": ()})
            return override_config(own, ["training.precision=auto", *settings]), []
        suited, lines = auto_config(data, gpu=gpu)
        return override_config(suited, settings), lines
    before = run.read_config()
    changed = override_config(before, settings)
    if changed.training.batch != before.training.batch:
        raise EngineError(
            f"{run.path} counts its images in batches of {before.training.batch}, and its learning rate by them. "
            "Leave training.batch as it is, or start a new run."
        )
    return changed, []


def _of_warmup(config: Config) -> str:
    """What the warm-up's loss is called."""
    if config.model.labels and config.subsets.supervised == 1:
        return "the labels' cross-entropy"
    return "squared error" if config.objective.diversity == "none" else "the energy score"


def learning(config: Config, labels: tuple[LabelConfig, ...]) -> Config:
    """The config of a model that learns these labels."""
    known = config.model_copy(update={"model": config.model.model_copy(update={"labels": labels})})
    if not config.adapts or labels == config.model.labels:
        return known
    return known.model_copy(update={"adapter": config.adapter.model_copy(update={"new_categories": True})})


@contextmanager
def _held(run: RunFolder, world: World) -> Iterator[None]:
    """Hold the run for these processes; where others train it, all of them end."""
    with run.held() if world.first else nullcontext(True) as free:
        if not world.agree(free):
            raise EngineError(f"{run.path} is being trained by another process. Wait for it, or stop it.")
        yield


def _read(path: Path, run: RunFolder, config: Config, device: torch.device, console: Console) -> Dataset:
    """Read the pictures, and say what a person should know of them before the hours are spent."""
    with console.status(f"reading {path}"):
        store = ImageStore(folder=run.path)
        data = load_dataset(path, config.model, config.data, store=store, new_categories=config.adapts)
    for line in data.notes:
        console.print(line, style="yellow", markup=False)
    images = counted(len(data.images), "training image")
    console.print(f"{images}, {len(data.validation):,} held out; {device_name(device)}")
    if data.label_configs:
        learnt = ", ".join(f"{label.name} ({len(label.categories)})" for label in data.label_configs)
        console.print(f"Labels and their categories: {learnt}", markup=False)
    count = len(data.images) + len(data.validation)
    if count < FEW_PICTURES and not config.adapts:
        caution = f"Few pictures: the model will learn {count} by heart and complete others badly. Add images."
        console.print(caution, style="yellow", markup=False)
    return data


def _begin_with(trainer: Trainer, init: Path, before: tuple[LabelConfig, ...]) -> None:
    """Begin with the weights of a model or a run; an adaptation in float16's steps, in which its base is kept.

    Args:
        before: the labels that those weights know.
    """
    weights, discriminator, config = read_weights(init), None, trainer.config
    if config.adapts:
        labels = config.model.labels
        weights = with_categories({name: value.half().float() for name, value in weights.items()}, before, labels)
        if config.adapter.discriminator == "adapted":
            discriminator = with_categories(read_discriminator(init), before, labels)
    trainer.begin_with(weights, source=str(init), discriminator=discriminator)


def _check_data(run: RunFolder, path: Path, trainer: Trainer) -> None:
    """Refuse to go on with other data: neither the draws nor the held-out images would be the run's own."""
    before = run.read_record().get("fingerprint")
    if before is not None and before != trainer.data.fingerprint():
        now = {key: text for key, text, _ in described(trainer.config)}
        was = {key: text for key, text, _ in described(run.read_config()) if key.startswith(("data.", "model."))}
        changed = ", ".join(f"{key}={text}" for key, text in was.items() if now[key] != text)
        if changed:
            raise EngineError(f"{run.path} was begun with {changed}, which decides its images. Leave that as it was.")
        raise EngineError(
            f"{run.path} was trained on other images than {path} holds, or in other classes. Give its own data."
        )


def _create(run: RunFolder, trainer: Trainer, record: dict[str, Any]) -> None:
    """Write the run's folder."""
    record |= {
        "fingerprint": trainer.data.fingerprint(),
        "device": device_name(trainer.device),
        "processes": trainer.world.size,
    }
    preview = pack_preview_images(*preview_images(trainer))
    create_run(run, trainer.config, record, preview, state=trainer.state(), step=trainer.step)
