"""The figure and the animation of the surfaces: *Big Cooperative Learning*, Figs. 2, 3, redrawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from numpy.typing import NDArray

from engine.lab.figures import style
from engine.lab.optima import find_optima
from engine.lab.surfaces import CENTRES, GLOBAL_OPTIMA, FloatArray, Matching, surface, weights_given

LINE = np.linspace(-2.2, 2.2, 221)


def label(matching: Matching) -> str:
    """What is matched, in mathtext without dollars; y = A x, whatever the angle."""
    if matching.kind == "joint":
        return "y"
    if matching.kind == "marginal":
        return f"y_{matching.target}"
    given = "" if matching.given is None else f"={matching.given:g}"
    return f"y_{matching.target}\\,|\\,y_{3 - matching.target}{given}"


def draw_surfaces(
    theta: FloatArray, matchings: Sequence[Matching], rotated: Sequence[Matching], variance: float
) -> Figure:
    """Matchings of one domain with their spaces and densities; below, those of rotated ones."""
    n = len(matchings)
    rows = -(-len(rotated) // n)
    figure = style.new_figure(2.15 * n, 5.6 + 2.3 * rows)
    grid = figure.add_gridspec(3 + rows, n, height_ratios=[1.1, 0.55, 1.1] + [1.1] * rows)
    values = [surface(theta, m, variance) for m in (*matchings, *rotated)]
    highest = max(float(v.max()) for v in values)
    image = None
    for column, matching in enumerate(matchings):
        draw_space(figure.add_subplot(grid[0, column]), matching, variance)
        if matching.kind != "joint":
            draw_density(figure.add_subplot(grid[1, column]), matching, variance)
    for index, (matching, value) in enumerate(zip((*matchings, *rotated), values, strict=True)):
        row, column = divmod(index, n)
        axes = figure.add_subplot(grid[2 + row, column])
        image = draw_surface(axes, theta, value, matching, variance, highest)
        if row:
            axes.set_title(f"${label(matching)}$ at {matching.angle:g}°", fontsize=9.5, color=style.INK, pad=4)
        if column:
            axes.set_ylabel("")
            axes.set_yticklabels([])
    if image is not None:
        bar = figure.colorbar(image, ax=figure.axes, location="bottom", fraction=0.018, pad=0.02, aspect=60)
        bar.set_label(
            "reverse KL in nats over θ, the first coordinates of p's two means;   ★ global optima,  ○ local optima\n"
            f"$y = A x$: $A$ rotates by {matchings[0].angle:g}° in the first three rows, below by the angle given",
            fontsize=9,
            color=style.INK,
        )
        bar.ax.tick_params(labelsize=8, length=2.5, color=style.GREY)
        bar.outline.set_visible(False)
    return figure


def animate_surfaces(theta: FloatArray, given: float, variance: float, frames: int) -> Iterator[NDArray[np.uint8]]:
    """The domain turning by 180°: frames (H, W, 3) uint8 of its space, and of its marginal and conditional."""
    angles = np.linspace(0, 180, frames, endpoint=False)
    pairs = [(Matching(kind="marginal", angle=a), Matching(kind="conditional", angle=a, given=given)) for a in angles]
    highest = max(float(surface(theta, m, variance).max()) for m in (pairs[0][0], pairs[0][1]))
    for pair in pairs:
        figure = style.new_figure(8.4, 3.0)
        left, middle, right = figure.subplots(1, 3)
        draw_space(left, pair[1], variance)
        left.set_title(f"domain rotated by {pair[0].angle:3.0f}°", fontsize=10, color=style.INK)
        for axes, matching in ((middle, pair[0]), (right, pair[1])):
            draw_surface(axes, theta, surface(theta, matching, variance), matching, variance, highest)
            axes.set_title(f"reverse KL of ${label(matching)}$", fontsize=10, color=style.INK)
        yield style.pixels(figure)


def draw_space(axes: Axes, matching: Matching, variance: float) -> None:
    """q(x) with the axis of the target, and the line of what is given."""
    x1, x2 = np.meshgrid(LINE, LINE)
    density = sum(np.exp(-((x1 - c) ** 2 + x2**2) / (2 * variance)) for c in CENTRES)
    axes.contourf(x1, x2, density, levels=np.linspace(0.04, 1.05, 8), cmap=style.DENSITY)
    if matching.kind != "joint":
        phi = np.deg2rad(matching.angle + (0 if matching.target == 1 else 90))
        along = np.array([np.cos(phi), np.sin(phi)])
        across = np.array([-along[1], along[0]]) * (1 if matching.target == 1 else -1)
        given = matching.given if matching.kind == "conditional" and matching.given is not None else 0.0
        if matching.kind == "conditional":
            ends = np.stack([given * across - 4 * along, given * across + 4 * along])
            axes.plot(*ends.T, color=style.JOINT, linewidth=1.4)
        axes.annotate(
            "",
            xy=tuple(1.75 * along),
            xytext=tuple(-1.75 * along),
            arrowprops={"arrowstyle": "-|>", "color": style.BIG, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0},
        )
    axes.set(xlim=(-2.1, 2.1), ylim=(-2.1, 2.1), aspect="equal", xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    style.dress(axes, title=f"{matching.kind} ${label(matching)}$", x="$x_1$", y="$x_2$")


def draw_density(axes: Axes, matching: Matching, variance: float) -> None:
    """q's density of the target, given what is given."""
    weights = weights_given(np.array(CENTRES), matching, variance)
    means = [matching.factors[0] * c for c in CENTRES]
    density = sum(w * np.exp(-((LINE - m) ** 2) / (2 * variance)) for w, m in zip(weights, means, strict=True))
    density = np.asarray(density) / np.sqrt(2 * np.pi * variance)
    axes.fill_between(LINE, density, color=style.PALE)
    axes.plot(LINE, density, color=style.INK, linewidth=1.2)
    top = 1.15 / np.sqrt(2 * np.pi * variance)
    axes.set(xlim=(-2.1, 2.1), ylim=(0, top), xticks=(-1, 0, 1), yticks=[])
    target = label(matching).split("\\,|")[0]
    style.dress(axes, x=f"${target}$")
    axes.spines["left"].set_visible(False)


