"""Which handler a press begins with: that of painting, relocating or placing, by the tool in hand."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import Qt

from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Indices, Point, Tool


class ToolHandler(ABC):
    """What can be done with press, move and release. Points are in image pixels."""

    reach: float = 0
    """How near to a handle counts, in image pixels."""

    @property
    @abstractmethod
    def active(self) -> bool:
        """Whether it is in progress."""

    @property
    def path(self) -> list[Point]:
        """A closed line to draw; empty if there is none."""
        return []

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

    @abstractmethod
    def press(self, point: Point, *, erase: bool = False, other: bool = False) -> None:
        """Begin. Args: erase: with the right button; other: with Ctrl or Alt."""

    @abstractmethod
    def move(self, point: Point) -> None:
        """Go on."""

    @abstractmethod
    def release(self) -> None:
        """End it: one undo step."""

    @abstractmethod
    def cancel(self) -> None:
        """Give it up: the document is as it was before."""

    def nudge(self, right: int, down: int, *, other: bool) -> bool:
        """An arrow key; False if it is not for this handler. Args: other: with Shift."""
        return False


class ToolDispatch(ToolHandler):
    """A handler that has begun goes on to its end, whatever tool is taken meanwhile."""

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
