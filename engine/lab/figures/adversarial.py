"""The figure and the animation of the adversarial simulation."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter
from numpy.typing import NDArray
from torch import Tensor

from engine.lab import points
from engine.lab.adversarial import JOINT, VARIANTS, Adversarial
from engine.lab.adversarial_run import GLANCE, Rivalry, completer, recorded_steps
from engine.lab.figures import style
from engine.lab.point_metrics import NAMES, conditional_samples, floor

COLOURS = dict(zip(VARIANTS, (style.JOINT, style.BIG), strict=True))
CURVES = {
    "conditional_forward": "KL of $q(x_T|x_S)$ from $p$, nats",
    "joint_forward": "KL of $q(x)$ from $p$, nats",
    "calibration": "calibration error of $p(x_T|x_S)$",
    "disagreement": "disagreement of routes, nats",
}
GIVEN = (0.0, 0.35)
"""Values of x₁ whose conditionals are drawn."""


def draw_adversarial(state: Rivalry, settings: Adversarial) -> Figure:
    """The first seed's points and conditionals against q, and four metrics of all seeds over the steps."""
    figure = style.new_figure(11.6, 5.9)
    grid = figure.add_gridspec(2, 4)
    complete = completer(state.average, settings, seed=3)
    joint = complete(torch.zeros(settings.runs, 1500, 2), JOINT)
    for row, variant in enumerate(VARIANTS):
        axes = figure.add_subplot(grid[0, row])
        draw_points(axes, joint[row * len(settings.seeds)], variant, settings.variance, size=2.6)
        style.dress(axes, title=f"$p(x)$ by {variant}", x="$x_1$", y="$x_2$" if row == 0 else "")
    samples = conditional_samples(complete, settings.runs, torch.tensor(GIVEN), 20_000, 0)
    for column, value in enumerate(GIVEN):
        axes = figure.add_subplot(grid[0, 2 + column])
        draw_conditional(axes, samples[:: len(settings.seeds), column], value, settings.variance)
    lowest = floor(settings.variance, GLANCE)
    steps, metrics = recorded_steps(state, settings)
    for column, name in enumerate(CURVES):
        axes = figure.add_subplot(grid[1, column])
        index = NAMES.index(name)
        values = metrics[..., index].reshape(len(steps), len(VARIANTS), -1)
        draw_curves(axes, steps, values, float(lowest[index]))
        style.dress(axes, title=CURVES[name], x="steps")
        axes.set_xlim(0, settings.steps)
    return figure


def animate_adversarial(state: Rivalry, settings: Adversarial) -> Iterator[NDArray[np.uint8]]:
    """The first seed's points as the training goes on, from the same noise: frames (H, W, 3) uint8."""
    for record, step in enumerate(recorded_steps(state, settings)[0]):
        figure = style.new_figure(6.6, 3.5)
        for row, axes in enumerate(figure.subplots(1, 2)):
            shown = state.shown[record, row * len(settings.seeds)]
            draw_points(axes, shown, VARIANTS[row], settings.variance, size=4.5)
            style.dress(axes, title=f"{VARIANTS[row]}, step {step:,}", x="$x_1$", y="$x_2$" if row == 0 else "")
        yield style.pixels(figure)


def draw_points(axes: Axes, x: Tensor, variant: str, variance: float, *, size: float) -> None:
    """Points (n, 2), `size` in typographic points, over q's density."""
    line = torch.linspace(-2.2, 2.2, 121)
    exact = points.joint_masses(torch.linspace(-2.2, 2.2, 122), variance)
    axes.contourf(line, line, exact / exact.max(), levels=np.linspace(0.05, 1.05, 7), cmap=style.DENSITY, vmax=2.2)
    axes.plot(*x.T.numpy(), ".", color=COLOURS[variant], markersize=size, markeredgewidth=0, alpha=0.75)
    axes.set(xlim=(-2.1, 2.1), ylim=(-2.1, 2.1), box_aspect=1, xticks=(-1, 0, 1), yticks=(-1, 0, 1))


def draw_conditional(axes: Axes, samples: Tensor, given: float, variance: float) -> None:
    """q(x₂|x₁ = given) and histograms of each variant's samples (variants, n)."""
    edges = torch.linspace(-2.1, 2.1, 61)
    width = float(edges[1] - edges[0])
    middles = (edges[1:] + edges[:-1]) / 2
    exact = points.conditional_masses(torch.tensor([given]), edges, variance)[0] / width
    axes.fill_between(middles, exact, color=style.PALE)
    axes.plot(middles, exact, color=style.INK, linewidth=1, label="$q$, exact")
    for variant, values in zip(VARIANTS, samples, strict=True):
        density = torch.histogram(values, edges).hist / (len(values) * width)
        axes.plot(middles, density, color=COLOURS[variant], linewidth=1.3, label=variant)
    axes.set(xlim=(-2.1, 2.1), ylim=(0, 1.6), box_aspect=1, xticks=(-1, 0, 1), yticks=(0, 1))
    style.dress(axes, title=f"density $p(x_2\\,|\\,x_1={given:g})$", x="$x_2$")
    style.draw_legend(axes, loc="upper left", handlelength=1.2)


def draw_curves(axes: Axes, steps: list[int], values: Tensor, lowest: float) -> None:
    """A metric (records, variants, seeds) over the steps: each seed faint, their median bold, q's own dashed."""
    for index, variant in enumerate(VARIANTS):
        style.draw_runs(axes, steps, values[:, index].T.numpy(), COLOURS[variant])
    style.draw_level(axes, lowest)
    axes.annotate(
        "samples of q", xy=(1, lowest), xycoords=("axes fraction", "data"), xytext=(-2, 3),
        textcoords="offset points", ha="right", fontsize=8, color=style.GREY,
    )  # fmt: skip
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.3g}")
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
