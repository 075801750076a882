"""The results of a document so far: thumbnails to come back to. Pruned by memory; starred ones stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from studio.document.request import UInt8Array
from studio.document.state import State
from studio.imaging.picture import Picture

MEMORY = 256 * 2**20
"""Bytes that results may take; beyond it the oldest go that are not starred."""
BESIDE = 64 * 2**10
"""Bytes that a result takes beside its pictures, at most: facts, thumbnail, words. It bounds their number too."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Entry:
    """One result and all facts that it came from."""

    number: int
    """Counts up; never given twice in a document."""
    image: UInt8Array
    """(H, W, C)."""
    state: State
    made: str
    """When, as ISO 8601 in local time to the second."""
    starred: bool = False
    note: str = ""

    @property
    def pictures(self) -> tuple[UInt8Array | Picture, ...]:
        """What it keeps in memory."""
        return (self.image, *(picture for source in self.state.sources for picture in source.pictures))


def memory(entries: Iterable[Entry]) -> int:
    """Bytes of results and their pictures; a picture that several share counts once."""
    entries = list(entries)
    pictures = {id(picture): picture.nbytes for entry in entries for picture in entry.pictures}
    return BESIDE * len(entries) + sum(pictures.values())


def pruned(entries: Sequence[Entry], limit: int) -> tuple[Entry, ...]:
    """Without the oldest that are not starred, until they fit; the newest always stays."""
    kept = list(entries)
    for entry in entries[:-1]:
        if memory(kept) <= limit:
            break
        if not entry.starred:
            kept.remove(entry)
    return tuple(kept)


class History(QObject):
    """The one owner of the results. Stars, notes and deletions come through undo commands, new results do not."""

    changed = Signal()

    def __init__(self, *, limit: int = MEMORY) -> None:
        super().__init__()
        self._limit = limit
        self.entries: tuple[Entry, ...] = ()
        """By number, the oldest first."""
        self._next = 1

    def find(self, number: int) -> Entry | None:
        """The result of a number; None if it was deleted or pruned."""
        return next((entry for entry in self.entries if entry.number == number), None)

    def same(self, image: UInt8Array, state: State) -> Entry | None:
        """The result with exactly these pixels by the model of a state, if there is one."""
        alike = (e for e in self.entries if e.state.completed_by == state.completed_by)
        return next((e for e in alike if np.array_equal(e.image, image)), None)

    def number(self) -> int:
        """A number for a new result."""
        self._next += 1
        return self._next - 1

    def put(self, entry: Entry) -> None:
        """Add a result, or replace the one of its number."""
        others = [old for old in self.entries if old.number != entry.number]
        self._set([*others, entry])

    def remove(self, number: int) -> None:
        """Forget a result."""
        self._set([entry for entry in self.entries if entry.number != number])

    def reset(self, entries: Iterable[Entry]) -> None:
        """Another document's results; what is selected or typed is not about those of the same number."""
        self._set(())
        self._set(entries)

    def _set(self, entries: Iterable[Entry]) -> None:
        in_order = sorted(entries, key=lambda entry: entry.number)
        self.entries = pruned(in_order, self._limit)
        self._next = max(self._next, in_order[-1].number + 1 if in_order else 1)
        self.changed.emit()