def draw_surface(
    axes: Axes, theta: FloatArray, values: FloatArray, matching: Matching, variance: float, highest: float
) -> AxesImage:
    """One surface with its optima; returns what a colour bar needs."""
    extent = (theta[0], theta[-1], theta[0], theta[-1])
    norm = PowerNorm(gamma=0.5, vmin=0, vmax=highest)  # finer near 0
    image = axes.imshow(
        values.T, origin="lower", extent=extent, cmap=style.SURFACE, norm=norm, interpolation="bilinear"
    )
    if values.max() > 1e-6:
        levels = [0.02, 0.1, 0.3, 0.69, 1.5, 3, 6]
        axes.contour(theta, theta, values.T, levels=levels, colors="white", linewidths=0.45, alpha=0.75)
    else:
        axes.text(0, 0, "0 at every θ", color="white", fontsize=8.5, ha="center", va="center")
    axes.plot(
        *np.array(GLOBAL_OPTIMA).T, "*", color=style.STAR, markersize=10, markeredgecolor="white", markeredgewidth=0.6
    )
    local = [o.theta for o in find_optima(matching, variance) if not o.is_global]
    if local:
        axes.plot(*np.array(local).T, "wo", markerfacecolor="none", markersize=5.5, markeredgewidth=1.1)
    ticks = [t for t in (-2, -1, 0, 1, 2) if theta[0] <= t <= theta[-1]]
    axes.set(xticks=ticks, yticks=ticks)
    style.dress(axes, x="$\\theta_1$", y="$\\theta_2$")
    return image
