"""Placing a picture: a drag moves the picture in hand under the model's frame."""

from __future__ import annotations

from studio.canvas.tool_dispatch import ToolHandler
from studio.canvas.tools import Point
from studio.document.commands import Gesture, PlaceCommand
from studio.document.state import Source

_NUDGE = 13
"""`QUndoCommand.id` of steps by arrow keys, which merge."""


class PlaceHandler(ToolHandler):
    """Drags of the picture in hand."""

    _index = 0
    _start: Point = (0, 0)

    def press(self, point: Point, *, erase: bool = False, other: bool = False) -> None:
        if self._gesture is None:
            self._gesture = Gesture(self._document)
            self._index, self._start = self._toolbox.held(self._document), point

    def move(self, point: Point) -> None:
        if self._gesture is not None:
            source, (right, down) = self._gesture.begun.sources[self._index], self._start
            self._document.set_source(self._index, _shifted(source, point[0] - right, point[1] - down))

    def nudge(self, right: int, down: int, *, other: bool) -> bool:
        """Move the picture by pixels of the model; steps in a row are one undo step.

        Args:
            other: by whole patches.
        """
        step, index = self._document.grid.patch_size if other else 1, self._toolbox.held(self._document)
        after = _shifted(self._document.sources[index], right * step, down * step)
        self._stack.push(PlaceCommand(self._document, self._text(), index=index, source=after, series=_NUDGE))
        return True

    def _text(self) -> str:
        return self.tr("Shift Picture")


def _shifted(source: Source, right: float, down: float) -> Source:
    height, width = source.whole.shape[:2]
    return source.placed(source.frame.shifted(round(right), round(down), source.shape).kept(width, height))
