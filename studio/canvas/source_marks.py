"""Which source each known patch comes from: a contour in the source's colour around its patches, and its letter."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from engine import Grid
from studio.canvas.viewport import Viewport
from studio.document.document import Document
from studio.document.source_colours import INK, colour_of, letter

_LINE, _TAG = 3.0, 15.0
"""Widths on the screen, whatever the zoom."""
_SMALLEST = 20.0
"""A patch smaller than this on the screen has no room for a letter."""
Edges = dict[tuple[int, int], list[tuple[int, int]]]
"""By direction, right and down, -1 to 1: row and column of the patches that end the region there."""


@dataclass(frozen=True)
class _Mark:
    colour: QColor
    letter: str
    edges: Edges
    tags: list[tuple[int, int]]
    """Row and column of the first patch of each connected region."""


class SourceMarks:
    """Computed when patches change, drawn as often as need be. With one source there is nothing to tell."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._marks: list[_Mark] = []
        self._facts: tuple[int, tuple[int, int], bytes] | None = None

    @property
    def shown(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self._marks)

    def refresh(self) -> None:
        document, grid = self._document, self._document.grid
        facts = len(document.sources), grid.shape, document.assignment.tobytes()
        if facts == self._facts:
            return
        self._facts, self._marks = facts, []
        if len(document.sources) < 2:
            return
        of = document.assignment.reshape(grid.shape)
        for index in np.unique(of[of >= 0]):
            colour = QColor(colour_of(int(index)))
            edges, tags = _edges(of == index), _first_of_regions(of == index)
            self._marks.append(_Mark(colour, letter(int(index)), edges, tags))

    def draw(self, painter: QPainter, viewport: Viewport) -> None:
        """Draw contours inside the patches that they go around, so that those of neighbours lie side by side."""
        grid = self._document.grid
        for mark in self._marks:
            self._draw_contour(painter, viewport, grid, mark)
        step = viewport.scale * grid.patch_size
        if step < _SMALLEST:
            return
        font = QFont(painter.font())
        font.setPixelSize(11)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(INK))
        for mark in self._marks:
            for row, column in mark.tags:
                tag = QRectF(viewport.x + column * step, viewport.y + row * step, _TAG, _TAG)
                painter.fillRect(tag, mark.colour)
                painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, mark.letter)

    def _draw_contour(self, painter: QPainter, viewport: Viewport, grid: Grid, mark: _Mark) -> None:
        """The line, with a dark one inside it, so that it shows on anything."""
        step = viewport.scale * grid.patch_size
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, line in ((QColor(0, 0, 0, 120), _LINE + 1), (mark.colour, _LINE)):
            rectangles = []
            for (right, down), patches in mark.edges.items():
                width, height = (step if along == 0 else line for along in (right, down))
                for row, column in patches:
                    x = viewport.x + column * step + (step - line if right > 0 else 0)
                    y = viewport.y + row * step + (step - line if down > 0 else 0)
                    rectangles.append(QRectF(x, y, width, height))
            painter.setBrush(colour)
            painter.drawRects(rectangles)


def _edges(inside: NDArray[np.bool_]) -> Edges:
    """Of a subset of the grid, the patches with a neighbour in each direction that is not in it.

    Diagonal neighbours count where both patches beside them are in it: there the contour turns.
    """
    (n, m), wide = inside.shape, np.pad(inside, 1)

    def neighbour(right: int, down: int) -> NDArray[np.bool_]:
        return wide[1 + down : 1 + down + n, 1 + right : 1 + right + m]

    found = {}
    for right, down in product((-1, 0, 1), repeat=2):
        beside = neighbour(right, 0) & neighbour(0, down) if right and down else inside
        patches = np.argwhere(inside & beside & ~neighbour(right, down))
        found[right, down] = [(int(row), int(column)) for row, column in patches]
    return found


def _first_of_regions(inside: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The first patch, line by line, of each region of patches that touch along a side."""
    left = {(int(row), int(column)) for row, column in np.argwhere(inside)}
    firsts = []
    for first in sorted(left):
        if first not in left:
            continue
        firsts.append(first)
        reached = [first]
        while reached:
            row, column = reached.pop()
            for patch in ((row, column), (row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
                if patch in left:
                    left.remove(patch)
                    reached.append(patch)
    return firsts
