"""Export: the completion with what it came from, a sheet of results, an animation of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from studio import dialogs
from studio.actions.action_set import Handlers
from studio.controllers.history import HistoryController
from studio.document.document import Document
from studio.document.history import Entry
from studio.document.noise import name_of
from studio.document.request import UInt8Array
from studio.document.state import State
from studio.files import export
from studio.files.jobs import FileJobs
from studio.imaging.encoding import SUFFIXES
from studio.settings import Settings
from studio.window import Window

FRAME_MS = 180


class ExportController(QObject):
    """Asks where to, then makes and writes the file on the file thread."""

    def __init__(
        self, document: Document, history: HistoryController, files: FileJobs, settings: Settings, window: Window
    ) -> None:
        super().__init__()
        self._document, self._history, self._files = document, history, files
        self._settings, self._window = settings, window

    def handlers(self) -> Handlers:
        return {"export": self._picture, "export_sheet": self._sheet, "export_animation": self._animation}

    def _picture(self) -> None:
        picture, state = self._document.picture(), self._document.state
        if picture is not None and state.hole is not None:
            make = partial(export.whole, state.sources[0], state, picture)
            self._ask(self.tr("Export Completion"), SUFFIXES, make)
        elif picture is not None:
            cut = export.finished(picture, state)
            self._ask(self.tr("Export Completion"), (".png",), lambda _: export.png(cut, export.describe(state)))

    def _sheet(self) -> None:
        rows = self._rows()
        about = export.describe(self._document.state)
        if rows:
            self._ask(self.tr("Export Sheet"), (".png",), lambda _: export.png(export.sheet(rows), about), "-sheet")

    def _animation(self) -> None:
        size = self._document.shape[:2]
        entries = [entry for entry in self._history.selected_entries if entry.image.shape[:2] == size]
        frames = [export.finished(entry.image, entry.state) for entry in entries]
        if len(frames) < 2:
            frames = [export.finished(image, self._document.state) for image in self._shown()]
        if len(frames) > 1:
            about = export.describe(self._document.state)

            def make(suffix: str) -> bytes:
                loop = export.there_and_back(frames)
                return export.animation(loop, about, suffix=suffix, milliseconds=FRAME_MS)

            self._ask(self.tr("Export Animation"), (".gif", ".png"), make, "-results")

    def _rows(self) -> list[list[UInt8Array]]:
        """The selected results, a row for each that they came from; the nine completions if none are selected."""
        entries = self._history.selected_entries
        if not entries:
            images = self._shown()
            return [self._row(self._document.state, images)] if images else []
        groups: dict[tuple[object, ...], list[Entry]] = {}
        for entry in entries:
            state = entry.state
            ends = (picture.tobytes() for picture in self._ends(state))
            groups.setdefault((state.completed_by, state.assignment.tobytes(), *ends), []).append(entry)
        size = entries[-1].image.shape[:2]
        found = [self._row(group[0].state, [e.image for e in group]) for group in groups.values()]
        return [row for row in found if row[0].shape[:2] == size]

    def _row(self, state: State, images: list[UInt8Array]) -> list[UInt8Array]:
        given, original = self._ends(state)
        completed = [export.finished(image, state) for image in images]
        return [given, *completed, original]

    def _ends(self, state: State) -> tuple[UInt8Array, UInt8Array]:
        """(H, W, 3 or 4) and (H, W, 1, 3 or 4): what results came from, given and original."""
        given = export.turned_back(state.given, state)
        return export.given_picture(given, state), export.turned_back(state.sources[0].pixels, state)

    def _shown(self) -> list[UInt8Array]:
        return [completion.image for completion in self._document.completions if completion is not None]

    def _ask(self, title: str, suffixes: tuple[str, ...], make: Callable[[str], bytes], ending: str = "") -> None:
        name = f"{self._document.sources[0].name}-{name_of(self._document.noise.seed)}{ending}{suffixes[0]}"
        if path := dialogs.ask_export(self._window, self._settings, title, name, *suffixes):
            self._files.write(path, partial(make, path.suffix))
