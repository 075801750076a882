"""p against q at the θ of the surface: in the plane, and along the target of the matching."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from engine.lab import CENTRES
from studio.lab.plot import Plot, SmoothImage
from studio.lab.scene import LINE, Scene, densities
from studio.translation import digits

PLANE = 2.1
_N = 121
_TURN = np.linspace(0, 2 * np.pi, 73)


class PlanePlot(Plot):
    """q's density, p's components at two standard deviations, the target's axis and the line of what is given."""

    def __init__(self) -> None:
        super().__init__(x="x₁", y="x₂", square=True)
        self.setAccessibleName(self.tr("p and q in the plane"))
        self._scene = Scene()
        self._density = SmoothImage(reach=PLANE)
        self._axis = pg.PlotCurveItem(connect="pairs")
        self._given = pg.PlotCurveItem()
        self._circles = pg.PlotCurveItem(connect="finite")
        self._means = pg.ScatterPlotItem(symbol="o", size=6, pen=None)
        self._name = pg.TextItem(anchor=(0.5, 0.5))
        self.add(self._density, self._axis, self._given, self._circles, self._means, self._name)
        for side in ("bottom", "left"):
            self.set_ticks(side, -1, 0, 1)
        self.setRange(xRange=(-PLANE, PLANE), yRange=(-PLANE, PLANE), padding=0)
        self.dress()

    def show_scene(self, scene: Scene) -> None:
        before, self._scene = self._scene, scene
        if (scene.variance, scene.averaged) != (before.variance, before.averaged):
            self.recolour()
        radius = 2 * math.sqrt(scene.variance)
        circle = np.stack([np.cos(_TURN), np.sin(_TURN)], -1) * radius
        rows = [np.append(circle + np.array([theta, 0]), [[np.nan, np.nan]], 0) for theta in scene.theta]
        self._circles.setData(*np.concatenate(rows).T, connect="finite")
        self._means.setData(pos=[(theta, 0) for theta in scene.theta])
        phi = math.radians(scene.angle + (90 if scene.target == 2 else 0))
        along = np.array([math.cos(phi), math.sin(phi)])
        across = np.array([-along[1], along[0]]) * (1 if scene.target == 1 else -1)
        split = scene.kind != "joint"
        self._axis.setVisible(split)
        self._name.setVisible(split)
        self._axis.setData(*_arrow(1.7 * along).T, connect="pairs")
        self._name.setText("y" + "₁₂"[scene.target - 1])
        self._name.setPos(*(1.92 * along))
        self._given.setVisible(scene.kind == "conditional")
        self._given.setData(*np.stack([scene.given * across - 4 * along, scene.given * across + 4 * along]).T)

    def recolour(self) -> None:
        colours, scene = self.colours, self._scene
        self._circles.setPen(pg.mkPen(colours.p, width=2))
        self._means.setBrush(colours.p)
        self._axis.setPen(pg.mkPen(colours.q_edge, width=1.6))
        self._name.setColor(colours.q_edge)
        dash = Qt.PenStyle.DashLine if scene.averaged else Qt.PenStyle.SolidLine
        self._given.setPen(pg.mkPen(colours.joint, width=1.6, style=dash))
        x = np.linspace(-PLANE, PLANE, _N)
        density = sum(np.exp(-((x[:, None] - c) ** 2 + x**2) / (2 * scene.variance)) for c in CENTRES)
        tint = pg.mkColor(colours.q_edge)
        pixels = np.empty((_N, _N, 4), np.uint8)
        pixels[..., :3] = tint.red(), tint.green(), tint.blue()
        pixels[..., 3] = (np.clip(density, 0, 1) * 190).round()
        self._density.show_pixels(pixels, _N)


class DensityPlot(Plot):
    """q's density of the target filled, p's as a line."""

    def __init__(self) -> None:
        super().__init__(x="x₁")
        self.setAccessibleName(self.tr("Densities of the target"))
        self._q = pg.PlotCurveItem(fillLevel=0)
        self._p = pg.PlotCurveItem()
        self.add(self._q, self._p)
        self.set_ticks("bottom", -2, -1, 0, 1, 2)
        self.dress()

    def show_scene(self, scene: Scene) -> None:
        q, p = densities(scene)
        self._q.setData(LINE, q)
        self._p.setData(LINE, p)
        top = 1.08 / math.sqrt(2 * math.pi * scene.variance)
        self.setRange(xRange=(float(LINE[0]), float(LINE[-1])), yRange=(0, top), padding=0)
        self.set_label("bottom", axis_name(scene))

    @property
    def p(self) -> np.ndarray:
        """p's density as drawn."""
        return np.asarray(self._p.getData()[1])

    def recolour(self) -> None:
        self._q.setPen(pg.mkPen(self.colours.q_edge, width=1.2))
        self._q.setBrush(pg.mkBrush(self.colours.q))
        self._p.setPen(pg.mkPen(self.colours.p, width=2.2))


def axis_name(scene: Scene) -> str:
    """What lies along the density's axis: of the joint the line of all means, else a coordinate of y."""
    if scene.kind == "joint":
        return "x₁"
    target, given = "₁₂" if scene.target == 1 else "₂₁"
    return f"y{target}" + (f" | y{given} = {digits(scene.given)}" if scene.kind == "conditional" else "")


def _arrow(tip: np.ndarray) -> np.ndarray:
    """An arrow from -tip to tip, as pieces: (6, 2)."""
    back, side = -0.09 * tip, 0.05 * np.array([-tip[1], tip[0]])
    return np.stack([-tip, tip, tip + back + side, tip, tip + back - side, tip])
