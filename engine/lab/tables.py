"""The lab's reports as tables for the terminal."""

from __future__ import annotations

from typing import Any

import numpy as np
from rich.table import Table

from engine.lab.metrics import legend


def surfaces_table(report: dict[str, Any]) -> Table:
    """Where the optima of every surface are."""
    table = Table("matching", "angle", "global optimum", "local optima, with their KL in nats")
    table.caption = "y = A x: x in a domain rotated by the angle. θ₁ ≤ θ₂; swapping the two means changes nothing."
    for entry in report["surfaces"]:
        matching, optima = entry["matching"], [o for o in entry["optima"] if o["theta"][0] <= o["theta"][1]]
        best = ["({:.3f}, {:.3f})".format(*o["theta"]) for o in optima if o["global"]]
        local = ["({:.3f}, {:.3f}) {:.3f}".format(*o["theta"], o["divergence"]) for o in optima if not o["global"]]
        fallback = "every θ" if entry["flat"] else "(-1, 1), in a valley"
        table.add_row(entry["name"], f"{matching['angle']:g}°", *best or [fallback], "\n".join(local))
    return table


def exploration_table(report: dict[str, Any]) -> Table:
    """Components found at a few matchings."""
    n = len(report["settings"]["seeds"])
    table = Table("matchings", "joint matching", "big learning", title=f"components found of 25, seeds: {n}")
    for row in report["summary"]:
        found = [row[m] for m in ("joint", "big")]
        cells = [_spread(f"{each['median']:g}", f"{each['least']}", f"{each['most']}") for each in found]
        table.add_row(f"{row['matchings']:,}", *cells)
    table.caption = "median (least to most)"
    return table


def adversarial_table(report: dict[str, Any]) -> Table:
    """Every metric by variant, beside that of samples of q itself."""
    variants = [name for name in report["metrics"]["calibration"] if name != "samples of q"]
    n = len(report["settings"]["seeds"])
    table = Table("metric", *variants, "samples of q", title=f"against exact conditionals, seeds: {n}")
    for name, row in report["metrics"].items():
        cells = [_spread(f"{np.median(row[v]):.3f}", f"{min(row[v]):.3f}", f"{max(row[v]):.3f}") for v in variants]
        table.add_row(name.replace("_", " "), *cells, f"{row['samples of q']:.3f}")
    table.caption = "median (least to most)"
    return table


def adversarial_legend() -> Table:
    """What the metrics are, a line each."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    for name, meaning in legend().items():
        table.add_row(name, meaning)
    return table


def _spread(median: str, least: str, most: str) -> str:
    """A median and what it lies between, where the seeds differ."""
    return median if least == most else f"{median}  ({least} to {most})"
