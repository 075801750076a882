"""A training run from start to stop: data, trainer, run folder and monitor put together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from engine.config import Config, load_config, override_config
from engine.data.dataset import Dataset, load_dataset
from engine.data.readers import FEW_PICTURES
from engine.data.store import ImageStore
from engine.errors import EngineError
from engine.files import check_folder
from engine.networks.inference import device_name, pick_device
from engine.training.checkpoint import create_run
from engine.training.distributed import World, join
from engine.training.export import pack_preview_images
from engine.training.monitor import Monitor, preview_images
from engine.training.precision import settle_precision
from engine.training.run import RunFolder
from engine.training.trainer import Trainer, train
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
        EngineError: bad config, data or folder; another process trains the run; a diverging loss.
    """
    run = request.run
    check_folder(run.path)
    if run.path.resolve().is_relative_to(request.data.resolve()):  # its sample sheets would be read as pictures
        raise EngineError(f"{run.path} lies among the pictures. Choose an --out elsewhere.")
    config, seed = planned(request)
    device = pick_device(request.device)
    if not request.resume:
        config = settle_precision(config, device)
    with join(device) as world:
        speak = console if world.first else Console(quiet=True)
        with ExitStack() as stack:
            if request.resume:
                stack.enter_context(_held(run, world))
            trainer = _prepare(request, config, seed, world, console=speak)
            if not request.resume:  # what failed before leaves no folder
                stack.enter_context(_held(run, world))
            _train(request, trainer, console=speak, stop=stop)
        return trainer


def planned(request: Request) -> tuple[Config, int]:
    """The config and the seed of the run that is asked for.

    Raises:
        EngineError: bad config; a run that is there already, or is not there to be resumed.
    """
    run = request.run
    if not request.resume:
        run.check_new()
        return load_config(request.config, request.settings), request.seed
    before = run.read_config()
    config = override_config(before, request.settings)
    if config.training.batch != before.training.batch:
        raise EngineError(
            f"{run.path} counts its images in batches of {before.training.batch}, and its learning rate by them. "
            "Leave training.batch as it is, or start a new run."
        )
    return config, int(run.read_record()["seed"])


@contextmanager
def _held(run: RunFolder, world: World) -> Iterator[None]:
    """Hold the run for these processes; where others train it, all of them end."""
    with run.held() if world.first else nullcontext(True) as free:
        if not world.agree(free):
            raise EngineError(f"{run.path} is being trained by another process. Wait for it, or stop it.")
        yield


def _prepare(request: Request, config: Config, seed: int, world: World, *, console: Console) -> Trainer:
    """Read the data, and put the trainer where the run is to begin or to go on."""
    run, device = request.run, world.device
    with console.status(f"reading {request.data}"):
        data = load_dataset(request.data, config.model, config.data, store=ImageStore(folder=run.path))
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
    return trainer


def _train(request: Request, trainer: Trainer, *, console: Console, stop: Callable[[], bool]) -> None:
    """What each of the processes does that train together."""
    run = request.run
    if trainer.world.first:
        _keep_record(request, trainer)
        with Monitor(run, trainer, console=console, seconds=request.seconds) as monitor:
            ended = train(trainer, run, seconds=request.seconds, stop=stop, report=monitor)
            if ended == "images":
                monitor.look()
            monitor.end(ended)
    else:
        train(trainer, run, seconds=request.seconds, stop=stop, report=lambda *_: None)


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
    preview = pack_preview_images(preview_images(trainer))
    create_run(request.run, trainer.config, record, preview, state=trainer.state(), step=trainer.step)
