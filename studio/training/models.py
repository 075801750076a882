"""The models on this computer: listing, importing and switching. Files are read and written on the file thread."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QFile, QObject, Signal
from PySide6.QtGui import QImage, QUndoStack

import engine
from engine import AdapterInfo, ModelInfo
from studio.document.commands import StateCommand
from studio.document.document import Document
from studio.document.request import model_name
from studio.document.resample import find_info, resample_state
from studio.document.state import Source
from studio.errors import log
from studio.files.jobs import FileJobs
from studio.i18n import translate
from studio.training.datasets import holds_pictures
from studio.training.naming import composed, name_fault, name_key
from studio.translation import number

CONFIG = "config.json"
"""The file that makes a folder a model."""
FILES = ("model.safetensors", "model.onnx", "card.json", "preview.png", CONFIG)
"""All that is copied of a model's folder; the config last, as it makes a model."""
LARGEST = 8 * 2**30
"""Bytes of a model that can be imported."""


@dataclass(frozen=True, kw_only=True)
class ModelEntry:
    """A model as the panel shows it."""

    info: ModelInfo
    card: dict[str, Any]
    preview: QImage
    """Its sheet of completions; empty where there is none."""
    background: float | None = None
    """See `ModelInfo.background`."""
    adapters: tuple[AdapterInfo, ...] = ()
    """By name."""


def list_models() -> list[ModelEntry]:
    """All models with cards and previews; a card or preview that cannot be read is empty."""
    found = []
    for info in engine.list_models():
        card: dict[str, Any] = {}
        background: float | None = None
        try:
            card = info.card
            background = info.background
        except engine.EngineError as error:
            log.warning("%s", error)
        preview = QImage() if info.preview is None else QImage(str(info.preview))
        adapters = tuple(engine.list_adapters(info))
        entry = ModelEntry(info=info, card=card, preview=preview, background=background, adapters=adapters)
        found.append(entry)
    return found


def check_name(name: str, *, taken: str) -> None:
    """Raises engine.EngineError: a model cannot be called that, or one is already, in the words `taken`."""
    fault = name_fault(name)
    if fault:
        words = translate("Errors", "A model cannot be called “{0}”. {1}")
        raise engine.EngineError(words.format(f"{name[:40]}…" if len(name) > 40 else name, fault))
    for info in engine.list_models():
        if name_key(info.name) == name_key(name):
            raise engine.EngineError(taken.format(info.name))


def import_model(folder: Path) -> str:
    """Copy a model's folder to the user's models: checked first, then there whole or not at all. Returns its name.

    Raises:
        engine.EngineError: it is no model, damaged, absurdly large, its name is taken, or it cannot be written.
    """
    folder = folder.absolute()
    info = engine.find_model(folder)
    kept = composed(info.name)
    taken = translate("Errors", "There is a model {0} already. Rename the folder before you import it.")
    check_name(kept, taken=taken)
    size = sum((folder / name).stat().st_size for name in FILES if (folder / name).is_file())
    if size > LARGEST:
        words = translate("Errors", "{0} holds {1} bytes; a model of more than {2} is not imported.")
        raise engine.EngineError(words.format(folder, number(size), number(LARGEST)))
    info.check()
    engine.load(folder)  # its weights or its graph, as they will be run
    target = engine.user_folder() / kept
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".import-", dir=target.parent) as beside:
            copy = Path(beside) / kept
            copy.mkdir()
            for name in FILES:
                if (folder / name).is_file():
                    _copy(folder / name, copy / name)
            copy.rename(target)
    except OSError as error:
        reason = error.strerror or str(error)
        words = translate("Errors", "{0} cannot be written: {1}. Make room, then import it again.")
        raise engine.EngineError(words.format(target, reason)) from error
    return kept


def trash_adapter(adapter: AdapterInfo) -> str:
    """Move an adapter to the system's trash. Returns its name.

    Raises:
        engine.EngineError: there is no trash where it is.
    """
    _trash(adapter.path)
    return adapter.name


def trash_model(reference: str) -> str:
    """Move a model of the user's to the system's trash. Returns its name.

    Raises:
        engine.EngineError: it is bundled or elsewhere, or there is no trash where it is.
    """
    info = engine.find_model(reference)
    if info.bundled or info.path.parent.resolve() != engine.user_folder().resolve():
        words = translate("Errors", "{0} is none of your own models. Delete its folder yourself if you want to.")
        raise engine.EngineError(words.format(info.path))
    _trash(info.path)
    return info.name


