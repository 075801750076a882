"""Which tool the pointer holds, what it paints with and what it has selected: of the hand, not of the document."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from studio.canvas.fingers import pen_size
from studio.canvas.tools import Indices, Tool
from studio.document.document import Document
from studio.document.presets import Order
from studio.settings import LARGEST_BRUSH


class Toolbox(QObject):
    """The one owner of tool, brush size, the source painted from, the order of the share, and the selection."""

    changed = Signal()

    def __init__(self, *, brush_size: int = 1) -> None:
        super().__init__()
        self._tool = Tool.BRUSH
        self._brush_size = min(max(brush_size, 1), LARGEST_BRUSH)
        self._pressure: float | None = None
        self._source = 0
        self._order = Order.RANDOM
        self._selection: Indices = np.zeros(0, dtype=np.intp)

    @property
    def tool(self) -> Tool:
        """What the pointer does."""
        return self._tool

    @property
    def brush_size(self) -> int:
        """Patches across, 1 to LARGEST_BRUSH."""
        return self._brush_size

    @property
    def stroke_size(self) -> int:
        """Patches across that the pointer paints now: a pen that is pressed lightly paints less than the brush."""
        return self._brush_size if self._pressure is None else pen_size(self._pressure, largest=self._brush_size)

    @property
    def source(self) -> int:
        """Index of the source that is painted from."""
        return self._source

    @property
    def order(self) -> Order:
        """In which order patches become known as their share grows."""
        return self._order

    @property
    def selection(self) -> Indices:
        """(k,) patches that the next drag moves."""
        return self._selection

    def held(self, document: Document) -> int:
        """Index of the source in hand: that painted from or, where an undo took it away, the last."""
        return min(self._source, len(document.sources) - 1)

    def take(self, tool: Tool) -> None:
        """Take another tool."""
        self._tool = tool
        self.changed.emit()

    def resize(self, step: int) -> None:
        """Broaden or narrow the brush."""
        self._brush_size = min(max(self._brush_size + step, 1), LARGEST_BRUSH)
        self.changed.emit()

    def press(self, pressure: float | None) -> None:
        """How hard the pen is pressed, 0 to 1; None: there is no pen on the canvas."""
        self._pressure = pressure

    def paint_from(self, source: int) -> None:
        """Paint from another source from now on."""
        self._source = source
        self.changed.emit()

    def share_by(self, order: Order) -> None:
        """Let patches become known in another order."""
        self._order = order
        self.changed.emit()

    def select(self, patches: Indices) -> None:
        """Select patches (k,) in place of those selected before."""
        self._selection = patches
        self.changed.emit()
