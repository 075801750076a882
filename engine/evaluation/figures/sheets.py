"""The sheets of the paper's Figs. 3, 4 and 5."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from engine.evaluation.figures.cases import Case, anomalies, rows, share_cases
from engine.evaluation.figures.layout import GAP, GIVEN, LINE, SPACE, TRUTH, Sheet, zoom_for
from engine.evaluation.held_out import HeldOut
from engine.evaluation.intervals import IntArray
from engine.evaluation.shapes import SHAPES, subsets
from engine.models.completion import Model
from engine.models.sheet import as_given
from engine.pictures.images import UInt8Array

CASE_LABELS, SHAPE_LABELS = 150, 96
"""Width of the words left of the rows, of Figs. 3 and 5, and of Fig. 4."""
VARIETY_SHARES = (0.1, 0.25, 0.5)
"""Of the left half of Fig. 4."""
VARIETY_SHARE = 0.1
"""Of its right half."""
VARIETY_COLUMNS = 6
"""Of its right half."""


def draw_sheet(
    kind: str, model: Model, data: HeldOut, foreign: UInt8Array | None, *, n: int = 8, seed: int = 0
) -> Figure:
    """Draw a sheet of held-out images.

    Args:
        kind: "shares" (Fig. 3), "variety" (Fig. 4) or "anomalies" (Fig. 5).
        foreign: (N, H, W, C) images of another domain, for the last.
        n: noises a row, for the first and the last.
    """
    some = assorted(data.images, data.labels, 10, seed=seed)
    if kind == "variety":
        return draw_variety(model, some[2], some[7], seed=seed)
    if kind == "shares":
        return draw_cases(
            model, share_cases(model.config, some, rows(views=model.config.views), seed=seed), n=n, seed=seed
        )
    others = [] if foreign is None else assorted(foreign, None, 3, seed=seed)
    return draw_cases(model, anomalies(model.grid, some, others), n=n, seed=seed)


def assorted(images: UInt8Array, labels: IntArray | None, count: int, *, seed: int = 0) -> list[UInt8Array]:
    """`count` of (N, H, W, C) images, drawn at random; where there are labels, the classes come in turn."""
    order = np.random.default_rng(seed).permutation(len(images))
    if labels is None:
        return [images[order[i % len(order)]] for i in range(count)]
    classes = [order[labels[order] == c] for c in np.unique(labels)]
    return [images[(c := classes[i % len(classes)])[(i // len(classes)) % len(c)]] for i in range(count)]


def draw_cases(model: Model, cases: Sequence[Case], *, n: int = 8, seed: int = 0) -> Figure:
    """A row a case, with the same n noises in every row: sources, what is given, completions, the truth.

    Sources have two columns if any case has some; the truth has one if any case has none.
    """
    sheet = Sheet(zoom=zoom_for(model.grid.width))
    cell, height = model.grid.width * sheet.zoom, model.grid.height * sheet.zoom
    sourced = any(case.sources for case in cases)
    given = CASE_LABELS + (2 * (cell + GAP) + SPACE if sourced else 0)
    first = given + cell + SPACE
    last = first + n * (cell + GAP) - GAP + SPACE
    headings = [("given", given + cell / 2), ("completions, one noise a column", (first + last - SPACE) / 2)]
    headings.append(("sources", CASE_LABELS + cell + GAP) if sourced else ("truth", last + cell / 2))
    for text, x in headings:
        sheet.words(text, x, LINE / 2, align="center", faint=True)
    for r, case in enumerate(cases):
        y = LINE + 6 + r * (height + 2 * GAP)
        sheet.words(case.name, CASE_LABELS - 14, y + height / 2, align="right")
        for i, source in enumerate(case.sources):
            place = 2 - len(case.sources) + i  # a single source stands beside what was taken from it
            sheet.picture(source, CASE_LABELS + place * (cell + 2 * GAP), y, TRUTH)
        sheet.picture(as_given(case.image, case.known, model.grid), given, y, GIVEN)
        for c, completion in enumerate(model.complete(case.image, case.known, n=n, seed=seed).images):
            sheet.picture(completion, first + c * (cell + GAP), y)
        if not case.sources:
            sheet.picture(case.image, last, y, TRUTH)
    return sheet.draw()


def draw_variety(model: Model, left: UInt8Array, right: UInt8Array, *, seed: int = 0) -> Figure:
    """Draw one (H, W, C) image and noise under various S, and beside it another image's x_S under various noise."""
    sheet = Sheet(zoom=zoom_for(model.grid.width))
    cell, height = model.grid.width * sheet.zoom, model.grid.height * sheet.zoom
    pair, x = 2 * cell + GAP + SPACE, SHAPE_LABELS
    sheet.picture(left, x, 0, TRUTH)
    top = height + 10
    for c, share in enumerate(VARIETY_SHARES):
        middle = x + c * pair + cell + GAP / 2
        sheet.words(f"{100 * share:g} % known", middle, top + LINE / 2, align="center", faint=True)
    sheet.words("one image, one noise,\nvarious known patches", x + cell + 2 * GAP, height / 2)
    y = top + LINE + 6
    for r, shape in enumerate(SHAPES):
        place = y + r * (height + 2 * GAP)
        sheet.words(shape, x - 14, place + height / 2, align="right")
        for c, share in enumerate(VARIETY_SHARES):
            known = subsets(model.grid, shape, share, 1, seed=seed + r)[0]
            sheet.picture(as_given(left, known, model.grid), x + c * pair, place, GIVEN)
            completion = model.complete(left, known, seeds=[seed]).images[0]
            sheet.picture(completion, x + c * pair + cell + GAP, place)
    x += pair * len(VARIETY_SHARES) + 2 * SPACE
    known = subsets(model.grid, "random", VARIETY_SHARE, 1, seed=seed)[0]
    n = VARIETY_COLUMNS * len(SHAPES)
    sheet.picture(as_given(right, known, model.grid), x, 0, GIVEN)
    sheet.picture(right, x + cell + 2 * GAP, 0, TRUTH)
    sheet.words(f"{100 * VARIETY_SHARE:g} % known,\n{n} noises", x + 2 * (cell + 2 * GAP), height / 2)
    middle = x + (VARIETY_COLUMNS * (cell + GAP) - GAP) / 2
    sheet.words("completions", middle, top + LINE / 2, align="center", faint=True)
    for i, completion in enumerate(model.complete(right, known, n=n, seed=seed).images):
        r, c = divmod(i, VARIETY_COLUMNS)
        sheet.picture(completion, x + c * (cell + GAP), y + r * (height + 2 * GAP))
    return sheet.draw()