class Models(QObject):
    """Owns the list; switching models is an undo command of the document."""

    changed = Signal()
    noted = Signal(str)
    imported = Signal(str)
    """The name of a model that was imported."""
    pictures_found = Signal(object)
    """Path of a folder that was to be imported and holds pictures in place of a model."""

    def __init__(self, document: Document, stack: QUndoStack, files: FileJobs) -> None:
        super().__init__()
        self._document, self._stack, self._files = document, stack, files
        self.shown: tuple[ModelEntry, ...] = ()
        """Bundled models, then the user's; empty until they have been read."""
        self._wanted = document.model, document.adapter
        document.model_changed.connect(self.changed)

    @property
    def own(self) -> tuple[ModelInfo, ...]:
        """The user's."""
        return tuple(shown.info for shown in self.shown if not shown.info.bundled)

    @property
    def in_use(self) -> ModelEntry | None:
        """The document's; None before it is listed, or if it is elsewhere."""
        return next((shown for shown in self.shown if shown.info.reference == self._document.model), None)

    @property
    def adapters(self) -> tuple[tuple[ModelInfo, AdapterInfo], ...]:
        """All, each with its model."""
        return tuple((shown.info, adapter) for shown in self.shown for adapter in shown.adapters)

    def refresh(self) -> None:
        """Read the list again; `changed` follows."""
        self._files.submit(self.tr("Listing models"), list_models, self._set, quiet=True)

    def take(self, folder: Path) -> None:
        """Import a model's folder; `imported`, `pictures_found` or `FileJobs.failed` follows."""

        def job() -> str:
            if (folder / CONFIG).exists():
                return import_model(folder)
            if not holds_pictures(folder):
                words = self.tr("{0} holds neither a model nor pictures. Choose another folder.")
                raise engine.EngineError(words.format(folder))
            return ""

        def done(name: str) -> None:
            if name:
                self.refresh()
                self.imported.emit(name)
            else:
                self.pictures_found.emit(folder)

        self.noted.emit(self.tr("Looking into {0}…").format(folder.name))
        self._files.submit(self.tr("Importing {0}").format(folder.name), job, done)

    def delete(self, reference: str) -> None:
        """Move one of the user's models to the trash, unless it is in use; `changed` or `FileJobs.failed` follows."""
        if reference == self._document.model:
            return

        self._files.submit(
            self.tr("Deleting {0}").format(model_name(reference)), partial(trash_model, reference), self._deleted
        )

    def delete_adapter(self, model: str, adapter: AdapterInfo) -> None:
        """Move an adapter to the trash, unless it is in use; `changed` or `FileJobs.failed` follows."""
        if (model, adapter.name) == (self._document.model, self._document.adapter):
            return

        self._files.submit(
            self.tr("Deleting {0}").format(adapter.name), partial(trash_adapter, adapter), self._deleted
        )

    def switch(self, name: str, adapter: str = "") -> None:
        """Complete with another model, or with one of its adapters; patches and pictures are made to fit it.

        The pictures, which take their time, on the file thread; what is done meanwhile is kept. Of models that are
        asked for one after another, the last is taken.
        """
        if self._document.gesturing:
            return
        self._wanted = name, adapter
        if self._wanted == (self._document.model, self._document.adapter):
            return
        state = self._document.state

        def job() -> tuple[ModelInfo, dict[Source, Source]]:
            model = find_info(name, adapter)
            return model, dict(zip(state.sources, resample_state(state, model).sources, strict=True))

        then = self._document.still(partial(self._switch, (name, adapter)))
        self._files.submit(self.tr("Changing the model"), job, then)
        self.refresh()  # it may be gone; and the panel shows it as chosen

    def _deleted(self, name: str) -> None:
        self.refresh()
        self.noted.emit(self.tr("{0} is in the trash now").format(name))

    def _set(self, shown: list[ModelEntry]) -> None:
        self.shown = tuple(shown)
        self.changed.emit()

    def _switch(self, asked: tuple[str, str], found: tuple[ModelInfo, dict[Source, Source]]) -> None:
        """Args: found: the model, and the sources of the document when it was asked for, as the model sees them."""
        now, adapter, (model, fitted) = self._document.state, asked[1], found
        if asked != self._wanted or (now.model, now.adapter) == (model.reference, adapter):
            return
        old, name = now.grid, model_name(model.reference, adapter)
        sources = tuple(fitted.get(source, source) for source in now.sources)
        new = resample_state(replace(now, sources=sources), model, adapter)
        self._stack.push(StateCommand(self._document, self.tr("Model {0}").format(name), state=new))
        if old.shape == new.grid.shape:
            self.noted.emit(self.tr("Now completed by {0}").format(name))
        else:
            words = self.tr("Now completed by {0}; known patches were resampled from {1} × {2} to {3} × {4}")
            self.noted.emit(words.format(name, *old.shape[::-1], *new.grid.shape[::-1]))


def _trash(path: Path) -> None:
    if not QFile(str(path)).moveToTrash():
        words = translate("Errors", "{0} cannot be moved to the trash. Delete it yourself.")
        raise engine.EngineError(words.format(path))


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as reader, target.open("wb") as writer:
        shutil.copyfileobj(reader, writer, 2**20)
        writer.flush()
        os.fsync(writer.fileno())
