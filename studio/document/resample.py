"""The same document for another model: its patches on the new grid, its sources at the new size. Free of windows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine import Grid, ModelInfo
from studio.document.document import Assignment, Origin, State


def resample_assignment(assignment: Assignment, old: Grid, new: Grid) -> Assignment:
    """(L,) of one grid -> (L,) of another: each new patch is what the old patch under its middle is."""
    middle = ((np.arange(new.side) + 0.5) * old.side / new.side).astype(int)
    found: Assignment = assignment.reshape(old.side, old.side)[np.ix_(middle, middle)].reshape(-1)
    return found


def resample_origin(origin: Origin, old: Grid, new: Grid) -> Origin:
    """(L,) of one grid -> (L,) of another: patches stay as far moved as they were, to the nearest patch."""
    here = np.stack(np.divmod(np.arange(old.L), old.side))
    moved = np.stack(np.divmod(origin, old.side)) - here
    middle = ((np.arange(new.side) + 0.5) * old.side / new.side).astype(int)
    under = (middle[:, None] * old.side + middle).reshape(-1)
    row, column = np.stack(np.divmod(np.arange(new.L), new.side)) + np.rint(moved[:, under] * new.side / old.side)
    row, column = (np.clip(c, 0, new.side - 1).astype(np.int32) for c in (row, column))
    found: Origin = (row * new.side + column).astype(np.int32)
    return found


def resample_state(state: State, info: ModelInfo) -> State:
    """A state -> the same facts for another model; reads no file, but may take its time on large pictures.

    Sources that fit the model already stay as they are.
    """
    size, channels = info.image_size, info.channels
    return replace(
        state,
        model=info.reference,
        grid=info.grid,
        sources=tuple(
            source if source.pixels.shape == (size, size, channels) else source.fitted(size=size, channels=channels)
            for source in state.sources
        ),
        assignment=resample_assignment(state.assignment, state.grid, info.grid),
        origin=None if state.origin is None else resample_origin(state.origin, state.grid, info.grid),
    )


def fits(state: State, info: ModelInfo) -> bool:
    """Whether a state is for exactly this model's grid and channels."""
    return state.grid == info.grid and state.sources[0].pixels.shape[-1] == info.channels
