"""The lab: small simulations, exact and fast, to run and to see.

Of Yulai Cong, *Big Cooperative Learning*, Figs. 2, 3: `surfaces`, `optima`; Fig. 4: `exploration` on `mixtures`.
Beyond it: `adversarial`, `adversarial_run` and `point_metrics` on `points`. `simulation` stops and resumes them.
Only `adversarial_run` needs the rest of the engine: it trains by `engine.training.objectives`.
The same author's other methods: the GO gradient in `pathwise`, `nodes`, `estimators` and `gamma_poisson`, the GO
Hessian in `newton`, and the α-Bridge.

The names below are the lab's public face, and all of it that the studio may import. They are resolved on first
use: the surfaces need no torch, only the exploration does.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from engine.errors import needing_training

if TYPE_CHECKING:
    from engine.lab.alpha_bridge import AlphaBridge, AlphaBridgeState, advance_bridge, coverage, start_bridge
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

_HOME = {
    "alpha_bridge": "AlphaBridge AlphaBridgeState advance_bridge coverage start_bridge",
    "exploration": "COMPONENTS METHODS Exploration ExplorationState advance centres found start",
    "mixtures": "cholesky",
    "optima": "REACH Optimum find_optima",
    "simulation": "one_thread",
    "surfaces": "CENTRES GLOBAL_OPTIMA Kind Matching divergence surface weights_given",
}
"""Where each public name is defined."""

if not TYPE_CHECKING:  # a name that is not here is an error for the type checker too

    def __getattr__(name: str) -> Any:
        home = next((module for module, names in _HOME.items() if name in names.split()), None)
        if home is None:
            raise AttributeError(f"module 'engine.lab' has no attribute '{name}'")
        with needing_training("this simulation"):
            return getattr(importlib.import_module(f"engine.lab.{home}"), name)
