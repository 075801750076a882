"""The same document for another model: its patches on the new grid, its sources at the new size. Free of windows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

import engine
from engine import Grid, ModelInfo
from studio.document.labels import labels_of
from studio.document.photo import on_cells
from studio.document.state import Assignment, Origin, State
from studio.document.views import views_of


def resample_assignment(assignment: Assignment, old: Grid, new: Grid) -> Assignment:
    """(L,) of one grid -> (L,) of another: each new patch is what the old patch under its middle is."""
    found: Assignment = assignment[_under(old, new)]
    return found


def resample_origin(origin: Origin, old: Grid, new: Grid) -> Origin:
    """(L,) of one grid -> (L,) of another: patches stay as far moved as they were, to the nearest patch."""
    moved = np.stack(np.divmod(origin, old.columns)) - old.positions()
    finer = np.divide(new.shape, old.shape)[:, None]
    places = new.positions() + np.rint(moved[:, _under(old, new)] * finer)
    row, column = np.clip(places, 0, np.array(new.shape)[:, None] - 1).astype(np.int32)
    found: Origin = row * new.columns + column
    return found


def _under(old: Grid, new: Grid) -> NDArray[np.intp]:
    """(L,) the old patch under the middle of each new one."""
    coarser = np.divide(old.shape, new.shape)[:, None]
    rows, columns = ((new.positions() + 0.5) * coarser).astype(np.intp)
    under: NDArray[np.intp] = rows * old.columns + columns
    return under


def find_info(model: str, adapter: str = "") -> ModelInfo:
    """What is known of a model, of one with an adapter with the labels of that.

    Raises:
        engine.EngineError: there is no such model or adapter, or it is damaged.
    """
    info = engine.find_model(model)
    return replace(info, config=engine.find_adapter(info, adapter).config) if adapter else info


def resample_state(state: State, info: ModelInfo, adapter: str = "") -> State:
    """A state -> the same facts for another model; reads no file, but may take its time on large pictures."""
    sources = tuple(source.fitted(info.shape) for source in state.sources)
    hole = state.hole
    if hole is not None and hole.placed == state.sources[0].frame.box:
        hole = replace(hole, placed=sources[0].frame.box)
    resampled = replace(
        state,
        model=info.reference,
        adapter=adapter,
        grid=info.grid,
        views=views_of(info),
        labels=labels_of(info, state.labels),
        steps=info.steps,
        sources=sources,
        hole=hole,
        assignment=resample_assignment(state.assignment, state.grid, info.grid),
        origin=None if state.origin is None else resample_origin(state.origin, state.grid, info.grid),
    )
    return on_cells(resampled) if state.cells and sources[0].shape[:2] != state.sources[0].shape[:2] else resampled


def fits(state: State, info: ModelInfo) -> bool:
    """Whether a state is for exactly this model's grid and channels."""
    return state.grid == info.grid and state.sources[0].shape == info.shape
