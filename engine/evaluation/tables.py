"""A report as tables for the terminal: each number with ± half its 95 % interval, beside its yardstick.

Under each table stands what its measures are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.table import Table
from rich.text import Text

from engine.evaluation.cells import EMPTY
from engine.evaluation.intervals import Measure
from engine.evaluation.posterior import PERFECT
from engine.evaluation.report import Report

Format = Callable[[float], str]

_one, _two, _three = (f"{{:.{digits}f}}".format for digits in (1, 2, 3))

_FIDELITY = (
    "±: half of the 95 % bootstrap interval over images. ffd: squared Fréchet distance of Gaussians fitted to "
    "features; fkid: squared MMD of features, cubic kernel, 0 for one distribution. P-IDS, U-IDS: how often a linear "
    "SVM takes a completion for more real than its original, and how often it errs; 50 where it cannot tell "
    "[arXiv:2103.10428]. precision, recall: completions among real images, real images among completions, as near "
    "as a 3rd neighbour [arXiv:1904.06991]."
)
_SPREAD = (
    "PSNR at the targets; mean image: of the mean of other real images. gain: by how much the mean of {0} "
    "completions is nearer the truth than one; ideal: 10·log10(2P/(P+1)), P = {0}. apart, from truth: root mean "
    "square between two completions, and between one and its original, as a share of the grey range."
)
_STEPS = (
    "Two steps: a random half of the targets, then the rest. energy: energy distance of their features to those of "
    "one step, relative to how far completions in one step lie apart; 0 for one distribution. ffd: of the same "
    "features; of 1 step twice: between two draws in one step."
)
_CLASSES = (
    "By the feature net's classes. label kept: completions that show the true class; two agree: pairs that show one "
    "class; equal for a perfect sampler. p(y|x_S): how often the completions' mean names the true class; calib. "
    "error: expected calibration error of that mean, 10 bins; ideal: with one of the completions for the truth."
)
_WHOLE = (
    "Total variation: 0 = classes as frequent, 100 = none in common. Distances are root mean squares, as shares of "
    "the grey range; 0 = a copy."
)


def tables(report: Report) -> Iterator[Table]:
    """The tables of a report, at most 80 columns wide; one without rows is left out."""
    every = (_fidelity(report), _spread(report), _steps(report), _classes(report), _whole(report))
    return (table for table in every if table.row_count)


def name_of(shape: str, share: float) -> str:
    """How a kind of S is called: 'S = ∅', 'random 25 %'."""
    return "S = ∅" if shape == EMPTY else f"{shape} {100 * share:g} %"


def _fidelity(report: Report) -> Table:
    columns = ("ffd", "/ floor", "fkid", "P-IDS %", "U-IDS %", "precis. %", "recall %")
    table = new_table("Completions against other held-out images", columns, legend=_FIDELITY)
    floors = report.record["floors"]
    ideals = ("50", "50", _percent(floors["precision"]), _percent(floors["recall"]))
    _yardstick(table, "real", f"{floors['ffd']:.3g}", "1", f"{floors['fkid']:.2g}", *ideals)
    for cell in report.cells:
        ffd, fkid = cell.measures["ffd"], cell.measures["fkid"]
        shares = [_number(cell.measures[name], _percent) for name in ("p_ids", "u_ids", "precision", "recall")]
        times = f"{ffd.value / floors['ffd']:.1f}" if floors["ffd"] > 0 else ""
        table.add_row(name_of(cell.shape, cell.share), _number(ffd), times, _number(fkid), *shares)
    return table


def _spread(report: Report) -> Table:
    repeats = report.record["settings"]["repeats"]
    columns = ("PSNR, dB", "mean image", f"gain of {repeats}, dB", "apart", "from truth")
    table = new_table(f"{repeats} completions of the same known patches", columns, legend=_SPREAD.format(repeats))
    ideals = {cell.measures["gain"].reference for cell in report.cells}
    _yardstick(table, "ideal", "", "", *(f"{ideal:.2f}" for ideal in ideals if ideal), "= from truth", "")
    for cell in report.cells:
        psnr, apart = cell.measures["psnr"], cell.measures["apart"]
        pairs = (_psnr(psnr), _reference(psnr, _decibels), _number(cell.measures["gain"], _two))
        table.add_row(name_of(cell.shape, cell.share), *pairs, _number(apart, _three), _reference(apart, _three))
    return table


def _steps(report: Report) -> Table:
    columns = ("energy", "ffd", "ffd of 1 step twice")
    table = new_table("One step against two, through an intermediate subset", columns, legend=_STEPS)
    _yardstick(table, "ideal", "0", "= of 1 step", "")
    for cell in report.cells:
        energy, ffd = cell.measures["consistency"], cell.measures["consistency_ffd"]
        table.add_row(name_of(cell.shape, cell.share), _number(energy, _three), _number(ffd), _reference(ffd, _two))
    return table


def _classes(report: Report) -> Table:
    names = ("label_kept", "label_accuracy", "calibration")
    columns = ("label kept %", "two agree", "p(y|x_S) %", "ideal", "calib. error %", "ideal")
    table = new_table("Classes of the completions", columns, legend=_CLASSES)
    for cell in report.cells:
        if names[0] in cell.measures:
            measures = [cell.measures[name] for name in names]
            pairs = [(_number(m, _percent), _reference(m, _percent)) for m in measures]
            table.add_row(name_of(cell.shape, cell.share), *(text for pair in pairs for text in pair))
    return table


def _whole(report: Report) -> Table:
    table = new_table("Whole images drawn at S = ∅", ("value", "of real images"), legend=_WHOLE, first="")
    rows = (
        ("class histogram, total variation from held-out %", "histogram", _percent),
        ("distance to the nearest training image", "nearest", _three),
    )
    for cell in report.cells:
        for text, name, form in rows:
            if name in cell.measures:
                measure = cell.measures[name]
                table.add_row(text, _number(measure, form), _reference(measure, form))
    return table


def new_table(title: str, columns: Sequence[str], *, legend: str = "", first: str = "known") -> Table:
    """An empty table, its first column to the left and the others to the right; below it, what its words mean."""
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        header_style="dim",
        caption=Text(legend) if legend else None,  # Text, because its brackets are not markup
        caption_justify="left",
        caption_style="dim",
        box=None,
        padding=(0, 1, 0, 0),
    )
    table.add_column(first, no_wrap=True)
    for name in columns:
        table.add_column(name, justify="right")
    return table


def _yardstick(table: Table, *cells: str) -> None:
    table.add_row(*cells, style="italic")


def _number(measure: Measure, form: Format | None = None) -> str:
    """A value ± half its interval; without a format, with the digits that the interval leaves."""
    half = (measure.high - measure.low) / 2
    if form is None:
        digits = 2 if half < 1 else 1 if half < 10 else 0
        return f"{measure.value:.{digits}f} ±{half:.{digits}f}"
    return f"{form(measure.value)} ±{form(half)}"


def _reference(measure: Measure, form: Format) -> str:
    return "" if measure.reference is None else form(measure.reference)


def _psnr(measure: Measure) -> str:
    return _decibels(measure.value) if measure.value >= PERFECT else _number(measure, _one)


def _decibels(value: float) -> str:
    return "∞" if value >= PERFECT else _one(value)


def _percent(value: float) -> str:
    return f"{100 * value:.0f}"
