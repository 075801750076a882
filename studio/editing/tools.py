"""The tools: what the pointer does with each, taking one in hand, the size of the brush."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from studio.actions.action_set import Handlers
from studio.canvas.paint import PaintHandler
from studio.canvas.place import PlaceHandler
from studio.canvas.relocate import RelocateHandler
from studio.canvas.tool_dispatch import ToolDispatch
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Tool
from studio.document.document import Document


class ToolOperations(QObject):
    """Owns `pointer`, which does what the tool in hand is for."""

    noted = Signal(str)

    def __init__(self, document: Document, stack: QUndoStack, toolbox: Toolbox) -> None:
        super().__init__()
        self._toolbox = toolbox
        relocate, place = RelocateHandler(document, stack, toolbox), PlaceHandler(document, stack, toolbox)
        paint = PaintHandler(document, stack, toolbox)
        self.pointer = ToolDispatch(toolbox, {Tool.RELOCATE: relocate, Tool.PLACE: place}, default=paint)
        document.forgotten.connect(lambda: toolbox.select(np.zeros(0, dtype=np.intp)))

    def handlers(self) -> Handlers:
        return {
            **{tool.name.lower(): partial(self._take, tool) for tool in Tool},
            "broader": partial(self._toolbox.resize, 1),
            "narrower": partial(self._toolbox.resize, -1),
        }

    def _take(self, tool: Tool) -> None:
        self._toolbox.take(tool)
        hints = {
            Tool.RELOCATE: self.tr("Drag to select known patches, then drag them: Ctrl duplicates, arrow keys move."),
            Tool.PLACE: self.tr("Drag the picture under the frame. Ctrl and the wheel resize the frame."),
            Tool.IGNORE: self.tr("Ignored patches are neither known nor completed; in exports they are transparent."),
            Tool.LASSO: self.tr("Draw around the patches that are known; Ctrl ignores them."),
        }
        if tool in hints:
            self.noted.emit(hints[tool])
