"""The view menu: zoom, and what is drawn over the picture, which the settings remember."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from studio.actions.action_set import Actions, Handlers
from studio.canvas.view import CanvasView
from studio.settings import SHOW_COPIES, SHOW_GRID, SHOW_MARKS, SHOW_SOURCES, SHOW_SPREAD, SHOW_VIEWS, Settings


class ViewController(QObject):
    """Shows and hides what lies over the picture."""

    noted = Signal(str)

    def __init__(self, canvas: CanvasView, settings: Settings, actions: Actions) -> None:
        super().__init__()
        self._canvas, self._settings, self._actions = canvas, settings, actions
        self._switches = {
            "grid": (SHOW_GRID, "grid"),
            "views": (SHOW_VIEWS, "views"),
            "marks": (SHOW_MARKS, "marks"),
            "source_marks": (SHOW_SOURCES, "sources"),
            "copies": (SHOW_COPIES, "copies"),
            "spread": (SHOW_SPREAD, "spread"),
        }
        for name, (setting, layer) in self._switches.items():
            actions[name].setChecked(settings.get(setting))
            canvas.show_layer(layer, settings.get(setting))

    def handlers(self) -> Handlers:
        return {
            **{name: partial(self._switch, name) for name in self._switches},
            "zoom_in": partial(self._canvas.camera.zoom, 1),
            "zoom_out": partial(self._canvas.camera.zoom, -1),
            "fit": self._canvas.camera.fit,
            "actual_size": self._canvas.camera.actual_size,
        }

    def _switch(self, name: str) -> None:
        setting, layer = self._switches[name]
        shown = self._actions[name].isChecked()
        self._settings.set(setting, shown)
        self._canvas.show_layer(layer, shown)
        if name == "spread" and shown:
            self.noted.emit(self.tr("Orange: where the completions differ. Framed: the patch that would tell most."))
