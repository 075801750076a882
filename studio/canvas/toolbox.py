"""Which tool the pointer holds and how broad the brush is: a matter of the hand, not of the document."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from studio.canvas.tools import LARGEST_BRUSH, Tool


class Toolbox(QObject):
    """The one owner of tool and brush size."""

    changed = Signal()

    def __init__(self, *, brush_size: int = 1) -> None:
        super().__init__()
        self._tool = Tool.BRUSH
        self._brush_size = min(max(brush_size, 1), LARGEST_BRUSH)

    @property
    def tool(self) -> Tool:
        """What the pointer does."""
        return self._tool

    @property
    def brush_size(self) -> int:
        """Patches across, 1 to LARGEST_BRUSH."""
        return self._brush_size

    def take(self, tool: Tool) -> None:
        """Take another tool."""
        self._tool = tool
        self.changed.emit()

    def resize(self, step: int) -> None:
        """Broaden or narrow the brush."""
        self._brush_size = min(max(self._brush_size + step, 1), LARGEST_BRUSH)
        self.changed.emit()
