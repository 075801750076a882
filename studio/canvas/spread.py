"""The overlay of disagreement: the more the completions differ in a patch, the more it glows."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter

from studio.canvas import layers
from studio.canvas.viewport import Viewport
from studio.document.document import Document
from studio.document.uncertainty import disagreement, most_helpful

COLOUR = QColor("#ff7a00")
"""Neither the accent of known patches nor a grey of any picture."""
FRAME = QColor("#ffe14d")
_FULL = 0.9
"""Disagreement, as a share of the largest possible, at which a patch glows most."""
_GLOW = 0.75


class SpreadOverlay:
    """Computed when completions come in, drawn as often as need be."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._veil = QImage()
        self._frame: list[layers.Side] = []

    def refresh(self) -> None:
        document, grid = self._document, self._document.grid
        images = document.agreeing()
        glow = np.minimum(disagreement(grid, images, document.target) / _FULL, 1) * _GLOW
        colour = np.array([COLOUR.blue(), COLOUR.green(), COLOUR.red(), 255], dtype=np.float64)
        pixels = np.ascontiguousarray((glow[:, None] * colour).round().astype(np.uint8))
        veil = QImage(
            pixels.data, grid.columns, grid.rows, 4 * grid.columns, QImage.Format.Format_ARGB32_Premultiplied
        )
        self._veil = veil.copy()
        helpful = most_helpful(grid, images, document.target) if len(images) > 2 else None
        self._frame = [] if helpful is None else layers.edges(grid, np.arange(grid.L) == helpful)

    def draw(self, painter: QPainter, viewport: Viewport) -> None:
        """Draw the glow, and a frame around the patch that would help most."""
        grid = self._document.grid
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(layers.frame(viewport, grid.width, grid.height), self._veil)
        layers.draw_outline(painter, viewport, self._frame, FRAME)
