"""The lab: 2-D simulations, exact and fast, to run and to see.

Of Yulai Cong, *Big Cooperative Learning*, Figs. 2, 3: `surfaces`, `optima`; Fig. 4: `exploration` on `mixtures`.
Beyond it: `adversarial`, `rivalry` and `point_metrics` on `points`. `*_run` and `simulation` stop and resume.
Only `rivalry` needs the rest of the engine: it trains by `engine.training.objectives`.

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
    from engine.lab.simulation import one_thread
    from engine.lab.surfaces import CENTRES, GLOBAL_OPTIMA, Kind, Matching, divergence, surface, weights_given

_NAMES = {
    "exploration": (
        "COMPONENTS",
        "METHODS",
        "Exploration",
        "ExplorationState",
        "advance",
        "centres",
        "found",
        "start",
    ),
    "mixtures": ("cholesky",),
    "optima": ("REACH", "Optimum", "find_optima"),
    "simulation": ("one_thread",),
    "surfaces": ("CENTRES", "GLOBAL_OPTIMA", "Kind", "Matching", "divergence", "surface", "weights_given"),
}
_HOME = {name: module for module, names in _NAMES.items() for name in names}

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

if not TYPE_CHECKING:  # a name that is not here is an error for the type checker too

    def __getattr__(name: str) -> Any:
        if name not in _HOME:
            raise AttributeError(f"module 'engine.lab' has no attribute '{name}'")
        with needing_training("this simulation"):
            return getattr(importlib.import_module(f"engine.lab.{_HOME[name]}"), name)
