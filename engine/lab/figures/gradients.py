"""The figures of the GO gradient and of the GO Hessian."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from engine.lab.figures import style

ESTIMATORS = {
    "go": ("GO", style.BIG, "o"),
    "reinforce": ("REINFORCE", style.JOINT, "s"),
    "reinforce_of_ten": ("REINFORCE, ten variables", style.JOINT, "D"),
    "normal": ("Normal reparameterised", style.GREY, "^"),
    "gumbel_softmax": ("Gumbel-softmax (biased)", style.GREY, "v"),
}
METHODS = {"GO Hessian": style.BIG, "SGD": style.GREY, "Adam": style.JOINT}


def draw_gradients(report: dict[str, Any]) -> Figure:
    """Variances of one sample's gradient over GO's, and the two-layer graph's objective over the steps."""
    figure = style.new_figure(11.0, 4.2)
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
    rows = report["estimators"]
    for name, (label, colour, marker) in ESTIMATORS.items():
        there = [(i, row[name]["variance"] / row["go"]["variance"]) for i, row in enumerate(rows) if name in row]
        at, ratio = zip(*there, strict=True)
        left.plot(ratio, at, marker, color=colour, markersize=6, alpha=0.9, label=label)
    left.set_xscale("log")
    left.set_yticks(range(len(rows)), [f"{row['variable']}: {row['parameter']}" for row in rows])
    left.invert_yaxis()
    left.grid(axis="y", color=style.PALE, linewidth=0.7)
    style.draw_legend(left, loc="upper left", bbox_to_anchor=(0, -0.14), ncols=3)
    style.dress(left, title="variance of one sample's gradient, GO = 1")
    graph = report["graph"]
    for name in ("go", "reinforce"):
        label, colour, _ = ESTIMATORS[name]
        runs = np.array(graph[name]["objective"])
        style.draw_runs(right, graph["steps"], runs, colour, label=label)
    style.draw_level(right, graph["least"])
    right.set_ylim(0, 1.3 * np.median(graph["go"]["objective"], 0)[0])
    style.draw_legend(right, loc="upper right")
    style.dress(right, title="z ~ gamma, y ~ Poisson(zW): exact E‖y − t‖²", x="steps of one sample")
    return figure


def draw_hessian(report: dict[str, Any]) -> Figure:
    """Nats above the optimum over the steps, a panel a problem: each seed faint, their median bold."""
    problems = report["problems"]
    figure = style.new_figure(4.6 * len(problems), 3.8)
    for axes, (name, problem) in zip(
        figure.subplots(1, len(problems), squeeze=False)[0], problems.items(), strict=True
    ):
        for method, row in problem["methods"].items():
            shortest = min(map(len, row["gaps"]))
            gaps = np.maximum([gap[:shortest] for gap in row["gaps"]], 1e-4)
            rate = "" if method == "GO Hessian" else f", rate {row['rate']:g}"
            style.draw_runs(axes, range(shortest), gaps, METHODS[method], label=f"{method}{rate}")
        style.draw_level(axes, report["settings"]["gap"])
        axes.set_yscale("log")
        style.draw_legend(axes, loc="upper right")
        style.dress(axes, title=f"{name} nodes", x="steps", y="nats above the optimum")
    return figure
