"""Undo commands, and the gesture that becomes one. Every change that a user sees goes through here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QUndoCommand, QUndoStack

if TYPE_CHECKING:
    from studio.document import Assignment, Document, Source
    from studio.noise import Noise

_SHARE = 1
"""`QUndoCommand.id` of commands that merge: steps of the share slider without the mouse."""


class PatchCommand(QUndoCommand):
    """Patches assigned anew, stored as a diff: (k,) indices, (k,) before, (k,) after."""

    def __init__(
        self,
        document: Document,
        text: str,
        *,
        before: Assignment,
        after: Assignment,
        scatter: tuple[int, int] | None = None,
        merges: bool = False,
    ) -> None:
        super().__init__(text)
        self._document = document
        self._indices: NDArray[np.intp] = np.flatnonzero(before != after)
        self._before, self._after = before[self._indices].copy(), after[self._indices].copy()
        self._scatter = scatter or (document.scatter, document.scatter)
        self._merges = merges

    def redo(self) -> None:
        self._document.set_scatter(self._scatter[1])
        self._document.set_patches(self._indices, self._after)

    def undo(self) -> None:
        self._document.set_scatter(self._scatter[0])
        self._document.set_patches(self._indices, self._before)

    def id(self) -> int:
        return _SHARE if self._merges else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, PatchCommand):
            return False
        before, after = self._document.assignment.copy(), self._document.assignment.copy()
        before[other._indices] = other._before
        before[self._indices] = self._before
        self._indices = np.flatnonzero(before != after)
        self._before, self._after = before[self._indices], after[self._indices]
        self._scatter = (self._scatter[0], other._scatter[1])
        return True


class NoiseCommand(QUndoCommand):
    """Other seeds, or another completion chosen."""

    def __init__(self, document: Document, text: str, *, noise: Noise) -> None:
        super().__init__(text)
        self._document, self._before, self._after = document, document.noise, noise

    def redo(self) -> None:
        self._document.set_noise(self._after)

    def undo(self) -> None:
        self._document.set_noise(self._before)


class SourcesCommand(QUndoCommand):
    """Another picture opened; which patches are known stays."""

    def __init__(self, document: Document, text: str, *, sources: tuple[Source, ...]) -> None:
        super().__init__(text)
        self._document, self._before, self._after = document, document.sources, sources

    def redo(self) -> None:
        self._document.set_sources(self._after)

    def undo(self) -> None:
        self._document.set_sources(self._before)


class Gesture:
    """A stroke in progress: it shows in the document at once and becomes one undo step at its end."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._before = document.assignment.copy()
        document.set_gesture(True)

    def paint(self, indices: NDArray[np.intp], value: int) -> None:
        """Add patches (k,) to the stroke."""
        indices = indices[self._document.assignment[indices] != value]
        if len(indices):
            self._document.set_patches(indices, np.full(len(indices), value, dtype=np.int8))

    def replace(self, assignment: Assignment) -> None:
        """Show (L,) in place of all that the stroke did so far."""
        changed = np.flatnonzero(self._document.assignment != assignment)
        if len(changed):
            self._document.set_patches(changed, assignment[changed])

    @property
    def before(self) -> Assignment:
        """(L,): the assignment at the begin of the stroke; a copy."""
        return self._before.copy()

    def commit(self, stack: QUndoStack, text: str) -> None:
        """End the stroke as one undo step; as none if nothing changed."""
        after = self._document.assignment.copy()
        self._document.set_gesture(False)
        if not np.array_equal(self._before, after):
            stack.push(PatchCommand(self._document, text, before=self._before, after=after))

    def abort(self) -> None:
        """End the stroke and undo what it did."""
        self.replace(self._before)
        self._document.set_gesture(False)
