"""Undo commands, and the gesture that becomes one. Every change that a user sees goes through here."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QUndoCommand, QUndoStack

from studio.document.request import UInt8Array
from studio.document.undo import Command
from studio.imaging.picture import Picture

if TYPE_CHECKING:
    from studio.document.document import Assignment, Document, Origin, Source, State
    from studio.document.history import Entry, History
    from studio.document.noise import SheetNoise

_SHARE = 1
"""`QUndoCommand.id` of commands that merge: steps of the share slider without the mouse."""


class PatchCommand(Command):
    """Patches assigned anew, stored as a diff: (k,) indices, (k,) before, (k,) after.

    Without `origins` (before, after), patches whose assignment changes are their own again and the rest stay.
    """

    def __init__(
        self,
        document: Document,
        text: str,
        *,
        before: Assignment,
        after: Assignment,
        origins: tuple[Origin, Origin] | None = None,
        scatter: tuple[int, int] | None = None,
        merges: bool = False,
        series: int = _SHARE,
    ) -> None:
        """Args: series: commands that merge do so with those of their own series alone."""
        super().__init__(text)
        self._document = document
        if origins is None:
            own = np.arange(len(before), dtype=np.int32)
            origins = document.origin, np.where(before != after, own, document.origin).astype(np.int32)
        self._set_diff(before, after, *origins)
        self._scatter = scatter or (document.scatter, document.scatter)
        self._series = series if merges else -1

    def redo(self) -> None:
        self._document.set_scatter(self._scatter[1])
        self._document.set_patches(self._indices, self._after, self._origins[1])

    def undo(self) -> None:
        self._document.set_scatter(self._scatter[0])
        self._document.set_patches(self._indices, self._before, self._origins[0])

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, PatchCommand):
            return False
        after, origin_after = self._document.assignment, self._document.origin
        before, origin_before = after.copy(), origin_after.copy()
        for command in (other, self):
            before[command._indices] = command._before
            origin_before[command._indices] = command._origins[0]
        self._set_diff(before, after, origin_before, origin_after)
        self._scatter = (self._scatter[0], other._scatter[1])
        return True

    def _set_diff(self, before: Assignment, after: Assignment, origin_before: Origin, origin_after: Origin) -> None:
        self._indices: NDArray[np.intp] = np.flatnonzero((before != after) | (origin_before != origin_after))
        self._before, self._after = before[self._indices].copy(), after[self._indices].copy()
        self._origins = origin_before[self._indices].copy(), origin_after[self._indices].copy()


class NoiseCommand(Command):
    """Other seeds, or another completion chosen or pinned."""

    def __init__(self, document: Document, text: str, *, noise: SheetNoise, series: int = -1) -> None:
        """Args: series: commands of one series, not -1, merge."""
        super().__init__(text)
        self._document, self._before, self._after = document, document.noise, noise
        self._series = series

    def redo(self) -> None:
        self._document.set_noise(self._after)

    def undo(self) -> None:
        self._document.set_noise(self._before)

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, NoiseCommand):
            return False
        self._after = other._after
        return True


class StateCommand(Command):
    """All facts at once: another model, or a result from the history restored."""

    def __init__(self, document: Document, text: str, *, state: State) -> None:
        super().__init__(text)
        self._document, self._before, self._after = document, document.state, state

    def redo(self) -> None:
        self._document.set_state(self._after)

    def undo(self) -> None:
        self._document.set_state(self._before)

    def pictures(self) -> Iterator[UInt8Array | Picture]:
        return _pictures_of(*self._before.sources, *self._after.sources)


class MixCommand(Command):
    """A source added, removed or replaced, and the patches that go with it."""

    def __init__(
        self, document: Document, text: str, *, sources: tuple[Source, ...], assignment: Assignment, origin: Origin
    ) -> None:
        super().__init__(text)
        self._document = document
        self._before = document.sources, document.assignment, document.origin
        self._after = sources, assignment, origin

    def redo(self) -> None:
        self._document.set_mix(*self._after)

    def undo(self) -> None:
        self._document.set_mix(*self._before)

    def pictures(self) -> Iterator[UInt8Array | Picture]:
        return _pictures_of(*self._before[0], *self._after[0])


class OpenCommand(MixCommand):
    """Another picture opened: completions of the one before go at once."""

    def redo(self) -> None:
        self._document.forget_completions()
        super().redo()

    def undo(self) -> None:
        self._document.forget_completions()
        super().undo()


class PlaceCommand(Command):
    """The model's square placed elsewhere on one source."""

    def __init__(
        self, document: Document, text: str, *, index: int, before: Source, after: Source, series: int = -1
    ) -> None:
        """Args: series: commands of one series, not -1, on one source merge."""
        super().__init__(text)
        self._document, self._index, self._before, self._after = document, index, before, after
        self._series = series

    def redo(self) -> None:
        self._document.set_source(self._index, self._after)

    def undo(self) -> None:
        self._document.set_source(self._index, self._before)

    def pictures(self) -> Iterator[UInt8Array | Picture]:
        return _pictures_of(self._before, self._after)

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, PlaceCommand) or other._index != self._index:
            return False
        self._after = other._after
        return True


