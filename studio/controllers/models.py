"""Models: the list, its panel, import by dialog or drop, deletion, and the training window."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QUndoStack

from studio import dialogs
from studio.actions.action_set import Actions, Handlers
from studio.dialogs import Leave
from studio.document.document import Document
from studio.files.jobs import FileJobs
from studio.settings import Settings
from studio.training.models import Models
from studio.training.watcher import RunWatcher
from studio.widgets.bar import OfferBar
from studio.widgets.delete_model import DeleteModelDialog
from studio.widgets.layout import bring_to_front
from studio.widgets.models import ModelPanel
from studio.widgets.training import TrainingWindow
from studio.window import Window


class ModelController(QObject):
    """Owns `models`, its `panel`, and `training`, the runs that go on."""

    def __init__(
        self,
        document: Document,
        stack: QUndoStack,
        files: FileJobs,
        settings: Settings,
        window: Window,
        actions: Actions,
    ) -> None:
        super().__init__()
        self._document, self._settings, self._window = document, settings, window
        self.models = Models(document, stack, files)
        self.training = RunWatcher()
        self.training.started.connect(self._note_started)
        self.training.exported.connect(self._exported)
        self.training.tried.connect(self._use)
        self.models.imported.connect(self._note_listed)
        self.models.pictures_found.connect(self._offer_training)
        self.training.changed.connect(self._greet, Qt.ConnectionType.SingleShotConnection)
        self.offer = OfferBar("school-outline")
        self.panel = ModelPanel(document, self.models, actions=actions.of("import_model", "delete_model"))
        self.panel.chosen.connect(self.models.switch)
        self.window: TrainingWindow | None = None
        self.deletion: DeleteModelDialog | None = None

    def handlers(self) -> Handlers:
        return {"import_model": self._import, "delete_model": self.ask_delete, "training": self.train}

    def begin(self) -> None:
        """The window is on the screen: list the models, and look for runs that still go."""
        self.models.refresh()
        self.training.refresh()

    def may_close(self) -> bool:
        """Whether the studio may close; the user is asked if a run goes on, for it does so without the studio."""
        names = [run.path.name for run in self.training.running]
        if not names:
            return True
        answer = dialogs.ask_leave_runs(self._window, names)
        if answer is Leave.PAUSE:
            self.training.pause_all()
        return answer is not Leave.STAY

    def train(self) -> TrainingWindow:
        """Open the training window, or bring it to the front."""
        if self.window is None:
            self.window = TrainingWindow(self._window, self.training, self.models)
            self.window.folder_wanted.connect(self._choose_pictures)
            self.window.model_wanted.connect(self._use)
            self.window.left.connect(self._left)
        self.offer.hide()
        bring_to_front(self.window)
        return self.window

    def show_models(self) -> None:
        """Bring the panel of models to the front, its list in hand."""
        self._window.show_panel("model")
        self.panel.box.setFocus()

    def ask_delete(self) -> None:
        """Ask which of the user's models is to go to the trash."""
        self.deletion = DeleteModelDialog(
            self._window,
            models=self.models.own,
            adapters=self.models.adapters,
            in_use=self._document.model,
            adapter_in_use=self._document.adapter,
        )
        self.deletion.agreed.connect(self.models.delete)
        self.deletion.adapter_agreed.connect(self.models.delete_adapter)
        self.deletion.open()

    def close(self) -> None:
        """Stop watching runs; they go on."""
        if self.window is not None:
            self.window.close()
        self.training.close()

    def takes(self, path: Path) -> bool:
        """Import a model if it is a folder; whether it is one."""
        if is_folder := path.is_dir():
            self.models.take(path)
        return is_folder

    def _choose_pictures(self) -> None:
        folder = dialogs.ask_folder(self.train(), self._settings, self.tr("Choose a Folder of Pictures"))
        self.train()  # some window managers would leave the main window in front of it
        if folder is not None:
            self.training.look_into(folder)

    def _greet(self) -> None:
        """At the start: say which runs of an earlier studio still go on."""
        names = [run.path.name for run in self.training.running]
        if names and (self.window is None or not self.window.isVisible()):
            self.offer.offer(
                self.tr("Still training since the last time: {0}.").format(", ".join(names)),
                take=(self.tr("Show"), self.train),
                leave=(self.tr("Dismiss"), lambda: None),
            )

    def _offer_training(self, folder: Path) -> None:
        """A folder that was dropped or imported holds pictures in place of a model."""
        self.offer.offer(
            self.tr("{0} holds pictures and no model. A model can be trained on them.").format(folder.name),
            take=(self.tr("Train…"), partial(self._train_on, folder)),
            leave=(self.tr("Dismiss"), lambda: None),
        )

    def _train_on(self, folder: Path) -> None:
        self.train()
        self.training.look_into(folder)

    def _left(self) -> None:
        if self.training.running:
            self.models.noted.emit(self.tr("Training goes on. Train a Model, in the File menu, shows it again."))

    def _note_started(self, name: str) -> None:
        self.models.noted.emit(self.tr("{0} is being trained").format(name))

    def _exported(self, name: str) -> None:
        self.models.refresh()
        self._note_listed(name)

    def _use(self, name: str, adapter: str) -> None:
        """Complete with what was trained here, in the main window."""
        self.models.switch(name, adapter)
        bring_to_front(self._window)

    def _note_listed(self, name: str) -> None:
        self.models.noted.emit(self.tr("{0} is in the list of models").format(name))

    def _import(self) -> None:
        if folder := dialogs.ask_folder(self._window, self._settings, self.tr("Import the Folder of a Model")):
            self.models.take(folder)
