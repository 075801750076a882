"""The figure and the animation of the α-Bridge: where p ends at each α, and what it covers on its way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from engine.lab.alpha_bridge import AlphaBridge, AlphaBridgeState, coverage, recorded
from engine.lab.exploration import COMPONENTS
from engine.lab.figures import style
from engine.lab.figures.exploration import draw_mixture

SHOWN = (0, 2, 4, 5)
"""Rows whose mixtures are drawn: α = 0, ½, 1, and the bridge."""


def draw_bridge(state: AlphaBridgeState, settings: AlphaBridge) -> Figure:
    """The first seed's mixtures at the end; modes covered and quality of all seeds against α."""
    covered, quality = coverage(state.mixtures, settings.variance)
    figure = style.new_figure(11.6, 6.0)
    grid = figure.add_gridspec(2, 4)
    for column, row in enumerate(SHOWN):
        axes = figure.add_subplot(grid[0, column])
        draw_row(axes, state, settings, row, len(recorded(state, settings)[0]) - 1)
        if column:
            axes.set_ylabel("")
    measures = (covered.numpy(), f"modes covered, of {COMPONENTS}"), (100 * quality.numpy(), "samples of quality, %")
    for half, (values, label) in enumerate(measures):
        axes = figure.add_subplot(grid[1, 2 * half : 2 * half + 2])
        draw_against_alpha(axes, settings.alphas, values)
        style.dress(axes, x="α", y=label)
    return figure


def animate_bridge(state: AlphaBridgeState, settings: AlphaBridge) -> Iterator[NDArray[np.uint8]]:
    """Adversarial learning, maximum likelihood and the bridge of the first seed: frames (H, W, 3) uint8."""
    for record in range(len(recorded(state, settings)[0])):
        figure = style.new_figure(9.6, 3.5)
        for axes, row in zip(figure.subplots(1, 3), (SHOWN[0], SHOWN[2], SHOWN[3]), strict=True):
            draw_row(axes, state, settings, row, record)
        yield style.pixels(figure)


def draw_row(axes: Axes, state: AlphaBridgeState, settings: AlphaBridge, row: int, record: int) -> None:
    """q and a row's mixture of the first seed at a record."""
    steps, records = recorded(state, settings)
    mixture = records[record, row, 0]
    covered, quality = coverage(mixture, settings.variance)
    is_bridge = row == SHOWN[-1]
    draw_mixture(axes, mixture, style.BIG if is_bridge else style.JOINT, settings.variance)
    alpha = f", α = {settings.bridge(steps[record]):.2f}" if is_bridge else ""
    title = f"{settings.names[row]}{alpha}\n{int(covered)} of {COMPONENTS} modes, quality {float(quality):.0%}"
    style.dress(axes, title=title, x="$x_1$", y="$x_2$")


def draw_against_alpha(axes: Axes, alphas: tuple[float, ...], values: NDArray[np.float64]) -> None:
    """A measure (rows, seeds): one dot a seed, their median a line over α, and that of the bridge dashed."""
    for seed in range(values.shape[1]):
        axes.plot(alphas, values[:-1, seed], ".", color=style.JOINT, alpha=0.5)
    axes.plot(alphas, np.median(values[:-1], 1), color=style.JOINT, linewidth=1.8, label="one α throughout")
    middle = np.median(values[-1])
    axes.axhline(middle, color=style.BIG, linewidth=1.8, linestyle=(0, (4, 2)), label="α-Bridge, from 1 to 0")
    axes.set(xlim=(-0.03, 1.03), ylim=(0, None), xticks=alphas)
    style.draw_legend(axes)
