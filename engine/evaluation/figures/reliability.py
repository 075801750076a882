"""Reliability diagrams: how often predictions of like confidence are right."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.figure import Figure

from engine.evaluation.labels import Bin, LabelCell
from engine.lab.figures.style import GREY, SURFACE, dress, new_figure

COLUMNS = 4
"""Panels in a row, at most."""


def draw_reliability(cells: Sequence[LabelCell]) -> Figure:
    """A panel a label and a line a share of known patches; calibrated predictions lie on the diagonal."""
    labels = list(dict.fromkeys(cell.label for cell in cells))
    columns = min(COLUMNS, len(labels))
    rows = math.ceil(len(labels) / columns)
    figure = new_figure(2.6 * columns + 0.8, 2.6 * rows + 0.3)
    panels = iter(figure.subplots(rows, columns, squeeze=False).flat)
    for label, axes in zip(labels, panels, strict=False):
        axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.8, linestyle=":")
        mine = [cell for cell in cells if cell.label == label]
        for number, cell in enumerate(mine):
            confidence, accuracy = ([getattr(each, name) for each in cell.reliability] for name in Bin._fields[1:])
            colour = SURFACE(number / len(mine) / 2)  # its other half is too pale for a line
            axes.plot(confidence, accuracy, "o-", color=colour, markersize=3, linewidth=1, label=f"{cell.share:.0%}")
        dress(axes, title=label, x="confidence", y="accuracy")
        axes.set(xlim=(0, 1.02), ylim=(0, 1.02), aspect="equal")
    for axes in panels:  # those that are left
        axes.set_axis_off()
    figure.axes[0].legend(title="known", fontsize=7, title_fontsize=7, frameon=False)
    return figure
