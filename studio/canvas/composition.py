"""All that lies on the canvas, from bottom to top: computed when something changes, drawn as often as need be."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter, QPalette

from studio.canvas import layers
from studio.canvas.backdrop import Backdrop
from studio.canvas.layers import Side
from studio.canvas.photo import PhotoLayer, draw_brush
from studio.canvas.source_marks import SourceMarks
from studio.canvas.spread import SpreadOverlay
from studio.canvas.subset_marks import SubsetMarks
from studio.canvas.tool_dispatch import ToolDispatch
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Point, Tool
from studio.canvas.viewport import Viewport, of_whole
from studio.document.document import Document
from studio.document.request import Completion, UInt8Array
from studio.document.state import Source
from studio.imaging.qt_images import to_qimage

_SELECTED, _POINTED_AT = QColor("#ffb000"), QColor("white")
_DIM = 0.4
"""Opacity of what is around the frame."""


class Composition:
    """The document, what is shown of it, and what the tool in hand has selected and would touch."""

    def __init__(self, document: Document, tools: ToolDispatch, toolbox: Toolbox) -> None:
        self._document, self._tools, self._toolbox = document, tools, toolbox
        self.grid = self.views = self.marks = self.sources = True
        """Whether the patch grid is shown, views are outlined, known patches are marked, and their sources."""
        self.copies = False
        """Whether the completion is repeated around itself, as a tile is."""
        self.spread = False
        """Whether one sees where the completions disagree."""
        self.peeks = False
        """Whether the input is shown in place of the completion."""
        self.passing: UInt8Array | None = None
        """(H, W, C), shown in place of the completion; the document knows nothing of it."""
        self._input = self._picture = QImage()
        self._backdrop, self._photo, self._subset_marks = Backdrop(), PhotoLayer(document), SubsetMarks(document)
        self._spread, self._source_marks = SpreadOverlay(document), SourceMarks(document)
        self._footprint: list[Side] = []
        self._brush: Point | None = None
        self._selection: list[Side] = []

    def refresh(self) -> None:
        shown = self._document.seen() if self.passing is None else self.passing
        if self._document.hole is not None:
            self._photo.refresh(shown)
        if self._document.hole is None or self.copies:
            self._input, self._picture = to_qimage(self._document.given()), to_qimage(shown)
        self._subset_marks.refresh()
        self._source_marks.refresh()
        if self.spread:
            self._spread.refresh()

    def follow_hand(self, pointer: Point | None) -> None:
        """Follow the tool, its selection, the source in hand and the pointer, which may be nowhere."""
        document, toolbox = self._document, self._toolbox
        grid, known = document.grid, document.known
        self._brush = pointer if self._tools.radius is not None else None
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
        if document.hole is not None:
            self._draw_photo(painter, viewport, palette)
        else:
            self._draw_picture(painter, viewport, palette)
        if self.copies:
            layers.draw_copies(painter, viewport, self._input if self.peeks else self._picture)
        if self.views:
            layers.draw_views(painter, viewport, document.grid, document.views, palette)
        if not self.peeks:
            self._draw_marks(painter, viewport, palette)
        if self.grid and document.hole is None:
            layers.draw_grid(painter, viewport, document.grid)
        layers.draw_outline(painter, viewport, self._selection, _SELECTED)
        if self._tools.path:
            layers.draw_path(painter, viewport, self._tools.path)
        elif pointer and self._brush is not None:
            draw_brush(painter, viewport, self._brush, self._tools.radius or 0)
        elif pointer:
            layers.draw_outline(painter, viewport, self._footprint, _POINTED_AT)
        return None if self.peeks or self.passing is not None else document.chosen

    def _draw_picture(self, painter: QPainter, viewport: Viewport, palette: QPalette) -> None:
        """The model's image, and dimly what is around it of the picture in hand."""
        document = self._document
        source = document.sources[self._toolbox.held(document)]
        height, width, _ = source.whole.shape
        if not source.frame.frames((0, 0, width, height)):
            self._backdrop.draw(painter, _of_whole(viewport, source), source, opacity=_DIM)
        layers.draw_border(painter, viewport, document.grid, palette)
        layers.draw_picture(painter, viewport, self._input if self.peeks else self._picture)

    def _draw_photo(self, painter: QPainter, viewport: Viewport, palette: QPalette) -> None:
        """The whole picture in its own resolution, and over it what was made of it."""
        photo, source = self._photo, self._document.sources[0]
        whole = _of_whole(viewport, source)
        self._backdrop.draw(painter, whole, source)
        if not self.peeks:
            if self._document.chosen is None:
                photo.draw_unfilled(painter, viewport, palette)
            else:
                photo.draw_made(painter, viewport)
            photo.draw_beyond(painter, whole, viewport, palette)
        if self.grid and self._document.cells:
            photo.draw_cells(painter, whole)
        photo.draw_frame(painter, viewport)

    def _draw_marks(self, painter: QPainter, viewport: Viewport, palette: QPalette) -> None:
        document, marks = self._document, self._subset_marks
        if document.hole is not None:
            if self.spread:
                self._spread.draw(painter, viewport)
        elif document.chosen is None:
            marks.draw_unfilled(painter, viewport, palette)
        elif self.spread:
            self._spread.draw(painter, viewport)
        marks.draw_ignored(painter, viewport, palette)
        if self.sources and self._source_marks.shown:
            self._source_marks.draw(painter, viewport)
        elif self.marks and document.hole is not None:
            self._photo.draw_outline(painter, viewport, palette)
        elif self.marks:
            marks.draw_outline(painter, viewport, palette)


def _of_whole(viewport: Viewport, source: Source) -> Viewport:
    """Where the whole picture of a source lies. Args: viewport: where its frame does."""
    height, width, _ = source.whole.shape
    return of_whole(viewport, *source.frame.as_seen(width, height), source.frame.unit(source.shape))
