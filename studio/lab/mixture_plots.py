"""Where mixtures stand in a run, and how many components or modes they have found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

from studio.lab.plot import Plot, Role
from studio.lab.runs import Frame

COMPONENTS = 25
_LINE = np.arange(-4.0, 5.0, 2.0)
_CENTRES = np.stack(np.meshgrid(_LINE, _LINE), -1).reshape(-1, 2)
_DIAMETER = 4 * 0.05**0.5
_TURN = np.linspace(0, 2 * np.pi, 33)
_CIRCLE = np.stack([np.cos(_TURN), np.sin(_TURN)])
_LEAST = 1000
"""Steps that the curve has room for at least, if a run has as many."""
_NAME = 5.0
"""Components that the height of a name takes."""
_REACH = (-7.4, 5.6)


class MixturePlot(Plot):
    """q's 25 components as discs and p's as ellipses, both of two standard deviations."""

    def __init__(self, *, name: str, method: int, paper: bool) -> None:
        """Args:
        method: which of a frame's.
        paper: it is the paper's own, and has its colour.
        """
        super().__init__(x="x₁", y="x₂", square=True)
        self.setAccessibleName(name)
        self._method, self._paper = method, paper
        self._q = pg.ScatterPlotItem(pos=_CENTRES, symbol="o", size=_DIAMETER, pxMode=False, pen=None)
        self._ellipses = pg.PlotCurveItem(connect="finite")
        self._means = pg.ScatterPlotItem(symbol="o", size=4, pen=None)
        self.add(self._q, self._ellipses, self._means)
        for side in ("bottom", "left"):
            self.set_ticks(side, -4, 0, 4)
        self.setRange(xRange=_REACH, yRange=_REACH, padding=0)
        self.dress()

    def show_frame(self, frame: Frame) -> None:
        means = frame.means[self._method]
        self._ellipses.setData(*outlines(means, frame.factors[self._method]).T, connect="finite")
        self._means.setData(pos=means)

    def recolour(self) -> None:
        colour = self.colours.p if self._paper else self.colours.joint
        self._q.setBrush(self.colours.q)
        self._ellipses.setPen(pg.mkPen(colour, width=1.2))
        self._means.setBrush(colour)


class ComponentsPlot(Plot):
    """Components found against steps: faint what is recorded, bold up to what is shown."""

    def __init__(self, *, name: str, x: str, y: str, methods: Sequence[str], steps: int) -> None:
        """Args: steps: of a whole run."""
        super().__init__(x=x, y=y)
        self.setAccessibleName(name)
        self._names = [pg.TextItem(text, anchor=(0, 0.5)) for text in methods]
        self._all = [pg.PlotCurveItem() for _ in methods]
        self._shown = [pg.PlotCurveItem() for _ in methods]
        self._least = min(_LEAST, steps)
        self._here = pg.InfiniteLine(angle=90)
        self._limit = pg.InfiniteLine(pos=COMPONENTS, angle=0)
        self.add(self._limit, self._here, *self._all, *self._shown, *self._names)
        self.set_ticks("left", 0, 5, 10, 15, 20, 25)
        self.getAxis("bottom").enableAutoSIPrefix(False)
        self.setRange(xRange=(0, self._least), yRange=(0, COMPONENTS + 1), padding=0)
        for item in (self._here, *self._names):
            item.setVisible(False)
        self.dress()

    def show_frames(self, frames: Sequence[Frame], at: int) -> None:
        """Show what was recorded, and that frame `at` is shown."""
        steps = np.array([frame.step for frame in frames])
        found = np.array([frame.found for frame in frames]).T
        for method, counts in enumerate(found):
            self._all[method].setData(steps, counts)
            self._shown[method].setData(steps[: at + 1], counts[: at + 1])
        for name, height in zip(self._names, apart(found[:, -1].tolist()), strict=True):
            name.setPos(steps[-1], height)
        for item in (self._here, *self._names):
            item.setVisible(True)
        self._here.setPos(frames[at].step)
        self.setXRange(0, max(self._least, int(steps[-1]) * 1.18), padding=0)

    def recolour(self) -> None:
        quiet = self.palette().color(Role.Mid)
        self._here.setPen(pg.mkPen(self.quiet, width=1))
        self._limit.setPen(pg.mkPen(quiet, width=1))
        others = [self.colours.joint, self.colours.q_edge][: len(self._names) - 1]
        for method, colour in enumerate([*others, self.colours.p]):
            self._names[method].setColor(colour)
            faint = pg.mkColor(colour)
            faint.setAlpha(90)
            self._all[method].setPen(pg.mkPen(faint, width=1.2))
            self._shown[method].setPen(pg.mkPen(colour, width=2.2))


def apart(heights: Sequence[float]) -> list[float]:
    """Where names go that are to stand at these heights and not on one another, nor outside the plot."""
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    placed = [0.0] * len(heights)
    lowest = _NAME / 2
    for rank, i in enumerate(order):
        above = len(order) - 1 - rank
        placed[i] = lowest = min(max(float(heights[i]), lowest), COMPONENTS - above * _NAME)
        lowest += _NAME
    return placed


def outlines(means: NDArray[np.float32], factors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Ellipses of two standard deviations: (K, 2), Cholesky factors (K, 2, 2) -> (rows, 2), NaN between two."""
    ring = means[:, None] + 2 * (factors @ _CIRCLE).swapaxes(1, 2)
    gap = np.full((len(means), 1, 2), np.nan)
    rows: NDArray[np.float32] = np.concatenate([ring, gap], 1).reshape(-1, 2).astype(np.float32)
    return rows
