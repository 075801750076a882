"""What the lab's figures share: colours, axes, and the ways out of matplotlib.

Figures are built without pyplot: no window, no global state.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from numpy.typing import NDArray
from PIL import Image

from engine.errors import EngineError
from engine.files import write_atomically

INK = "#22313f"
GREY = "#8a97a3"
PALE = "#dfe5ea"
BIG = "#0f8b8d"
"""Big learning, and p_θ."""
JOINT = "#d1793b"
"""Joint matching alone, and what is given."""
STAR = "#c8102e"
"""Global optima."""

SURFACE = LinearSegmentedColormap.from_list(
    "surface", ["#16324f", "#1f6f8b", "#6db5b0", "#cfe3cf", "#f6f1e3", "#f3dcc0"]
)
DENSITY = LinearSegmentedColormap.from_list("density", ["#ffffff", "#c9d3dc", "#7d8fa0", "#3d5166"])

FORMATS = {".png", ".pdf", ".svg", ".jpg"}


def new_figure(width: float, height: float) -> Figure:
    """An empty figure, inches."""
    layout = ConstrainedLayoutEngine(w_pad=0.07, h_pad=0.1)  # inches; else titles touch the edge
    figure = Figure(figsize=(width, height), layout=layout, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def dress(axes: Axes, *, title: str = "", x: str = "", y: str = "") -> None:
    """The common look: light frame, small ticks, labelled axes."""
    axes.set_title(title, fontsize=10, color=INK, pad=5)
    axes.set_xlabel(x, fontsize=9.5, color=INK, labelpad=2)
    axes.set_ylabel(y, fontsize=9.5, color=INK, labelpad=2)
    axes.tick_params(labelsize=8, length=2.5, width=0.6, color=GREY, labelcolor=INK, pad=2)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(GREY)
        axes.spines[side].set_linewidth(0.7)


def draw_runs(axes: Axes, x: Sequence[float], runs: NDArray[np.float64], colour: str, *, label: str = "") -> None:
    """Curves of several runs, (n, len(x)): each faint, their median bold."""
    if len(runs) > 1:
        axes.plot(x, runs.T, color=colour, linewidth=0.6, alpha=0.3)
    axes.plot(x, np.median(runs, 0), color=colour, linewidth=2, label=label)


def draw_level(axes: Axes, value: float) -> None:
    """What curves are held against: a dashed line."""
    axes.axhline(value, color=GREY, linewidth=0.9, linestyle=(0, (4, 3)))


def draw_legend(axes: Axes, **where: Any) -> None:
    """The labels of what is drawn, without a frame."""
    axes.legend(fontsize=8.5, frameon=False, labelcolor=INK, **where)


def check_format(path: Path, formats: set[str]) -> None:
    """Refuse a picture file of another kind than `formats`, before anything is computed.

    Raises:
        EngineError: it is of another kind.
    """
    if path.suffix.lower() not in formats:
        choice = " or ".join(sorted(formats))
        raise EngineError(f"{path} has a format that cannot be written. Let its name end in {choice}.")


def save_figure(figure: Figure, path: Path) -> None:
    """Write a figure; the ending of the name says how.

    Raises:
        EngineError: the folder cannot be written.
    """
    buffer = io.BytesIO()
    figure.savefig(buffer, format=path.suffix.lower().lstrip("."), dpi=150)
    write_atomically(path, buffer.getvalue())


def pixels(figure: Figure) -> NDArray[np.uint8]:
    """Render a figure -> (H, W, 3) uint8."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="rgba", dpi=100)
    width, height = (round(100 * inches) for inches in figure.get_size_inches())
    return np.frombuffer(buffer.getvalue(), np.uint8).reshape(height, width, 4)[..., :3].copy()


def save_animation(frames: Iterable[NDArray[np.uint8]], path: Path, *, milliseconds: int) -> None:
    """Write frames (H, W, 3) uint8 as a GIF that loops and rests on its last frame.

    Raises:
        EngineError: the folder cannot be written.
    """
    images = [Image.fromarray(frame).quantize(128, dither=Image.Dither.NONE) for frame in frames]
    durations = [milliseconds] * (len(images) - 1) + [max(milliseconds, 1500)]
    buffer = io.BytesIO()
    images[0].save(
        buffer, format="GIF", save_all=True, append_images=images[1:], duration=durations, loop=0, optimize=True
    )
    write_atomically(path, buffer.getvalue())
