"""A training run from start to stop: data, trainer, run folder and monitor put together."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from engine.bench import device_name
from engine.checkpoint import RunFolder
from engine.completion import pick_device
from engine.config import Config, load_config, override_config
from engine.data import Dataset, load_dataset
from engine.distributed import World, join
from engine.errors import EngineError
from engine.export import pack_preview_images
from engine.files import check_folder
from engine.monitor import Monitor, preview_images
from engine.readers import FEW_PICTURES
from engine.store import ImageStore
from engine.trainer import Trainer, train
from engine.wording import counted


@dataclass(frozen=True, kw_only=True)
class Request:
    """What `engine train` was asked for."""

    data: Path
    run: RunFolder
    config: str
    settings: list[str]
    """Overrides, section.key=value."""
    seconds: float | None
    resume: bool
    device: str
    seed: int
    command: str
    """The command line, for the run's record."""
    compiled: bool = False
    """Whether torch compiles the networks."""


def run_training(request: Request, *, console: Console, stop: Callable[[], bool]) -> Trainer:
    """Start or resume a run and train until its images, its time, or `stop`.

    A resumed run keeps its config and seed; only `settings` may change them.

    Raises:
        EngineError: bad config, data or folder; a diverging loss.
    """
    run = request.run
    if not request.resume and run.config.exists():
        raise EngineError(f"{run.path} already holds a run. Pass --resume, or choose another --out.")
    if request.resume:
        config = override_config(run.read_config(), request.settings)
        seed = int(run.read_record()["seed"])
    else:
        config, seed = load_config(request.config, request.settings), request.seed
    check_folder(run.path)
    with join(pick_device(request.device)) as world:
        return _train(
            request, config, seed, world, console=console if world.first else Console(quiet=True), stop=stop
        )


def _train(
    request: Request, config: Config, seed: int, world: World, *, console: Console, stop: Callable[[], bool]
) -> Trainer:
    """What each of the processes does that train together."""
    run, device = request.run, world.device
    with console.status(f"reading {request.data}"):
        data = load_dataset(request.data, config.model, config.data, store=ImageStore(folder=run.path, world=world))
    for line in data.skipped:
        console.print(f"skipped: {line}", style="yellow", markup=False)
    images = counted(len(data.images), "training image")
    console.print(f"{images}, {len(data.validation):,} held out; {device_name(device)}")
    for line in _cautions(data):
        console.print(line, style="yellow", markup=False)
    trainer = Trainer(config, data, device=device, seed=seed, world=world)
    if request.resume:
        _check_data(request, data)
        trainer.restore(run)
    if request.compiled:
        with console.status("compiling"):
            trainer.compile()
        console.print("torch compiles the networks during the first steps: that takes minutes")
    if world.first:
        _keep_record(request, trainer)
        with Monitor(run, trainer, console=console, seconds=request.seconds) as monitor:
            ended = train(trainer, run, seconds=request.seconds, stop=stop, report=monitor)
            if ended == "images":
                monitor.look()
            monitor.end(ended)
    else:
        train(trainer, run, seconds=request.seconds, stop=stop, report=lambda *_: None)
    return trainer


def _cautions(data: Dataset) -> list[str]:
    """What a person should know of the data before the hours are spent."""
    said = []
    if data.loses_colour:
        said.append("Pictures in colour become grey, as the model is. --set model.channels=3 keeps their colour.")
    count = len(data.images) + len(data.validation)
    if count < FEW_PICTURES:
        said.append(f"Few pictures: the model will learn {count} by heart and complete others badly. Add images.")
    return said


def _check_data(request: Request, data: Dataset) -> None:
    """Refuse to go on with other data: neither the draws nor the held-out images would be the run's own."""
    before = request.run.read_record().get("fingerprint")
    if before is not None and before != data.fingerprint():
        raise EngineError(
            f"{request.run.path} was trained on other images than {request.data} holds. Give its own data."
        )


def _keep_record(request: Request, trainer: Trainer) -> None:
    """Write the run's folder, or what the resume changes in it."""
    if request.resume:
        request.run.write_config(trainer.config)
        request.run.note_resume(request.command)
        return
    record = {
        "data": os.fspath(request.data),
        "seed": trainer.seed,
        "command": request.command,
        "fingerprint": trainer.data.fingerprint(),
        "device": device_name(trainer.device),
        "processes": trainer.world.size,
    }
    request.run.create(trainer.config, record, pack_preview_images(preview_images(trainer)))
    request.run.save(trainer.state(), trainer.step)
