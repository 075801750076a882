"""Pictures and words at places on a sheet, drawn by matplotlib at whole zooms. Units are the sheet's pixels."""

from __future__ import annotations

from typing import Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from engine.lab.figures.style import GREY, INK
from engine.models.sheet import rgb
from engine.pictures.images import UInt8Array

DPI = 150
"""As `engine.lab.figures.style.save_figure` writes."""
GIVEN = "#5aa9e6"
"""Frame of what the model is given; light blue, as in the paper."""
TRUTH = "#c8102e"
"""Frame of the complete image; red, as in the paper."""
GAP, SPACE = 6, 22
"""Between pictures of a group, and between groups."""
EDGE = 3
"""Width of a frame."""
LINE = 24
"""Height of a line of words."""

Align = Literal["left", "center", "right"]


class Sheet:
    """A sheet to be filled; it grows with what is put on it."""

    def __init__(self, *, zoom: int) -> None:
        self.zoom = zoom
        """Whole factor by which pixels are enlarged."""
        self._width = self._height = 0.0
        self._figure = Figure(dpi=DPI, facecolor="white")
        FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.axis("off")

    def picture(self, image: UInt8Array, x: float, y: float, frame: str | None = None) -> None:
        """Put (H, W, C) uint8 with its upper left corner at (x, y)."""
        h, w, e = image.shape[0] * self.zoom, image.shape[1] * self.zoom, EDGE
        extent = (x, x + w, y + h, y)
        self._axes.imshow(rgb(image), extent=extent, interpolation="nearest", aspect="auto", zorder=1)
        if frame:  # behind the picture, so that no white hairline is left between the two
            self._axes.add_patch(Rectangle((x - e, y - e), w + 2 * e, h + 2 * e, color=frame, lw=0, zorder=0))
        self._grow(x + w, y + h)

    def words(self, text: str, x: float, y: float, *, align: Align = "left", faint: bool = False) -> None:
        """Put a text with its vertical middle at y."""
        colour = GREY if faint else INK
        self._axes.text(x, y, text, ha=align, va="center_baseline", fontsize=8.5, color=colour, linespacing=1.25)
        self._grow(x, y + LINE / 2)

    def draw(self, margin: float = 16) -> Figure:
        """The figure, `margin` pixels around."""
        self._figure.set_size_inches((self._width + 2 * margin) / DPI, (self._height + 2 * margin) / DPI)
        self._axes.set(xlim=(-margin, self._width + margin), ylim=(self._height + margin, -margin))
        return self._figure

    def _grow(self, right: float, bottom: float) -> None:
        self._width, self._height = max(self._width, right), max(self._height, bottom)


def zoom_for(size: int) -> int:
    """The whole factor that brings an image near 96 pixels."""
    return max(1, round(96 / size))
