"""Makes the lab's window when it is first wanted; pyqtgraph is imported with it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.widgets.layout import bring_to_front

if TYPE_CHECKING:
    from studio.errors import Failure
    from studio.lab.window import LabWindow


class Lab(QObject):
    """Owns the lab's window."""

    def __init__(self, parent: QWidget, *, report: Callable[[Failure], None]) -> None:
        """Args: report: shows what went wrong."""
        super().__init__()
        self._parent, self._report = parent, report
        self.window: LabWindow | None = None

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {"lab": self.open}

    def open(self) -> LabWindow:
        """Open the window, or bring it to the front."""
        if self.window is None:
            self.window = _make(self._parent)
            self.window.failed.connect(self._report)
        bring_to_front(self.window)
        return self.window

    def close(self) -> None:
        """Close the window and end its threads, whatever they are doing."""
        if self.window is not None:
            self.window.close()
            self.window.end()


def _make(parent: QWidget) -> LabWindow:
    hooks = sys.excepthook, threading.excepthook
    try:
        from studio.lab.window import LabWindow
    finally:  # pyqtgraph puts its own in their place when it is imported
        sys.excepthook, threading.excepthook = hooks
    return LabWindow(parent)
