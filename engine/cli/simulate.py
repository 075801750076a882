"""`engine simulate ...`: the lab's simulations as commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

from engine.cli import options
from engine.cli.common import check_outputs, console, progress, track, write_json
from engine.lab.tables import legend
from engine.training.interrupt import stop_on_signals
from engine.wording import counted

if TYPE_CHECKING:  # with torch and matplotlib, which `--help` does not need
    from matplotlib.figure import Figure

    from engine.lab.simulation import Resumable

State = TypeVar("State", bound="Resumable")
Settings = TypeVar("Settings")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Small exact simulations: why the cooperation of many matchings helps (Cong, Big Cooperative Learning), and"
    " gradients and divergences of the same author.",
)
FigureOption = Annotated[Path | None, typer.Option(help="Draw the result: .png, .pdf, .svg or .jpg.")]
AnimateOption = Annotated[Path | None, typer.Option(help="Write an animation: .gif.")]
StateOption = Annotated[Path | None, typer.Option(help="File that keeps the run; by default in the user's cache.")]
FreshOption = Annotated[bool, options.flag("--fresh", "Start over, whatever was saved.")]


@app.command()
def surfaces(
    seed: Annotated[int, typer.Option(help="Has no effect: the surfaces are exact.")] = 0,
    angle: Annotated[float, typer.Option(help="Rotation of the first row's domain in degrees.")] = 0.0,
    given: Annotated[float, typer.Option(help="Value that a conditional is given.")] = 0.3,
    variance: Annotated[float, typer.Option(help="σ² of each Gaussian, .005 to 2.")] = 0.1,
    points: Annotated[
        int, typer.Option(min=11, max=401, help="Grid points along each θ; the optima do not depend on it.")
    ] = 101,
    json_file: options.Json = None,
    figure: FigureOption = None,
    animate: AnimateOption = None,
) -> None:
    """Reverse-KL surfaces of joint, marginal and conditional matchings (Big Cooperative Learning, Figs. 2, 3).

    Prints each optimum. The matched variable is y = A x, which is x in a domain rotated by an angle.
    """
    import numpy as np

    from engine.lab.optima import REACH, surfaces_report
    from engine.lab.surfaces import Matching, check_variance
    from engine.lab.tables import surfaces_table

    check_variance(variance)
    check_outputs(json_file, figure, animate)
    theta = np.linspace(-REACH, REACH, points)
    matchings = [
        Matching(kind="joint", angle=angle),
        Matching(kind="marginal", angle=angle),
        Matching(kind="marginal", angle=angle, target=2),
        Matching(kind="conditional", angle=angle, given=given),
        Matching(kind="conditional", angle=angle, given=given, target=2),
    ]
    turns = [angle + turn for turn in (15, 30, 45, 60, 75)]
    rotated = [Matching(kind="marginal", angle=a) for a in turns]
    rotated += [Matching(kind="conditional", angle=a, given=given) for a in turns]
    report = surfaces_report(theta, [*matchings, *rotated], variance)
    write_json(json_file, report | {"seed": seed})
    console.print(surfaces_table(report), soft_wrap=False)
    if figure or animate:
        from engine.lab.figures.surfaces import animate_surfaces, draw_surfaces

        coarse = np.linspace(-REACH, REACH, min(points, 61))
        _draw(figure, lambda: draw_surfaces(theta, matchings, rotated, variance))
        _animate(animate, animate_surfaces(coarse, given, variance, 72), 72, milliseconds=80)


@app.command()
def explore(
    seed: Annotated[int, typer.Option(min=0, max=options.LARGEST_SEED, help="The first seed.")] = 0,
    seeds: Annotated[int, typer.Option(min=1, max=100, help="How many seeds, run as one batch.")] = 10,
    matchings: Annotated[int, typer.Option(min=1, help="Matchings of 20 steps each.")] = 10_000,
    state: StateOption = None,
    fresh: FreshOption = False,
    json_file: options.Json = None,
    figure: FigureOption = None,
    animate: AnimateOption = None,
) -> None:
    """Joint matching alone against big learning on 25 Gaussians (Big Cooperative Learning, Fig. 4).

    Ctrl-C saves what is done; the same command continues from there.
    """
    from engine.lab.exploration import Exploration, advance, exploration_report, start
    from engine.lab.tables import exploration_table

    check_outputs(json_file, figure, animate)
    settings = Exploration(
        seeds=tuple(range(seed, seed + seeds)), matchings=matchings, record_every=max(1, matchings // 500)
    )
    result = _run(start, advance, settings, "matching", matchings, path=state, fresh=fresh)
    report = exploration_report(result, settings)
    write_json(json_file, report)
    console.print(exploration_table(report), soft_wrap=False)
    if figure or animate:
        from engine.lab.figures.exploration import animate_exploration, draw_exploration

        frames = min(80, len(report["matchings"]))
        _draw(figure, lambda: draw_exploration(result, settings))
        _animate(animate, animate_exploration(result, settings, frames), frames, milliseconds=90)


@app.command(epilog="\n\n".join(f"{name}: {meaning}" for name, meaning in legend().items()))
def adversarial(
    seed: Annotated[int, typer.Option(min=0, max=options.LARGEST_SEED, help="The first seed.")] = 0,
    seeds: Annotated[int, typer.Option(min=1, max=100, help="How many seeds, run as one batch.")] = 4,
    steps: Annotated[int, typer.Option(min=10, help="Steps of generator and discriminator.")] = 6000,
    form: Annotated[Literal["logistic", "relativistic"], typer.Option(help="Form of Eq. 5.")] = "relativistic",
    communication: Annotated[float, typer.Option(min=0, help="Weight of Eq. 6.")] = 1.0,
    state: StateOption = None,
    fresh: FreshOption = False,
    json_file: options.Json = None,
    figure: FigureOption = None,
    animate: AnimateOption = None,
) -> None:
    """The engine's Eq. 5, alone and with Eq. 6, on 2-D points with known conditionals (not in the papers).

    Ctrl-C saves what is done; the same command continues from there.

    The equations are those of Big Learning. The metrics are explained below.
    """
    from engine.lab.adversarial import Adversarial
    from engine.lab.adversarial_run import advance, adversarial_report, start
    from engine.lab.tables import adversarial_legend, adversarial_table

    check_outputs(json_file, figure, animate)
    settings = Adversarial(
        seeds=tuple(range(seed, seed + seeds)),
        steps=steps,
        records=min(60, steps // 10),
        adversarial=form,
        communication=communication,
    )
    result = _run(start, advance, settings, "step", steps, path=state, fresh=fresh)
    report = adversarial_report(result, settings)
    write_json(json_file, report)
    console.print(adversarial_table(report), soft_wrap=False)
    console.print(adversarial_legend(), soft_wrap=False)
    if figure or animate:
        from engine.lab.figures.adversarial import animate_adversarial, draw_adversarial

        _draw(figure, lambda: draw_adversarial(result, settings))
        _animate(animate, animate_adversarial(result, settings), len(report["steps"]), milliseconds=110)


@app.command()
def bridge(
    seed: Annotated[int, typer.Option(min=0, max=options.LARGEST_SEED, help="The first seed.")] = 0,
    seeds: Annotated[int, typer.Option(min=1, max=100, help="How many seeds, run as one batch.")] = 3,
    components: Annotated[int, typer.Option(min=1, max=100, help="Gaussians of p; q has 25.")] = 12,
    steps: Annotated[int, typer.Option(min=10, help="Steps of every α.")] = 600,
    state: StateOption = None,
    fresh: FreshOption = False,
    json_file: options.Json = None,
    figure: FigureOption = None,
    animate: AnimateOption = None,
) -> None:
    """From maximum likelihood to adversarial learning by the α-divergence (Zhao et al., the α-Bridge, AAAI 2020).

    Modes covered and quality of samples at each α, and of the bridge, which leads from α = 1 to 0. Densities are
    exact. Ctrl-C saves what is done; the same command continues from there.
    """
    from engine.lab.alpha_bridge import AlphaBridge, advance_bridge, alpha_bridge_report, start_bridge
    from engine.lab.tables import bridge_table

    check_outputs(json_file, figure, animate)
    settings = AlphaBridge(
        seeds=tuple(range(seed, seed + seeds)), components=components, steps=steps, records=min(60, steps // 10)
    )
    result = _run(start_bridge, advance_bridge, settings, "step", steps, path=state, fresh=fresh)
    report = alpha_bridge_report(result, settings)
    write_json(json_file, report)
    console.print(bridge_table(report), soft_wrap=False)
    if figure or animate:
        from engine.lab.figures.bridge import animate_bridge, draw_bridge

        _draw(figure, lambda: draw_bridge(result, settings))
        _animate(animate, animate_bridge(result, settings), len(report["steps"]), milliseconds=110)


@app.command()
def gradients(
    seed: Annotated[int, typer.Option(min=0, max=options.LARGEST_SEED, help="Of all samples.")] = 0,
    samples: Annotated[int, typer.Option(min=100, max=10**6, help="Samples of each estimator.")] = 20_000,
    runs: Annotated[int, typer.Option(min=1, max=1000, help="Two-layer graphs, trained as one batch.")] = 16,
    steps: Annotated[int, typer.Option(min=1, help="Steps of each graph, of one sample.")] = 300,
    json_file: options.Json = None,
    figure: FigureOption = None,
) -> None:
    """Gradients through gamma, beta, Poisson, negative binomial, Bernoulli and categorical variables (GO gradient).

    The variance of one sample's gradient by GO (Cong et al., ICLR 2019), by REINFORCE and by reparameterisations,
    all against exact gradients; then a graph of two layers, gamma and Poisson, trained by GO and by REINFORCE.
    """
    import torch

    from engine.lab.estimators import estimators_report
    from engine.lab.gamma_poisson import GammaPoisson, gamma_poisson_report
    from engine.lab.simulation import one_thread
    from engine.lab.tables import gradients_table, graph_table

    check_outputs(json_file, figure)
    torch.manual_seed(seed)
    with one_thread():
        report = {"seed": seed, "samples": samples, "estimators": estimators_report(samples)}
        console.print(gradients_table(report), soft_wrap=False)
        report["graph"] = gamma_poisson_report(GammaPoisson(runs=runs, steps=steps), samples)
    console.print(graph_table(report), soft_wrap=False)
    write_json(json_file, report)
    if figure:
        from engine.lab.figures.gradients import draw_gradients

        _draw(figure, lambda: draw_gradients(report))


@app.command()
def hessian(
    seed: Annotated[int, typer.Option(min=0, max=options.LARGEST_SEED, help="The first seed.")] = 0,
    seeds: Annotated[int, typer.Option(min=1, max=100, help="How many seeds.")] = 3,
    steps: Annotated[int, typer.Option(min=5, help="Of SGD and Adam; Newton has a fifth of them.")] = 200,
    samples: Annotated[int, typer.Option(min=2, max=10_000, help="Samples of each step.")] = 50,
    json_file: options.Json = None,
    figure: FigureOption = None,
) -> None:
    """Newton steps by the GO Hessian against SGD and Adam, on gamma and negative binomial variables (Cong et al.).

    Steps and seconds of each to the optimum; SGD and Adam at the best of several rates.
    """
    from engine.lab.newton import Descents, newton_report
    from engine.lab.simulation import one_thread
    from engine.lab.tables import hessian_table

    check_outputs(json_file, figure)
    settings = Descents(seeds=tuple(range(seed, seed + seeds)), steps=steps, samples=samples)
    with one_thread(), progress("descents", settings.descents) as tick:
        report = newton_report(settings, lambda: tick(1))
    write_json(json_file, report)
    console.print(hessian_table(report), soft_wrap=False)
    if figure:
        from engine.lab.figures.gradients import draw_hessian

        _draw(figure, lambda: draw_hessian(report))


def _run(
    start: Callable[[Settings], State],
    advance: Callable[[State, Settings], None],
    settings: Settings,
    what: str,
    total: int,
    *,
    path: Path | None,
    fresh: bool,
) -> State:
    """Run a simulation of `total` matchings or steps to its end, or until Ctrl-C, under a bar of progress."""
    from engine.lab import simulation

    path = path or simulation.default_path(settings)
    with stop_on_signals() as stop, progress(f"{what}s", total) as tick:
        seen = 0

        def report(state: State) -> None:
            nonlocal seen
            tick(state.done - seen)
            seen = state.done

        result = simulation.run(settings, path, start, advance, total=total, fresh=fresh, stop=stop, report=report)
    if result.done < total:
        console.print(f"Stopped after {counted(result.done, what)}; the same command continues from {path}.")
    return result


def _draw(path: Path | None, draw: Callable[[], Figure]) -> None:
    from engine.lab.figures.style import save_figure

    if path:
        save_figure(draw(), path)


def _animate(path: Path | None, frames: Iterator[Any], total: int, *, milliseconds: int) -> None:
    from engine.lab.figures.style import save_animation

    if path:
        save_animation(track("frames", frames, total), path, milliseconds=milliseconds)
