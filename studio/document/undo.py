"""The undo stack: Qt's, with a limit to the memory of the pictures that its steps keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from studio.document.request import UInt8Array
from studio.document.state import State
from studio.imaging.picture import Picture

MEMORY = 512 * 2**20
"""Bytes that the pictures of all steps may take; beyond it the oldest steps cannot be undone any more."""
MOST_STEPS, STEPS_MEMORY = 50, 16 * 2**20
"""Steps, and bytes of pictures, that project files keep to undo what was done before."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Step:
    """A step of undo as project files keep it."""

    text: str
    before: State
    """The facts that it leads back to; it led to those of the next step, or to the present ones."""


class Command(QUndoCommand):
    """One step of undo."""

    _series = -1
    """Steps of one series, if it is not -1, merge."""

    def id(self) -> int:
        return self._series

    def pictures(self) -> Iterator[UInt8Array | Picture]:
        """The pictures that this step keeps, shared ones included."""
        return iter(())

    def facts(self) -> tuple[State, State] | None:
        """The facts before and after it; None if it is of something else, such as the stars of results."""
        return None

    def forget(self) -> None:
        """Let go of everything: this step will neither be undone nor done again, and none will merge with it."""
        vars(self).clear()


class UndoStack(QUndoStack):
    """Qt's undo stack, which forgets the oldest steps when the pictures of all steps exceed a limit.

    A stroke or a seed weighs some hundred bytes and counts for nothing: undo of them is as deep as the work is
    long. Pictures that were opened, placed, restored or deleted count, those that several steps share once. The
    newest step can always be undone, whatever it weighs. As in other editors, undo then ends at the oldest step
    that is remembered.

    Qt drops steps by their number alone, and only by one that was set while the stack was empty. So a forgotten
    step stays where it is, but empty and without a name, and `undo` does not go past it.
    """

    def __init__(self, parent: QObject | None = None, *, limit: int = MEMORY) -> None:
        super().__init__(parent)
        self._limit = limit
        self.forgotten = 0
        """How many of the oldest steps cannot be undone any more."""
        self._heavy: dict[int, tuple[UInt8Array | Picture, ...]] = {}
        """The pictures of each step that has any, by its index; the oldest first."""
        self.indexChanged.connect(self._weigh)  # the first to hear of it: the others find what can be undone

    def canUndo(self) -> bool:
        return self.index() > self.forgotten

    def undo(self) -> None:
        if self.canUndo():
            super().undo()

    def undoText(self) -> str:
        return super().undoText() if self.canUndo() else ""

    def steps(self, present: State | None) -> tuple[Step, ...]:
        """The newest steps that lead back from the present facts, the oldest first, as far as they are small.

        They end where the model or a large picture was another.

        Args:
            present: None in the middle of a stroke, which the last step then undoes too.
        """
        found: list[Step] = []
        kept, weight = _ids(present), 0
        for i in range(self.index() - 1, self.forgotten - 1, -1):
            command = self.command(i)
            facts = command.facts() if isinstance(command, Command) and not command.childCount() else None
            if facts is None:
                continue  # no step of the facts; the chain shows it if there was one in it after all
            before, after = facts
            if present is None:
                present, kept = after, _ids(after)
            more = _ids(before)
            weight += sum(nbytes for picture, nbytes in more.items() if picture not in kept)
            kept |= more
            if not same_facts(after, present) or before.completed_by != after.completed_by:
                break
            if len(found) == MOST_STEPS or weight > STEPS_MEMORY:
                break
            found.append(Step(text=command.text(), before=before))
            present = before
        return tuple(reversed(found))

    def _weigh(self, index: int) -> None:
        """After a push, a merge, an undo or a redo: note what there is, and forget what is too much."""
        count = self.count()
        if not count:
            self.forgotten = 0
        for gone in [i for i in self._heavy if i >= count]:
            del self._heavy[gone]
        if not self.forgotten < index == count:
            return
        self._heavy.pop(index - 1, None)  # of the step that this one took the place of
        pictures = tuple(_pictures(self.command(index - 1)))
        if pictures:
            self._heavy[index - 1] = pictures
            self._forget_from(self._first_too_heavy(index - 1))

    def _first_too_heavy(self, newest: int) -> int:
        """Going back from the newest step: the first with which the pictures exceed the limit; -1 if none."""
        seen: set[int] = set()
        total = 0
        for i in reversed(self._heavy):
            for picture in self._heavy[i]:
                if id(picture) not in seen:
                    seen.add(id(picture))
                    total += picture.nbytes
            if total > self._limit and i != newest:
                return i
        return -1

    def _forget_from(self, last: int) -> None:
        for i in range(self.forgotten, last + 1):
            _forget(self.command(i))
            self._heavy.pop(i, None)
        self.forgotten = max(self.forgotten, last + 1)


def _ids(state: State | None) -> dict[int, int]:
    """Bytes of the pictures of a state, by their identity."""
    sources = () if state is None else state.sources
    return {id(picture): picture.nbytes for source in sources for picture in source.pictures}


def same_facts(one: State, other: State) -> bool:
    """Whether these are the same facts: an origin that is left out is what it stands for."""
    names = {field.name for field in fields(State)} - {"origin"} | {"origins"}
    pairs = ((getattr(one, name), getattr(other, name)) for name in names)
    return all(a is b or (np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b) for a, b in pairs)


def _pictures(command: QUndoCommand) -> Iterator[UInt8Array | Picture]:
    """Of a step, or of the steps of a macro."""
    if isinstance(command, Command):
        yield from command.pictures()
    for i in range(command.childCount()):
        yield from _pictures(command.child(i))


def _forget(command: QUndoCommand) -> None:
    command.setText("")
    if isinstance(command, Command):
        command.forget()
    for i in range(command.childCount()):
        _forget(command.child(i))
