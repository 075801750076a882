"""Which palette the completions keep to: none, that of the known pixels, or that of a file."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QWidget

import engine
from studio import dialogs
from studio.actions.action_set import Handlers
from studio.document.commands import ChangeCommand
from studio.document.document import Document
from studio.document.palette import PaletteChoice
from studio.errors import FailureKind
from studio.files.jobs import FileJobs
from studio.settings import Settings


class PaletteOperations(QObject):
    """Turns wishes into undo commands on `Document.palette`."""

    asked = Signal()
    """The user was asked for a file, whatever the answer."""

    def __init__(self, document: Document, stack: QUndoStack, files: FileJobs) -> None:
        super().__init__()
        self._document, self._stack, self._files = document, stack, files

    def handlers(self, window: QWidget, settings: Settings) -> Handlers:
        """What the actions of this part do. Args: window: the parent of file dialogs."""
        return {
            "palette_off": partial(self._choose, None),
            "palette_known": partial(self._choose, PaletteChoice()),
            "palette_file": partial(self._ask, window, settings),
        }

    def takes(self, path: Path) -> bool:
        """Keep to the palette of a file if it is a palette file; whether it is one."""
        if is_palette := path.suffix.lower() in engine.PALETTE_SUFFIXES:
            self.open(path)
        return is_palette

    def open(self, path: Path) -> None:
        """Keep to the palette of a file."""
        doing, then = self.tr("Opening {0}").format(path.name), self._document.still(self._choose)
        self._files.submit(doing, partial(_read, path), then, kind=FailureKind.READING)

    def _ask(self, window: QWidget, settings: Settings) -> None:
        if path := dialogs.ask_palette(window, settings):
            self.open(path)
        self.asked.emit()

    def _choose(self, choice: PaletteChoice | None) -> None:
        if choice != self._document.palette:
            state = replace(self._document.state, palette=choice)
            self._stack.push(ChangeCommand(self._document, self.tr("Palette"), state=state))


def _read(path: Path) -> PaletteChoice:
    return PaletteChoice.of(path.stem, engine.read_palette(path))
