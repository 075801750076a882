"""Which tool the pointer holds, what it paints with and what it has selected: of the hand, not of the document."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from studio.canvas.fingers import pen_size
from studio.canvas.tools import Indices, Tool
from studio.document.document import Document
from studio.document.presets import Order
from studio.imaging.drawing import Colour
from studio.settings import LARGEST_BRUSH


class Toolbox(QObject):
    """The one owner of tool, brush size, source, order and selection; its methods change them and say so."""

    changed = Signal()

    def __init__(self, *, brush_size: int = 1) -> None:
        super().__init__()
        self.tool = Tool.BRUSH
        self.brush_size = min(max(brush_size, 1), LARGEST_BRUSH)
        """Patches across, 1 to LARGEST_BRUSH."""
        self.source = 0
        """Index of the source that is painted from."""
        self.order = Order.RANDOM
        """In which order patches become known as their share grows."""
        self.selection: Indices = np.zeros(0, dtype=np.intp)
        """(k,) patches that the next drag moves."""
        self.colour: Colour = (0, 0, 0, 255)
        """What the pencil draws with."""
        self.has_colour = False
        """Whether it was chosen."""
        self._pressure: float | None = None

    @property
    def stroke_size(self) -> int:
        """Patches across that the pointer paints now: a pen that is pressed lightly paints less than the brush."""
        return self.brush_size if self._pressure is None else pen_size(self._pressure, largest=self.brush_size)

    def held(self, document: Document) -> int:
        """Index of the source in hand: that painted from or, where an undo took it away, the last."""
        return min(self.source, len(document.sources) - 1)

    def take(self, tool: Tool) -> None:
        self.tool = tool
        self.changed.emit()

    def resize(self, step: int) -> None:
        self.brush_size = min(max(self.brush_size + step, 1), LARGEST_BRUSH)
        self.changed.emit()

    def set_pressure(self, pressure: float | None) -> None:
        """How hard the pen is pressed, 0 to 1; None: there is no pen on the canvas."""
        self._pressure = pressure

    def paint_from(self, source: int) -> None:
        self.source = source
        self.changed.emit()

    def colour_with(self, colour: Colour) -> None:
        self.colour, self.has_colour = colour, True
        self.changed.emit()

    def share_by(self, order: Order) -> None:
        self.order = order
        self.changed.emit()

    def select(self, patches: Indices) -> None:
        self.selection = patches
        self.changed.emit()
