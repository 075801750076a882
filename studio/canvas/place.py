"""Placing a picture: a drag moves the picture in hand under the model's frame."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QUndoStack

from studio.canvas.tool_dispatch import ToolHandler
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Point
from studio.document.commands import PlaceCommand
from studio.document.document import Document
from studio.document.state import Source

_NUDGE = 13
"""`QUndoCommand.id` of steps by arrow keys, which merge."""


class PlaceHandler(ToolHandler):
    """One drag at a time. Points are in image pixels."""

    def __init__(self, document: Document, stack: QUndoStack, toolbox: Toolbox) -> None:
        self._document, self._stack, self._toolbox = document, stack, toolbox
        self._before: Source | None = None
        self._index = 0
        self._start: Point = (0, 0)

    @property
    def active(self) -> bool:
        return self._before is not None

    def press(self, point: Point, *, erase: bool = False, other: bool = False) -> None:
        if self._before is None:
            self._index = self._toolbox.held(self._document)
            self._before, self._start = self._document.sources[self._index], point
            self._document.set_gesture(True)

    def move(self, point: Point) -> None:
        if self._before is not None:
            self._document.set_source(
                self._index, self._shifted(self._before, point[0] - self._start[0], point[1] - self._start[1])
            )

    def release(self) -> None:
        if self._before is None:
            return
        before, self._before = self._before, None
        self._document.set_gesture(False)
        after = self._document.sources[self._index]
        if after.frame != before.frame:
            self._stack.push(PlaceCommand(self._document, self._text, index=self._index, before=before, after=after))

    def cancel(self) -> None:
        if self._before is not None:
            before, self._before = self._before, None
            self._document.set_source(self._index, before)
            self._document.set_gesture(False)

    def nudge(self, right: int, down: int, *, other: bool) -> bool:
        """Move the picture by pixels of the model; steps in a row are one undo step.

        Args:
            other: by whole patches.
        """
        step = self._document.grid.patch_size if other else 1
        index = self._toolbox.held(self._document)
        before = self._document.sources[index]
        after = self._shifted(before, right * step, down * step)
        self._stack.push(
            PlaceCommand(self._document, self._text, index=index, before=before, after=after, series=_NUDGE)
        )
        return True

    @property
    def _text(self) -> str:
        return QCoreApplication.translate("PlaceHandler", "Shift Picture")

    def _shifted(self, source: Source, right: float, down: float) -> Source:
        height, width = source.whole.shape[:2]
        return source.placed(source.frame.shifted(round(right), round(down), source.shape).kept(width, height))
