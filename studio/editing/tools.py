"""The tools: what the pointer does with each, taking one in hand, the size of the brush."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QUndoStack
from PySide6.QtWidgets import QWidget

from studio import dialogs
from studio.actions.action_set import Handlers
from studio.canvas.frame import FrameHandler
from studio.canvas.hole import HoleHandler
from studio.canvas.paint import PaintHandler
from studio.canvas.pencil import PencilHandler
from studio.canvas.place import PlaceHandler
from studio.canvas.relocate import RelocateHandler
from studio.canvas.tool_dispatch import ToolDispatch
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Tool
from studio.document.document import Document
from studio.imaging.drawing import contrasting


class ToolOperations(QObject):
    """Owns `pointer`, which does what the tool in hand is for."""

    noted = Signal(str)
    frame_placed = Signal(int)
    """The frame has placed itself around what is to be replaced; the series of the stroke's undo step."""

    def __init__(self, document: Document, stack: QUndoStack, toolbox: Toolbox) -> None:
        super().__init__()
        self._document, self._toolbox = document, toolbox
        relocate, place = RelocateHandler(document, stack, toolbox), PlaceHandler(document, stack, toolbox)
        paint = PaintHandler(document, stack, toolbox)
        pencil = PencilHandler(document, stack, toolbox, say=self.noted.emit)
        handlers = {Tool.RELOCATE: relocate, Tool.PLACE: place, Tool.PENCIL: pencil}
        hole = HoleHandler(document, stack, toolbox, placed=self.frame_placed.emit)
        claiming = FrameHandler(document, stack, toolbox), hole
        self.pointer = ToolDispatch(toolbox, handlers, default=paint, claiming=claiming)
        document.forgotten.connect(lambda: toolbox.select(np.zeros(0, dtype=np.intp)))

    def handlers(self, window: QWidget) -> Handlers:
        """What the actions of this part do. Args: window: the parent of dialogs."""
        return {
            **{tool.name.lower(): partial(self._take, tool) for tool in Tool},
            "broader": partial(self._toolbox.resize, 1),
            "narrower": partial(self._toolbox.resize, -1),
            "pencil_colour": partial(self._ask_colour, window),
        }

    def _ask_colour(self, window: QWidget) -> None:
        colour = dialogs.ask_colour(window, QColor(*self._toolbox.colour), alpha=self._document.shape[2] == 4)
        if colour is not None:
            red, green, blue, alpha = colour.red(), colour.green(), colour.blue(), colour.alpha()
            self._toolbox.colour_with((red, green, blue, alpha))

    def _take(self, tool: Tool) -> None:
        if tool is Tool.PENCIL and not self._toolbox.has_colour:
            self._toolbox.colour_with(contrasting(self._document.seen()))
        self._toolbox.take(tool)
