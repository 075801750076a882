"""Every cell of a sheet completed as the one in the frame, beside the live completions."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from studio.actions.action_set import Handlers
from studio.document.cells import in_cells, taken_in_cells
from studio.document.document import Document
from studio.document.request import CompletionRequest, UInt8Array
from studio.document.state import State
from studio.editing.photo import PhotoOperations
from studio.errors import Failure
from studio.files.jobs import FileJobs
from studio.imaging.placement import Placement
from studio.live.series import Series
from studio.live.worker import Worker
from studio.widgets.bar import ProgressBar

Cells = dict[Placement, State]


class CellsController(QObject):
    """Owns the bar of progress. It changes the document once, at the end, if that is then as it was."""

    noted = Signal(str)
    failed = Signal(Failure)

    def __init__(self, document: Document, worker: Worker, files: FileJobs, photo: PhotoOperations) -> None:
        super().__init__()
        self._document, self._files, self._photo = document, files, photo
        self._series = Series(worker)
        self.bar = ProgressBar("image-check-outline")
        self.bar.given_up.connect(self._series.give_up)
        self._series.advanced.connect(self._advanced)
        self._series.ended.connect(self.bar.hide)
        self._series.failed.connect(self.failed)
        for changed in (document.model_changed, document.sources_changed, document.assignment_changed):
            changed.connect(self._lose)

    def handlers(self) -> Handlers:
        return {"complete_cells": self.complete}

    def complete(self) -> None:
        """Complete and take all cells, with the noise and the labels of the chosen completion."""
        state = self._document.state
        if not self._photo.has_made(state):
            return

        def prepared() -> tuple[Cells, list[CompletionRequest]]:
            cells = in_cells(state)
            return cells, [cell.request((state.noise.seed,)) for cell in cells.values()]

        self._files.submit(self.tr("Completing every cell"), prepared, self._begin)

    def _begin(self, prepared: tuple[Cells, list[CompletionRequest]]) -> None:
        cells, requests = prepared
        self._series.begin(*requests, then=partial(self._take, cells))

    def _take(self, cells: Cells, images: tuple[UInt8Array, ...]) -> None:
        text, words = self.tr("Complete Every Cell"), self.tr("Cells completed: {0}").format(len(cells))
        then = self._document.still(partial(self._photo.put, text, words, next(iter(cells.values()))))
        self._files.submit(self.tr("Completing every cell"), partial(taken_in_cells, cells, images), then)

    def _lose(self) -> None:
        if self._series.running:
            self._series.give_up()
            self.noted.emit(self.tr("The picture has changed meanwhile: its cells were not completed."))

    def _advanced(self, done: int, total: int) -> None:
        self.bar.show_progress(self.tr("Completing cell {0} of {1}").format(min(done + 1, total), total), done, total)
