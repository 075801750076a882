"""The optima of the surfaces of Figs. 2 and 3: found on the grid, then refined on the exact function."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.lab.surfaces import GLOBAL_OPTIMA, FloatArray, Matching, divergence, surface

_STEP = 1e-3
"""Spacing of the finite differences."""
_CURVED = 1e-3
"""The least curvature of a minimum; anything flatter is a valley and not reported."""


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


def find_optima(theta: FloatArray, matching: Matching, variance: float = 0.1) -> list[Optimum]:
    """Isolated minima of a matching's surface over the grid `theta` (n,), lowest first.

    None where the surface is flat, as that of the marginal of x₂, whose every θ is a global optimum.
    """
    values = surface(theta, matching, variance)
    found: list[Optimum] = []
    for start in _grid_minima(values):
        point, curvature = _descend(theta[start], matching, variance)
        inside = theta[0] <= point.min() and point.max() <= theta[-1]
        fresh = all(np.hypot(*(point - np.array(o.theta))) > 1e-3 for o in found)
        if inside and fresh and curvature > _CURVED:
            value = float(divergence(point[0], point[1], matching, variance))
            found.append(Optimum(theta=(float(point[0]), float(point[1])), divergence=value))
    return sorted(found, key=lambda o: (o.divergence.__round__(9), o.theta))


def _grid_minima(values: FloatArray) -> list[list[int]]:
    """Indices [i, j] of the points that no neighbour is below and some neighbour is above.

    Equal neighbours both count: a minimum may lie between two mirror images. Rounding errors do not.
    """
    n = len(values)
    inner = values[1:-1, 1:-1]
    shifts = [(i, j) for i in (0, 1, 2) for j in (0, 1, 2) if (i, j) != (1, 1)]
    around = np.stack([values[i : n - 2 + i, j : n - 2 + j] for i, j in shifts])
    lowest = (inner <= around.min(0) + 1e-9) & (inner < around.max(0) - 1e-6)
    indices: list[list[int]] = (np.argwhere(lowest) + 1).tolist()
    return indices


def _descend(point: FloatArray, matching: Matching, variance: float) -> tuple[FloatArray, float]:
    """Newton's method from a grid minimum (2,) -> the minimum (2,) and its least curvature."""
    offsets = np.array([-_STEP, 0.0, _STEP])
    curvature = 0.0
    for _ in range(30):
        f = divergence(point[0] + offsets[:, None], point[1] + offsets[None, :], matching, variance)
        slope = np.array([f[2, 1] - f[0, 1], f[1, 2] - f[1, 0]]) / (2 * _STEP)
        mixed = (f[2, 2] - f[2, 0] - f[0, 2] + f[0, 0]) / 4
        bend = np.array([[f[2, 1] - 2 * f[1, 1] + f[0, 1], mixed], [mixed, f[1, 2] - 2 * f[1, 1] + f[1, 0]]])
        eigenvalues, vectors = np.linalg.eigh(bend / _STEP**2)
        curvature = float(eigenvalues[0])
        step = vectors @ (vectors.T @ slope / np.maximum(np.abs(eigenvalues), 1e-6))
        step *= min(1.0, 0.1 / max(float(np.hypot(*step)), 1e-12))
        point = point - step
        if np.hypot(*step) < 1e-9:
            break
    return point, curvature
