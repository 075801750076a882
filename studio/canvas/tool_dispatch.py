"""What each tool does with press, move and release, and which of them a press begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QUndoStack

from studio.canvas import tools
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Indices, Point, Tool
from studio.document.commands import Gesture
from studio.document.document import Document

AREAS = (Tool.RECTANGLE, Tool.LASSO)


class ToolHandler(QObject):
    """What can be done with press, move and release, one gesture at a time. Points are in image pixels."""

    reach: float = 0
    """How near to a handle counts, in image pixels."""

    def __init__(self, document: Document, stack: QUndoStack, toolbox: Toolbox) -> None:
        super().__init__()
        self._document, self._stack, self._toolbox = document, stack, toolbox
        self._gesture: Gesture | None = None
        self._path: list[Point] = []
        """Where the pointer went, of those that paint."""

    @property
    def active(self) -> bool:
        """Whether it is in progress."""
        return self._gesture is not None

    @property
    def path(self) -> list[Point]:
        """A closed line to draw, around the area in progress; empty if there is none."""
        if not self._path or not self.active or self._toolbox.tool not in AREAS:
            return []
        return self._path if self._toolbox.tool is Tool.LASSO else tools.corners(self._path[0], self._path[-1])

    def footprint(self, point: Point) -> Indices:
        """(k,) patches that a press at a point would touch."""
        return np.zeros(0, dtype=np.intp)

    @property
    def radius(self) -> float | None:
        """Of a round brush that is finer than patches, in image pixels; None if there is none."""
        return None

    def cursor(self, point: Point, reach: float) -> Qt.CursorShape | None:
        """What the pointer becomes at a point; None: what it is everywhere."""
        return None

    def claims(self, point: Point, reach: float, *, other: bool = False) -> bool:
        """Whether a press at a point is for this handler, whatever the tool."""
        return False

    def press(self, point: Point, *, erase: bool = False, other: bool = False) -> None:
        """Begin. Args: erase: with the right button; other: with Ctrl or Alt."""
        raise NotImplementedError

    def move(self, point: Point) -> None:
        """Go on."""
        raise NotImplementedError

    def release(self) -> None:
        """End it: one undo step."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            self._commit(gesture)

    def cancel(self) -> None:
        """Give it up: the document is as it was before."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.abort()

    def nudge(self, right: int, down: int, *, other: bool) -> bool:
        """An arrow key; False if it is not for this handler. Args: other: with Shift."""
        return False

    def _commit(self, gesture: Gesture) -> None:
        gesture.commit(self._stack, self._text())

    def _text(self) -> str:
        """What its undo step is called."""
        raise NotImplementedError


class ToolDispatch:
    """The handler of the tool in hand. One that has begun goes on to its end, whatever tool is taken meanwhile."""

    reach: float = 0
    """As of a handler; so is all that follows."""

    def __init__(
        self,
        toolbox: Toolbox,
        handlers: Mapping[Tool, ToolHandler],
        *,
        default: ToolHandler,
        claiming: Sequence[ToolHandler] = (),
    ) -> None:
        """Args: claiming: those that are asked first, in their order."""
        self._toolbox, self._handlers, self._default = toolbox, dict(handlers), default
        self._claiming = claiming
        self._begun: ToolHandler = default

    @property
    def active(self) -> bool:
        return self._begun.active

    @property
    def path(self) -> list[Point]:
        return self._begun.path

    @property
    def radius(self) -> float | None:
        return next((r for each in self._claiming if (r := each.radius) is not None), None)

    def cursor(self, point: Point, reach: float) -> Qt.CursorShape | None:
        found = (each.cursor(point, reach) for each in self._claiming)
        return next((shape for shape in found if shape is not None), None)

    def footprint(self, point: Point) -> Indices:
        return self._handler.footprint(point)

    def press(self, point: Point, *, erase: bool = False, other: bool = False) -> None:
        if not self.active:
            claiming = (each for each in self._claiming if each.claims(point, self.reach, other=other))
            self._begun = next(claiming, self._handler)
            self._begun.reach = self.reach
            self._begun.press(point, erase=erase, other=other)

    def move(self, point: Point) -> None:
        self._begun.move(point)

    def release(self) -> None:
        self._begun.release()

    def cancel(self) -> None:
        (self._begun if self.active else self._handler).cancel()  # or what the tool in hand has selected

    def nudge(self, right: int, down: int, *, other: bool) -> bool:
        return self._handler.nudge(right, down, other=other)

    @property
    def _handler(self) -> ToolHandler:
        return self._handlers.get(self._toolbox.tool, self._default)
