"""What the surfaces' page shows, and what is computed for it, coarse first. Free of Qt and torch."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from contourpy import LineType, contour_generator
from numpy.typing import NDArray

from engine.lab import CENTRES, REACH, Kind, Matching, divergence, find_optima, surface, weights_given
from studio.lab.palette import surface_pixels

FloatArray = NDArray[np.float64]
LEVELS = (0.02, 0.1, 0.3, 0.69, 1.5, 3.0, 6.0)
"""Nats at which a level line is drawn."""
LINE = np.linspace(-2.6, 2.6, 261)
"""Where the densities are drawn."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The choices of the page."""

    kind: Kind = "joint"
    target: int = 1
    angle: int = 0
    """Degrees."""
    given: float = 0.3
    """y_S of a conditional; beside the mean, where the densities are shown."""
    averaged: bool = False
    """The mean of a conditional over q(y_S) is shown."""
    variance: float = 0.1
    theta: tuple[float, float] = (-0.4, 0.8)

    @property
    def matching(self) -> Matching:
        """What the surface is of; an angle or target of no effect is left out."""
        if self.kind == "joint":
            return Matching()
        given = self.given if self.kind == "conditional" and not self.averaged else None
        return Matching(kind=self.kind, target=self.target, angle=self.angle, given=given)

    @property
    def shown(self) -> Matching:
        """What the densities are of."""
        return dataclasses.replace(self.matching, given=self.given) if self.kind == "conditional" else self.matching

    @property
    def request(self) -> SurfaceRequest:
        """The surface that this scene wants."""
        return SurfaceRequest(matching=self.matching, variance=self.variance)

    def moved(self, theta1: float, theta2: float) -> Scene:
        """θ elsewhere, kept within the surface."""
        inside = (min(max(round(value, 3), -REACH), REACH) for value in (theta1, theta2))
        return dataclasses.replace(self, theta=(next(inside), next(inside)))


@dataclass(frozen=True, kw_only=True)
class SurfaceRequest:
    """One surface."""

    matching: Matching
    variance: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Surface:
    """A surface ready to be drawn."""

    request: SurfaceRequest
    values: FloatArray
    """(n, n) nats, θ₁ down the rows."""
    pixels: NDArray[np.uint8]
    """(n, n, 4)."""
    lines: FloatArray
    """(m, 2) θ along the level lines, NaN between two lines."""
    local: tuple[tuple[float, float], ...] = ()
    """Local optima that are not global."""
    complete: bool = False
    """Nothing finer follows."""


@dataclass(frozen=True, kw_only=True)
class Divergence:
    """How far p is from q at the θ of a scene."""

    scene: Scene
    nats: float


def compute_surface(request: SurfaceRequest) -> Iterator[Surface]:
    """One surface, the coarse before the fine and the optima last: the caller may stop in between."""
    *coarse, fine = _grids(request.matching)
    for n in coarse:
        yield _surface(request, n)
    done = _surface(request, fine)
    yield done
    found = find_optima(request.matching, request.variance)
    local = tuple(optimum.theta for optimum in found if not optimum.is_global)
    yield dataclasses.replace(done, local=local, complete=True)


def compute_divergence(scene: Scene) -> Iterator[Divergence]:
    theta1, theta2 = map(np.array, scene.theta)
    value = float(divergence(theta1, theta2, scene.matching, scene.variance))
    yield Divergence(scene=scene, nats=max(value, 0.0))


def highest(variance: float) -> float:
    """Top of the colour scale in nats: more than any joint, marginal or mean conditional of the surface."""
    return (REACH - 1) ** 2 / (2 * variance) + math.log(2)


def densities(scene: Scene) -> tuple[FloatArray, FloatArray]:
    """q's and p's density of the target over LINE, given what is given."""
    matching, variance = scene.shown, scene.variance
    made = []
    for means in (CENTRES, scene.theta):
        weights = weights_given(np.array(means), matching, variance)
        y = LINE[:, None] - matching.factors[0] * np.array(means)
        made.append(np.exp(-(y**2) / (2 * variance)) @ weights / math.sqrt(2 * math.pi * variance))
    return made[0], made[1]


def _grids(matching: Matching) -> tuple[int, ...]:
    """Grid points a side, coarse to fine: the first is quick enough to follow a dial, or nearly so."""
    if matching.kind != "conditional":
        return (101,)
    return (41, 101) if matching.given is not None else (15, 41)


def _surface(request: SurfaceRequest, n: int) -> Surface:
    theta = np.linspace(-REACH, REACH, n)
    values = surface(theta, request.matching, request.variance)
    pixels = surface_pixels(values, highest(request.variance))
    return Surface(request=request, values=values, pixels=pixels, lines=level_lines(theta, values, LEVELS))


def level_lines(axis: FloatArray, values: FloatArray, levels: Sequence[float]) -> FloatArray:
    """(m, 2) points, NaN after each line, at which a surface (n, n) over `axis`, first down the rows, has a level."""
    contours = contour_generator(axis, axis, values.T, line_type=LineType.ChunkCombinedNan)
    lines = [
        np.append(line, [[np.nan, np.nan]], 0)
        for each in contours.multi_lines(levels)
        for line in each[0]
        if line is not None
    ]
    return np.concatenate(lines) if lines else np.empty((0, 2))
