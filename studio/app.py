"""The composition root: builds the parts and wires them. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, QUrl
from PySide6.QtGui import QDesktopServices

from studio import dialogs
from studio.actions import Context, Menu
from studio.actions.action_set import Actions
from studio.canvas.paint import PaintHandler
from studio.canvas.place import PlaceHandler
from studio.canvas.relocate import RelocateHandler
from studio.canvas.tool_dispatch import ToolDispatch, ToolHandler
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Tool
from studio.canvas.touch import TouchFilter
from studio.canvas.view import CanvasView
from studio.controllers.colour_offer import ColourOffer
from studio.controllers.export import ExportController
from studio.controllers.history import HistoryController
from studio.controllers.invert_offer import InvertOffer
from studio.controllers.models import ModelController
from studio.controllers.noise_walk import NoiseWalk
from studio.controllers.preferences import Preferences
from studio.controllers.project import ProjectController
from studio.controllers.train_offer import TrainOffer
from studio.controllers.welcome import Welcome
from studio.document.noise import SHEET
from studio.document.undo import UndoStack
from studio.editing.editing import Editing
from studio.editing.operations import Operations
from studio.errors import Failure, FailureKind, failure, log_file
from studio.files.examples import has_faces
from studio.files.jobs import FileJobs
from studio.imaging import pyramid
from studio.lab.launcher import Lab
from studio.live.live import Live
from studio.live.worker import Worker
from studio.settings import BRUSH_SIZE, SHOW_GRID, SHOW_MARKS, SHOW_SOURCES, SHOW_SPREAD, Settings
from studio.start import Start
from studio.widgets.bar import MessageBar
from studio.widgets.gallery import Gallery
from studio.widgets.noise import NoisePanel
from studio.widgets.status import Status
from studio.widgets.subset import SubsetPanel
from studio.window import Window, focus_next_panel


class Studio:
    """One window with its document, model thread and file thread."""

    def __init__(
        self, start: Start, settings: Settings, *, seed: int | None = None, recovery: Path | None = None
    ) -> None:
        """Args: recovery: where unsaved work is kept for the case of a crash; None: nowhere."""
        self.settings, self._project, self._problem = settings, start.project, start.problem
        self.document = start.document(seed=seed)
        self.stack = UndoStack()
        self.files = FileJobs()
        self.worker = Worker()
        self.live = Live(self.document, self.worker)
        self.toolbox = Toolbox(brush_size=settings.get(BRUSH_SIZE))
        self.operations = Operations(self.document, self.stack, self.files, self.toolbox)
        self.canvas = CanvasView(self.document, self._pointing(), self.toolbox)
        TouchFilter(self.canvas)
        self._views = {
            "grid": (SHOW_GRID, self.canvas.set_grid, ""),
            "marks": (SHOW_MARKS, self.canvas.set_marks, ""),
            "source_marks": (SHOW_SOURCES, self.canvas.set_sources, ""),
            "spread": (
                SHOW_SPREAD,
                self.canvas.set_spread,
                QCoreApplication.translate(
                    "Window", "Orange: where the completions differ. Framed: the patch that would tell most."
                ),
            ),
        }
        self.window = Window(settings)
        self.editing = Editing(self.document, self.stack, self.files, self.toolbox)
        self.project = ProjectController(
            self.document, self.stack, self.files, settings, self.window, recovery=recovery
        )
        self.history = HistoryController(
            self.document, self.stack, self.live, self.project.history, self.files, self.window
        )
        self.welcome = Welcome(self.project, settings)
        self.models = ModelController(self.document, self.stack, self.files, settings, self.window)
        self.colour_offer = ColourOffer(
            self.document,
            self.models.models,
            train=self.models.train,
            choose=self.models.show_models,
        )
        self.train_offer = TrainOffer(self.models)
        self.invert_offer = InvertOffer(self.document, self.models.models, self.editing.sources)
        self.export = ExportController(
            self.document,
            self.project.history,
            self.files,
            settings,
            self.window,
            selected=lambda: self.history.selected,
        )
        self.noise_walk = NoiseWalk(self.document, self.worker, self.files, settings, self.window, self.canvas)
        self.preferences = Preferences(settings, self.window)
        self.lab = Lab(self.window, report=self.show_failure)
        handlers = {name: partial(self._do, handler) for name, handler in self._handlers().items()}
        self.actions = Actions(self.window, handlers, busy=lambda: self.document.gesturing)
        self.preferences.build(self.actions)
        self.actions.tint()  # before there are panels: a button that had no icon at first stays as wide as its words
        self.message = MessageBar()
        self.status = Status(self.document, self.live)
        self.gallery = Gallery(self.document)
        self.noise = NoisePanel(
            self.document,
            resample=self.actions["resample"],
            copy=self.actions["copy_seed"],
            pin=self.actions["pin"],
            vary=self.actions["vary"],
        )
        presets = [self.actions[name] for name in ("whole", "none", "invert")]
        more = self.actions.in_menu(Menu.PRESETS)
        self.subset = SubsetPanel(
            self.document, self.toolbox, presets=presets, shuffle=self.actions["shuffle"], more=more
        )
        self.sources = self.editing.sources_panel(self.actions)
        self._lay_out()
        self._wire()
        self._closed = False

    def show(self) -> None:
        """Put the window on the screen; the model is loaded once it has been painted."""
        self.canvas.painted.connect(self._begin)
        self.welcome.begin()
        if self._problem is not None:
            doing = QCoreApplication.translate("Window", "Opening the picture")
            self.show_failure(failure(self._problem, doing, FailureKind.READING))
        self.window.show()
        self.canvas.setFocus()

    def close(self) -> None:
        """Close the window and end both threads, whatever they are doing."""
        if self._closed:
            return
        self._closed = True
        self.noise_walk.stop()
        self.window.may_close = lambda: True
        self.window.close()
        self.settings.set(BRUSH_SIZE, self.toolbox.brush_size)
        self.settings.save()
        self.worker.close()
        self.lab.close()
        self.models.close()
        self.files.close()
        self.project.end()
        self.stack.clear()  # else it would speak to parts that are gone when it is destroyed

    def show_failure(self, failure: Failure) -> None:
        """Show what went wrong."""
        self.message.show_failure(failure)

    def _pointing(self) -> ToolDispatch:
        parts = self.document, self.stack, self.toolbox
        handlers: dict[Tool, ToolHandler] = {Tool.RELOCATE: RelocateHandler(*parts), Tool.PLACE: PlaceHandler(*parts)}
        return ToolDispatch(self.toolbox, handlers, default=PaintHandler(*parts))

    def _begin(self) -> None:
        self.canvas.painted.disconnect(self._begin)
        self.worker.start()
        self.worker.load(self.document.model)
        self.project.begin(self._project)
        self.models.begin()

    def _lay_out(self) -> None:
        window = self.window
        bars = (
            self.message,
            self.project.offer,
            self.models.offer,
            self.train_offer.offer,
            self.colour_offer.offer,
            self.invert_offer.offer,
            self.noise_walk.bar,
            self.welcome.hint,
        )
        window.set_middle(self.canvas, *bars)
        window.add_tools(self.actions, self.toolbox)
        window.add_panel("subset", QCoreApplication.translate("Window", "Known Patches"), self.subset)
        window.add_panel("sources", QCoreApplication.translate("Window", "Sources"), self.sources)
        window.add_panel("noise", QCoreApplication.translate("Window", "Noise"), self.noise)
        window.add_panel("gallery", QCoreApplication.translate("Window", "Completions"), self.gallery, grows=True)
        history = self.history.build(self.actions)
        window.add_panel(
            "history", QCoreApplication.translate("Window", "History"), history, grows=True, behind="gallery"
        )
        models = self.models.build(self.actions)
        window.add_panel("model", QCoreApplication.translate("Window", "Model"), models, grows=True, behind="gallery")
        window.add_menus(self.actions, recent=self.project.recent)
        window.set_status(self.status)
        window.restore()
        self.actions["brush"].setChecked(True)
        for name, (setting, show, _) in self._views.items():
            self.actions[name].setChecked(self.settings.get(setting))
            show(self.settings.get(setting))

    def _wire(self) -> None:
        document, operations, window = self.document, self.operations, self.window
        window.may_close = partial(self._may_close, window.may_close)
        window.recoloured.connect(self.actions.tint)
        window.dropped.connect(self._dropped)
        self.project.recent.aboutToShow.connect(self.history.commit_note)
        window.added.connect(self.editing.take)
        self.canvas.square_scrolled.connect(self.editing.sources.enlarge)
        for playing_changed in (self.editing.reveal.playing_changed, self.noise_walk.playing_changed):
            playing_changed.connect(self._update_actions)
        self.gallery.chosen.connect(operations.choose)
        self.noise.changed.connect(self.editing.noise.set_seed)
        self.noise.strength_changed.connect(self.editing.noise.vary)
        self.noise.balance_changed.connect(self.editing.noise.balance)
        self.noise.done.connect(self.canvas.setFocus)
        self.subset.pressed.connect(operations.begin_share)
        self.subset.changed.connect(operations.set_share)
        self.subset.released.connect(operations.end_share)
        self.toolbox.changed.connect(self._update_actions)
        self.history.selection_changed.connect(self._update_actions)
        document.sources_changed.connect(self._update_actions)
        document.sources_changed.connect(self._keep_levels)
        self.models.models.changed.connect(self._update_actions)
        for noted in (
            operations.noted,
            self.editing.noted,
            self.project.projects.noted,
            self.history.results.noted,
            self.models.models.noted,
            self.export.noted,
            self.noise_walk.noted,
        ):
            noted.connect(self.status.note)
        for part in (self.editing.reveal, self.noise_walk):
            part.retracted.connect(self.status.retract)
        self._wire_failures()
        for hinted in (self.editing.hinted, self.preferences.noted):
            hinted.connect(self.status.note)
        self.canvas.zoom_changed.connect(self.status.show_zoom)
        undo = QCoreApplication.translate("Window", "&Undo"), QCoreApplication.translate("Window", "&Undo {0}")
        redo = QCoreApplication.translate("Window", "&Redo"), QCoreApplication.translate("Window", "&Redo {0}")
        self.stack.undoTextChanged.connect(partial(self._name, "undo", *undo))
        self.stack.redoTextChanged.connect(partial(self._name, "redo", *redo))
        for changed in (self.stack.indexChanged, document.completions_changed):
            changed.connect(self._update_actions)
        self._update_actions()
        self._keep_levels()

    def _wire_failures(self) -> None:
        files, projects, training, live = self.files, self.project.projects, self.models.training, self.live
        for part in (self.operations, self.editing.sources, training, self.noise_walk, live):
            part.failed.connect(self.show_failure)
        mending = {
            FailureKind.READING: (files.opened, files.added, files.mask_read, projects.opened),
            FailureKind.SAVING: (projects.saved,),
            FailureKind.EXPORTING: (files.saved, self.export.written, self.noise_walk.written),
            FailureKind.TRAINING: (training.started, training.exported),
            FailureKind.MODEL: (live.settled,),
        }
        for matter, successes in mending.items():
            for worked in successes:
                worked.connect(partial(self.message.settle, matter))

    def _handlers(self) -> dict[str, Callable[[], object]]:
        operations, canvas, toolbox = self.operations, self.canvas, self.toolbox
        choose: dict[str, Callable[[], object]] = {f"choose_{i}": partial(operations.choose, i) for i in range(SHEET)}
        return (
            {
                "open": self._open,
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
                "copy_seed": operations.copy_seed,
                "next": lambda: operations.choose((self.document.noise.chosen + 1) % SHEET),
                "previous": lambda: operations.choose((self.document.noise.chosen - 1) % SHEET),
                "zoom_in": lambda: canvas.zoom(1),
                "zoom_out": lambda: canvas.zoom(-1),
                "fit": canvas.fit,
                "actual_size": canvas.actual_size,
                "panels": self._next_panel,
                "log": lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_file()))),
                "about": lambda: dialogs.show_about(self.window),
            }
            | choose
            | {name: partial(self._switch, name) for name in self._views}
            | dict(self.project.handlers())
            | dict(self.history.handlers())
            | dict(self.models.handlers())
            | dict(self.export.handlers())
            | dict(self.noise_walk.handlers())
            | dict(self.welcome.handlers())
            | dict(self.preferences.handlers())
            | dict(self.lab.handlers())
            | self.editing.handlers(self.window, self.settings)
        )

    def _do(self, handler: Callable[[], object]) -> None:
        self.history.commit_note()
        handler()

    def _may_close(self, kept: Callable[[], bool]) -> bool:
        self.history.commit_note()
        if not kept():
            return False
        if not (self.noise_walk.may_close() and self.models.may_close()):
            self.project.stay()
            return False
        return True

    def _open(self) -> None:
        path = dialogs.ask_open(self.window, self.settings)
        if path is not None and not self.project.takes(path):
            self.operations.open(path)

    def _dropped(self, data: QMimeData) -> None:
        self.history.commit_note()
        if not self.project.takes_drop(data) and not self.models.takes_drop(data):
            self.operations.take(data, QCoreApplication.translate("Window", "Dropped picture"))

    def _switch(self, name: str) -> None:
        setting, show, legend = self._views[name]
        shown = self.actions[name].isChecked()
        self.settings.set(setting, shown)
        show(shown)
        if shown and legend:
            self.status.note(legend)

    def _next_panel(self) -> None:
        history, models = self.history.panel, self.models.panel
        assert history is not None
        assert models is not None
        focus_next_panel(
            [
                (self.canvas, self.canvas),
                (self.gallery, self.gallery.cells[self.document.noise.chosen]),
                (history, history.list),
                (models, models.box),
                (self.noise, self.noise.seed),
                (self.subset, self.subset.slider),
                (self.sources, self.sources.thumbnails[self.editing.sources.index]),
            ]
        )

    def _name(self, action: str, plain: str, named: str, text: str) -> None:
        self.actions[action].setText(named.format(text.replace("&", "&&")) if text else plain)

    def _keep_levels(self) -> None:
        pyramid.use(source.whole for source in self.document.sources)

    def _update_actions(self) -> None:
        completions = self.document.completions
        facts = Context(
            completed=self.document.chosen is not None,
            can_vary=self.document.chosen is not None and self.document.noise.can_vary_on,
            can_undo=self.stack.canUndo(),
            can_redo=self.stack.canRedo(),
            results=len(self.history.selected),
            shown=completions.index(None) if None in completions else len(completions),
            transparent=self.editing.transparent,
            sources=len(self.document.sources),
            own_models=len(self.models.models.own),
            faces=has_faces(),
        )
        self.editing.check(self.actions)
        self.actions["walk"].setChecked(self.noise_walk.playing)
        self.actions.update(facts)