class EntryCommand(Command):
    """A result of the history kept (before: None), changed, or deleted (after: None)."""

    def __init__(self, history: History, text: str, *, before: Entry | None, after: Entry | None) -> None:
        super().__init__(text)
        self._history, self._before, self._after = history, before, after

    def redo(self) -> None:
        self._set(self._before, self._after)

    def undo(self) -> None:
        self._set(self._after, self._before)

    def pictures(self) -> Iterator[UInt8Array | Picture]:
        return chain.from_iterable(entry.pictures for entry in (self._before, self._after) if entry is not None)

    def _set(self, old: Entry | None, new: Entry | None) -> None:
        if new is not None:
            self._history.put(new)
        elif old is not None:
            self._history.remove(old.number)


class Gesture:
    """A stroke in progress: it shows in the document at once and becomes one undo step at its end."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._before, self._origin_before = document.assignment, document.origin
        document.set_gesture(True)

    def paint(self, indices: NDArray[np.intp], value: int) -> None:
        """Add patches (k,) to the stroke."""
        now = self._document.assignment[indices] != value
        indices = indices[now | (self._document.origin[indices] != indices)]
        if len(indices):
            self._document.set_patches(indices, np.full(len(indices), value, dtype=np.int8))

    def replace(self, assignment: Assignment, origin: Origin | None = None) -> None:
        """Show (L,) in place of all that the stroke did so far.

        Args:
            origin: (L,); by default patches that are as before the stroke keep theirs, others are their own.
        """
        if origin is None:
            own = np.arange(len(assignment), dtype=np.int32)
            origin = np.where(assignment == self._before, self._origin_before, own).astype(np.int32)
        document = self._document
        changed = np.flatnonzero((document.assignment != assignment) | (document.origin != origin))
        if len(changed):
            document.set_patches(changed, assignment[changed], origin[changed])

    @property
    def before(self) -> Assignment:
        """(L,): the assignment at the begin of the stroke; a copy."""
        return self._before.copy()

    @property
    def origin_before(self) -> Origin:
        """(L,): the origins at the begin of the stroke; a copy."""
        return self._origin_before.copy()

    def commit(self, stack: QUndoStack, text: str) -> None:
        """End the stroke as one undo step; as none if nothing changed."""
        after, origins = self._document.assignment, (self._origin_before, self._document.origin)
        self._document.set_gesture(False)
        if not (np.array_equal(self._before, after) and np.array_equal(*origins)):
            stack.push(PatchCommand(self._document, text, before=self._before, after=after, origins=origins))

    def abort(self) -> None:
        """End the stroke and undo what it did."""
        self.replace(self._before, self._origin_before)
        self._document.set_gesture(False)


def _pictures_of(*sources: Source) -> Iterator[UInt8Array | Picture]:
    return chain.from_iterable(source.pictures for source in sources)
