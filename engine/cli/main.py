"""`engine ...`: thin commands over the library, one short function each.

Heavy imports are inside the functions, so that `engine --help` answers at once.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from typer.exceptions import TyperException

from engine.cli.common import LARGEST_SEED
from engine.cli.evaluation import mount as mount_evaluation
from engine.cli.simulate import app as simulate
from engine.errors import EngineError, needing_training
from engine.wording import PICTURES, counted

if TYPE_CHECKING:  # with torch, which `--help` does not need
    from engine.training.checkpoint import RunFolder

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console(markup=False, highlight=False, soft_wrap=True)
LONGEST_VALUE = 16
"""Characters of a config's value in one line."""
HEADINGS = {
    "n": "completions",
    "p50_ms": "p50, ms",
    "p95_ms": "p95, ms",
    "calls": "calls",
    "images_per_second": "images/s",
    "gflop_per_image": "GFLOP/\nimage",
    "gflop_per_second": "GFLOP/s",
    "float32_peak": "float32 peak,\nGFLOP/s",
    "bfloat16_peak": "bfloat16 peak,\nGFLOP/s",
    "share_of_float32": "share of\nfloat32",
    "share_of_bfloat16": "share of\nbfloat16",
}
"""Of `engine bench`; 80 columns hold those of one table."""

ModelOption = Annotated[str, typer.Option("--model", help="Name of a model, or a model's folder.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", help="Override: section.key=value; `engine configs NAME` lists them."),
]


def _say_version(wanted: bool) -> None:
    if wanted:
        from engine import __version__

        print(f"Patchwork {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool,
        typer.Option(
            "--version", metavar="", callback=_say_version, is_eager=True, help="Say which version this is."
        ),
    ] = False,
) -> None:
    """Train, export and run universal completion models p(x_T | x_S)."""


@app.command()
def train(
    data: Annotated[Path, typer.Argument(help=f"The training data: {PICTURES}.")],
    out: Annotated[Path, typer.Option(help="The run's folder.")],
    config: Annotated[
        str | None, typer.Option(help="A shipped config's name, or a .toml or .json file; by default mnist.")
    ] = None,
    settings: Settings = None,
    minutes: Annotated[
        float | None, typer.Option(min=0.1, help="Stop after so long, the last save included.")
    ] = None,
    images: Annotated[
        int | None, typer.Option(min=1, help="Training images in all: the end, and the learning rate's horizon.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", metavar="", help="Go on with the run in --out.")] = False,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    seed: Annotated[
        int | None, typer.Option(min=0, max=LARGEST_SEED, help="Every random draw follows from it; by default 0.")
    ] = None,
    compiled: Annotated[
        bool, typer.Option("--compile", metavar="", help="By torch: minutes to start, then faster.")
    ] = False,
    processes: Annotated[
        int, typer.Option(min=0, max=64, help="Of this machine that share the work; 0 = as many as suit it.")
    ] = 1,
) -> int:
    """Train a model by big learning; Ctrl-C saves and stops, --resume goes on."""
    from engine.training.processes import fitting_processes, is_one_of_many, parent_is_gone, train_together

    if processes > 1 and not is_one_of_many():
        return train_together(sys.argv[1:], processes)

    from engine.training.checkpoint import RunFolder
    from engine.training.interrupt import stop_on_signals
    from engine.training.launch import Request, planned, run_training

    if resume and (config is not None or seed is not None):
        raise EngineError(
            "a resumed run keeps its config and seed. Leave out --config and --seed; --set changes values."
        )
    request = Request(
        data=data,
        run=RunFolder(out),
        config=config or "mnist",
        settings=[*(settings or []), *([f"training.images={images}"] if images is not None else [])],
        seconds=None if minutes is None else 60 * minutes,
        resume=resume,
        device=device,
        seed=seed or 0,
        command=shlex.join(["engine", *sys.argv[1:]]),
        compiled=compiled,
    )
    if processes == 0 and not is_one_of_many():
        config_of_run, _ = planned(request)
        processes = fitting_processes(device, batch=config_of_run.training.batch)
        if processes > 1:
            return train_together(sys.argv[1:], processes)
    with stop_on_signals() as stop:
        trainer = run_training(request, console=console, stop=lambda: stop() or parent_is_gone())
    if trainer.world.first:
        seen, wanted = trainer.images_seen, trainer.config.training.images
        export = f"engine export {out} MODEL_DIR"
        if seen >= wanted:
            console.print(f"{out}: {counted(seen, 'image')} seen. Next: {export}")
        else:
            console.print(f"{out}: {seen:,} of {counted(wanted, 'image')} seen, and saved. Next: {export}")
            console.print(f"Or go on: engine train {data} --out {out} --resume")
    return 0


