"""The parts around models, built and wired: the list, its panel, import by dialog or drop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QUndoStack

from studio import dialogs
from studio.action_set import Actions
from studio.document import Document
from studio.files import FileJobs
from studio.models import Models
from studio.settings import Settings
from studio.training import Training
from studio.widgets.models import ModelPanel
from studio.widgets.training import TrainingWindow
from studio.window import Window


class Modelling(QObject):
    """Owns `models` and, once there are actions, `panel`."""

    def __init__(
        self, document: Document, stack: QUndoStack, files: FileJobs, settings: Settings, window: Window
    ) -> None:
        super().__init__()
        self._document, self._settings, self._window = document, settings, window
        self.models = Models(document, stack, files)
        self.training = Training()
        self.training.exported.connect(self._exported)
        self.panel: ModelPanel | None = None
        self.window: TrainingWindow | None = None

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions of this part do."""
        return {"import_model": self._import, "training": self.train}

    def build(self, actions: Actions) -> ModelPanel:
        """The panel, now that there are actions for its buttons."""
        self.panel = ModelPanel(self._document, self.models, actions=[actions["import_model"]])
        self.panel.chosen.connect(self.models.switch)
        return self.panel

    def train(self) -> TrainingWindow:
        """Open the training window, or bring it to the front."""
        if self.window is None:
            self.window = TrainingWindow(self._window, self.training)
            self.window.folder_wanted.connect(self._choose_pictures)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        return self.window

    def close(self) -> None:
        """Stop watching runs; they go on."""
        if self.window is not None:
            self.window.close()
        self.training.close()

    def takes_drop(self, data: QMimeData) -> bool:
        """Import the model's folder in a drop; whether there is a folder."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if not paths or not paths[0].is_dir():
            return False
        self.models.take(paths[0])
        return True

    def _choose_pictures(self) -> None:
        folder = dialogs.ask_folder(self.train(), self._settings, self.tr("Choose a Folder of Pictures"))
        self.train()  # some window managers would leave the main window in front of it
        if folder is not None:
            self.training.look_into(folder)

    def _exported(self, name: str) -> None:
        self.models.refresh()
        self.models.noted.emit(self.tr("{0} is in the list of models").format(name))

    def _import(self) -> None:
        folder = dialogs.ask_folder(self._window, self._settings, self.tr("Import the Folder of a Model"))
        if folder is not None:
            self.models.take(folder)
