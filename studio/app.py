"""The composition root: builds the parts and wires them. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QUndoStack
from PySide6.QtWidgets import QWidget

from studio import dialogs
from studio.action_set import Actions
from studio.actions import Facts
from studio.canvas.painting import Painting
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Tool
from studio.canvas.view import CanvasView
from studio.errors import Failure, log_file
from studio.files import FileJobs
from studio.live import Live
from studio.noise import SHEET
from studio.operations import Operations
from studio.settings import BRUSH_SIZE, SHOW_GRID, SHOW_MARKS, Settings
from studio.start import Start
from studio.widgets.gallery import Gallery
from studio.widgets.message import MessageBar
from studio.widgets.noise import NoisePanel
from studio.widgets.status import Status
from studio.widgets.subset import SubsetPanel
from studio.window import Window
from studio.worker import Worker


class Studio:
    """One window with its document, model thread and file thread."""

    def __init__(self, start: Start, settings: Settings, *, seed: int | None = None) -> None:
        self.settings = settings
        self.document = start.document(seed=seed)
        self.stack = QUndoStack()
        self.files = FileJobs()
        self.worker = Worker()
        self.live = Live(self.document, self.worker)
        self.operations = Operations(self.document, self.stack, self.files)
        self.toolbox = Toolbox(brush_size=settings.get(BRUSH_SIZE))
        self.canvas = CanvasView(self.document, Painting(self.document, self.stack, self.toolbox), self.toolbox)
        self.window = Window(settings)
        self.actions = Actions(self.window, self._handlers(), busy=lambda: self.document.gesturing)
        self.message = MessageBar()
        self.status = Status(self.document, self.live)
        self.gallery = Gallery(self.document)
        self.noise = NoisePanel(self.document, resample=self.actions["resample"], copy=self.actions["copy_seed"])
        presets = [self.actions[name] for name in ("whole", "none", "invert")]
        self.subset = SubsetPanel(self.document, presets=presets, shuffle=self.actions["shuffle"])
        self._lay_out()
        self._wire()
        self._closed = False

    def show(self) -> None:
        """Put the window on the screen; the model is loaded once it has been painted."""
        self.canvas.painted.connect(self._begin)
        self.window.show()
        self.canvas.setFocus()

    def close(self) -> None:
        """Close the window and end both threads, whatever they are doing."""
        if self._closed:
            return
        self._closed = True
        self.window.close()
        self.settings.set(BRUSH_SIZE, self.toolbox.brush_size)
        self.settings.save()
        self.worker.close()
        self.files.close()
        self.stack.clear()  # else it would speak to parts that are gone when it is destroyed

    def show_failure(self, failure: Failure) -> None:
        """Show what went wrong."""
        self.message.show_failure(failure)

    def _begin(self) -> None:
        self.canvas.painted.disconnect(self._begin)
        self.worker.start()
        self.worker.load(self.document.model)

    def _lay_out(self) -> None:
        window = self.window
        window.set_middle(self.message, self.canvas)
        window.add_tools(self.actions, self.toolbox)
        window.add_panel("subset", QCoreApplication.translate("Window", "Known Patches"), self.subset)
        window.add_panel("noise", QCoreApplication.translate("Window", "Noise"), self.noise)
        window.add_panel("gallery", QCoreApplication.translate("Window", "Completions"), self.gallery, grows=True)
        window.add_menus(self.actions)
        window.set_status(self.status)
        window.restore()
        self.actions.tint()
        self.actions["brush"].setChecked(True)
        for name, setting, show in (
            ("grid", SHOW_GRID, self.canvas.set_grid),
            ("marks", SHOW_MARKS, self.canvas.set_marks),
        ):
            self.actions[name].setChecked(self.settings.get(setting))
            show(self.settings.get(setting))
        self._show_name()

    def _wire(self) -> None:
        document, operations, window = self.document, self.operations, self.window
        window.recoloured.connect(self.actions.tint)
        window.dropped.connect(lambda data: operations.take(data, QCoreApplication.translate("Window", "Dropped")))
        self.gallery.chosen.connect(operations.choose)
        self.noise.changed.connect(operations.set_seed)
        self.noise.done.connect(self.canvas.setFocus)
        self.subset.pressed.connect(operations.begin_share)
        self.subset.changed.connect(operations.set_share)
        self.subset.released.connect(operations.end_share)
        operations.noted.connect(self.status.note)
        self.canvas.zoom_changed.connect(self.status.show_zoom)
        for failed in (operations.failed, self.live.failed):
            failed.connect(self.show_failure)
        document.sources_changed.connect(self._show_name)
        self.stack.undoTextChanged.connect(
            lambda text: self._name("undo", QCoreApplication.translate("Window", "&Undo"), text)
        )
        self.stack.redoTextChanged.connect(
            lambda text: self._name("redo", QCoreApplication.translate("Window", "&Redo"), text)
        )
        for changed in (self.stack.indexChanged, document.completions_changed):
            changed.connect(self._update_actions)
        self._update_actions()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        operations, canvas, toolbox = self.operations, self.canvas, self.toolbox
        choose: dict[str, Callable[[], object]] = {f"choose_{i}": partial(operations.choose, i) for i in range(SHEET)}
        return {
            "open": self._open,
            "save": self._save,
            "quit": self.window.close,
            "undo": self.stack.undo,
            "redo": self.stack.redo,
            "copy": operations.copy,
            "paste": operations.paste,
            "brush": lambda: toolbox.take(Tool.BRUSH),
            "eraser": lambda: toolbox.take(Tool.ERASER),
            "rectangle": lambda: toolbox.take(Tool.RECTANGLE),
            "broader": lambda: toolbox.resize(1),
            "narrower": lambda: toolbox.resize(-1),
            "whole": operations.know_all,
            "none": operations.know_none,
            "invert": operations.invert,
            "shuffle": operations.shuffle,
            "resample": operations.resample,
            "copy_seed": operations.copy_seed,
            "next": lambda: operations.choose((self.document.noise.chosen + 1) % SHEET),
            "previous": lambda: operations.choose((self.document.noise.chosen - 1) % SHEET),
            "zoom_in": lambda: canvas.zoom(1),
            "zoom_out": lambda: canvas.zoom(-1),
            "fit": canvas.fit,
            "actual_size": canvas.actual_size,
            "grid": lambda: self._switch("grid"),
            "marks": lambda: self._switch("marks"),
            "panels": self._next_panel,
            "log": lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_file()))),
            "about": lambda: dialogs.show_about(self.window),
        } | choose

    def _open(self) -> None:
        path = dialogs.ask_open(self.window, self.settings)
        if path is not None:
            self.operations.open(path)

    def _save(self) -> None:
        name = f"{self.document.sources[0].name}-{self.document.noise.seed}.png"
        path = dialogs.ask_save(self.window, self.settings, name)
        if path is not None:
            self.operations.save(path)

    def _switch(self, name: str) -> None:
        setting, show = {
            "grid": (SHOW_GRID, self.canvas.set_grid),
            "marks": (SHOW_MARKS, self.canvas.set_marks),
        }[name]
        shown = self.actions[name].isChecked()
        self.settings.set(setting, shown)
        show(shown)

    def _next_panel(self) -> None:
        chosen = self.gallery.cells[self.document.noise.chosen]
        stops: list[QWidget] = [self.canvas, chosen, self.noise.seed, self.subset.slider]
        here = next((i for i, stop in enumerate(stops) if stop.hasFocus()), 0)
        stops[(here + 1) % len(stops)].setFocus()

    def _show_name(self) -> None:
        self.window.setWindowTitle(f"{self.document.sources[0].name} – Patchwork")

    def _name(self, action: str, verb: str, text: str) -> None:
        self.actions[action].setText(f"{verb} {text}".strip())

    def _update_actions(self) -> None:
        completions = self.document.completions
        facts = Facts(
            completed=self.document.chosen is not None,
            can_undo=self.stack.canUndo(),
            can_redo=self.stack.canRedo(),
            shown=completions.index(None) if None in completions else len(completions),
        )
        self.actions.update(facts)
