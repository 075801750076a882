"""The page of the exploration (*Big Cooperative Learning*, Fig. 4): run it, scrub it, see both methods."""

from __future__ import annotations

import time

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSlider, QSpinBox, QWidget

from studio.errors import Failure
from studio.lab.mixture_plots import COMPONENTS, ComponentsPlot, MixturePlot
from studio.lab.playback import FASTEST, Playback
from studio.lab.simulation import EVERY, MATCHINGS, Frame, Simulation, SimulationOrder
from studio.translation import number
from studio.widgets.labels import QUIET, WrappedLabel
from studio.widgets.layout import column, label_for, row

TICK_MS = 33
SPEEDS = (10, 30, 100, 300, FASTEST)
"""Matchings a second."""


class ExplorationPage(QWidget):
    """Shows the frames of a run; `playback` says which, `simulation` makes them."""

    failed = Signal(Failure)

    def __init__(self) -> None:
        super().__init__()
        self.playback = Playback(total=MATCHINGS, every=EVERY, speed=SPEEDS[2])
        self.frames: list[Frame] = []
        self._run = self._seed = 0
        self.simulation = Simulation()
        self.simulation.advanced.connect(self._advance)
        self.simulation.failed.connect(self._fail)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._then = 0.0
        self._shown: tuple[int, int, bool] | None = None
        plots = self._plots()
        column(
            self._explanation(), plots, self._transport(), on=self, spacing=8, margins=(12, 12, 12, 12), grows=plots
        )
        self._refresh()

    def toggle(self) -> None:
        if self.playback.playing:
            self.playback.pause()
        else:
            self._seed = self._seed if self.frames else self.seed.value()
            self.playback.play()
        self._go()

    def restart(self) -> None:
        """Start again with the seed set here, and run."""
        self._run, self._seed = self._run + 1, self.seed.value()
        self.frames = []
        self.playback.restart()
        self.playback.play()
        self._go()

    def close_threads(self) -> None:
        """Pause and end the thread; what was recorded stays."""
        self.playback.pause()
        self._timer.stop()
        self.simulation.close()
        self._refresh()

    def _go(self) -> None:
        if self.playback.playing and not self._timer.isActive():
            self._then = time.perf_counter()
            self._timer.start()
        self._order()
        self._refresh()

    def _order(self) -> None:
        self.simulation.want(SimulationOrder(run=self._run, seed=self._seed, goal=self.playback.goal))

    def _tick(self) -> None:
        now = time.perf_counter()
        self.playback.tick(now - self._then)
        self._then = now
        if not self.playback.playing:
            self._timer.stop()
        self._order()
        self._refresh()

    def _advance(self, run: int, frames: tuple[Frame, ...]) -> None:
        if run == self._run:
            self.frames += frames
            self.playback.computed = self.frames[-1].matching
            self._refresh()

    def _fail(self, failure: object) -> None:
        self.playback.pause()
        self._timer.stop()
        self._refresh()
        self.failed.emit(failure)

    def _scrub(self, frame: int) -> None:
        self.playback.scrub(frame)
        self._refresh()

    def _accelerate(self) -> None:
        self.playback.speed = self.speed.currentData()

    def _refresh(self) -> None:
        playback = self.playback
        state = playback.frame, len(self.frames), playback.playing
        if state == self._shown:
            return
        self._shown = state
        self.run.setText(self.tr("&Pause") if playback.playing else self.tr("&Run"))
        self.again.setEnabled(bool(self.frames))
        self.slider.setEnabled(bool(self.frames))
        if not self.frames:
            self.position.setText(self.tr("Starting…") if playback.playing else self.tr("Not run yet"))
            return
        frame = self.frames[playback.frame]
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, len(self.frames) - 1)
            self.slider.setValue(playback.frame)
        self.position.setText(self.tr("{0} of {1} matchings").format(number(frame.matching), number(MATCHINGS)))
        for plot, title, found in zip(self.mixtures, self.titles, frame.found, strict=True):
            text = self.tr("{0}: {1} of {2} found").format(plot.accessibleName(), found, COMPONENTS)
            title.setText(text)
            plot.show_frame(frame)
            plot.setAccessibleDescription(text)
        self.found.show_frames(self.frames, playback.frame)

    def _explanation(self) -> QLabel:
        return WrappedLabel(
            self.tr(
                "The discs are q's 25 components, the ellipses p's. All of p starts at the lower left and follows"
                " the gradient of the reverse KL. On the left, every matching is of the joint. On the right, big"
                " learning matches a marginal in another random rotation of the domain each time; in the second"
                " half, one matching in ten is joint."
            ),
            role=QUIET,
        )

    def _plots(self) -> QGridLayout:
        names = self.tr("Joint matching alone"), self.tr("Big learning")
        self.mixtures = [MixturePlot(name=name, method=method) for method, name in enumerate(names)]
        self.titles = [QLabel(name, alignment=Qt.AlignmentFlag.AlignHCenter) for name in names]
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for method in range(2):
            grid.addWidget(self.titles[method], 0, method)
            grid.addWidget(self.mixtures[method], 1, method)
        self.found = ComponentsPlot(
            name=self.tr("Components found against matchings"),
            x=self.tr("Matchings"),
            y=self.tr("Found, of 25"),
            methods=names,
        )
        grid.addWidget(self.found, 2, 0, 1, 2)
        grid.setRowStretch(1, 5)
        grid.setRowStretch(2, 2)
        return grid

    def _transport(self) -> QHBoxLayout:
        self.run = QPushButton()
        self.run.clicked.connect(self.toggle)
        width = max(self.run.fontMetrics().horizontalAdvance(text) for text in (self.tr("&Pause"), self.tr("&Run")))
        self.run.setMinimumWidth(width + 32)
        self.again = QPushButton(self.tr("R&estart"))
        self.again.setToolTip(self.tr("Start again with the seed set here"))
        self.again.clicked.connect(self.restart)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Recorded matchings"))
        self.slider.setToolTip(self.tr("Go back and forth in what was recorded"))
        self.slider.setPageStep(20)
        self.slider.valueChanged.connect(self._scrub)
        self.position = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        widest = self.tr("{0} of {1} matchings").format(number(MATCHINGS), number(MATCHINGS))
        self.position.setMinimumWidth(self.position.fontMetrics().horizontalAdvance(widest) + 4)
        self.speed = QComboBox()
        for speed in SPEEDS:
            fast = self.tr("As fast as it goes")
            self.speed.addItem(fast if speed == FASTEST else self.tr("{0} a second").format(speed), speed)
        self.speed.setCurrentIndex(SPEEDS.index(self.playback.speed))
        self.speed.setToolTip(self.tr("Matchings a second, as far as this computer keeps up"))
        self.speed.activated.connect(self._accelerate)
        self.seed = QSpinBox(minimum=0, maximum=9999)
        self.seed.setToolTip(self.tr("Seed of the next start: other starting points, rotations and samples"))
        speeds, seeds = label_for(self.tr("S&peed"), self.speed), label_for(self.tr("See&d"), self.seed)
        return row(
            *(self.run, self.again, self.slider, self.position, 8, speeds, self.speed, 8, seeds, self.seed),
            grows=self.slider,
        )
