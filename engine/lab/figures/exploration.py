"""The figure and the animation of the exploration: Fig. 4, drawn anew, and components found over time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray
from torch import Tensor

from engine.lab.exploration import COMPONENTS, METHODS, Exploration, State, centres, found, recorded
from engine.lab.figures import style
from engine.lab.mixtures import covariance

NAMES = {"joint": "joint matching", "big": "big learning"}
COLOURS = {"joint": style.JOINT, "big": style.BIG}


def draw_exploration(state: State, settings: Exploration) -> Figure:
    """The first seed's start, joint matching, and big learning at four times; all seeds' components found."""
    at, records = recorded(state, settings)
    times = [int((at - settings.matchings * share).abs().argmin()) for share in (0.02, 0.08, 0.14, 0.6)]
    figure = style.new_figure(11.6, 6.0)
    grid = figure.add_gridspec(2, 4)
    panels = [(0, 0, "start"), (times[3], 0, ""), *((time, 1, "") for time in times)]
    for index, (time, method, title) in enumerate(panels):
        axes = figure.add_subplot(grid[divmod(index, 4)])
        draw_mixture(axes, records[time, method, 0], METHODS[method], settings.variance)
        count = int(found(records[time, method, 0], settings.variance))
        text = title or f"{NAMES[METHODS[method]]}, {int(at[time]):,}: {count} of {COMPONENTS}"
        style.dress(axes, title=text, x="$x_1$", y="$x_2$" if index % 4 == 0 else "")
    axes = figure.add_subplot(grid[1, 2:])
    draw_found(axes, at, found(records, settings.variance), settings)
    return figure


def animate_exploration(state: State, settings: Exploration, frames: int) -> Iterator[NDArray[np.uint8]]:
    """Both methods of the first seed side by side, and their components found: frames (H, W, 3) uint8.

    Time runs quadratically, because most happens early.
    """
    at, records = recorded(state, settings)
    counts = found(records, settings.variance)[:, :, :1]
    for index in (np.linspace(0, 1, frames) ** 2 * (len(at) - 1)).round().astype(int):
        figure = style.new_figure(9.6, 3.4)
        *panels, curve = figure.subplots(1, 3, width_ratios=(1, 1, 0.9))
        for method, axes in enumerate(panels):
            draw_mixture(axes, records[index, method, 0], METHODS[method], settings.variance)
            style.dress(axes, title=NAMES[METHODS[method]], x="$x_1$", y="$x_2$" if method == 0 else "")
        draw_found(curve, at[: index + 1], counts[: index + 1], settings)
        curve.set_title(f"{int(at[index]):,} matchings", fontsize=10, color=style.INK)
        yield style.pixels(figure)


def draw_mixture(axes: Axes, mixture: Tensor, method: str, variance: float) -> None:
    """q's components as grey discs, p's (25, 5) as ellipses, both of two standard deviations."""
    q_axes = np.full(COMPONENTS, 4 * variance**0.5)
    q = EllipseCollection(
        q_axes, q_axes, np.zeros(COMPONENTS), units="xy", offsets=centres().numpy(), offset_transform=axes.transData
    )
    q.set(facecolor=style.PALE, edgecolor="none")
    axes.add_collection(q)
    values, vectors = torch.linalg.eigh(covariance(mixture))
    lengths = 4 * values.clamp_min(0).sqrt().numpy()
    angles = torch.rad2deg(torch.atan2(vectors[:, 1, 1], vectors[:, 0, 1])).numpy()
    means = mixture[:, :2].numpy()
    p = EllipseCollection(
        lengths[:, 1], lengths[:, 0], angles, units="xy", offsets=means, offset_transform=axes.transData
    )
    p.set(facecolor="none", edgecolor=COLOURS[method], linewidth=1.0, alpha=0.85)
    axes.add_collection(p)
    axes.plot(*means.T, ".", color=COLOURS[method], markersize=3.5)
    axes.set(xlim=(-7.6, 5.8), ylim=(-7.6, 5.8), aspect="equal", xticks=(-4, 0, 4), yticks=(-4, 0, 4))


def draw_found(axes: Axes, at: Tensor, counts: Tensor, settings: Exploration) -> None:
    """Components found (R, methods, seeds) against matchings (R,): each seed faint, their median bold."""
    for method, name in enumerate(METHODS):
        seeds = counts[:, method].numpy()
        if seeds.shape[1] > 1:
            axes.plot(at, seeds, color=COLOURS[name], linewidth=0.6, alpha=0.28)
        median = np.median(seeds, 1)
        axes.plot(at, median, color=COLOURS[name], linewidth=2)
        early = at[-1] < 0.5 * settings.matchings
        axes.annotate(
            f"{NAMES[name]}: {median[-1]:g}",
            xy=(float(at[-1]), median[-1]),
            xytext=(6, 0) if early else (-2, 10 if median[-1] < 15 else -26),
            textcoords="offset points",
            ha="left" if early else "right",
            va="center",
            fontsize=9,
            color=COLOURS[name],
        )
    axes.axhline(COMPONENTS, color=style.GREY, linewidth=0.7, linestyle=(0, (4, 3)))
    axes.set(xlim=(0, settings.matchings), ylim=(0, COMPONENTS + 1), yticks=(0, 5, 10, 15, 20, 25))
    n = counts.shape[2]
    title = f"components found, median of {n} seeds" if n > 1 else "components found"
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    style.dress(axes, title=title, x="matchings", y="of 25")
