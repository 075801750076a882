"""A page on which mixtures run side by side: run them, scrub them, see how many modes each has found."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSlider, QSpinBox, QWidget

from studio.errors import Failure
from studio.lab.mixture_plots import ComponentsPlot, MixturePlot
from studio.lab.playback import FASTEST, Playback
from studio.lab.runs import Frame, Run
from studio.lab.simulation import Simulation, SimulationOrder
from studio.widgets.labels import QUIET, WrappedLabel
from studio.widgets.layout import column, label_for, row

TICK_MS = 33
SPEEDS = (10, 30, 100, 300, FASTEST)
"""Steps a second."""


class RunPage(QWidget):
    """Shows the frames of a run; `playback` says which, `simulation` makes them. Subclasses say in words of what."""

    failed = Signal(Failure)

    def __init__(self, begin: Callable[[int], Run], *, steps: int, every: int, speed: int, name: str) -> None:
        """Args:
        begin: a seed -> a run at its start.
        steps: of a whole run.
        every: steps between two frames.
        speed: steps a second at first, one of SPEEDS.
        name: of the thread.
        """
        super().__init__()
        self.playback = Playback(total=steps, every=every, speed=speed)
        self.frames: list[Frame] = []
        self._run = self._seed = 0
        self.simulation = Simulation(begin, every=every, name=name, doing=self.doing())
        self.simulation.advanced.connect(self._advance)
        self.simulation.failed.connect(self._fail)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._then = 0.0
        self._shown: tuple[int, int, bool] | None = None
        plots = self._plots()
        words = WrappedLabel(self.explanation(), role=QUIET)
        column(words, plots, self._transport(), on=self, spacing=8, margins=(12, 12, 12, 12), grows=plots)
        self._refresh()

    def doing(self) -> str:
        """What a failure says was being done."""
        raise NotImplementedError

    def methods(self) -> tuple[str, ...]:
        """Names of the mixtures, from left to right; the last is of the paper."""
        raise NotImplementedError

    def explanation(self) -> str:
        """What is to be seen."""
        raise NotImplementedError

    def axes(self) -> tuple[str, str, str]:
        """Of the curves: their name, what they are over, and what they count."""
        raise NotImplementedError

    def position_of(self, step: int) -> str:
        """How far a run is."""
        raise NotImplementedError

    def title(self, frame: Frame, method: int) -> str:
        """What stands above a mixture."""
        raise NotImplementedError

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
            self.playback.computed = self.frames[-1].step
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
        self.position.setText(self.position_of(frame.step))
        for method, (plot, title) in enumerate(zip(self.mixtures, self.titles, strict=True)):
            text = self.title(frame, method)
            title.setText(text)
            plot.show_frame(frame)
            plot.setAccessibleDescription(text)
        self.found.show_frames(self.frames, playback.frame)

    def _plots(self) -> QGridLayout:
        names, (name, x, y) = self.methods(), self.axes()
        self.mixtures = [MixturePlot(name=each, method=i, paper=i == len(names) - 1) for i, each in enumerate(names)]
        self.titles = [QLabel(each, alignment=Qt.AlignmentFlag.AlignHCenter) for each in names]
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for method in range(len(names)):
            grid.addWidget(self.titles[method], 0, method)
            grid.addWidget(self.mixtures[method], 1, method)
        self.found = ComponentsPlot(name=name, x=x, y=y, methods=names, steps=self.playback.total)
        grid.addWidget(self.found, 2, 0, 1, len(names))
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
        self.slider.setAccessibleName(self.tr("Recorded steps"))
        self.slider.setToolTip(self.tr("Go back and forth in what was recorded"))
        self.slider.setPageStep(20)
        self.slider.valueChanged.connect(self._scrub)
        self.position = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        widest = self.position_of(self.playback.total)
        self.position.setMinimumWidth(self.position.fontMetrics().horizontalAdvance(widest) + 4)
        self.speed = QComboBox()
        for speed in SPEEDS:
            fast = self.tr("As fast as it goes")
            self.speed.addItem(fast if speed == FASTEST else self.tr("{0} a second").format(speed), speed)
        self.speed.setCurrentIndex(SPEEDS.index(self.playback.speed))
        self.speed.setToolTip(self.tr("Steps a second, as far as this computer keeps up"))
        self.speed.activated.connect(self._accelerate)
        self.seed = QSpinBox(minimum=0, maximum=9999)
        self.seed.setToolTip(self.tr("Seed of the next start: other starting points, rotations and samples"))
        speeds, seeds = label_for(self.tr("S&peed"), self.speed), label_for(self.tr("See&d"), self.seed)
        return row(
            *(self.run, self.again, self.slider, self.position, 8, speeds, self.speed, 8, seeds, self.seed),
            grows=self.slider,
        )
