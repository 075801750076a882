"""`engine train | export | pack`: make a run, and a model of it."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from engine.cli import options
from engine.cli.common import command_line, console
from engine.errors import EngineError
from engine.wording import counted


def train(
    data: options.TrainingData,
    out: Annotated[Path, typer.Option(help="The run's folder.")],
    config: Annotated[
        str | None,
        typer.Option(help="A shipped config's name, or a .toml or .json file; by default auto, by the pictures."),
    ] = None,
    settings: options.Settings = None,
    minutes: options.Minutes = None,
    images: options.Images = None,
    present: Annotated[
        Path | None,
        typer.Option(help="Masks of incomplete pictures, NAME.png for each, white = there; beside NAME.mask.png."),
    ] = None,
    incomplete: Annotated[
        str | None, typer.Option(help="What missing pixels show: alpha, white, a colour #rrggbb or a grey 0 to 255.")
    ] = None,
    init: Annotated[
        Path | None, typer.Option(help="A model, or a run, whose weights and config a new run begins with.")
    ] = None,
    resume: Annotated[bool, options.flag("--resume", "Continue the run in --out.")] = False,
    device: options.Device = "auto",
    seed: Annotated[
        int | None, typer.Option(min=0, max=options.LARGEST_SEED, help="Seed of all random draws; by default 0.")
    ] = None,
    compiled: Annotated[
        bool,
        options.flag("--compile", "Compile with torch: starts minutes later, then trains faster."),
    ] = False,
    processes: Annotated[
        int,
        typer.Option(min=0, max=64, help="Processes on this machine that share the work; 0 = as many as suit it."),
    ] = 1,
) -> int:
    """Train a model by big learning; Ctrl-C saves and stops, --resume continues."""
    from engine.training.processes import fitting_processes, is_one_of_many, parent_is_gone, train_together

    if processes > 1 and not is_one_of_many():
        return train_together(sys.argv[1:], processes)

    from engine.networks.inference import pick_device
    from engine.training.auto import AUTO
    from engine.training.interrupt import stop_on_signals
    from engine.training.launch import planned, run_training
    from engine.training.run import RunFolder

    if resume and (config is not None or seed is not None):
        raise EngineError(
            "a resumed run keeps its config and seed. Leave out --config and --seed; --set changes values."
        )
    if resume and init is not None:
        raise EngineError("a resumed run has its own weights. Leave out --init, or start a new run.")
    run, name = RunFolder(out), config or AUTO
    overrides = list(settings or [])
    overrides += [f"training.images={images}"] if images is not None else []
    overrides += [f"data.present={json.dumps(str(present.absolute()))}"] if present is not None else []
    overrides += [f"data.incomplete={incomplete}"] if incomplete is not None else []
    if processes == 0 and not is_one_of_many():
        gpu = pick_device(device).type == "cuda"
        batch = planned(run, name, overrides, data=data, init=init, gpu=gpu, resume=resume)[0].training.batch
        processes = fitting_processes(device, batch=batch)
        if processes > 1:
            return train_together(sys.argv[1:], processes)
    with stop_on_signals() as stop:
        trainer = run_training(
            run,
            data=data,
            config=name,
            settings=overrides,
            resume=resume,
            seed=seed or 0,
            seconds=None if minutes is None else 60 * minutes,
            device=device,
            command=command_line(),
            init=init,
            compiled=compiled,
            console=console,
            stop=lambda: stop() or parent_is_gone(),
        )
    if trainer.world.first:
        seen, wanted = trainer.images_seen, trainer.config.training.images
        export = f"engine export {shlex.quote(str(out))} MODEL_DIR"
        if seen >= wanted:
            console.print(f"{out}: {counted(seen, 'image')} seen. Next: {export}")
        else:
            console.print(f"{out}: {seen:,} of {counted(wanted, 'image')} seen, and saved. Next: {export}")
            again = shlex.join(["engine", "train", str(data), "--out", str(out), "--resume"])
            console.print(f"Or continue: {again}{f' --processes {processes}' if trainer.world.size > 1 else ''}")
    return 0


def export(
    run: Annotated[Path, typer.Argument(help="The run's folder.")],
    model_dir: Annotated[
        Path,
        typer.Argument(help="The folder of the model to make; or NAME.safetensors: the adapter of an adaptation."),
    ],
    overwrite: Annotated[bool, options.flag("--overwrite", "Replace the model that is there.")] = False,
) -> None:
    """Make a model of a run: weights, graph, config, card, preview."""
    from engine.models.adapters import SUFFIX
    from engine.models.runtime import WEIGHTS
    from engine.training.adapt import copy_adapter
    from engine.training.export import export_model
    from engine.training.run import RunFolder

    if model_dir.suffix == SUFFIX:
        copied = copy_adapter(RunFolder(run), model_dir, overwrite=overwrite)
        console.print(f"{copied.path}: {copied.size / 2**10:.0f} KiB, an adapter of {copied.base_name}.")
        return
    if not overwrite and (model_dir / WEIGHTS).exists():
        raise EngineError(f"{model_dir} is a model already. Choose another MODEL_DIR, or give --overwrite.")
    info = export_model(RunFolder(run), model_dir)
    console.print(f"{info.path}: {counted(info.card['images_seen'], 'image')} seen; look at {info.preview}.")
    path = f"{'' if info.path.is_absolute() else './'}{info.path}"  # a name alone is a bundled model's or your own's
    console.print(f"Next: studio --model {shlex.quote(path)}")


def pack(
    run: Annotated[Path, typer.Argument(help="The run's folder.")],
    out: Annotated[Path, typer.Argument(help="The folder of the compact copy.")],
) -> None:
    """Copy a run without its optimisers, to resume it on another machine."""
    from engine.training.checkpoint import pack as pack_run
    from engine.training.run import RunFolder

    pack_run(RunFolder(run), RunFolder(out))
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    console.print(
        f"{out}: {size / 2**20:.1f} MiB. Continue with engine train DATA --out {shlex.quote(str(out))} --resume"
    )