@app.command()
def export(
    run: Annotated[Path, typer.Argument(help="The run's folder.")],
    model_dir: Annotated[Path, typer.Argument(help="The folder of the model to make.")],
) -> None:
    """Make a model of a run: weights, graph, config, card, preview."""
    from engine.training.export import export_model

    info = export_model(_existing(run), model_dir)
    console.print(f"{info.path}: {counted(info.card['images_seen'], 'image')} seen; look at {info.preview}.")
    console.print(f"Next: studio --model {'' if info.path.is_absolute() else './'}{info.path}")  # a name is a model's


@app.command()
def pack(
    run: Annotated[Path, typer.Argument(help="The run's folder.")],
    out: Annotated[Path, typer.Argument(help="The folder of the compact copy.")],
) -> None:
    """Copy a run without its optimisers, to resume it on another machine."""
    from engine.training.checkpoint import RunFolder
    from engine.training.checkpoint import pack as pack_run

    pack_run(_existing(run), RunFolder(out))
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    console.print(f"{out}: {size / 2**20:.1f} MiB. Go on with engine train DATA --out {out} --resume")


def _existing(path: Path) -> RunFolder:
    """A run that is there.

    Raises:
        EngineError: nothing is there, or no run.
    """
    from engine.training.checkpoint import RunFolder

    run = RunFolder(path)
    if not path.exists():
        raise EngineError(f"{path} does not exist. Give a run's folder.")
    if not run.config.is_file():
        raise EngineError(f"{path} is not a run: it holds no {run.config.name}. Give a run's folder.")
    return run


@app.command()
def models() -> None:
    """List bundled and user models."""
    from engine.models.library import damaged, list_models, user_folder

    table = Table("name", "where", "image", "patches", "trained on", "licence", box=None)
    for info in list_models():
        size = f"{info.image_size}x{info.image_size} {'grey' if info.channels == 1 else 'RGB'}"
        patches = f"{info.grid.L} of {info.patch_size}x{info.patch_size}"
        where = "bundled" if info.bundled else str(info.path)
        try:
            data, licence = info.trained_on or "?", str(info.card.get("licence", "?"))
        except EngineError:
            data, licence = "damaged", "?"
        table.add_row(info.name, where, size, patches, data, licence)
    table.width = console.measure(table, options=console.options.update(max_width=10_000)).maximum
    console.print(table, crop=False)  # a path cut short is no path
    console.print(f"Your own models go to {user_folder()}")
    for line in damaged():
        print(f"engine: {line}", file=sys.stderr)


@app.command()
def configs(
    name: Annotated[
        str | None, typer.Argument(help="One of them, or a .toml or .json file: list its settings.")
    ] = None,
) -> None:
    """List the shipped training configs, or the settings of one."""
    from engine.config import described, load_config, shipped_configs

    if name is None:
        table = Table("name", "what it is", box=None)
        for shipped in shipped_configs():
            table.add_row(shipped, load_config(shipped).description)
        console.print(table)
        return
    config = load_config(name)
    table = Table(title=f"{config.name}: {config.description}", title_justify="left", box=None, padding=(0, 1, 0, 0))
    table.add_column("--set", no_wrap=True)
    table.add_column("value", max_width=LONGEST_VALUE, overflow="fold")
    table.add_column("what it is")
    for setting in described(config):
        if setting.name != "description":  # the title
            table.add_row(*setting)
    console.print(table, soft_wrap=False)


