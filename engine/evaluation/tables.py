"""A report as tables for the terminal: each number with ± half its 95 % interval, beside its yardstick.

Under each table stands what its measures are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.table import Table
from rich.text import Text

from engine.evaluation.distances import SPLITS
from engine.evaluation.intervals import Measure
from engine.evaluation.labels import BINS
from engine.evaluation.report import Report
from engine.evaluation.shapes import name_of

Format = Callable[[float], str]

_two, _three, _four = (f"{{:.{digits}f}}".format for digits in (2, 3, 4))

_REAL = (
    "{0} held-out images. told apart: how often a small convnet, trained on half of them, tells completions from "
    "their originals among the rest; 50 where it cannot [arXiv:1610.06545]. AUC: the same for all thresholds. ffd: "
    "squared Fréchet distance of Gaussians fitted to features: {1}; extrapolated to infinitely many images, then at "
    "n [arXiv:1911.07023]. grain: power of the finest octave of {2} against that of the originals. precision, "
    "recall: completions among real images, real images among completions, as near as a 3rd neighbour "
    "[arXiv:1904.06991]. ±: half of the 95 % bootstrap interval over images; of ffd, the standard deviation over "
    "{3} random halves. real: the same between two halves of the real images."
)
_HALF = " A random half of the other patches is target and the rest ignored, here black; real: of whole images."
_USED = " * Training used this net: its figure flatters."
_SPREAD = (
    "energy: root mean square distance of a completion to its original, less half of that between two; least for the "
    "true posterior [Gneiting and Raftery, 2007]. gain: by how much the mean of {0} completions is nearer the truth "
    "than one; ideal: 10·log10(2P/(P+1)), P = {0}. "
    "apart: root mean square between two completions against that between one and its original. two steps: a random "
    "half of the targets, then the rest; energy distance of their features to those of one step, relative to how far "
    "completions in one step lie apart; 1 step twice: the same between two draws in one step."
)
_CLASSES = (
    " label kept: completions that show the class of the original, by the feature net; two agree: pairs that show "
    "one class; equal for a perfect sampler."
)
_WHOLE = (
    "Total variation: 0 = classes as frequent, 100 = none in common. Distances are root mean squares, as shares of "
    "the grey range; 0 = a copy."
)
_PIXELS = (
    "alpha: target pixels that are opaque or transparent as in the original; by chance: as in another image. off "
    "palette: opaque target pixels farther than .1 in RGB from every known colour; real: of the originals. views "
    "differ: root mean square distance of the colours of the known view and of the others to the nearest of each "
    "other; real: in the originals; strangers: views of two images."
)

_LABELS = (
    "right: images whose most probable category is the true one; most freq.: were the most frequent always named. "
    "-log p: of the true category, in nats; entropy: by the frequencies alone. ECE: mean gap of confidence and "
    "accuracy, in {1} bins [arXiv:1706.04599]; floor: of calibrated predictions of as many images. p is the mean "
    "over {0} noises; known patches are random."
)
_SHOWN = (
    " shown: completions in which {0} sees the true category, that label given; not given: no label given; real: of "
    "the originals."
)


def tables(report: Report) -> Iterator[Table]:
    """The tables of a report, at most 100 columns wide; one without rows is left out."""
    every = (_against_real(report), _spread(report), _pixels(report), _whole(report), _labels(report))
    return (table for table in every if table.row_count)


def _against_real(report: Report) -> Table:
    record, floors = report.record, report.record["floors"]
    nets = record["features"]
    names = ["ffd" if not index else f"ffd_{index + 1}" for index in range(len(nets))]
    marks = ["*" if net["used_in_training"] else "" for net in nets]
    heads = [f"ffd {chr(ord('A') + index)}{mark}" for index, mark in enumerate(marks)]
    distances = [text for head in heads for text in (head, "at n")]
    by = ", ".join(f"{head} of {net['name']} (n = {net['n']:,})" for head, net in zip(heads, nets, strict=True))
    octave = "grey" if record["channels"] == 1 else "colour"
    legend = _REAL.format(f"{record['settings']['images']:,}", by, octave, SPLITS)
    legend += _HALF if record["settings"]["targets"] == "half" else ""
    legend += _USED if any(net["used_in_training"] for net in nets) else ""
    columns = ("told apart %", "AUC", *distances, "grain", "prec. %", "recall %")
    table = new_table("Completions against real images", columns, legend=legend)
    real = {name: Measure(**floor) for name, floor in floors.items() if isinstance(floor, dict)}
    found = [text for name in names for text in (_number(real[name]), _number(real[f"{name}_at_n"]))]
    tested = (_number(real["told_apart"], _tenths), _two(real["auc"].value))
    _yardstick(table, "real", *tested, *found, "1", _percent(floors["precision"]), _percent(floors["recall"]))
    for cell in report.cells:
        m = cell.measures
        found = [text for name in names for text in (_number(m[name]), _number(m[f"{name}_at_n"]))]
        grain = _two(m["grain"].value) if "grain" in m else ""
        last = (_percent(m[name].value) for name in ("precision", "recall"))
        tested = (_number(m["told_apart"], _tenths), _two(m["auc"].value))
        table.add_row(name_of(cell.shape, cell.share), *tested, *found, grain, *last)
    return table


def _spread(report: Report) -> Table:
    repeats = report.record["settings"]["repeats"]
    classes = any("label_kept" in cell.measures for cell in report.cells)
    columns = ["energy", f"gain of {repeats}, dB", "apart", "two steps", "1 step twice"]
    columns += ["label kept %", "two agree %"] if classes else []
    legend = _SPREAD.format(repeats) + (_CLASSES if classes else "")
    table = new_table(f"{repeats} completions of the same known patches", columns, legend=legend)
    ideals = {cell.measures["gain"].reference for cell in report.cells}
    ideal = ["", *(_two(ideal) for ideal in ideals if ideal), "1", "0", "0"]
    ideal += ["= two agree", ""] if classes else []
    _yardstick(table, "ideal", *ideal)
    for cell in report.cells:
        m = cell.measures
        row = [_number(m["energy_score"], _four), _number(m["gain"], _two), _number(m["apart"], _two)]
        row += [_number(m["consistency"], _three), _reference(m["consistency"], _three)]
        if "label_kept" in m:
            row += [_number(m["label_kept"], _percent), _reference(m["label_kept"], _percent)]
        table.add_row(name_of(cell.shape, cell.share), *row)
    return table


def _pixels(report: Report) -> Table:
    columns = ("alpha %", "by chance", "off palette %", "real", "views differ", "real", "strangers")
    table = new_table("Transparency and colours", columns, legend=_PIXELS)
    for cell in report.cells:
        row: list[str] = []
        for name, form in (("alpha", _percent), ("off_palette", _percent), ("views", _three)):
            measure = cell.measures.get(name)
            row += [_number(measure, form), _reference(measure, form)] if measure else ["", ""]
        strangers = cell.measures.get("views_shuffled")
        if any(row):
            shown = _three(strangers.value) if strangers else ""
            table.add_row(name_of(cell.shape, cell.share), *row, shown)
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


def _labels(report: Report) -> Table:
    shown = any("shown_given" in cell.measures for cell in report.labels)
    columns = ["right %", "most freq.", "-log p", "entropy", "ECE %", "floor"]
    columns += ["shown %", "not given", "real"] if shown else []
    legend = _LABELS.format(report.record["settings"]["repeats"], BINS)
    if shown:
        legend += _SHOWN.format(report.record["features"][0]["name"])
    table = new_table("Labels by the known patches", columns, legend=legend, first="label, known")
    forms = (("accuracy", _tenths), ("nll", _three), ("ece", _tenths))
    for cell in report.labels:
        m = cell.measures
        row = [text for name, form in forms for text in (_number(m[name], form), _reference(m[name], form))]
        if "shown_given" in m:
            given, free = m["shown_given"], m["shown_free"]
            row += [_number(given, _percent), _number(free, _percent), _reference(given, _percent)]
        table.add_row(f"{cell.label}, {100 * cell.share:g} %", *row)
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


def _percent(value: float) -> str:
    return f"{100 * value:.0f}"


def _tenths(value: float) -> str:
    return f"{100 * value:.1f}"
