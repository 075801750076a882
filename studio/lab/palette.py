"""The lab's colours, on light and on dark. Free of Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class LabColours:
    """Those of the lab's own meanings; ink, frames and grounds are the studio's palette."""

    p: str
    """p_θ, and big learning."""
    joint: str
    """Joint matching alone, and what is given."""
    q: str
    """q, filled."""
    q_edge: str


LIGHT = LabColours(p="#0f8b8d", joint="#c86a28", q="#d7dde3", q_edge="#8a97a3")
DARK = LabColours(p="#35bdbd", joint="#e8935a", q="#43494f", q_edge="#8a97a3")
STAR = "#d3203c"
"""Global optima."""
_SURFACE = ("#16324f", "#1f6f8b", "#6db5b0", "#cfe3cf", "#f6f1e3", "#f3dcc0")


def colours(*, dark: bool) -> LabColours:
    """Those that are legible."""
    return DARK if dark else LIGHT


def scale(n: int = 256) -> NDArray[np.uint8]:
    """(n, 4): the colours of the surfaces from the lowest to the highest."""
    anchors = np.array([[int(name[i : i + 2], 16) for i in (1, 3, 5)] + [255] for name in _SURFACE])
    at = np.linspace(0, len(anchors) - 1, n)
    channels = [np.interp(at, np.arange(len(anchors)), anchors[:, c]) for c in range(4)]
    return np.stack(channels, -1).round().astype(np.uint8)


def surface_pixels(values: NDArray[np.float64], highest: float) -> NDArray[np.uint8]:
    """Colours of a surface (n, m) in nats -> (n, m, 4); finer near 0, `highest` and all above it alike."""
    share = np.sqrt(np.clip(values / highest, 0, 1))
    table = scale()
    return table[(share * (len(table) - 1)).round().astype(np.intp)]
