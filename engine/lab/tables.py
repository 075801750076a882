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


def gradients_table(report: dict[str, Any]) -> Table:
    """How far GO's mean is from every exact gradient, and the variance of each estimator's single sample."""
    table = Table("y, and the parameter", "off", "GO", "REINFORCE", "of ten", "smooth")
    table.title = f"variance of one sample's gradient, {report['samples']:,} samples"
    for row in report["estimators"]:
        smooth = row.get("normal") or row["gumbel_softmax"]
        estimators = row["go"], row["reinforce"], row["reinforce_of_ten"], smooth
        variances = [f"{each['variance']:.3g}" for each in estimators]
        table.add_row(f"{row['variable']}, {row['parameter']}", f"{row['go']['deviations']:.1f}", *variances)
    table.caption = (
        "off: standard errors between GO's mean and the exact gradient. of ten: REINFORCE where nine other y are part"
        " of f; GO is then as it is alone. smooth: the reparameterised Normal of y's mean and variance, or the"
        " Gumbel-softmax of a finite y; both are approximations."
    )
    return table


def graph_table(report: dict[str, Any]) -> Table:
    """What GO and REINFORCE make of the two-layer graph."""
    graph = report["graph"]
    table = Table("gamma → Poisson", "variance of the gradient", "best rate", "E‖y − t‖² at the start", "at the end")
    for method, name in (("go", "GO"), ("reinforce", "REINFORCE")):
        row = graph[method]
        ends = [course[-1] for course in row["objective"]]
        last = _spread(f"{median(ends):.1f}", f"{min(ends):.1f}", f"{max(ends):.1f}")
        table.add_row(name, f"{row['variance']:,.0f}", f"{row['rate']:g}", f"{row['objective'][0][0]:.1f}", last)
    table.caption = f"median (least to most) of {len(ends)} runs of {graph['steps'][-1]} steps of one sample;"
    table.caption += f" no parameters have less than {graph['least']:.1f}"
    return table


def hessian_table(report: dict[str, Any]) -> Table:
    """Steps and seconds of every method to the optimum."""
    settings = report["settings"]
    table = Table("nodes", "method", "rate", "steps", "seconds", "ms a step", "nats above at the end")
    table.title = f"to {settings['gap']:g} nats above the optimum, {settings['samples']} samples a step"
    for problem, entry in report["problems"].items():
        for method, row in entry["methods"].items():
            rate = "" if method == "GO Hessian" else f"{row['rate']:g}"
            steps, seconds = ("not" if row[each] is None else f"{row[each]:.3g}" for each in ("steps", "seconds"))
            ends = f"{row['milliseconds_a_step']:.1f}", f"{row['last_gap']:.3f}"
            table.add_row(problem, method, rate, steps, seconds, *ends)
    table.caption = (
        f"medians, seeds: {len(settings['seeds'])}; SGD and Adam at the best of {len(settings['rates'])} rates"
    )
    return table


def bridge_table(report: dict[str, Any]) -> Table:
    """Coverage, quality and both KLs at the end by α."""
    n, k = len(report["settings"]["seeds"]), report["settings"]["components"]
    table = Table(
        "α", "modes covered of 25", "quality, %", "KL(q ‖ p)", "KL(p ‖ q)", title=f"{k} components, seeds: {n}"
    )
    for name, row in report["rows"].items():
        quality = [100 * value for value in row["quality"]]
        cells = [(row["covered"], "g"), (quality, ".1f"), (row["forward_kl"], ".2f"), (row["reverse_kl"], ".2f")]
        table.add_row(
            name, *(_spread(*(format(f(values), form) for f in (median, min, max))) for values, form in cells)
        )
    table.caption = (
        "median (least to most). α = 1 is maximum likelihood, α = 0 adversarial learning; KLs in nats. Quality: share"
        " of p's samples within 3σ of a mode's centre. Covered: at least a quarter of the samples that q has there."
    )
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
