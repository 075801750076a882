"""`engine features | evaluate | figure | ablate`: how good a model is, in numbers and in pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from engine.cli.common import (
    LARGEST_SEED,
    DeviceOption,
    JsonOption,
    ModelOption,
    OrderOption,
    StepsOption,
    TrainingData,
    check_outputs,
    command_line,
    console,
    progress,
    write_json,
)
from engine.errors import EngineError
from engine.evaluation.arms import STUDIES, find_arms
from engine.training.interrupt import stop_on_signals
from engine.wording import PICTURES

DataOption = Annotated[Path, typer.Option("--data", help=f"Held-out images: {PICTURES}.")]
SeedOption = Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="Seed of all random draws.")]
ValidationOption = Annotated[
    bool,
    typer.Option(
        "--validation", metavar="", help="--data is the training data: use the part that training held out."
    ),
]
ForceOption = Annotated[bool, typer.Option("--force", metavar="", help="Evaluate even on training images.")]


def features(
    data: TrainingData,
    out: Annotated[
        Path, typer.Argument(help="Folder for the feature net; MODEL_DIR/features is found without --features.")
    ],
    config: Annotated[str, typer.Option(help="Config of the model: image size, channels, crop.")] = "mnist",
    images: Annotated[int, typer.Option(min=1, help="Training images to see, in whole batches of 128.")] = 180_000,
    device: DeviceOption = "cpu",
    seed: SeedOption = 0,
) -> None:
    """Train the small frozen net that `engine evaluate` measures by; 180,000 digits take 2 minutes on one core."""
    from engine.config import load_config
    from engine.evaluation.pretraining import Pretraining, make_features, read_data
    from engine.networks.inference import pick_device

    settings, processor, described = Pretraining(images=images, seed=seed), pick_device(device), load_config(config)
    with console.status(f"reading {data}"):
        whole = read_data(data, out, described)
    for line in whole.notes:
        console.print(line, style="yellow")
    with progress("images", settings.steps * settings.batch) as tick:
        made = make_features(
            whole,
            out,
            described,
            settings,
            data=data,
            device=processor,
            command=command_line(),
            tick=tick,
        )
    accuracy = ", ".join(f"{name} {share:.1%}" for name, share in made.card.get("accuracy", {}).items())
    console.print(f"{out}: hash {made.hash}" + (f"; accuracy on images kept back: {accuracy}" if accuracy else ""))


def evaluate(
    data: DataOption,
    model: ModelOption = "mnist",
    shares: Annotated[str, typer.Option(help="Shares of known patches.")] = "0,.25,.5,.75",
    shapes: Annotated[str, typer.Option(help="Where they are: random, block, half, centre.")] = "random,half",
    targets: Annotated[
        Literal["all", "half"], typer.Option(help="Complete all other patches, or half of them; the rest is ignored.")
    ] = "all",
    images: Annotated[int, typer.Option(min=20, help="Images to complete, at most.")] = 10_000,
    part: Annotated[
        Literal["reporting", "selection", "all"],
        typer.Option(help="Which images of --data: a fifth is for choosing between models, the others to report on."),
    ] = "reporting",
    repeats: Annotated[int, typer.Option(min=2, max=64, help="Completions of each for gain and spread.")] = 8,
    repeated: Annotated[int, typer.Option(min=2, help="How many images are completed that often.")] = 128,
    classified: Annotated[
        int, typer.Option(min=0, help="How many images' labels are predicted as often, of a model with labels.")
    ] = 2000,
    features: Annotated[str | None, typer.Option(help="Feature net: a name or a folder.")] = None,
    train: Annotated[Path | None, typer.Option(help="The model's training data, if not where its card says.")] = None,
    steps: StepsOption = None,
    order: OrderOption = None,
    json_file: JsonOption = None,
    figure: Annotated[
        Path | None,
        typer.Option(help="Draw the sheet of shares: .png, .pdf, .svg or .jpg. By default a .png beside --json."),
    ] = None,
    reliability: Annotated[
        Path | None,
        typer.Option(help="Draw how often labels are right against how sure the model is: .png, .pdf, .svg or .jpg."),
    ] = None,
    validation: ValidationOption = False,
    force: ForceOption = False,
    device: DeviceOption = "cpu",
    seed: SeedOption = 0,
) -> None:
    """Measure a model on images it never saw, each number beside its floor or ideal.

    7 kinds of 8,000 digits take about 10 minutes on one core; with fewer --images the figures are less sure.
    """
    from engine.evaluation import report
    from engine.evaluation.cells import ReportSettings
    from engine.evaluation.features import find_nets
    from engine.evaluation.figures.cases import rows, share_cases
    from engine.evaluation.figures.reliability import draw_reliability
    from engine.evaluation.figures.sheets import assorted, draw_cases
    from engine.evaluation.held_out import load_held_out
    from engine.evaluation.shapes import parse_shapes, parse_shares
    from engine.evaluation.tables import tables
    from engine.lab.figures.style import save_figure
    from engine.models.completion import load
    from engine.models.library import find_model
    from engine.networks.inference import pick_device

    if json_file and not figure:
        figure = json_file.with_suffix(".png")
    check_outputs(json_file, figure)
    check_outputs(figure=reliability)
    settings = ReportSettings(
        shares=parse_shares(shares),
        shapes=parse_shapes(shapes),
        targets=targets,
        images=images,
        repeats=repeats,
        repeated=repeated,
        classified=classified,
        seed=seed,
    )
    info, processor = find_model(model), pick_device(device)
    loaded = load(model, device=device, on_torch=True)
    loaded.sampling = loaded.sampling_of(steps, order)
    report.check_shares(settings, loaded.grid)
    if reliability and not loaded.config.labels:
        raise EngineError(f"model '{info.name}' has no labels. Leave out --reliability.")
    with console.status(f"reading {data}"):
        held_out = load_held_out(info, data, training=train, validation=validation, force=force, part=part)
    for line in held_out.notes:
        console.print(line, style="yellow")
    nets = find_nets(features, info, held_out.images, device=processor)
    with progress("images", report.work(settings, loaded, held_out, nets[0])) as tick:
        result = report.evaluate(loaded, nets, held_out, settings, device=processor, tick=tick)
    write_json(json_file, result.as_dict() | {"command": command_line()}, indent=1)
    for table in tables(result):
        console.print(table, "", soft_wrap=False)
    used = ", ".join(f"{net.name}, hash {net.hash}" for net in nets)
    console.print(f"{model}, {held_out.note}; features {used}")
    if reliability and result.labels:
        save_figure(draw_reliability(result.labels), reliability)
        console.print(f"{reliability}: the reliability of the labels")
    if figure is None:
        console.print("Numbers do not see all that eyes see: --figure sheet.png draws the completions.")
        return
    kinds = rows(settings.shapes, settings.shares, loaded.config.views)
    some = assorted(held_out.images, held_out.labels, len(kinds), seed=seed)
    save_figure(draw_cases(loaded, share_cases(loaded.config, some, kinds, seed=seed), seed=seed), figure)
    console.print(f"{figure}: the completions")


def steps(
    data: DataOption,
    model: Annotated[str, typer.Option("--model", help="A model of tokens: its name or its folder.")],
    numbers: Annotated[str, typer.Option("--steps", help="Numbers of steps, up to that of patches.")] = "1,2,4,8,16",
    order: Annotated[
        Literal["random", "raster", "confidence"] | None, typer.Option(help="Only this order of drawing.")
    ] = None,
    images: Annotated[int, typer.Option(min=40, help="Images to complete, at most.")] = 1000,
    features: Annotated[str | None, typer.Option(help="Feature net: a name or a folder.")] = None,
    json_file: JsonOption = None,
    validation: ValidationOption = False,
    force: ForceOption = False,
    device: DeviceOption = "cpu",
    seed: SeedOption = 0,
) -> None:
    """Measure in how many steps, and in which order, a model of tokens draws best."""
    from dataclasses import asdict

    from engine.evaluation.features import find_features
    from engine.evaluation.held_out import load_held_out
    from engine.evaluation.steps import ORDERS, SHARES, measure_ways, parse_steps, steps_table
    from engine.models.completion import load
    from engine.models.library import find_model
    from engine.networks.inference import pick_device

    check_outputs(json_file)
    info = find_model(model)
    loaded = load(model, device=device, on_torch=True)
    counts = parse_steps(numbers, loaded.grid.L)
    ways = [loaded.sampling_of(count, each) for each in ([order] if order else ORDERS) for count in counts]
    held_out = load_held_out(info, data, validation=validation, force=force, compare=False)
    some = held_out.images[:images]
    net = find_features(features, info, device=pick_device(device))
    with progress("images", len(ways) * len(SHARES) * len(some)) as tick:
        found = list(measure_ways(loaded, net, some, ways, seed=seed, tick=tick))
    write_json(json_file, {"command": command_line(), "ways": [asdict(way) for way in found]}, indent=1)
    console.print(steps_table(found, len(some)), soft_wrap=False)
    console.print(f"{model}, {held_out.note}; features {net.name}, hash {net.hash}")


def figure(
    out: Annotated[Path, typer.Argument(help="The picture: .png, .pdf, .svg or .jpg.")],
    data: DataOption,
    model: ModelOption = "mnist",
    kind: Annotated[
        Literal["shares", "variety", "anomalies"], typer.Option(help="Fig. 3, 4 or 5 of the paper.")
    ] = "shares",
    other: Annotated[Path | None, typer.Option(help="Images of another domain, for anomalies.")] = None,
    n: Annotated[int, typer.Option(min=1, max=32, help="Completions in a row.")] = 8,
    validation: ValidationOption = False,
    force: ForceOption = False,
    device: DeviceOption = "cpu",
    seed: SeedOption = 0,
) -> None:
    """Draw a sheet: shares and noises (Fig. 3), variety of S and z (Fig. 4), anomalies (Fig. 5)."""
    from engine.config import DataConfig
    from engine.data.readers import read_pictures
    from engine.evaluation.figures.sheets import draw_sheet
    from engine.evaluation.held_out import load_held_out
    from engine.lab.figures.style import save_figure
    from engine.models.completion import load
    from engine.models.library import find_model

    check_outputs(figure=out)
    info = find_model(model)
    loaded = load(model, device=device, on_torch=True)
    held_out = load_held_out(info, data, validation=validation, force=force, compare=False)
    for line in held_out.notes:
        console.print(line, style="yellow")
    foreign = read_pictures(other, info.config, DataConfig()).images if other else None
    save_figure(draw_sheet(kind, loaded, held_out, foreign, n=n, seed=seed), out)
    console.print(f"{out}: {kind} of {model}, {held_out.note}")


def ablate(
    data: TrainingData,
    held_out: Annotated[
        Path, typer.Option("--held-out", help=f"Images to measure on, not used in training: {PICTURES}.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the runs; the same command continues them.")],
    study: Annotated[
        Literal["recipe", "incomplete", "labels", "domains"],
        typer.Option(
            help="What is asked: what each part of the recipe is worth; what missing patches cost, of 6,000 "
            "pictures; p(y | x_S) beside classifiers of one share and a kernel density; or in which domains "
            "the networks see patches."
        ),
    ] = "recipe",
    config: Annotated[str, typer.Option(help="The base config, changed one thing at a time.")] = "mnist-fast",
    images: Annotated[int, typer.Option(min=64, help="Training images of each run.")] = 24_000,
    minutes: Annotated[
        float | None, typer.Option(min=0.1, help="Minutes of each run; it ends with its images or its time.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Runs of each arm.")] = 3,
    arm: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this arm (can be repeated). "
            + "; ".join(f"{name}: {', '.join(a.name for a in each.arms)}" for name, each in STUDIES.items())
        ),
    ] = None,
    measured: Annotated[int, typer.Option(min=30, help="Held-out images to measure on, at most.")] = 1000,
    features: Annotated[str | None, typer.Option(help="Feature net: a name or a folder.")] = None,
    json_file: JsonOption = None,
    device: DeviceOption = "cpu",
) -> None:
    """Measure what each part of the recipe is worth: small runs with one thing changed.

    All 30 runs of 24,000 digits take 100 minutes on one core; Ctrl-C saves and stops.
    """
    from dataclasses import asdict
    from itertools import product

    from engine.config import load_config
    from engine.evaluation.ablation import Plan, check_held_out, run_arm, tables
    from engine.evaluation.incomplete import write_incomplete

    check_outputs(json_file)
    asked = STUDIES[study]
    plan = Plan(
        study=asked,
        data=data,
        held_out=held_out,
        out=out,
        config=config,
        images=images,
        minutes=minutes,
        measured=measured,
        features=features,
        device=device,
        command=command_line(),
    )
    check_held_out(plan)
    grey = load_config(config).model.channels == 1
    arms = [each for each in find_arms(arm or [], asked.arms) if arm or not (each.colour and grey)]
    if any(each.pictures for each in arms):
        write_incomplete(data, out / "data", load_config(config))
    outcomes = []
    with stop_on_signals() as stop:
        for seed, each in product(range(seeds), arms):
            console.print(f"{each.title}, seed {seed}")
            outcome = run_arm(plan, each, seed, stop=stop, console=console)
            if outcome is None:
                console.print(f"{out}: stopped; the same command continues")
                raise typer.Exit(130)
            outcomes.append(outcome)
    write_json(json_file, {"command": plan.command, "outcomes": [asdict(outcome) for outcome in outcomes]}, indent=1)
    for table in tables(asked, outcomes):
        console.print(table, "", soft_wrap=False)
