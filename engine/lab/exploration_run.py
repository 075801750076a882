"""Running an exploration so that it can be stopped and resumed, and reporting on it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine.errors import EngineError
from engine.lab import simulation
from engine.lab.exploration import COMPONENTS, METHODS, Exploration, ExplorationState, advance, found, recorded, start
from engine.lab.simulation import one_thread, run_to_end


def explore(
    settings: Exploration,
    path: Path,
    *,
    fresh: bool = False,
    stop: Callable[[], bool] = lambda: False,
    report: Callable[[ExplorationState], None] = lambda _: None,
) -> ExplorationState:
    """Run an exploration to its end, going on from `path` if a state is there and `fresh` is not asked for.

    `stop` and `report` are those of `simulation.run_to_end`.

    Raises:
        EngineError: `path` holds something else, or cannot be written.
    """
    state = (None if fresh else load(path, settings)) or start(settings)
    with one_thread():
        run_to_end(state, settings, path, advance, total=settings.matchings, stop=stop, report=report)
    return state


def exploration_report(state: ExplorationState, settings: Exploration) -> dict[str, Any]:
    """Components found over time by seed, and at a few matchings their median over the seeds."""
    at, records = recorded(state, settings)
    counts = found(records, settings.variance).numpy()
    moments = [m for m in (200, 800, 1400, 6000) if m < int(at[-1])] + [int(at[-1])]
    rows = [int(np.abs(at.numpy() - m).argmin()) for m in moments]
    return {
        "settings": dataclasses.asdict(settings),
        "matchings_done": state.matching,
        "matchings": at.tolist(),
        "found": {name: counts[:, i].T.tolist() for i, name in enumerate(METHODS)},
        "summary": [
            {"matchings": int(at[row])}
            | {
                name: {
                    "median": float(np.median(counts[row, i])),
                    "least": int(counts[row, i].min()),
                    "most": int(counts[row, i].max()),
                }
                for i, name in enumerate(METHODS)
            }
            for row in rows
        ],
    }


def load(path: Path, settings: Exploration) -> ExplorationState | None:
    """Take up a run, or None where there is no such file.

    Raises:
        EngineError: the file is not a state, or that of a run with other settings.
    """
    read = simulation.load(path, settings)
    if read is None:
        return None
    tensors, done = read
    shape = (len(METHODS), len(settings.seeds), COMPONENTS, 5)
    expected = {"mixtures": shape, "records": (settings.records, *shape)}
    fits = {name: tuple(t.shape) for name, t in tensors.items() if t.dtype == torch.float32} == expected
    if not fits or not 0 <= done <= settings.matchings:
        raise EngineError(f"{path} is damaged: its contents do not fit its settings. {simulation.REMEDY}")
    return ExplorationState(matching=done, mixtures=tensors["mixtures"], records=tensors["records"])
