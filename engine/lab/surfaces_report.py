"""The surfaces and their optima as plain values, ready for JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from engine.lab.optima import find_optima
from engine.lab.surfaces import FloatArray, Matching, surface


def surfaces_report(theta: FloatArray, matchings: Sequence[Matching], variance: float) -> dict[str, Any]:
    """Every surface, in nats, with its optima; values[i][j] is that at θ = (theta[i], theta[j])."""
    return {
        "variance": variance,
        "theta": theta.round(6).tolist(),
        "surfaces": [_surface_report(theta, matching, variance) for matching in matchings],
    }


def _surface_report(theta: FloatArray, matching: Matching, variance: float) -> dict[str, Any]:
    values = surface(theta, matching, variance)
    optima = find_optima(matching, variance)
    return {
        "name": matching.name,
        "matching": dataclasses.asdict(matching),
        "values": values.round(9).tolist(),
        "flat": bool(values.max() < 1e-9),
        "optima": [dataclasses.asdict(optimum) | {"global": optimum.is_global} for optimum in optima],
    }
