"""The lab: small simulations, exact and fast, to run and to see.

Of Yulai Cong, *Big Cooperative Learning*, Figs. 2, 3: `surfaces`, `optima`; Fig. 4: `exploration` on `mixtures`.
Beyond it: `adversarial`, `rivalry` and `point_metrics` on `points`. `simulation` stops and resumes them.
Only `rivalry` needs the rest of the engine: it trains by `engine.training.objectives`.
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
    from engine.lab.alpha_bridge import AlphaBridge as AlphaBridge
    from engine.lab.alpha_bridge import AlphaBridgeState as AlphaBridgeState
    from engine.lab.alpha_bridge import advance_bridge as advance_bridge
    from engine.lab.alpha_bridge import coverage as coverage
    from engine.lab.alpha_bridge import start_bridge as start_bridge
    from engine.lab.exploration import COMPONENTS as COMPONENTS
    from engine.lab.exploration import METHODS as METHODS
    from engine.lab.exploration import Exploration as Exploration
    from engine.lab.exploration import ExplorationState as ExplorationState
    from engine.lab.exploration import advance as advance
    from engine.lab.exploration import centres as centres
    from engine.lab.exploration import found as found
    from engine.lab.exploration import start as start
    from engine.lab.mixtures import cholesky as cholesky
    from engine.lab.optima import REACH as REACH
    from engine.lab.optima import Optimum as Optimum
    from engine.lab.optima import find_optima as find_optima
    from engine.lab.simulation import one_thread as one_thread
    from engine.lab.surfaces import CENTRES as CENTRES
    from engine.lab.surfaces import GLOBAL_OPTIMA as GLOBAL_OPTIMA
    from engine.lab.surfaces import Kind as Kind
    from engine.lab.surfaces import Matching as Matching
    from engine.lab.surfaces import divergence as divergence
    from engine.lab.surfaces import surface as surface
    from engine.lab.surfaces import weights_given as weights_given

_HOME = {
    "alpha_bridge": ("AlphaBridge", "AlphaBridgeState", "advance_bridge", "coverage", "start_bridge"),
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
"""Where each public name is defined."""

if not TYPE_CHECKING:  # a name that is not here is an error for the type checker too

    def __getattr__(name: str) -> Any:
        home = next((module for module, names in _HOME.items() if name in names), None)
        if home is None:
            raise AttributeError(f"module 'engine.lab' has no attribute '{name}'")
        with needing_training("this simulation"):
            return getattr(importlib.import_module(f"engine.lab.{home}"), name)
