"""The page of the surfaces (*Big Cooperative Learning*, Figs. 2, 3): θ over the reverse KL, p against q."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from engine.lab import REACH
from studio.errors import Failure
from studio.lab.colour_bar import ColourBar
from studio.lab.density_plots import DensityPlot, PlanePlot, axis_name
from studio.lab.dial import AngleDial
from studio.lab.scene import Divergence, Scene, Surface, SurfaceRequest, compute_divergence, compute_surface, highest
from studio.lab.surface_plot import SurfacePlot
from studio.lab.threads import LatestThread
from studio.translation import number
from studio.widgets.labels import QUIET, WrappedLabel
from studio.widgets.layout import column, label_for, row


class SurfacesPage(QWidget):
    """Owns the scene; its controls and plots show it. Surfaces and divergences come from two threads."""

    failed = Signal(Failure)

    def __init__(self) -> None:
        super().__init__()
        self.scene = Scene()
        self.surface: Surface | None = None
        """The newest surface shown."""
        self.divergence: Divergence | None = None
        """The newest one shown."""
        doing = self.tr("Computing the surface")
        self._surfaces = LatestThread[SurfaceRequest](compute_surface, name="studio-lab-surface", doing=doing)
        self._divergences = LatestThread[Scene](compute_divergence, name="studio-lab-divergence", doing=doing)
        self._surfaces.done.connect(self._show_surface)
        self._divergences.done.connect(self._show_divergence)
        for each in (self._surfaces, self._divergences):
            each.failed.connect(self.failed)
        self.plot = SurfacePlot()
        self.plot.theta_wanted.connect(lambda a, b: self._show(self.scene.moved(a, b)))
        self.bar = ColourBar()
        self.plane, self.densities = PlanePlot(), DensityPlot()
        self.title, self.legend = QLabel(), QLabel()
        left = column(self.title, self.plot, self.bar, spacing=4, grows=self.plot)
        right = column(self.legend, spacing=4)
        right.addWidget(self.plane, 8)
        right.addWidget(self.densities, 5)
        page = row(self._controls(), spacing=12)
        page.addLayout(left, 13)
        page.addLayout(right, 8)
        page.setContentsMargins(12, 12, 12, 12)
        self.setLayout(page)

    def begin(self) -> None:
        """Compute what is shown."""
        self._show(self.scene)

    def close_threads(self) -> None:
        """End the threads; `begin` goes on."""
        self._surfaces.close()
        self._divergences.close()

    def change(self, **changes: Any) -> None:
        """Choose otherwise: fields of Scene."""
        self._show(dataclasses.replace(self.scene, **changes))

    def _show(self, scene: Scene) -> None:
        self.scene = scene
        if self.surface is None or self.surface.request != scene.request or not self.surface.complete:
            self._surfaces.want(scene.request)
        if self.divergence is None or self.divergence.scene != scene:
            self._divergences.want(scene)
        self._show_controls()
        self.plot.show_theta(scene)
        self.plane.show_scene(scene)
        self.densities.show_scene(scene)
        self.bar.set_highest(highest(scene.variance))

    def _show_surface(self, surface: Surface) -> None:
        self.surface = surface
        self.plot.show_surface(surface)
        if surface.complete:
            local = ", ".join(f"({number(a, decimals=2)}; {number(b, decimals=2)})" for a, b in surface.local)
            none = self.tr("No local optima but the global ones.")
            self.plot.setAccessibleDescription(self.tr("Local optima: {0}").format(local) if local else none)

    def _show_divergence(self, divergence: Divergence) -> None:
        self.divergence = divergence
        self.value.setText(self.tr("{0} nats").format(number(divergence.nats, decimals=3)))

    def _controls(self) -> QWidget:
        controls = QWidget()
        controls.setFixedWidth(216)
        form = QFormLayout(controls)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(8)
        self.kind = QComboBox()
        self.kind.addItem(self.tr("Joint"), "joint")
        self.kind.addItem(self.tr("Marginal"), "marginal")
        self.kind.addItem(self.tr("Conditional"), "conditional")
        self.kind.activated.connect(lambda _: self.change(kind=self.kind.currentData()))
        self.target = QComboBox()
        self.target.addItem("y₁", 1)
        self.target.addItem("y₂", 2)
        self.target.activated.connect(lambda _: self.change(target=self.target.currentData()))
        self.given = _spin(-2.0, 2.0, 0.1, partial(self._set, "given"))
        self.averaged = QCheckBox(self.tr("Mean over &q"))
        self.averaged.setToolTip(self.tr("The mean over what is given, as in Eq. 5; it takes a second or two"))
        self.averaged.toggled.connect(lambda on: self.change(averaged=on))
        self.given_label = label_for("", self.given)
        self.dial = AngleDial()
        self.dial.setAccessibleName(self.tr("Rotation of the domain"))
        self.dial.setToolTip(self.tr("Rotate the domain; the hand points along y₁"))
        self.dial.valueChanged.connect(lambda angle: self.change(angle=angle))
        self.angle = QSpinBox(minimum=0, maximum=359, suffix="°")
        self.angle.setWrapping(True)
        self.angle.setAccessibleName(self.tr("Rotation of the domain in degrees"))
        self.angle.valueChanged.connect(lambda angle: self.change(angle=angle))
        self.variance = _spin(0.02, 1.0, 0.02, partial(self._set, "variance"))
        self.theta1 = _spin(
            -REACH, REACH, 0.05, lambda value: self._show(self.scene.moved(value, self.scene.theta[1]))
        )
        self.theta2 = _spin(
            -REACH, REACH, 0.05, lambda value: self._show(self.scene.moved(self.scene.theta[0], value))
        )
        self.value = QLabel()
        self.value.setAccessibleName(self.tr("Reverse KL at θ"))
        larger = self.value.font()
        larger.setPointSizeF(larger.pointSizeF() * 1.3)
        self.value.setFont(larger)
        explained = self.tr(
            "Drag θ, the first coordinates of p's two means. y = A x is x in the rotated domain.\n\n"
            "★ Global optima, where p = q: the same for every matching and rotation.\n"
            "○ Local optima: they move with the matching and the rotation. An optimum that traps one matching need"
            " not trap another."
        )
        self.words = WrappedLabel(explained, role=QUIET)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        # it takes the rest of the form, which after a change of size would give it too few lines
        self.words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        form.addRow(self.tr("&Matching"), self.kind)
        form.addRow(self.tr("&Target"), self.target)
        form.addRow(self.given_label, self.given)
        form.addRow("", self.averaged)
        form.addRow(
            label_for(self.tr("&Rotation"), self.dial), row(self.dial, self.angle, spacing=6, grows=self.angle)
        )
        form.addRow(self.tr("&Variance σ²"), self.variance)
        form.addRow("θ&₁", self.theta1)
        form.addRow("θ&₂", self.theta2)
        form.addRow(self.tr("Reverse KL"), self.value)
        form.addRow(self.words)
        return controls

    def _set(self, field: str, value: float) -> None:
        self.change(**{field: round(value, 3)})

    def _show_controls(self) -> None:
        scene = self.scene
        self.kind.setCurrentIndex(self.kind.findData(scene.kind))
        self.target.setCurrentIndex(self.target.findData(scene.target))
        for field, value in (
            (self.given, scene.given),
            (self.variance, scene.variance),
            (self.theta1, scene.theta[0]),
            (self.theta2, scene.theta[1]),
        ):
            if abs(field.value() - value) > 0.005:
                with QSignalBlocker(field):
                    field.setValue(value)
        for turned in (self.dial, self.angle):
            with QSignalBlocker(turned):
                turned.setValue(scene.angle)
        conditional = scene.kind == "conditional"
        self.target.setEnabled(scene.kind != "joint")
        self.given.setEnabled(conditional)
        self.averaged.setEnabled(conditional)
        self.given_label.setText(self.tr("&Given {0}").format("y₂" if scene.target == 1 else "y₁"))
        self.title.setText(self.tr("Reverse KL of {0}").format(_matched(scene)))
        self.legend.setText(self.tr("p (line) against q (grey)"))


def _matched(scene: Scene) -> str:
    """What the surface is of."""
    if scene.kind == "joint":
        return "y"
    return axis_name(scene).split(" =")[0] if scene.averaged else axis_name(scene)


def _spin(low: float, high: float, step: float, changed: Any) -> QDoubleSpinBox:
    box = QDoubleSpinBox(minimum=low, maximum=high, singleStep=step, decimals=2)
    box.valueChanged.connect(changed)
    return box
