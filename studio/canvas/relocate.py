"""Moving and duplicating known patches: the first drag selects them, a drag of the selection puts them elsewhere."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QUndoStack

from studio.canvas import tools
from studio.canvas.tool_dispatch import ToolHandler
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Indices, Point
from studio.document.commands import Gesture
from studio.document.document import Document
from studio.document.state import TARGET


class RelocateHandler(ToolHandler):
    """Drags that select patches, and drags of those by whole patches (Fig. 5a)."""

    def __init__(self, document: Document, stack: QUndoStack, toolbox: Toolbox) -> None:
        super().__init__(document, stack, toolbox)
        self._selects = self._copies = False
        self._start: Point = (0, 0)
        self._last: Point = (0, 0)
        self._held: Indices = np.zeros(0, dtype=np.intp)
        self._selected_before = self._held

    @property
    def active(self) -> bool:
        return self._selects or self._gesture is not None

    @property
    def path(self) -> list[Point]:
        return tools.corners(self._start, self._last) if self._selects else []

    def footprint(self, point: Point) -> Indices:
        return tools.footprint(self._document.grid, point, 1)

    def press(self, point: Point, *, erase: bool = False, other: bool = False) -> None:
        """On the selection: begin to drag it. Elsewhere: begin to select the known patches of a rectangle.

        Args:
            erase: drop the selection.
            other: duplicate the selection rather than move it.
        """
        if self.active:
            return
        self._start = self._last = point
        self._selected_before = self._toolbox.selection
        if erase:
            self._toolbox.select(np.zeros(0, dtype=np.intp))
        elif tools.patch_at(self._document.grid, point) in self._selected:
            self._gesture, self._copies = Gesture(self._document), other
            self._held = self._selected
        else:
            self._selects = True
            self.move(point)

    def move(self, point: Point) -> None:
        if self._gesture is not None:
            self._drag(self._gesture, point)
        elif self._selects:
            touched = tools.rectangle(self._document.grid, self._start, point)
            self._toolbox.select(touched[self._document.known[touched]])
        self._last = point

    def release(self) -> None:
        self._selects = False
        super().release()

    def cancel(self) -> None:
        """Give the drag up: document and selection are as they were before it. Without one: select nothing."""
        was_active, self._selects = self.active, False
        super().cancel()
        self._toolbox.select(self._selected_before if was_active else np.zeros(0, dtype=np.intp))

    def nudge(self, right: int, down: int, *, other: bool) -> bool:
        """Move or, with `other`, duplicate the selection by whole patches: one undo step. Without one: False."""
        p = self._document.grid.patch_size
        selected = self._selected
        if not len(selected) or self.active:
            return False
        start = tools.patch_centre(self._document.grid, int(selected[0]))
        self.press(start, other=other)
        self.move((start[0] + right * p, start[1] + down * p))
        self.release()
        return True

    @property
    def _selected(self) -> Indices:
        """(k,) selected patches that are known still."""
        selection = self._toolbox.selection
        return selection[self._document.known[selection]]

    def _drag(self, gesture: Gesture, point: Point) -> None:
        grid, p = self._document.grid, self._document.grid.patch_size
        right, down = (round((b - a) / p) for a, b in zip(self._start, point, strict=True))
        assignment, origin = gesture.before()
        kept, places = tools.shifted(grid, self._held, right, down)
        values, origins = assignment[kept], origin[kept]
        if not self._copies:
            assignment[self._held], origin[self._held] = TARGET, self._held
        assignment[places], origin[places] = values, origins
        gesture.replace(assignment, origin)
        self._toolbox.select(places)

    def _text(self) -> str:
        return self.tr("Duplicate Patches") if self._copies else self.tr("Move Patches")
