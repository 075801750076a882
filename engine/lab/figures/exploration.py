"""The figure and the animation of the exploration: *Big Cooperative Learning*, Fig. 4, redrawn.

Beside it, the components found over time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray
from torch import Tensor

from engine.lab.exploration import COMPONENTS, METHODS, Exploration, ExplorationState, centres, found, recorded
from engine.lab.figures import style
from engine.lab.mixtures import covariance
from engine.wording import counted

NAMES = {"joint": "joint matching", "big": "big learning"}
COLOURS = {"joint": style.JOINT, "big": style.BIG}


def draw_exploration(state: ExplorationState, settings: Exploration) -> Figure:
    """The first seed's start, joint matching's end, big learning on its way and at its end; all seeds' finds."""
    at, records = recorded(state, settings)
    times = [int((at - float(at[-1]) * share).abs().argmin()) for share in (0.02, 0.14, 0.6, 1)]
    figure = style.new_figure(11.6, 6.2)
    grid = figure.add_gridspec(2, 4)
    panels = [(0, 0, "both methods"), (times[-1], 0, NAMES["joint"]), *((time, 1, NAMES["big"]) for time in times)]
    for index, (time, method, name) in enumerate(panels):
        axes = figure.add_subplot(grid[divmod(index, 4)])
        mixture = records[time, method, 0]
        draw_mixture(axes, mixture, style.INK if index == 0 else COLOURS[METHODS[method]], settings.variance)
        when = "at the start" if index == 0 else f"after {counted(int(at[time]), 'matching')}"
        title = f"{name}\n{when}: {int(found(mixture, settings.variance))} of {COMPONENTS}"
        style.dress(axes, title=title, x="$x_1$", y="$x_2$")
    axes = figure.add_subplot(grid[1, 2:])
    draw_found(axes, at, found(records, settings.variance), settings)
    seeds = f"median of {len(settings.seeds)} seeds" if len(settings.seeds) > 1 else "one seed"
    axes.set_title(f"{seeds}; the panels are of seed {settings.seeds[0]}", fontsize=10, color=style.INK, pad=5)
    return figure


def animate_exploration(state: ExplorationState, settings: Exploration, frames: int) -> Iterator[NDArray[np.uint8]]:
    """Both methods of the first seed side by side, and their components found: frames (H, W, 3) uint8.

    Time runs quadratically, because most happens early.
    """
    at, records = recorded(state, settings)
    counts = found(records, settings.variance)[:, :, :1]
    for index in (np.linspace(0, 1, frames) ** 2 * (len(at) - 1)).round().astype(int):
        figure = style.new_figure(9.6, 3.4)
        *panels, curve = figure.subplots(1, 3, width_ratios=(1, 1, 0.9))
        for method, axes in enumerate(panels):
            draw_mixture(axes, records[index, method, 0], COLOURS[METHODS[method]], settings.variance)
            style.dress(axes, title=NAMES[METHODS[method]], x="$x_1$", y="$x_2$" if method == 0 else "")
        draw_found(curve, at[: index + 1], counts[: index + 1], settings)
        curve.set_title(f"{int(at[index]):,} matchings", fontsize=10, color=style.INK)
        yield style.pixels(figure)


def draw_mixture(axes: Axes, mixture: Tensor, colour: str, variance: float) -> None:
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
    p.set(facecolor="none", edgecolor=colour, linewidth=1.0, alpha=0.85)
    axes.add_collection(p)
    axes.plot(*means.T, ".", color=colour, markersize=3.5)
    axes.set(xlim=(-7.6, 5.8), ylim=(-7.6, 5.8), aspect="equal", xticks=(-4, 0, 4), yticks=(-4, 0, 4))


def draw_found(axes: Axes, at: Tensor, counts: Tensor, settings: Exploration) -> None:
    """Components found (R, methods, seeds) against matchings (R,): each seed faint, their median bold."""
    for method, name in enumerate(METHODS):
        seeds = counts[:, method].T.numpy()
        label = f"{NAMES[name]}: {np.median(seeds[:, -1]):g}"
        style.draw_runs(axes, at.tolist(), seeds, COLOURS[name], label=label)
    style.draw_level(axes, COMPONENTS)
    style.draw_legend(axes, loc="center right")
    axes.set(xlim=(0, settings.matchings), ylim=(0, COMPONENTS + 1), yticks=(0, 5, 10, 15, 20, 25))
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    style.dress(axes, x="matchings", y=f"components found, of {COMPONENTS}")
