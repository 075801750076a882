"""The verbs of editing by the names of their actions: tools, presets, sources. Builds its parts and wires them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QCoreApplication, QMimeData, QObject, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QWidget

from studio import dialogs
from studio.actions.action_set import Actions
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Tool
from studio.document.document import Document
from studio.document.presets import Order, Side
from studio.editing.noise import NoiseOperations
from studio.editing.reveal import Reveal
from studio.editing.sources import SourceOperations
from studio.editing.subsets import SubsetOperations
from studio.files.jobs import FileJobs
from studio.settings import Settings
from studio.widgets.sources import SourcesPanel

Handlers = dict[str, Callable[[], object]]
_ORDERS = {"by_random": Order.RANDOM, "by_initial": Order.INITIAL, "by_centre": Order.CENTRE}
_HALVES = {"half_left": Side.LEFT, "half_right": Side.RIGHT, "half_top": Side.TOP, "half_bottom": Side.BOTTOM}
_TOOLS = {"lasso": Tool.LASSO, "ignore": Tool.IGNORE, "relocate": Tool.RELOCATE, "place": Tool.PLACE}


class Editing(QObject):
    """What changes subset and sources, beside the strokes."""

    noted = Signal(str)
    """A short word of what was done."""
    hinted = Signal(str)
    """How to use the tool that was taken."""

    def __init__(self, document: Document, stack: QUndoStack, files: FileJobs, toolbox: Toolbox) -> None:
        super().__init__()
        self._document, self._toolbox = document, toolbox
        self.subsets = SubsetOperations(document, stack, files, toolbox)
        document.forgotten.connect(lambda: toolbox.select(np.zeros(0, dtype=np.intp)))
        self.sources = SourceOperations(document, stack, files, toolbox)
        self.noise = NoiseOperations(document, stack)
        self.reveal = Reveal(document, stack, toolbox)
        for noted in (self.subsets.noted, self.sources.noted, self.reveal.noted):
            noted.connect(self.noted)

    def handlers(self, window: QWidget, settings: Settings) -> Handlers:
        """What each action does."""
        subsets, mixing = self.subsets, self.sources
        return {
            **{name: partial(self._take, tool) for name, tool in _TOOLS.items()},
            **{name: partial(subsets.order, order) for name, order in _ORDERS.items()},
            **{name: partial(subsets.half, side) for name, side in _HALVES.items()},
            "checkerboard": subsets.checkerboard,
            "grow": subsets.grow,
            "shrink": subsets.shrink,
            "ignore_none": subsets.ignore_none,
            "from_transparency": subsets.from_transparency,
            "import_mask": lambda: self._import_mask(window, settings),
            "export_mask": lambda: self._export_mask(window, settings),
            "resample": self.noise.resample,
            "resample_all": self.noise.resample_all,
            "pin": self.noise.pin,
            "vary": self.noise.vary_on,
            "reveal": self.reveal.reveal,
            "play": self.reveal.toggle,
            "add_source": lambda: self._add_source(window, settings),
            "paste_source": mixing.paste,
            "remove_source": mixing.remove,
            "next_source": mixing.paint_from_next,
            "flip_x": mixing.flip_x,
            "flip_y": mixing.flip_y,
            "invert_picture": mixing.invert,
            "square_larger": lambda: mixing.enlarge(1),
            "square_smaller": lambda: mixing.enlarge(-1),
            "crop_square": mixing.crop,
            "fit_whole": mixing.fit,
            "model_size": mixing.actual,
            "paste_back": lambda: self._paste_back(window, settings),
        }

    @property
    def transparent(self) -> bool:
        """Whether the source in hand does not fill the model's square."""
        source = self.sources.source
        height, width, bands = source.whole.shape
        square = source.square
        beyond = min(square.x, square.y) < 0 or square.x + square.side > width or square.y + square.side > height
        return bands == 4 or beyond

    def check(self, actions: Actions) -> None:
        """Check the actions of what is in hand."""
        for name, order in _ORDERS.items():
            actions[name].setChecked(order is self._toolbox.order)
        actions["pin"].setChecked(self._document.noise.chosen in self._document.noise.pinned)
        actions["play"].setChecked(self.reveal.playing)

    def _take(self, tool: Tool) -> None:
        self._toolbox.take(tool)
        hints = {
            Tool.RELOCATE: self.tr("Drag to select known patches, then drag them: Ctrl duplicates, arrow keys move."),
            Tool.PLACE: self.tr("Drag the picture under the square. Ctrl and the wheel resize the square."),
            Tool.IGNORE: self.tr("Ignored patches are neither known nor completed; in exports they are transparent."),
            Tool.LASSO: self.tr("Draw around the patches that are known; Ctrl ignores them."),
        }
        self.hinted.emit(hints[tool])

    def sources_panel(self, actions: Actions) -> SourcesPanel:
        """The panel of sources, wired."""
        edits = [actions[name] for name in ("add_source", "remove_source")]
        places = [
            actions[name]
            for name in (
                "flip_x",
                "flip_y",
                "invert_picture",
                "square_larger",
                "square_smaller",
                "crop_square",
                "fit_whole",
            )
        ]
        panel = SourcesPanel(self._document, self._toolbox, edits=edits, places=places)
        panel.chosen.connect(self.sources.paint_from)
        panel.offset_changed.connect(self.sources.set_offset)
        panel.dropped.connect(self.take)
        return panel

    def take(self, data: QMimeData) -> None:
        """Add dropped pictures as sources."""
        self.sources.take(data, QCoreApplication.translate("Window", "Dropped picture"))

    def _add_source(self, window: QWidget, settings: Settings) -> None:
        path = dialogs.ask_add(window, settings)
        if path is not None:
            self.sources.add(path)

    def _paste_back(self, window: QWidget, settings: Settings) -> None:
        title = QCoreApplication.translate("Dialogs", "Export Whole Picture")
        path = dialogs.ask_png(window, settings, title, f"{self.sources.source.name}-completed.png")
        if path is not None:
            self.sources.paste_back(path)

    def _import_mask(self, window: QWidget, settings: Settings) -> None:
        path = dialogs.ask_mask(window, settings)
        if path is not None:
            self.subsets.import_mask(path)

    def _export_mask(self, window: QWidget, settings: Settings) -> None:
        title = QCoreApplication.translate("Dialogs", "Export Mask: White Is Known")
        path = dialogs.ask_png(window, settings, title, f"{self._document.sources[0].name}-mask.png")
        if path is not None:
            self.subsets.export_mask(path)
