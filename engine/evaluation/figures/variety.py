"""The sheet of the paper's Fig. 4: one image and noise under various S, and one x_S under various noise."""

from __future__ import annotations

from matplotlib.figure import Figure

from engine.evaluation.figures.layout import GAP, GIVEN, LINE, SPACE, TRUTH, Sheet, as_given, zoom_for
from engine.evaluation.shapes import SHAPES, subsets
from engine.models.completion import Model
from engine.pictures.images import UInt8Array

SHARES = (0.1, 0.25, 0.5)
LABELS = 96
COLUMNS = 6
"""Of the right half."""


def draw_variety(model: Model, left: UInt8Array, right: UInt8Array, *, share: float = 0.1, seed: int = 0) -> Figure:
    """Draw both halves.

    Args:
        left: (H, W, C) the image of which various S are given.
        right: (H, W, C) the image of which one share of i.i.d. patches is given.
    """
    size = model.config.image_size
    sheet = Sheet(zoom=zoom_for(size))
    cell = size * sheet.zoom
    pair = 2 * cell + GAP + SPACE
    x = LABELS
    sheet.picture(left, x, 0, TRUTH)
    top = cell + 10
    for c, value in enumerate(SHARES):
        middle = x + c * pair + cell + GAP / 2
        sheet.words(f"{100 * value:g} % known", middle, top + LINE / 2, align="center", faint=True)
    sheet.words("one image, one noise,\nvarious known patches", x + cell + 2 * GAP, cell / 2)
    y = top + LINE + 6
    for r, shape in enumerate(SHAPES):
        place = y + r * (cell + 2 * GAP)
        sheet.words(shape, LABELS - 14, place + cell / 2, align="right")
        for c, value in enumerate(SHARES):
            known = subsets(model.grid, shape, value, 1, seed=seed + r)[0]
            completion = model.complete(left, known, seeds=[seed]).images[0]
            sheet.picture(as_given(left, known, model.grid), x + c * pair, place, GIVEN)
            sheet.picture(completion, x + c * pair + cell + GAP, place)
    _noises(model, sheet, right, share, seed, x + pair * len(SHARES) + 2 * SPACE, y)
    return sheet.draw()


def _noises(model: Model, sheet: Sheet, image: UInt8Array, share: float, seed: int, x: float, y: float) -> None:
    cell = image.shape[0] * sheet.zoom
    known = subsets(model.grid, "random", share, 1, seed=seed)[0]
    width = COLUMNS * (cell + GAP) - GAP
    n = COLUMNS * len(SHAPES)
    sheet.picture(as_given(image, known, model.grid), x, 0, GIVEN)
    sheet.picture(image, x + cell + 2 * GAP, 0, TRUTH)
    sheet.words(f"{100 * share:g} % known,\n{n} noises", x + 2 * (cell + 2 * GAP), cell / 2)
    sheet.words("completions", x + width / 2, cell + 10 + LINE / 2, align="center", faint=True)
    for i, completion in enumerate(model.complete(image, known, n=n, seed=seed).images):
        r, c = divmod(i, COLUMNS)
        sheet.picture(completion, x + c * (cell + GAP), y + r * (cell + 2 * GAP))
