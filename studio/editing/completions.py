"""What can be made of the completion on the canvas: the picture itself, or a further source."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from engine import BoolArray
from studio.actions.action_set import Handlers
from studio.document.commands import ChangeCommand
from studio.document.document import Document
from studio.document.noise import name_of
from studio.document.request import UInt8Array
from studio.document.state import IGNORED, Source, State
from studio.editing.sources import SourceOperations
from studio.files.export import turned_back
from studio.files.jobs import FileJobs
from studio.imaging.paste_back import paste_back
from studio.imaging.picture import Picture, from_png
from studio.imaging.placement import Placement, is_exact


class CompletionOperations(QObject):
    """Turns wishes about the completion on the canvas into undo commands."""

    noted = Signal(str)

    def __init__(self, document: Document, stack: QUndoStack, files: FileJobs, sources: SourceOperations) -> None:
        super().__init__()
        self._document, self._stack, self._files, self._sources = document, stack, files, sources

    def handlers(self) -> Handlers:
        return {"take": self.take, "as_source": self.as_source}

    def take(self) -> None:
        """Make the completion the picture: source A becomes what is seen, and all of it is known."""
        document, picture = self._document, self._document.picture()
        if picture is None or document.noise.chosen in document.stale:
            self.noted.emit(self.tr("The completion is not there yet. Press again in a moment."))
            return
        if not (document.target.any() or (document.assignment > 0).any()):
            self.noted.emit(self.tr("Every patch is known already"))
            return
        state = document.state
        own = (state.assignment == 0) & (state.origins == np.arange(state.grid.L))
        made = state.grid.mask(~own & (state.assignment != IGNORED))
        job = partial(_with_completion, state.sources[0], picture, made, seam=state.grid.patch_size / 2)
        doing = self.tr("Taking the completion")
        self._files.submit(doing, job, lambda source: document.when_still(partial(self._take, state, source)))

    def as_source(self) -> None:
        """Add the completion to the sources, so that one can paint from it."""
        document, picture = self._document, self._document.picture()
        if picture is None:
            return
        state, (H, W, _) = document.state, document.shape
        inverted = all(source.frame.inverted for source in state.sources)
        frame = Placement(x=0, y=0, width=W, height=H, inverted=inverted)
        name = f"{state.sources[0].name}-{name_of(state.noise.seed)}"
        whole = Picture(turned_back(picture, state)).shared()
        self._sources.add(Source.of(name, whole, document.shape, placement=frame))

    def _take(self, before: State, source: Source) -> None:
        document = self._document
        if document.sources is not before.sources:
            return  # another picture has come meanwhile
        state = document.state
        assignment = np.where(state.assignment == IGNORED, IGNORED, 0).astype(np.int8)
        state = replace(state, sources=(source, *state.sources[1:]), assignment=assignment, origin=None)
        self._stack.push(ChangeCommand(document, self.tr("Make Completion the Picture"), state=state))
        self.noted.emit(self.tr("The completion is the picture now. Erase what is to be completed next."))


def _with_completion(source: Source, picture: UInt8Array, made: BoolArray, *, seam: float) -> Source:
    """A source with what was made under the model's frame in it; on the file thread, for a photo is large."""
    whole = source.whole
    exact = is_exact(source.frame, source.shape)
    pixels = paste_back(whole, source.frame, picture, made, seam=0 if exact else seam)
    plain = not whole.stored.profile and whole.stored.per_metre is None
    pasted = Picture(pixels) if plain else from_png(whole.stored.png(pixels, compress_level=0))
    return Source.of(source.name, pasted.shared(), source.shape, placement=source.frame)
