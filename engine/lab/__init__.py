"""The lab: 2-D simulations, exact and fast, to run and to see.

Of Yulai Cong, *Big Cooperative Learning*, Figs. 2, 3: `surfaces`, `optima`; Fig. 4: `exploration` on `mixtures`.
Beyond it: `adversarial`, `rivalry`, `metrics` and `point_metrics` on `points`. `*_run` add stopping and resuming,
`figures` draws, `cli` commands.
Only `rivalry` knows of the rest of the engine: it trains by `engine.training.objectives`.

The names below are the lab's public face, and all of it that the studio may import. They are resolved on first
use: the surfaces need no torch, only the exploration does.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from engine.errors import needing_training

if TYPE_CHECKING:
    from engine.lab.exploration import (
        COMPONENTS,
        METHODS,
        Exploration,
        ExplorationState,
        advance,
        centres,
        found,
        start,
    )
    from engine.lab.mixtures import cholesky
    from engine.lab.optima import REACH, Optimum, find_optima
    from engine.lab.surfaces import CENTRES, GLOBAL_OPTIMA, Kind, Matching, divergence, surface, weights_given
    from engine.lab.threads import one_thread

_HOME = {
    "CENTRES": "surfaces",
    "COMPONENTS": "exploration",
    "Exploration": "exploration",
    "GLOBAL_OPTIMA": "surfaces",
    "Kind": "surfaces",
    "METHODS": "exploration",
    "Matching": "surfaces",
    "Optimum": "optima",
    "REACH": "optima",
    "ExplorationState": "exploration",
    "advance": "exploration",
    "centres": "exploration",
    "cholesky": "mixtures",
    "divergence": "surfaces",
    "find_optima": "optima",
    "found": "exploration",
    "one_thread": "threads",
    "start": "exploration",
    "surface": "surfaces",
    "weights_given": "surfaces",
}

__all__ = [
    "CENTRES",
    "COMPONENTS",
    "GLOBAL_OPTIMA",
    "METHODS",
    "REACH",
    "Exploration",
    "ExplorationState",
    "Kind",
    "Matching",
    "Optimum",
    "advance",
    "centres",
    "cholesky",
    "divergence",
    "find_optima",
    "found",
    "one_thread",
    "start",
    "surface",
    "weights_given",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'engine.lab' has no attribute '{name}'")
    with needing_training("this simulation"):
        return getattr(importlib.import_module(f"engine.lab.{_HOME[name]}"), name)
