"""The composition root: builds the parts and wires them. It decides nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, Qt, QUrl
from PySide6.QtGui import QDesktopServices

from studio import dialogs
from studio.actions import Context
from studio.actions.action_set import Actions, Handler
from studio.canvas.toolbox import Toolbox
from studio.canvas.touch import TouchFilter
from studio.canvas.view import CanvasView
from studio.controllers.cells import CellsController
from studio.controllers.drag import CompletionDrag
from studio.controllers.export import ExportController
from studio.controllers.history import HistoryController
from studio.controllers.models import ModelController
from studio.controllers.noise_walk import NoiseWalk
from studio.controllers.offers import ColourOffer, InvertOffer
from studio.controllers.panels import Panels
from studio.controllers.preferences import Preferences
from studio.controllers.project import ProjectController
from studio.controllers.undo import UndoController
from studio.controllers.view import ViewController
from studio.controllers.welcome import Welcome
from studio.document.undo import UndoStack
from studio.editing.labels import LabelOperations
from studio.editing.noise import NoiseOperations
from studio.editing.palette import PaletteOperations
from studio.editing.photo import PhotoOperations
from studio.editing.reveal import Reveal
from studio.editing.sources import SourceOperations, local_files
from studio.editing.subsets import SubsetOperations
from studio.editing.tools import ToolOperations
from studio.errors import Failure, FailureKind, failure, log_file
from studio.files.examples import available_examples
from studio.files.jobs import FileJobs
from studio.lab.launcher import Lab
from studio.live.frame_search import FrameSearch
from studio.live.live import Live
from studio.live.worker import Worker
from studio.settings import BRUSH_SIZE, Settings
from studio.start import Start
from studio.widgets.bar import BarStack, MessageBar
from studio.widgets.status import Status
from studio.widgets.swatches import Swatches
from studio.window import Window


class Studio:
    """One window with its document, model thread and file thread."""

    def __init__(
        self, start: Start, settings: Settings, *, seed: int | None = None, recovery: Path | None = None
    ) -> None:
        """Args: recovery: where unsaved work is kept for the case of a crash; None: nowhere."""
        self.settings, self._start = settings, start
        self.document = document = start.document(seed=seed)
        self.stack = stack = UndoStack()
        self.files = files = FileJobs()
        self.worker = Worker()
        self.live = Live(document, self.worker)
        self.toolbox = toolbox = Toolbox(brush_size=settings.get(BRUSH_SIZE))
        self.tools = ToolOperations(document, stack, toolbox)
        self.canvas = CanvasView(document, self.tools.pointer, toolbox)
        TouchFilter(self.canvas)
        self.window = window = Window(settings)
        self.actions = actions = Actions(window)
        self.preferences = Preferences(actions, settings, window)
        actions.tint()  # before there are panels: a button that had no icon at first stays as wide as its words
        self.subsets = SubsetOperations(document, stack, files, toolbox)
        self.sources = SourceOperations(document, stack, files, toolbox)
        self.photo = PhotoOperations(document, stack, files, FrameSearch(self.worker))
        self.tools.frame_placed.connect(self.photo.look_for_frame)
        self.noise = NoiseOperations(document, stack)
        self.labels = LabelOperations(document, stack)
        self.palette = PaletteOperations(document, stack, files)
        self.reveal = Reveal(document, stack, toolbox)
        self.undo = UndoController(stack, actions)
        self.project = ProjectController(document, stack, files, settings, window, recovery=recovery)
        self.history = HistoryController(document, stack, self.live, self.project.history, files, window, actions)
        self.models = ModelController(document, stack, files, settings, window, actions)
        self.view = ViewController(self.canvas, settings, actions)
        self.welcome = Welcome(document, settings)
        self.colour_offer = ColourOffer(document, self.models)
        self.invert_offer = InvertOffer(document, self.models, self.sources)
        self.export = ExportController(document, self.history, files, settings, window)
        self.noise_walk = NoiseWalk(document, self.worker, files, settings, window, self.canvas)
        self.cells = CellsController(document, self.worker, files, self.photo)
        self.lab = Lab(window, report=self.show_failure)
        verbs = self.subsets, self.sources, self.noise, self.labels
        self.panels = Panels(document, toolbox, actions, self.canvas, *verbs, self.history.panel, self.models.panel)
        self.drag = CompletionDrag(document, files)
        self.panels.gallery.dragged.connect(lambda position: self.drag.begin(position, window))
        self.swatches = Swatches(document, toolbox)
        self.swatches.wanted.connect(actions["pencil_colour"].trigger)
        self.message = MessageBar()
        self.status = Status(document, self.live, toolbox)
        self._lay_out()
        self._connect_actions()
        self._wire()
        self._closed = False

    def show(self) -> None:
        """Put the window on the screen; the model is loaded once it has been painted."""
        self.canvas.painted.connect(self._begin, Qt.ConnectionType.SingleShotConnection)
        self.welcome.begin()
        if self._start.problem is not None:
            doing = QCoreApplication.translate("Window", "Opening the picture")
            self.show_failure(failure(self._start.problem, doing, FailureKind.READING))
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
        self.live.close()
        self.lab.close()
        self.models.close()
        self.files.close()
        self.drag.close()
        self.project.end()
        self.stack.clear()  # else it would speak to parts that are gone when it is destroyed

    def show_failure(self, failure: Failure) -> None:
        """Show what went wrong."""
        self.message.show_failure(failure)

    def _begin(self) -> None:
        self.live.load()
        self.project.begin(self._start.project)
        self.models.begin()

    def _lay_out(self) -> None:
        window = self.window
        offers = self.colour_offer.bar, self.invert_offer.bar
        bars = self.message, self.project.offer, self.models.offer, *offers, self.welcome.hint
        window.set_middle(self.canvas, self.panels.completions, BarStack(bars, self.noise_walk.bar, self.cells.bar))
        window.add_tools(self.actions, self.toolbox, self.swatches)
        self.panels.add_to(window)
        window.add_menus(self.actions, recent=self.project.recent)
        window.setStatusBar(self.status)
        window.restore()
        self.panels.begin()
        self.actions["brush"].setChecked(True)

    def _connect_actions(self) -> None:
        handlers: dict[str, Handler] = {
            "quit": self.window.close,
            "log": lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_file()))),
            "about": lambda: dialogs.about_box(self.window).exec(),
        }
        for asking in (self.subsets, self.sources, self.palette):
            handlers |= asking.handlers(self.window, self.settings)
        handlers |= self.tools.handlers(self.window)
        handlers |= self.labels.handlers(lambda: self.panels.labels.selected)
        parts = self.photo, self.noise, self.reveal, self.undo, self.project, self.history, self.models, self.view
        others = self.panels, self.welcome, self.export, self.noise_walk, self.cells, self.preferences, self.lab
        for part in (*parts, *others):
            handlers |= part.handlers()
        self.actions.connect(handlers, run=self._run)

    def _wire(self) -> None:
        document, stack, window = self.document, self.stack, self.window
        window.may_close = self._may_close
        window.recoloured.connect(self.actions.tint)
        window.recoloured.connect(self.panels.labels.tint)
        window.dropped.connect(self._dropped)
        self.project.recent.aboutToShow.connect(self.history.panel.commit_note)
        window.panels_changed.connect(self._update_actions)
        document.model_changed.connect(window.split.arrange)
        window.added.connect(partial(self.sources.drop, add=True))
        self.canvas.frame_scrolled.connect(self.sources.enlarge)
        self.canvas.camera.zoom_changed.connect(self.status.show_zoom)
        editing = self.tools, self.subsets, self.sources, self.photo, self.noise, self.reveal, self.history.results
        parts = self.view, self.project.file, self.models.models, self.noise_walk, self.cells, self.preferences
        for part in (*editing, *parts):
            part.noted.connect(self.status.note)
        for passing in (self.reveal, self.noise_walk):
            passing.retracted.connect(self.status.retract)
            passing.playing_changed.connect(self._update_actions)
        self.undo.undone.connect(self.status.forget)
        self._wire_files()
        facts = document.palette_changed, document.labels_changed, document.noise_changed, document.sources_changed
        hand = self.toolbox.changed, self.panels.labels.selected_changed, self.history.panel.selection_changed
        others = document.completions_changed, stack.indexChanged, self.models.models.changed, self.palette.asked
        for changed in (*facts, *hand, *others):
            changed.connect(self._update_actions)
        self._update_actions()

    def _wire_files(self) -> None:
        """What fails is shown until something of the same kind works."""
        files, training, live = self.files, self.models.training, self.live
        files.worked.connect(self.message.settle)
        files.waited.connect(self.status.wait_for)
        files.saved.connect(self.status.note)
        for part in (files, self.sources, training, self.noise_walk, self.cells, live):
            part.failed.connect(self.message.show_failure)
        for worked in (training.started, training.exported):
            worked.connect(partial(self.message.settle, FailureKind.TRAINING))
        live.settled.connect(partial(self.message.settle, FailureKind.MODEL))

    def _run(self, handler: Handler) -> None:
        """Do what an action is for; a key that is pressed during a stroke does nothing."""
        if not self.document.gesturing:
            self.history.panel.commit_note()
            handler()

    def _may_close(self) -> bool:
        self.history.panel.commit_note()
        if not self.project.may_close():
            return False
        if self.noise_walk.may_close() and self.models.may_close():
            return True
        self.project.stay()
        return False

    def _dropped(self, data: QMimeData) -> None:
        self.history.panel.commit_note()
        paths = local_files(data)
        if not paths or not any(part.takes(paths[0]) for part in (self.project, self.models, self.palette)):
            self.sources.drop(data)

    def _update_actions(self) -> None:
        document, completions = self.document, self.document.completions
        context = Context(
            completed=document.chosen is not None,
            sheet=len(completions),
            panels=self.window.panels,
            completions=completions.index(None) if None in completions else len(completions),
            selected_results=len(self.history.panel.selected),
            several_sources=len(document.sources) > 1,
            transparent=self.sources.transparent,
            order=self.toolbox.order,
            can_vary=document.chosen is not None and document.noise.can_vary_on,
            pinned=document.noise.chosen in document.noise.pinned,
            replacing=document.hole is not None,
            has_hole=bool(document.hole and document.hole.strokes),
            is_larger=document.sources[0].is_larger,
            cells=document.cells,
            revealing=self.reveal.playing,
            walking=self.noise_walk.playing,
            views=tuple(view.name for view in document.views),
            palette=document.palette,
            labels_given=any(label.given for label in document.labels),
            can_try_categories=(
                document.chosen is not None and self.panels.labels.selected in document.chosen.probabilities
            ),
            can_undo=self.stack.canUndo(),
            can_redo=self.stack.canRedo(),
            own_models=len(self.models.models.own),
            examples=available_examples(),
        )
        self.actions.update(context)