@app.command()
def complete(
    image: Annotated[Path, typer.Argument(help="Any picture.")],
    known: Annotated[
        str,
        typer.Option(help="Mask of the model's image size: white = known; or a random share of patches: 0.25."),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the PNG files.")],
    model: ModelOption = "mnist",
    n: Annotated[int, typer.Option(min=1, max=10_000, help="How many completions.")] = 8,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="Completion i has seed + i.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "cpu",
    fit: Annotated[bool, typer.Option("--fit", metavar="", help="Crop and resize the mask as the image is.")] = False,
    invert: Annotated[
        bool,
        typer.Option("--invert", metavar="", help="Complete the picture's negative, and turn the completions back."),
    ] = False,
) -> None:
    """Complete a picture from its known patches, in n ways."""
    from engine.files import check_folder, make_folder
    from engine.models.completion import load
    from engine.pictures.images import fit_image, read_image, write_png
    from engine.pictures.masks import known_pixels, what_is_known

    check_folder(out)
    loaded = load(model, device=device)
    size, channels = loaded.config.image_size, loaded.config.channels
    pixels = fit_image(read_image(image), size=size, channels=channels)
    pixels = ~pixels if invert else pixels
    mask = known_pixels(known, loaded.grid, fit=fit, seed=seed)
    console.print(what_is_known(mask, loaded.grid))
    completion = loaded.complete(pixels, mask, n=n, seed=seed)
    make_folder(out)
    for each, number in zip(completion.images, completion.seeds, strict=True):
        write_png(out / f"{image.stem}-{number}.png", ~each if invert else each)
    seeds = f"seed {seed}" if n == 1 else f"seeds {seed} to {seed + n - 1}"
    console.print(f"{counted(n, 'completion')} at {size}x{size}, {seeds}, in {out}")


@app.command()
def bench(
    model: ModelOption = "mnist",
    train: Annotated[str | None, typer.Option(help="Time the training of this config instead.")] = None,
    threads: Annotated[int, typer.Option(min=1, max=256, help="CPU threads.")] = 2,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "cpu",
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="Print JSON.")] = False,
    settings: Settings = None,
    compiled: Annotated[
        bool, typer.Option("--compile", metavar="", help="With --train: once torch has compiled it.")
    ] = False,
) -> None:
    """Time one completion and nine at once, or the training of a config."""
    if (compiled or settings) and train is None:
        raise EngineError("--compile and --set are for training. Give --train CONFIG too.")

    if train is not None:
        import torch

        from engine.config import load_config
        from engine.evaluation.bench import training_throughput
        from engine.networks.inference import device_name, pick_device

        torch.set_num_threads(threads)
        place = pick_device(device)
        name = device_name(place)
        rows = [training_throughput(load_config(train, settings), place, compiled=compiled).as_dict()]
    else:
        from engine.evaluation.latency import completion_latency
        from engine.models.completion import load

        loaded = load(model, device=device, threads=threads)
        name = loaded.runtime.device_name
        rows = [completion_latency(loaded, n).as_dict() for n in (1, 9)]
    if as_json:
        print(json.dumps({"what": train or model, "device": name, "results": rows}))
        return
    console.print(f"{train or model} on {name}")
    table = Table(box=None, padding=(0, 1, 0, 0))
    for measure in rows[0]:
        table.add_column(HEADINGS[measure], justify="right", vertical="bottom", no_wrap=True)
    for row in rows:
        table.add_row(*(f"{value:g}" for value in row.values()))
    console.print(table, soft_wrap=False)


mount_evaluation(app)
app.add_typer(simulate, name="simulate")


def _described(error: TyperException) -> str:
    """What was wrong with a command line, in our own words where typer lends those of the library that it asks."""
    from pydantic import ValidationError

    from engine.configs.validation import argument_problem

    parameter = getattr(error, "param", None)
    if parameter is None or not isinstance(error.__cause__, ValidationError):
        return error.format_message()
    return ". ".join(argument_problem(parameter.opts[0], error.__cause__))


def main() -> None:
    """Entry point: an error that a user can mend is one line and exit status 2."""
    # OpenMP's threads would else spin while they wait: ten times slower where another program uses the CPU too.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    warnings.filterwarnings("ignore", module="PIL")  # what is wrong with a file is said in our own line
    try:
        with needing_training("this command"):
            status = app(standalone_mode=False)
    except EngineError as error:
        print(f"engine: {error}", file=sys.stderr)
        sys.exit(2)
    except TyperException as error:
        message = _described(error)
        if message:  # none where the help was shown instead
            stop = "" if message.endswith((".", "?")) else "."
            print(f"engine: {message}{stop} Try --help.", file=sys.stderr)
        sys.exit(2)
    except (KeyboardInterrupt, typer.Abort):
        print("engine: interrupted", file=sys.stderr)
        sys.exit(130)
    sys.exit(status)
