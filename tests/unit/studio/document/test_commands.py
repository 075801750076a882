"""Undo and redo lead back and forth through exactly the same facts."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QUndoStack

from engine import Grid
from studio.canvas.toolbox import Toolbox
from studio.document.commands import ChangeCommand, Gesture, OpenCommand, PatchCommand, PlaceCommand
from studio.document.document import Document
from studio.document.noise import SheetNoise
from studio.document.state import IGNORED, TARGET, Source, State
from studio.editing.sources import SourceOperations
from studio.files.examples import left_half
from studio.files.jobs import FileJobs

GRID = Grid.of(28, 28, 4)
Facts = tuple[object, ...]
Step = Callable[[Document, QUndoStack], None]


def fresh() -> Document:
    pixels = np.zeros((28, 28, 1), dtype=np.uint8)
    sources, noise = (Source(name="a", pixels=pixels),), SheetNoise.from_seed(0)
    return Document(State(model="mnist", grid=GRID, sources=sources, assignment=left_half(GRID), noise=noise))


def facts(document: Document) -> Facts:
    names = tuple(source.name for source in document.sources)
    frames = tuple(source.frame for source in document.sources)
    patches = document.assignment.tobytes() + document.origin.tobytes()
    return patches, document.noise, names, document.scatter, frames, document.given().tobytes()


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
        command = PatchCommand(document, "scatter", after=after, scatter=seed)
        stack.push(command)

    return step


def change_noise(document: Document, seed: int, series: int = -1) -> ChangeCommand:
    state = replace(document.state, noise=SheetNoise.from_seed(seed))
    return ChangeCommand(document, "noise", state=state, series=series)


def noise(seed: int) -> Step:
    return lambda document, stack: stack.push(change_noise(document, seed))


def picture(name: str) -> Step:
    def step(document: Document, stack: QUndoStack) -> None:
        source = Source(name=name, pixels=document.sources[0].pixels)
        state = replace(document.state, sources=(source, *document.sources[1:]))
        stack.push(OpenCommand(document, "open", state=state))

    return step


def relocate(patches: list[int], places: list[int]) -> Step:
    def step(document: Document, stack: QUndoStack) -> None:
        gesture = Gesture(document)
        assignment, origin = gesture.before()
        for patch, place in zip(patches, places, strict=False):
            assignment[place], origin[place] = (array[patch] for array in gesture.before())
        origin[assignment < 0] = np.flatnonzero(assignment < 0)
        gesture.replace(assignment, origin)
        gesture.commit(stack, "move")

    return step


def add(name: str) -> Step:
    def step(document: Document, stack: QUndoStack) -> None:
        pixels = np.random.default_rng(ord(name)).integers(0, 256, (28, 28, 1), dtype=np.uint8)
        source = Source(name=name, pixels=pixels)
        state = replace(document.state, sources=(*document.sources, source))
        stack.push(ChangeCommand(document, "add", state=state))

    return step


def remove(document: Document, stack: QUndoStack) -> None:
    SourceOperations(document, stack, FileJobs(), Toolbox()).remove()


def place(right: int, down: int, series: int) -> Step:
    def step(document: Document, stack: QUndoStack) -> None:
        before = document.sources[-1]
        after = before.placed(before.frame.shifted(right, down, before.shape))
        index = len(document.sources) - 1
        stack.push(PlaceCommand(document, "place", index=index, source=after, series=series))

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


def test_a_stroke_weighs_little_however_large_the_pictures_and_however_often_it_is_shown() -> None:
    document, stack = fresh(), QUndoStack()
    stroke([0, 47, 48], 0)(document, stack)
    for _ in range(2):
        document.request(document.noise.seeds)
        stack.undo()
        document.request(document.noise.seeds)
        stack.redo()
    kept = gc.get_referents(vars(stack.command(0)))
    states = [value for value in kept if isinstance(value, State)]
    assert len(states) == 2
    for state in states:
        assert state.sources is document.sources
        assert sum(array.nbytes for array in vars(state).values() if isinstance(array, np.ndarray)) <= 5 * GRID.L


def test_steps_of_the_share_slider_merge_into_one() -> None:
    document, stack, before = fresh(), QUndoStack(), facts(fresh())
    for patch in (48, 47, 46):
        after = document.assignment.copy()
        after[patch] = 0
        stack.push(PatchCommand(document, "share", after=after, series=1))
    last = facts(document)
    assert stack.count() == 1
    stack.undo()
    assert facts(document) == before
    stack.redo()
    assert facts(document) == last


def test_two_strokes_are_two_steps() -> None:
    document, stack = fresh(), QUndoStack()
    for patch in (47, 48):
        stroke([patch], 0)(document, stack)
        assert not document.gesturing
    assert stack.count() == 2
    stack.undo()
    assert document.known[47]
    assert not document.known[48]


@pytest.mark.parametrize(("series", "steps"), [((-1, -1), 2), ((7, 7), 1), ((7, 8), 2)])
def test_placements_merge_within_one_series_alone(series: tuple[int, int], steps: int) -> None:
    document, stack = fresh(), QUndoStack()
    for each in series:
        before = document.sources[0]
        after = before.placed(before.frame.shifted(1, 0, before.shape))
        stack.push(PlaceCommand(document, "place", index=0, source=after, series=each))
    assert stack.count() == steps


def test_placements_of_two_sources_do_not_merge_nor_do_kinds_of_one_series() -> None:
    document, stack = fresh(), QUndoStack()
    document.change(replace(document.state, sources=document.sources * 2))
    for index in (0, 1):
        before = document.sources[index]
        after = before.placed(before.frame.shifted(1, 0, before.shape))
        stack.push(PlaceCommand(document, "place", index=index, source=after, series=7))
    assert stack.count() == 2
    stack.push(change_noise(document, 3, series=1))
    stack.push(PatchCommand(document, "share", after=-document.assignment, series=1))
    assert stack.count() == 4


def test_patches_assigned_anew_are_their_own_and_moved_ones_stay_moved() -> None:
    document, stack = fresh(), QUndoStack()
    document.set_patches(np.array([5, 48]), np.array([0, 0], dtype=np.int8), np.array([9, 7], dtype=np.int32))
    after = document.assignment.copy()
    after[[5, 20]] = TARGET
    stack.push(PatchCommand(document, "some", after=after))
    assert document.origin[[5, 20, 48]].tolist() == [5, 20, 7]
    stack.undo()
    assert document.origin[[5, 20, 48]].tolist() == [9, 20, 7]
