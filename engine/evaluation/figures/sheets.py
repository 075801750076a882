"""Which images go on which sheet."""

from __future__ import annotations

from matplotlib.figure import Figure

from engine.evaluation.figures.anomalies import draw_anomalies, standard_cases
from engine.evaluation.figures.shares import assorted, draw_shares, rows
from engine.evaluation.figures.variety import draw_variety
from engine.evaluation.held_out import HeldOut
from engine.models.completion import Model
from engine.pictures.images import UInt8Array


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
    if kind == "shares":
        return draw_shares(model, some, rows(), n=n, seed=seed)
    if kind == "variety":
        return draw_variety(model, some[2], some[7], seed=seed)
    others = [] if foreign is None else assorted(foreign, None, 3, seed=seed)
    return draw_anomalies(model, standard_cases(model.grid, some, others), n=n, seed=seed)
