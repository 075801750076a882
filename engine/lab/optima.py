"""The optima of the surfaces (*Big Cooperative Learning*, Figs. 2, 3): found on a grid, refined exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from engine.lab.surfaces import GLOBAL_OPTIMA, FloatArray, Matching, divergence, surface

REACH = 2.2
"""θ₁ and θ₂ of the surfaces go from -REACH to REACH."""

_GRID = np.linspace(-REACH, REACH, 45)
"""Of the search alone: however finely a surface is drawn, its optima are the same. The centres of q are on it, for
narrow minima lie near them."""
_STEP = 1e-3
"""Spacing of the finite differences."""
_CURVED = 1e-3
"""The least curvature of a minimum; anything flatter is a valley and not reported."""
_RING = 0.03
"""Radius of the ring around a minimum whose bottom is too flat to have a curvature."""
_RISE = 1e-5
"""The least rise from it to that ring, nats; a valley that bends has less."""
_ESCAPE = 0.02
"""Length of the step off a saddle."""
_SAME = 1e-3
"""Optima nearer than this are one."""


@dataclass(frozen=True, kw_only=True)
class Optimum:
    """One minimum of a surface."""

    theta: tuple[float, float]
    divergence: float
    """Reverse KL there, nats."""

    @property
    def is_global(self) -> bool:
        """Whether p_θ = q here."""
        return any(np.hypot(self.theta[0] - a, self.theta[1] - b) < 1e-4 for a, b in GLOBAL_OPTIMA)


def find_optima(matching: Matching, variance: float = 0.1) -> list[Optimum]:
    """Isolated minima of a matching's surface, θ₁ and θ₂ from -REACH to REACH, lowest first.

    Every one with its mirror image, for swapping the two means changes nothing. None where the surface is flat, as
    that of the marginal of x₂, whose every θ is a global optimum.
    """
    found: list[Optimum] = []
    for start in _grid_minima(surface(_GRID, matching, variance)):
        point, curvature = _descend(_GRID[start], matching, variance)
        theta1, theta2 = sorted(point.tolist())
        fresh = all(np.hypot(theta1 - o.theta[0], theta2 - o.theta[1]) > _SAME for o in found)
        if not fresh or theta1 < -REACH or theta2 > REACH:
            continue
        value = float(divergence(point[0], point[1], matching, variance))
        if curvature > _CURVED or _rise(point, matching, variance) > _RISE:
            found.append(Optimum(theta=(theta1, theta2), divergence=value))
    found += [replace(o, theta=o.theta[::-1]) for o in found if o.theta[1] - o.theta[0] > _SAME]
    return sorted(found, key=lambda o: (round(o.divergence, 9), o.theta))


def surfaces_report(theta: FloatArray, matchings: Sequence[Matching], variance: float) -> dict[str, Any]:
    """Every surface, in nats, with its optima; values[i][j] is that at θ = (theta[i], theta[j])."""
    surfaces = []
    for matching in matchings:
        values = surface(theta, matching, variance)
        optima = [asdict(optimum) | {"global": optimum.is_global} for optimum in find_optima(matching, variance)]
        surfaces.append(
            {
                "name": matching.name,
                "matching": asdict(matching),
                "values": values.round(9).tolist(),
                "flat": bool(values.max() < 1e-9),
                "optima": optima,
            }
        )
    return {"variance": variance, "theta": theta.round(6).tolist(), "surfaces": surfaces}


def _grid_minima(values: FloatArray) -> list[list[int]]:
    """Indices [i, j], i ≤ j, of the points that no neighbour is below and some neighbour is above.

    Equal neighbours both count, and rounding errors do not.
    """
    n = len(values)
    inner = values[1:-1, 1:-1]
    shifts = [(i, j) for i in (0, 1, 2) for j in (0, 1, 2) if (i, j) != (1, 1)]
    around = np.stack([values[i : n - 2 + i, j : n - 2 + j] for i, j in shifts])
    lowest = (inner <= around.min(0) + 1e-9) & (inner < around.max(0) - 1e-6)
    return (np.argwhere(np.triu(lowest)) + 1).tolist()


def _descend(point: FloatArray, matching: Matching, variance: float) -> tuple[FloatArray, float]:
    """Newton's method (2,) -> the minimum (2,) and its least curvature; from a saddle it goes on, down a side.

    The diagonal is where saddles are: by symmetry no descent that starts on it has a reason to leave it, though the
    optima lie on either side.
    """
    offsets = np.array([-_STEP, 0.0, _STEP])
    curvature = 0.0
    for _ in range(60):
        f = divergence(point[0] + offsets[:, None], point[1] + offsets[None, :], matching, variance)
        slope = np.array([f[2, 1] - f[0, 1], f[1, 2] - f[1, 0]]) / (2 * _STEP)
        mixed = (f[2, 2] - f[2, 0] - f[0, 2] + f[0, 0]) / 4
        bend = np.array([[f[2, 1] - 2 * f[1, 1] + f[0, 1], mixed], [mixed, f[1, 2] - 2 * f[1, 1] + f[1, 0]]])
        eigenvalues, vectors = np.linalg.eigh(bend / _STEP**2)
        curvature = float(eigenvalues[0])
        step = vectors @ (vectors.T @ slope / np.maximum(np.abs(eigenvalues), 1e-6))
        step *= min(1.0, 0.1 / max(float(np.hypot(*step)), 1e-12))
        if np.hypot(*step) < 1e-9:
            if curvature > -_CURVED:
                break
            step = _ESCAPE * vectors[:, 0]
        point = point - step
    return point, curvature


def _rise(point: FloatArray, matching: Matching, variance: float) -> float:
    """How far a ring around (2,) lies above it, nats; hardly at all in a valley.

    Where both means are at one of two components far apart, the bottom is flat to the fourth order.
    """
    turn = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    ring = divergence(point[0] + _RING * np.cos(turn), point[1] + _RING * np.sin(turn), matching, variance)
    return float(ring.min() - divergence(point[0], point[1], matching, variance))
