"""The sheet of the paper's Fig. 3: a row a subset, a column a noise, what was given and the truth at the sides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from engine.evaluation.cells import EMPTY
from engine.evaluation.figures.layout import GAP, GIVEN, LINE, SPACE, TRUTH, Sheet, as_given, zoom_for
from engine.evaluation.shapes import SHAPES, SHARES, subsets
from engine.evaluation.tables import name_of
from engine.models.completion import Model
from engine.pictures.images import UInt8Array

LABELS = 150
"""Width of the words left of the rows."""


def draw_shares(
    model: Model, images: Sequence[UInt8Array], kinds: Sequence[tuple[str, float]], *, n: int = 8, seed: int = 0
) -> Figure:
    """Complete one image a row, with the same n noises in every row.

    Args:
        images: (H, W, C) uint8, used in turn.
        kinds: the (shape, share) of each row, as `rows` gives them.
    """
    size = model.config.image_size
    sheet = Sheet(zoom=zoom_for(size))
    cell = size * sheet.zoom
    first = LABELS + cell + SPACE
    last = first + n * (cell + GAP) - GAP + SPACE
    for text, x in (("given", LABELS + cell / 2), ("truth", last + cell / 2)):
        sheet.words(text, x, LINE / 2, align="center", faint=True)
    sheet.words("completions, one noise a column", (first + last - SPACE) / 2, LINE / 2, align="center", faint=True)
    for r, (shape, share) in enumerate(kinds):
        image, y = images[r % len(images)], LINE + 6 + r * (cell + 2 * GAP)
        known = subsets(model.grid, "random" if shape == EMPTY else shape, share, 1, seed=seed + r)[0]
        sheet.words(name_of(shape, share), LABELS - 14, y + cell / 2, align="right")
        sheet.picture(as_given(image, known, model.grid), LABELS, y, GIVEN)
        for c, completion in enumerate(model.complete(image, known, n=n, seed=seed).images):
            sheet.picture(completion, first + c * (cell + GAP), y)
        sheet.picture(image, last, y, TRUTH)
    return sheet.draw()


def rows(shapes: Sequence[str] = tuple(SHAPES), shares: Sequence[float] = SHARES) -> list[tuple[str, float]]:
    """All shares in the first shape, then the share nearest one half in each other shape."""
    some = [share for share in shares if share > 0]
    found = [(EMPTY, 0.0)] if 0 in shares else []
    found += [(shapes[0], share) for share in some]
    middle = sorted(some, key=lambda share: abs(share - 0.5))[:1]
    return found + [(shape, share) for shape in shapes[1:] for share in middle]


def assorted(images: UInt8Array, labels: NDArray[np.int64] | None, count: int, *, seed: int = 0) -> list[UInt8Array]:
    """`count` of (N, H, W, C) images, drawn at random; where there are labels, the classes come in turn."""
    order = np.random.default_rng(seed).permutation(len(images))
    if labels is None:
        return [images[order[i % len(order)]] for i in range(count)]
    classes = [order[labels[order] == c] for c in np.unique(labels)]
    return [images[(c := classes[i % len(classes)])[(i // len(classes)) % len(c)]] for i in range(count)]
