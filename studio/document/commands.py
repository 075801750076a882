"""Undo commands, and the gesture that becomes one. Every change that a user sees goes through here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QUndoCommand, QUndoStack

from studio.document.request import UInt8Array
from studio.document.undo import Command
from studio.imaging.picture import Picture

if TYPE_CHECKING:
    from studio.document.document import Document
    from studio.document.history import Entry, History
    from studio.document.state import Assignment, Origin, Source, State
    from studio.document.undo import Step


class StateCommand(Command):
    """All facts at once: another model, or a result from the history restored."""

    def __init__(
        self,
        document: Document,
        text: str,
        *,
        state: State,
        before: State | None = None,
        series: int = -1,
        done: bool = False,
    ) -> None:
        """A step of undo.

        Args:
            before: by default the present facts.
            series: steps of one kind and one series, not -1, merge.
            done: it was done already, and only has to be undone.
        """
        super().__init__(text)
        self._document, self._before, self._after = document, before or document.state, state
        self._series, self._done = series, done

    def redo(self) -> None:
        if not self._done:
            self._show(self._after)
        self._done = False

    def undo(self) -> None:
        self._show(self._before)

    def facts(self) -> tuple[State, State]:
        return self._before, self._after

    def pictures(self) -> Iterator[UInt8Array | Picture]:
        sources = set(self._before.sources) ^ set(self._after.sources)
        return chain.from_iterable(source.pictures for source in sources)

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, StateCommand) or type(other) is not type(self):
            return False
        self._after = other._after
        return True

    def _show(self, state: State) -> None:
        self._document.set_state(state)


class ChangeCommand(StateCommand):
    """Some facts for the same model; completions stay on show until the next ones come."""

    def _show(self, state: State) -> None:
        self._document.change(state)


class PatchCommand(ChangeCommand):
    """Patches assigned anew.

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
        series: int = -1,
        empties: bool = False,
    ) -> None:
        """Args: empties: a hole goes too: the patches alone say what is known."""
        if origins is None:
            own = np.arange(len(before), dtype=np.int32)
            origins = document.origin, np.where(before != after, own, document.origin).astype(np.int32)
        seeds, now = scatter or (document.scatter, document.scatter), document.state
        super().__init__(
            document,
            text,
            state=replace(
                now,
                assignment=after,
                origin=origins[1],
                scatter=seeds[1],
                hole=now.hole and replace(now.hole, strokes=()) if empties else now.hole,
            ),
            before=replace(now, assignment=before, origin=origins[0], scatter=seeds[0]),
            series=series,
        )


class OpenCommand(ChangeCommand):
    """Another picture opened: completions of the one before go at once."""

    def _show(self, state: State) -> None:
        self._document.forget_completions()
        super()._show(state)


class PlaceCommand(ChangeCommand):
    """The model's frame placed elsewhere on one source."""

    def __init__(
        self, document: Document, text: str, *, index: int, before: Source, after: Source, series: int = -1
    ) -> None:
        """Args: series: commands of one series, not -1, on one source merge."""
        now = document.state
        then, soon = ((*now.sources[:index], each, *now.sources[index + 1 :]) for each in (before, after))
        super().__init__(
            document,
            text,
            state=replace(now, sources=soon),
            before=replace(now, sources=then),
            series=-1 if series == -1 else series << 16 | index,
        )


def restore_steps(document: Document, stack: QUndoStack, steps: Sequence[Step]) -> None:
    """Put steps on the stack that have led to the present facts, the oldest first."""
    ends = [*(step.before for step in steps[1:]), document.state]
    for step, end in zip(steps, ends, strict=False):  # of no steps there is no end
        kind = ChangeCommand if step.before.sources == end.sources else StateCommand
        stack.push(kind(document, step.text, state=end, before=step.before, done=True))


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

    def before(self) -> tuple[Assignment, Origin]:
        """(L,) and (L,): assignment and origins at the begin of the stroke; copies."""
        return self._before.copy(), self._origin_before.copy()

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
