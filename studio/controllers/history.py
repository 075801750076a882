"""The history: its panel, what can be done with results, and comparison."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from studio.actions.action_set import Actions, Handlers
from studio.document.document import Document
from studio.document.history import Entry, History
from studio.document.noise import name_of
from studio.document.request import UInt8Array
from studio.editing.results import Results
from studio.files.jobs import FileJobs
from studio.imaging.qt_images import to_qimage
from studio.live.live import Live
from studio.widgets.compare import CompareDialog
from studio.widgets.history import HistoryPanel, when
from studio.window import Window


class HistoryController(QObject):
    """Owns `results`, `panel` and the comparison that is open."""

    def __init__(
        self,
        document: Document,
        stack: QUndoStack,
        live: Live,
        history: History,
        files: FileJobs,
        window: Window,
        actions: Actions,
    ) -> None:
        super().__init__()
        self._document, self._window = document, window
        self.results = Results(document, stack, history, live, files)
        verbs = actions.of("keep", "star", "restore", "compare", "delete_result")
        self.panel = HistoryPanel(history, actions=verbs)
        self.panel.restored.connect(self.results.restore)
        self.panel.noted.connect(self.results.note)
        self.comparison: CompareDialog | None = None

    @property
    def selected_entries(self) -> list[Entry]:
        """The results selected in the panel."""
        return self.results.find(self.panel.selected)

    def handlers(self) -> Handlers:
        results, panel = self.results, self.panel
        return {
            "copy": results.copy,
            "keep": results.keep,
            "star": lambda: results.star(panel.selected),
            "delete_result": lambda: results.delete(panel.selected),
            "restore": lambda: results.restore(panel.selected[0]),
            "compare": self.compare,
        }

    def compare(self) -> None:
        """Compare two selected results, or one with the canvas, or the canvas with its input."""
        pictures = [(self._name(entry), entry.image) for entry in self.selected_entries[-2:]]
        canvas = self._document.picture()
        if len(pictures) < 2 and canvas is not None:
            pictures.append((self.tr("Canvas"), canvas))
        if len(pictures) < 2:
            pictures.insert(0, (self.tr("Input"), self._document.given()))
        left, right = ((name, to_qimage(_same_size(image, pictures))) for name, image in pictures)
        self.comparison = CompareDialog(self._window, left, right)
        self.comparison.show()

    def _name(self, entry: Entry) -> str:
        return self.tr("Seed {0}, {1}").format(name_of(entry.state.noise.seed), when(entry))


def _same_size(image: UInt8Array, pictures: list[tuple[str, UInt8Array]]) -> UInt8Array:
    """Enlarged by a whole factor to the largest of the pictures, as results of two models may differ in size."""
    factor = max(1, max(other.shape[0] for _, other in pictures) // image.shape[0])
    enlarged: UInt8Array = image.repeat(factor, axis=0).repeat(factor, axis=1)
    return enlarged
