"""The lab's reports as tables for the terminal, and what their words mean.

Free of torch, for the help says it too.
"""

from __future__ import annotations

from statistics import median
from typing import Any

from rich.table import Table

MEANINGS = {
    "conditional_forward": "KL(q(x_T|x_S) ‖ p(x_T|x_S)), mean over x_S at 16 equally spaced quantiles of q and over"
    " both coordinates as T; nats",
    "conditional_reverse": "KL(p(x_T|x_S) ‖ q(x_T|x_S)), the same mean; nats",
    "calibration": "largest gap between the distribution function of q(x_T|x_S) at p's samples and the uniform one,"
    " the same mean; 0 to 1",
    "joint_forward": "KL(q(x) ‖ p(x)); nats",
    "joint_reverse": "KL(p(x) ‖ q(x)); nats",
    "disagreement": "p(x₁, x₂), p(x₂|x₁) p(x₁) and p(x₁|x₂) p(x₂): the mean KL of the three from their mean; nats",
}
"""In the order of the columns of `point_metrics.judge`; of all, 0 is best. No brackets, which would be markup."""
FLOOR = "what q itself gets: even its own samples are not at 0, for the KLs are between histograms"


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
        cells = [_spread(f"{median(row[v]):.3f}", f"{min(row[v]):.3f}", f"{max(row[v]):.3f}") for v in variants]
        table.add_row(name.replace("_", " "), *cells, f"{row['samples of q']:.3f}")
    table.caption = "median (least to most)"
    return table


def legend() -> dict[str, str]:
    """Every row of the table and its last column, as words, with a line each."""
    return {name.replace("_", " "): meaning for name, meaning in MEANINGS.items()} | {"samples of q": FLOOR}


def adversarial_legend() -> Table:
    """What the metrics are, a line each."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    for name, meaning in legend().items():
        table.add_row(name, meaning)
    return table


def _spread(middle: str, least: str, most: str) -> str:
    """A median and what it lies between, where the seeds differ."""
    return middle if least == most else f"{middle}  ({least} to {most})"
