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
from studio.document.undo import Command, same_facts
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
    """Patches assigned anew: those that change show their own pixels again, the rest what they did."""

    def __init__(
        self,
        document: Document,
        text: str,
        *,
        after: Assignment,
        scatter: int | None = None,
        series: int = -1,
        empties: bool = False,
    ) -> None:
        """Args:
        scatter: another seed of random subsets.
        empties: a hole goes too: the patches alone say what is known.
        """
        now, own = document.state, np.arange(len(after), dtype=np.int32)
        state = replace(
            now,
            assignment=after,
            origin=np.where(now.assignment != after, own, now.origins).astype(np.int32),
            scatter=now.scatter if scatter is None else scatter,
            hole=now.hole and replace(now.hole, strokes=()) if empties else now.hole,
        )
        super().__init__(document, text, state=state, series=series)


class OpenCommand(ChangeCommand):
    """Another picture opened: completions of the one before go at once."""

    def _show(self, state: State) -> None:
        self._document.forget_completions()
        super()._show(state)


class PlaceCommand(ChangeCommand):
    """The model's frame placed elsewhere on one source. Steps of one series, not -1, on one source merge."""

    def __init__(self, document: Document, text: str, *, index: int, source: Source, series: int = -1) -> None:
        state = document.state.with_source(index, source)
        super().__init__(document, text, state=state, series=-1 if series == -1 else series << 16 | index)


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
        self._document, self.begun = document, document.state
        """And the facts at its begin."""
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
            origin = np.where(assignment == self.begun.assignment, self.begun.origins, own).astype(np.int32)
        document = self._document
        changed = np.flatnonzero((document.assignment != assignment) | (document.origin != origin))
        if len(changed):
            document.set_patches(changed, assignment[changed], origin[changed])

    def before(self) -> tuple[Assignment, Origin]:
        """(L,) and (L,): assignment and origins at the begin of the stroke; copies."""
        return self.begun.assignment.copy(), self.begun.origins.copy()

    def commit(self, stack: QUndoStack, text: str, *, state: State | None = None, series: int = -1) -> None:
        """End the stroke as one undo step; as none if nothing changed.

        Args:
            state: the facts that it leads to, by default those that it shows.
        """
        document, after = self._document, state or self._document.state
        document.set_gesture(False)
        if _look_alike(self.begun, after):
            document.change(self.begun)
        else:
            stack.push(ChangeCommand(document, text, state=after, before=self.begun, series=series))

    def abort(self) -> None:
        """End the stroke and undo what it did."""
        self._document.change(self.begun)
        self._document.set_gesture(False)


def _look_alike(one: State, other: State) -> bool:
    """Whether these are the same facts, of pictures that are the same under the model's frame."""
    pairs = zip(one.sources, other.sources, strict=True)
    alike = all(a is b or (a.frame == b.frame and np.array_equal(a.pixels, b.pixels)) for a, b in pairs)
    return alike and same_facts(one, replace(other, sources=one.sources))
