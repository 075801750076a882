"""What a user can do with a photo: brush what to replace in it or what is known, and take what was made."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from studio.actions.action_set import Handlers
from studio.document.commands import ChangeCommand
from studio.document.document import Document
from studio.document.framing import HARDLY
from studio.document.photo import as_cells, as_patches, as_photo, taken, with_cross, with_frame, wrapped
from studio.document.request import model_name
from studio.document.state import State
from studio.files.jobs import FileJobs
from studio.imaging.hole import Hole
from studio.imaging.placement import Placement
from studio.live.frame_search import FrameSearch


class PhotoOperations(QObject):
    """Turns wishes into undo commands."""

    noted = Signal(str)

    def __init__(self, document: Document, stack: QUndoStack, files: FileJobs, search: FrameSearch) -> None:
        super().__init__()
        self._document, self._stack, self._files, self._search = document, stack, files, search
        self._searched: tuple[int, State] | None = None
        search.found.connect(self._found)

    def handlers(self) -> Handlers:
        return {
            "replace": self.switch,
            "take": self.take,
            "clear_hole": self.clear,
            "cells": self.frame_cells,
            "wrap_across": partial(self.wrap, self.tr("Wrap Around"), 1),
            "wrap_down": partial(self.wrap, self.tr("Wrap Around"), 0),
            "tileable": partial(self.wrap, self.tr("Make Tileable"), 0, 1),
        }

    def switch(self) -> None:
        """From brushing what to replace to brushing what is known, or back."""
        state = self._document.state
        if state.hole is None:
            self._push(self.tr("Brush What to Replace"), as_photo(state))
        else:
            self._push(self.tr("Brush What Is Known"), as_patches(state))

    def clear(self) -> None:
        """Nothing is to be replaced any more."""
        state = self._document.state
        if state.hole is not None and state.hole.strokes:
            self._push(self.tr("Clear What to Replace"), replace(state, hole=Hole(placed=state.hole.placed)))

    def frame_cells(self) -> None:
        """Frame one cell of a sheet after another, or any place again."""
        state = self._document.state
        after = replace(state, cells=False) if state.cells else as_cells(state)
        self._push(self.tr("Frame Any Place") if state.cells else self.tr("Frame Cells of a Sheet"), after)

    def wrap(self, text: str, *axes: int) -> None:
        """Move what is under the frame by half, round its borders.

        Args:
            axes: 0: down; 1: across. Both: where the borders meet is to be completed.
        """
        state = self._document.state
        then = self._document.still(partial(self._wrapped, text, state, len(axes) == 2))
        self._files.submit(text, partial(wrapped, state, *axes), then)

    def _wrapped(self, text: str, before: State, crossed: bool, after: State) -> None:
        """Put it into the document, unless that has other pictures or another frame by now."""
        now = self._document.state
        if now.sources == before.sources:
            after = replace(now, sources=after.sources)
            self._push(text, with_cross(after) if crossed else after)

    def look_for_frame(self, series: int) -> None:
        """Place the frame where the model sees most. Args: series: of the undo step that it joins."""
        if not self._document.state.cells:
            self._searched = series, self._document.state
            self._search.begin(self._document.state)

    def _found(self, frame: Placement, error: float) -> None:
        if self._searched is None or self._document.gesturing:
            return
        (series, then), now = self._searched, self._document.state
        if then.hole is not now.hole or then.sources is not now.sources or then.completed_by != now.completed_by:
            return
        if error > HARDLY:
            words = self.tr("{0} hardly knows what is around there: it has learnt other pictures.")
            self.noted.emit(words.format(model_name(now.model)))
        elif frame.box != now.sources[0].frame.box:
            text, state = self.tr("Place Frame"), with_frame(now, frame)
            self._stack.push(ChangeCommand(self._document, text, state=state, series=series))

    def take(self) -> None:
        """The completion becomes part of the picture."""
        completed, state = self._document.picture(), self._document.state
        if completed is None or self._document.noise.chosen in self._document.stale:
            self.noted.emit(self.tr("The completion is not there yet. Press again in a moment."))
            return
        if not self.has_made(state):
            return
        words = self.tr("The completion is part of the picture now")
        then = self._document.still(partial(self.put, self.tr("Take Completion"), words, state))
        self._files.submit(self.tr("Taking the completion"), partial(taken, state, completed), then)

    def has_made(self, state: State) -> bool:
        """Whether any of the picture is not its own; if all is, that is said."""
        made = bool(state.target.any() or (state.assignment > 0).any())
        if not made:
            self.noted.emit(self.tr("Every patch is known already"))
        return made

    def put(self, text: str, words: str, before: State, after: State) -> None:
        """Put what was taken into the document, unless that has other pictures, patches or another hole.

        Args:
            words: what is said then.
        """
        now = self._document.state
        same = now.hole is before.hole and now.assignment is before.assignment and now.origin is before.origin
        if now.sources != before.sources or not same:
            self.noted.emit(self.tr("The picture has changed meanwhile. Take the completion again."))
            return
        taken_over = replace(now, sources=after.sources, assignment=after.assignment, origin=None, hole=after.hole)
        self._push(text, taken_over)
        self.noted.emit(words)

    def _push(self, text: str, state: State) -> None:
        self._stack.push(ChangeCommand(self._document, text, state=state))
