"""The undo stack: as deep as the work is long, but for pictures, which have a limit."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QUndoStack

from studio.document.commands import ChangeCommand, EntryCommand, Gesture, OpenCommand, PlaceCommand, StateCommand
from studio.document.document import Document
from studio.document.history import Entry, History
from studio.document.state import TARGET, Source
from studio.document.undo import UndoStack
from studio.files.jobs import source_of
from studio.imaging.picture import Picture
from studio.imaging.placement import Placement

PICTURE = 100_000
"""Bytes of a picture that is opened here."""


def photo(fill: int) -> Source:
    """A picture of its own, 28 x 28 to the model."""
    return source_of(Image.new("L", (400, 250), fill), str(fill), (28, 28, 1))


def show(document: Document, stack: QUndoStack, *sources: Source) -> None:
    state = replace(document.state, sources=sources)
    stack.push(OpenCommand(document, f"open {sources[0].name}", state=state))


def stroke(document: Document, stack: QUndoStack, patch: int) -> None:
    gesture = Gesture(document)
    gesture.paint(np.array([patch]), TARGET if document.known[patch] else 0)
    gesture.commit(stack, "stroke")


@pytest.fixture
def stack() -> UndoStack:
    """Room for three pictures and what the model sees of them."""
    return UndoStack(limit=3 * PICTURE + 10_000)


def test_strokes_are_never_forgotten_for_their_own_sake(document: Document) -> None:
    stack, before = UndoStack(limit=10), document.assignment.tobytes()
    for i in range(2001):
        stroke(document, stack, i % document.grid.L)
    assert document.assignment.tobytes() != before
    while stack.canUndo():
        stack.undo()
    assert stack.index() == 0
    assert document.assignment.tobytes() == before


def test_the_oldest_pictures_go_and_undo_ends_there(document: Document, stack: UndoStack) -> None:
    pictures: list[weakref.ref[Picture]] = []
    for i in range(6):
        source = photo(i)
        pictures.append(weakref.ref(source.whole))
        show(document, stack, source)
        del source
        stroke(document, stack, i)
    gc.collect()
    assert [picture() is not None for picture in pictures] == [False, False, False, True, True, True]
    while stack.canUndo():
        assert stack.undoText() in ("stroke", "open 5", "open 4")
        stack.undo()
    assert document.sources[0].name == "3", "as far as there are pictures"
    assert stack.undoText() == ""
    index = stack.index()
    stack.undo()
    assert stack.index() == index > 0
    while stack.canRedo():
        stack.redo()
    assert document.sources[0].name == "5"


def test_a_picture_that_several_steps_share_counts_once(document: Document, stack: UndoStack) -> None:
    for _ in range(30):
        show(document, stack, photo(1))
        show(document, stack, photo(2))
    assert stack.forgotten == 0


def test_the_newest_step_can_always_be_undone(document: Document) -> None:
    stack, first = UndoStack(limit=10), document.sources
    show(document, stack, photo(1))
    stack.undo()
    assert document.sources is first
    stack.redo()
    show(document, stack, photo(2))
    assert (stack.forgotten, stack.canUndo()) == (1, True)


def test_what_was_undone_and_done_otherwise_counts_no_more(document: Document, stack: UndoStack) -> None:
    for i in range(9):
        show(document, stack, photo(i))
        stack.undo()
    assert stack.forgotten == 0


def test_a_light_step_in_the_place_of_a_heavy_one_weighs_nothing(document: Document) -> None:
    stack = UndoStack(limit=PICTURE + 50_000)
    stroke(document, stack, 0)
    show(document, stack, photo(1))
    stack.undo()
    stroke(document, stack, 1)
    show(document, stack, photo(2))
    assert stack.forgotten == 0


def test_clearing_begins_anew(document: Document, stack: UndoStack) -> None:
    for i in range(6):
        show(document, stack, photo(i))
    stack.clear()
    assert stack.forgotten == 0
    show(document, stack, photo(7))
    assert stack.canUndo()


def test_every_kind_of_step_says_which_pictures_it_keeps_and_lets_go_of_them(document: Document) -> None:
    old, new, history = document.sources[0], photo(1), History()
    entry = Entry(number=1, image=new.pixels.copy(), state=document.state, made="")
    added = set(map(id, new.pictures))
    both = {id(array) for source in (old, new) for array in source.pictures}
    placed = new.placed(Placement(x=3, y=4, width=200, height=200))
    show(document, UndoStack(), new)
    state = document.state
    show(document, UndoStack(), old)
    for command, kept in (
        (OpenCommand(document, "", state=replace(document.state, sources=(new,))), both),
        (StateCommand(document, "", state=state), both),
        (ChangeCommand(document, "", state=replace(document.state, sources=(old, new))), added),
        (PlaceCommand(document, "", index=0, source=placed), set(map(id, old.pictures + placed.pictures))),
        (EntryCommand(history, "", before=None, after=entry), {id(entry.image), *map(id, old.pictures)}),
    ):
        assert {id(array) for array in command.pictures()} == kept
        command.forget()
        assert not vars(command)


def test_a_macro_counts_and_forgets_what_is_in_it(document: Document, stack: UndoStack) -> None:
    for i in range(3):
        stack.beginMacro("two")
        show(document, stack, photo(2 * i))
        show(document, stack, photo(2 * i + 1))
        stack.endMacro()
    assert stack.forgotten == 2
    stack.undo()
    assert document.sources[0].name == "3"


def test_a_step_does_not_merge_with_a_forgotten_one(document: Document) -> None:
    stack, source = UndoStack(limit=10), photo(1)
    show(document, stack, source)

    def nudge(x: int) -> None:
        before = document.sources[0]
        after = before.placed(Placement(x=x, y=0, width=200, height=200))
        stack.push(PlaceCommand(document, "nudge", index=0, source=after, series=7))

    nudge(1)
    nudge(2)
    assert stack.count() == 2, "they merge"
    show(document, stack, photo(2))
    stack.undo()
    assert not stack.canUndo()
    nudge(3)
    assert stack.canUndo()
    stack.undo()
    assert document.sources[0].frame.x == 2
