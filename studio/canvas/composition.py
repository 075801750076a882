"""All that lies on the canvas, from bottom to top: computed when something changes, drawn as often as need be."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter, QPalette

from studio.canvas import layers
from studio.canvas.layers import Side
from studio.canvas.source_marks import SourceMarks
from studio.canvas.spread import SpreadOverlay
from studio.canvas.subset_marks import SubsetMarks
from studio.canvas.surroundings import Surroundings
from studio.canvas.tool_dispatch import ToolDispatch
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Point, Tool
from studio.canvas.viewport import Viewport
from studio.document.document import Document
from studio.document.request import Completion
from studio.imaging.qt_images import to_qimage

_SELECTED, _POINTED_AT = QColor("#ffb000"), QColor("white")


class Composition:
    """The document, what is shown of it, and what the tool in hand has selected and would touch."""

    def __init__(self, document: Document, tools: ToolDispatch, toolbox: Toolbox) -> None:
        self._document, self._tools, self._toolbox = document, tools, toolbox
        self.grid = self.views = self.marks = self.sources = True
        """Whether the patch grid is shown, views are outlined, known patches are marked, and their sources."""
        self.spread = False
        """Whether one sees where the completions disagree."""
        self.peeks = False
        """Whether the input is shown in place of the completion."""
        self.passing = QImage()
        """Shown in place of the completion; the document knows nothing of it."""
        self._input = self._picture = QImage()
        self._surroundings, self._subset_marks = Surroundings(), SubsetMarks(document)
        self._spread, self._source_marks = SpreadOverlay(document), SourceMarks(document)
        self._footprint: list[Side] = []
        self._selection: list[Side] = []

    def refresh(self) -> None:
        self._input, self._picture = to_qimage(self._document.given()), to_qimage(self._document.seen())
        self._subset_marks.refresh()
        self._source_marks.refresh()
        if self.spread:
            self._spread.refresh()

    def follow_hand(self, pointer: Point | None) -> None:
        """Follow the tool, its selection, the source in hand and the pointer, which may be nowhere."""
        document, toolbox = self._document, self._toolbox
        grid, known = document.grid, document.known
        self._surroundings.refresh(document.sources[toolbox.held(document)])
        if pointer is not None and toolbox.tool is Tool.PENCIL:
            self._footprint = layers.pixel_edges(pointer)
        else:
            touched = () if pointer is None else self._tools.footprint(pointer)
            self._footprint = layers.edges(grid, np.isin(np.arange(grid.L), touched))
        selected = toolbox.selection if toolbox.tool is Tool.RELOCATE else ()
        self._selection = layers.edges(grid, np.isin(np.arange(grid.L), selected) & known)

    def draw(self, painter: QPainter, viewport: Viewport, palette: QPalette, *, pointer: bool) -> Completion | None:
        """Draw all of it. Args: pointer: and what a press would touch. Returns: the completion that is seen."""
        document = self._document
        self._surroundings.draw(painter, viewport)
        layers.draw_border(painter, viewport, document.grid, palette)
        passing = not (self.peeks or self.passing.isNull())
        picture = self.passing if passing else self._picture
        layers.draw_picture(painter, viewport, self._input if self.peeks else picture)
        if self.views:
            layers.draw_views(painter, viewport, document.grid, document.views, palette)
        if not self.peeks:
            self._draw_marks(painter, viewport, palette)
        if self.grid:
            layers.draw_grid(painter, viewport, document.grid)
        layers.draw_outline(painter, viewport, self._selection, _SELECTED)
        if self._tools.path:
            layers.draw_path(painter, viewport, self._tools.path)
        elif pointer:
            layers.draw_outline(painter, viewport, self._footprint, _POINTED_AT)
        return None if self.peeks or passing else document.chosen

    def _draw_marks(self, painter: QPainter, viewport: Viewport, palette: QPalette) -> None:
        document, marks = self._document, self._subset_marks
        if document.chosen is None:
            marks.draw_unfilled(painter, viewport, palette)
        elif self.spread:
            self._spread.draw(painter, viewport)
        marks.draw_ignored(painter, viewport, palette)
        if self.sources and self._source_marks.shown:
            self._source_marks.draw(painter, viewport)
        elif self.marks:
            marks.draw_outline(painter, viewport, palette)
