"""Undo and redo lead back and forth through exactly the same facts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QUndoStack

from engine import Grid
from studio.canvas.toolbox import Toolbox
from studio.document.commands import Gesture, MixCommand, NoiseCommand, OpenCommand, PatchCommand, PlaceCommand
from studio.document.document import IGNORED, TARGET, Document, Source
from studio.document.noise import SheetNoise
from studio.editing.sources import SourceOperations
from studio.files.examples import left_half
from studio.files.jobs import FileJobs

GRID = Grid.of(28, 28, 4)
Facts = tuple[object, ...]
Step = Callable[[Document, QUndoStack], None]


def fresh() -> Document:
    pixels = np.zeros((28, 28, 1), dtype=np.uint8)
    return Document(
        model="mnist",
        grid=GRID,
        source=Source(name="a", pixels=pixels),
        assignment=left_half(GRID),
        noise=SheetNoise.from_seed(0),
    )


def facts(document: Document) -> Facts:
    names = tuple(source.name for source in document.sources)
    squares = tuple(source.square for source in document.sources)
    patches = document.assignment.tobytes() + document.origin.tobytes()
    return patches, document.noise, names, document.scatter, squares, document.given().tobytes()


def stroke(patches: list[int], value: int) -> Step:
    def step(document: Document, stack: QUndoStack) -> None:
        gesture = Gesture(document)
        for patch in patches:
            gesture.paint(np.array([patch]), min(value, len(document.sources) - 1))
        gesture.commit(stack, "stroke")

    return step


def scatter(seed: int) -> Step:
    def step(document: Document, stack: QUndoStack) -> None:
        after = np.where(np.random.default_rng(seed).random(GRID.L) < 0.5, 0, TARGET).astype(np.int8)
        command = PatchCommand(
            document, "scatter", before=document.assignment, after=after, scatter=(document.scatter, seed)
        )
        stack.push(command)

    return step


def noise(seed: int) -> Step:
    return lambda document, stack: stack.push(NoiseCommand(document, "noise", noise=SheetNoise.from_seed(seed)))


def picture(name: str) -> Step:
    def step(document: Document, stack: QUndoStack) -> None:
        source = Source(name=name, pixels=document.sources[0].pixels)
        sources, assignment, origin = (source, *document.sources[1:]), document.assignment, document.origin
        stack.push(OpenCommand(document, "open", sources=sources, assignment=assignment, origin=origin))

    return step


def relocate(patches: list[int], places: list[int]) -> Step:
    def step(document: Document, stack: QUndoStack) -> None:
        gesture = Gesture(document)
        assignment, origin = gesture.before, gesture.origin_before
        for patch, place in zip(patches, places, strict=False):
            assignment[place], origin[place] = gesture.before[patch], gesture.origin_before[patch]
        origin[assignment < 0] = np.flatnonzero(assignment < 0)
        gesture.replace(assignment, origin)
        gesture.commit(stack, "move")

    return step


def add(name: str) -> Step:
    def step(document: Document, stack: QUndoStack) -> None:
        pixels = np.random.default_rng(ord(name)).integers(0, 256, (28, 28, 1), dtype=np.uint8)
        source = Source(name=name, pixels=pixels)
        command = MixCommand(
            document,
            "add",
            sources=(*document.sources, source),
            assignment=document.assignment,
            origin=document.origin,
        )
        stack.push(command)

    return step


def remove(document: Document, stack: QUndoStack) -> None:
    SourceOperations(document, stack, FileJobs(), Toolbox()).remove()


def place(right: int, down: int, series: int) -> Step:
    def step(document: Document, stack: QUndoStack) -> None:
        before = document.sources[-1]
        after = before.placed(before.square.shifted(right, down, size=28))
        index = len(document.sources) - 1
        stack.push(PlaceCommand(document, "place", index=index, before=before, after=after, series=series))

    return step


STEPS = st.one_of(
    st.builds(relocate, st.lists(st.integers(0, 48), max_size=5), st.lists(st.integers(0, 48), max_size=5)),
    st.builds(add, st.sampled_from("xyz")),
    st.just(remove),
    st.builds(place, st.integers(-9, 9), st.integers(-9, 9), st.sampled_from([-1, 11])),
    st.builds(stroke, st.lists(st.integers(0, GRID.L - 1), max_size=12), st.sampled_from([0, 1, 2, TARGET, IGNORED])),
    st.builds(scatter, st.integers(0, 1000)),
    st.builds(noise, st.integers(0, 1000)),
    st.builds(picture, st.sampled_from(["b", "c", "d"])),
)


@given(st.lists(STEPS, max_size=20))
def test_undo_leads_back_to_the_first_state_and_redo_forth_to_the_last(steps: list[Step]) -> None:
    document, stack = fresh(), QUndoStack()
    seen = [facts(document)]
    for step in steps:
        step(document, stack)
        del seen[stack.index() :]  # a step that merged with the one before changed what comes after that
        seen.append(facts(document))
    for state in reversed(seen[:-1]):
        stack.undo()
        assert facts(document) == state
    assert not stack.canUndo()
    for state in seen[1:]:
        stack.redo()
        assert facts(document) == state
    assert not stack.canRedo()


def test_a_stroke_is_one_step_however_many_moves_it_had() -> None:
    document, stack = fresh(), QUndoStack()
    stroke([4, 5, 6, 11, 12], 0)(document, stack)
    assert stack.count() == 1


def test_a_stroke_that_changes_nothing_is_no_step() -> None:
    document, stack = fresh(), QUndoStack()
    stroke([0, 1, 7], 0)(document, stack)
    assert stack.count() == 0


def test_a_stroke_there_and_back_is_no_step() -> None:
    document, stack = fresh(), QUndoStack()
    gesture = Gesture(document)
    gesture.paint(np.array([48]), 0)
    gesture.paint(np.array([48]), TARGET)
    gesture.commit(stack, "stroke")
    assert stack.count() == 0


def test_an_aborted_stroke_leaves_no_trace() -> None:
    document, before = fresh(), facts(fresh())
    gesture = Gesture(document)
    gesture.paint(np.arange(30), TARGET)
    assert facts(document) != before
    assert document.gesturing
    gesture.abort()
    assert facts(document) == before
    assert not document.gesturing


def test_a_stroke_is_stored_as_its_difference_only() -> None:
    document, stack = fresh(), QUndoStack()
    stroke([0, 47, 48], 0)(document, stack)
    document.set_patches(np.array([20]), np.array([0], dtype=np.int8))
    stack.undo()
    assert document.assignment[20] == 0, "a patch outside the stroke is not touched by its undo"
    assert (document.assignment[[47, 48]] == TARGET).all()


def test_steps_of_the_share_slider_merge_into_one() -> None:
    document, stack, before = fresh(), QUndoStack(), facts(fresh())
    for patch in (48, 47, 46):
        after = document.assignment.copy()
        after[patch] = 0
        stack.push(PatchCommand(document, "share", before=document.assignment, after=after, merges=True))
    last = facts(document)
    assert stack.count() == 1
    stack.undo()
    assert facts(document) == before
    stack.redo()
    assert facts(document) == last
