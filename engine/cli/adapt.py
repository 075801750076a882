"""`engine adapt`: learn a few new pictures over a frozen model."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from engine.cli import options
from engine.cli.common import command_line, console
from engine.wording import counted


def adapt(
    base: Annotated[str, typer.Argument(metavar="MODEL", help="Name of a model, or a model's or a run's folder.")],
    data: options.TrainingData,
    out: Annotated[Path, typer.Option(help="The run's folder; the adapter is its adapter.safetensors.")],
    name: Annotated[
        str | None, typer.Option(help="Keep the adapter with the model too, under this name: --adapter NAME.")
    ] = None,
    rank: Annotated[
        int, typer.Option(min=0, max=64, help="Rank of what is added to each weight besides its scale and shift.")
    ] = 4,
    minutes: options.Minutes = None,
    images: options.Images = None,
    fit: Annotated[
        bool,
        options.flag("--fit", "Take pictures of other sizes, or in colours that the model lacks."),
    ] = False,
    settings: options.Settings = None,
    device: options.Device = "auto",
    seed: options.Seed = 0,
) -> None:
    """Learn a few pictures over a frozen model, which stays as it is: a small adapter of it is made.

    Training stops when held-out pictures, a tenth of them, are completed no better; the best adapter is kept.
    """
    from engine.models.adapters import check_name, keep_adapter, read_adapter
    from engine.models.library import find_model
    from engine.networks.adapters import base_weights
    from engine.training.adapt import adapted_config, check_pictures
    from engine.training.interrupt import stop_on_signals
    from engine.training.launch import config_of, read_weights, run_training
    from engine.training.run import RunFolder

    source = Path(base)
    info = None if RunFolder(source).resumable else find_model(base)
    if name is not None:
        check_name(find_model(base), name)
    run = RunFolder(out)
    run.check_new()
    overrides = [f"adapter.rank={rank}", *(settings or [])]
    overrides += [f"training.images={images}"] if images is not None else []
    config = adapted_config(config_of(source), read_weights(source), overrides)
    if not fit:
        check_pictures(data, config, base)
    with stop_on_signals() as stop:
        trainer = run_training(
            run,
            data=data,
            config=config,
            settings=[],
            resume=False,
            seed=seed,
            seconds=None if minutes is None else 60 * minutes,
            device=device,
            command=command_line(),
            init=source,
            console=console,
            stop=stop,
        )
    adapter = read_adapter(run.adapter)
    path = keep_adapter(info, run.adapter, name) if info is not None and name is not None else run.adapter
    whole = 2 * sum(value.numel() for value in base_weights(trainer.average.state_dict()).values())
    card = adapter.card
    console.print(
        f"{path}: {adapter.size / 2**10:.0f} KiB, {adapter.size / whole:.1%} of {base}; best after "
        f"{counted(card['images_seen'], 'image')}. Energy score of {counted(card['held_out'], 'held-out image')}: "
        f"{card['energy_score']:.4f}; {base} alone: {card['energy_score_of_base']:.4f}."
    )
    if info is not None:
        with_it = shlex.join(["--model", info.reference, "--adapter", str(name or path)])
        console.print(f"Next: engine complete PICTURE --known 0.5 --out FOLDER {with_it}")
    console.print(f"To make a model of both: engine export {shlex.quote(str(out))} MODEL_DIR")
