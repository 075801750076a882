"""Pictures and words at places on a sheet, drawn by matplotlib at whole zooms. Units are the sheet's pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from engine.lab.figures.style import GREY, INK
from engine.models.sheet import IGNORED
from engine.patches import BoolArray, Grid
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


@dataclass
class Sheet:
    """A sheet to be filled; it grows with what is put on it."""

    zoom: int
    """Whole factor by which pixels are enlarged."""
    width: float = 0
    height: float = 0
    _pictures: list[tuple[UInt8Array, float, float, str | None]] = field(default_factory=list)
    _words: list[tuple[str, float, float, str, str, float]] = field(default_factory=list)

    def picture(self, image: UInt8Array, x: float, y: float, frame: str | None = None) -> None:
        """Put (H, W, C) uint8 with its upper left corner at (x, y)."""
        self._pictures.append((image, x, y, frame))
        self._grow(x + image.shape[1] * self.zoom, y + image.shape[0] * self.zoom)

    def words(
        self,
        text: str,
        x: float,
        y: float,
        *,
        align: Literal["left", "center", "right"] = "left",
        faint: bool = False,
        size: float = 8.5,
    ) -> None:
        """Put a text with its vertical middle at y."""
        self._words.append((text, x, y, align, GREY if faint else INK, size))
        self._grow(x, y + LINE / 2)

    def draw(self, margin: float = 16) -> Figure:
        """The figure, `margin` pixels around."""
        width, height = self.width + 2 * margin, self.height + 2 * margin
        figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.axis("off")
        for image, x, y, frame in self._pictures:
            H, W, C = image.shape
            rgb = image.repeat(3, axis=2) if C == 1 else image
            extent = (x, x + W * self.zoom, y + H * self.zoom, y)
            axes.imshow(rgb, extent=extent, interpolation="nearest", aspect="auto", zorder=1)
            if frame:  # behind the picture, so that no white hairline is left between the two
                w, h, e = W * self.zoom, H * self.zoom, EDGE
                axes.add_patch(Rectangle((x - e, y - e), w + 2 * e, h + 2 * e, color=frame, lw=0, zorder=0))
        for text, x, y, align, colour, size in self._words:
            axes.text(x, y, text, ha=align, va="center_baseline", fontsize=size, color=colour, linespacing=1.25)
        axes.set(xlim=(-margin, self.width + margin), ylim=(self.height + margin, -margin))
        return figure

    def _grow(self, right: float, bottom: float) -> None:
        self.width, self.height = max(self.width, right), max(self.height, bottom)


def zoom_for(size: int) -> int:
    """The whole factor that brings an image near 96 pixels."""
    return max(1, round(96 / size))


def as_given(image: UInt8Array, known: BoolArray, grid: Grid) -> UInt8Array:
    """(H, W, C) -> (H, W, 3): the known patches, the rest in the colour of the unknown."""
    rgb = image.repeat(3, axis=2) if image.shape[2] == 1 else image
    given: UInt8Array = np.where(grid.mask(known)[..., None], rgb, IGNORED)
    return given
