"""What the lab's plots share: the studio's palette, labelled axes, no menus and no zoom."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QColor, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QWidget

from studio.lab import palette
from studio.lab.palette import LabColours

Role = QPalette.ColorRole
_LEFT, _BOTTOM, _TOP, _RIGHT = 46, 42, 6, 12
"""Room of the axes and the margins, in device-independent pixels."""

pg.setConfigOption("antialias", True)


class Plot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph is untyped
    """A plot that follows the palette: subclasses say in `recolour` what else does."""

    def __init__(self, *, x: str, y: str = "", square: bool = False) -> None:
        """Args: x, y: labels of the axes; without y there is no such axis."""
        super().__init__()
        self._labels = {"bottom": x, "left": y}
        self.setMinimumSize(140, 120)
        self.setFrameShape(self.Shape.NoFrame)
        self.setMenuEnabled(False)
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        self._square = square
        self.getPlotItem().setContentsMargins(0, _TOP, _RIGHT, 0)
        if not y:
            self.hideAxis("left")
        self.getAxis("left").setWidth(_LEFT)
        self.getAxis("bottom").setHeight(_BOTTOM)
        for side in ("bottom", "left"):
            self.getAxis(side).setStyle(tickLength=-4, tickTextOffset=4)

    @property
    def colours(self) -> LabColours:
        """Those for the present palette."""
        return palette.colours(dark=self.palette().color(Role.Base).lightness() < 128)

    @property
    def quiet(self) -> QColor:
        """The colour of frames."""
        made: QColor = self.palette().color(Role.PlaceholderText)
        made.setAlphaF(0.65)
        return made

    def sizeHint(self) -> QSize:
        return QSize(320, 300)

    def set_label(self, side: str, text: str) -> None:
        self._labels[side] = text
        self._label(side)

    def add(self, *items: object) -> None:
        """Draw items, the later ones on top."""
        for item in items:
            self.addItem(item)

    def set_ticks(self, side: str, *values: float) -> None:
        self.getAxis(side).setTicks([[(value, f"{value:g}".replace("-", "−")) for value in values]])

    def dress(self) -> None:
        """Take the colours of the palette."""
        ink, quiet = self.palette().color(Role.Text), self.quiet
        self.setBackground(self.palette().color(Role.Window))
        for side in ("bottom", "left"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(quiet, width=1))
            axis.setTextPen(ink)
            self._label(side)
        self.recolour()

    def recolour(self) -> None:
        """Colour the items."""

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is None or not getattr(self, "_square", False):
            return  # pyqtgraph calls this while it is being built
        width, height = self.width() - _LEFT - _RIGHT, self.height() - _BOTTOM - _TOP
        side = min(width, height)
        aside = (width - side) / 2
        self.getPlotItem().setContentsMargins(aside, _TOP, _RIGHT + aside, height - side)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_labels"):
            self.dress()

    def _label(self, side: str) -> None:
        if self._labels[side]:
            self.getAxis(side).setLabel(self._labels[side], color=self.palette().color(Role.Text).name())


class SmoothImage(pg.ImageItem):  # type: ignore[misc]  # pyqtgraph is untyped
    """An image (n, m, 4) of a square of the plane, interpolated between its pixels."""

    def __init__(self, *, reach: float) -> None:
        """Args: reach: the centres of its outer pixels lie at ±reach."""
        super().__init__(axisOrder="col-major")
        self._reach = reach

    def show_pixels(self, pixels: object, n: int) -> None:
        """Show other pixels, n a side."""
        self.setImage(pixels, levels=(0, 255), autoDownsample=False)
        half = self._reach * n / (n - 1)
        self.setRect(-half, -half, 2 * half, 2 * half)

    def paint(self, painter: QPainter, option: object, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        super().paint(painter, option, widget)
