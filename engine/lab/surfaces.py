"""The reverse-KL surfaces of joint, marginal and conditional matchings, in any rotated domain.

After *Big Cooperative Learning*, Figs. 2, 3. q(x) is two Gaussians at (±1, 0) of covariance σ²I and equal weights;
p_θ(x) is the same family with its means at (θ₁, 0) and (θ₂, 0). The matched variable is y = A x, x in
a domain rotated by φ: y₁ = x₁ cos φ + x₂ sin φ, y₂ = x₂ cos φ − x₁ sin φ.
Covariances are isotropic, so every matching comes down to mixtures of two Gaussians of variance σ² on a line,
and the reverse KL to one-dimensional integrals; these are taken by the trapezoidal rule, which for such
integrands converges geometrically. No sampling: the surfaces are exact to about 1e-9.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError

FloatArray = NDArray[np.float64]
Kind = Literal["joint", "marginal", "conditional"]

CENTRES = (-1.0, 1.0)
"""First coordinates of q's two means; the second are 0."""
GLOBAL_OPTIMA: tuple[tuple[float, float], ...] = ((-1.0, 1.0), (1.0, -1.0))
"""The two θ at which p_θ = q: global optima of every matching in every domain."""

_REACH = 8.5
"""Half-width of an integral over a standard normal, in standard deviations."""
_TINY = 1e-300
_TURNS = 10
"""An angle beyond this many turns is a typing error."""


@dataclass(frozen=True, kw_only=True)
class Matching:
    """One matching of p_θ to q in one rotated domain."""

    kind: Kind = "joint"
    """joint: KL[p(y)‖q(y)]; marginal: KL[p(y_T)‖q(y_T)]; conditional: KL[p(y_T|y_S)‖q(y_T|y_S)]."""
    target: int = 1
    """T: coordinate 1 or 2 of the rotated domain; S is the other one. It has no effect on the joint."""
    angle: float = 0.0
    """φ, the rotation of the domain, degrees."""
    given: float | None = None
    """The value of y_S of a conditional matching; None: the mean over q(y_S), as in Eq. 5."""

    def __post_init__(self) -> None:
        if self.target not in (1, 2):
            raise EngineError(f"target {self.target} is not a coordinate of a 2-D point. Choose 1 or 2.")
        if not abs(self.angle) <= _TURNS * 360:
            raise EngineError(f"angle is {self.angle:g}. Give degrees, {_TURNS} turns at most.")
        if not np.isfinite(self.given or 0.0):
            raise EngineError(f"given is {self.given}. Give a finite number.")

    @property
    def name(self) -> str:
        """What is matched: "y", "y1", or "y1 | y2 = 0.3"."""
        T, S = self.target, 3 - self.target
        given = "" if self.given is None else f" = {self.given:g}"
        return {"joint": "y", "marginal": f"y{T}", "conditional": f"y{T} | y{S}{given}"}[self.kind]

    @property
    def factors(self) -> tuple[float, float]:
        """Coordinates (T, S) in the rotated domain of the unit vector along x₁, the line of all means."""
        phi = np.deg2rad(self.angle)
        y = (float(np.cos(phi)), float(-np.sin(phi)))
        if self.kind == "joint":
            return 1.0, 0.0
        return y if self.target == 1 else (y[1], y[0])


def check_variance(variance: float) -> None:
    """Refuse a variance σ² outside [0.005, 2], where the surfaces would be costly or featureless.

    Raises:
        EngineError: it is outside.
    """
    if not 0.005 <= variance <= 2:
        raise EngineError(f"variance {variance:g} is outside 0.005 to 2. Choose one inside; the paper has 0.1.")


def divergence(theta1: FloatArray, theta2: FloatArray, matching: Matching, variance: float = 0.1) -> FloatArray:
    """Reverse KL in nats at each θ: two arrays that broadcast -> their common shape.

    Raises:
        EngineError: the variance is outside [0.005, 2].
    """
    check_variance(variance)
    theta1, theta2 = np.broadcast_arrays(np.asarray(theta1, float), np.asarray(theta2, float))
    if matching.kind != "conditional":
        return _slice(theta1, theta2, matching.factors, None, variance)
    if matching.given is not None:
        return _slice(theta1, theta2, matching.factors, matching.given, variance)
    values, weights = _marginal_nodes(matching.factors[1], variance)
    slices = (_slice(theta1, theta2, matching.factors, float(value), variance) for value in values)
    return sum((w * s for w, s in zip(weights, slices, strict=True)), np.zeros(theta1.shape))


def surface(theta: FloatArray, matching: Matching, variance: float = 0.1) -> FloatArray:
    """Reverse KL in nats over a grid: (n,) values of θ₁ and of θ₂ -> (n, n), θ₁ down the rows.

    Swapping the two equally weighted components changes nothing, so only half of it is computed.
    """
    first, second = np.triu_indices(len(theta))
    values = np.empty((len(theta), len(theta)))
    values[first, second] = divergence(theta[first], theta[second], matching, variance)
    values[second, first] = values[first, second]
    return values


def weights_given(theta: FloatArray, matching: Matching, variance: float) -> FloatArray:
    """Weights of the components given y_S: means along x₁ (..., 2) -> (..., 2); else one half each."""
    if matching.kind != "conditional" or matching.given is None:
        return np.full(theta.shape, 0.5)
    first = _responsibility(theta[..., 0], theta[..., 1], matching.factors[1], matching.given, variance)
    return np.stack([first, 1 - first], -1)


def _slice(
    theta1: FloatArray, theta2: FloatArray, factors: tuple[float, float], given: float | None, variance: float
) -> FloatArray:
    """Reverse KL of p(y_T|y_S = given) to q(y_T|y_S = given), or of the marginals of y_T if given is None."""
    to_target, to_given = factors
    weight = _responsibility(theta1, theta2, to_given, given, variance)
    q_weight = float(_responsibility(np.array(CENTRES[0]), np.array(CENTRES[1]), to_given, given, variance))
    means1, means2 = to_target * theta1, to_target * theta2
    q_means = to_target * CENTRES[0], to_target * CENTRES[1]
    cross = weight * _expected_log_q(means1, q_means, q_weight, variance)
    cross = cross + (1 - weight) * _expected_log_q(means2, q_means, q_weight, variance)
    return _negative_entropy((means1 - means2) / np.sqrt(variance), weight, variance) - cross


def _responsibility(
    theta1: FloatArray, theta2: FloatArray, to_given: float, given: float | None, variance: float
) -> FloatArray:
    """p(component 1 | y_S = given), of the shape of theta1; 1/2 if given is None."""
    if given is None:
        return np.full(np.shape(theta1), 0.5)
    logit = ((given - to_given * theta2) ** 2 - (given - to_given * theta1) ** 2) / (2 * variance)
    return np.asarray(0.5 * (1 + np.tanh(logit / 2)))


def _expected_log_q(means: FloatArray, q_means: tuple[float, float], weight: float, variance: float) -> FloatArray:
    """E[log q(y)], y ~ N(mean, σ²), q a mixture of two: (...) -> (...). Equal means are integrated once."""
    unique, inverse = np.unique(means, return_inverse=True)
    z, mass = _normal_nodes((q_means[1] - q_means[0]) / np.sqrt(variance))
    y = unique[:, None] + np.sqrt(variance) * z
    logs = [
        np.log(max(w, _TINY)) - (y - m) ** 2 / (2 * variance)
        for w, m in zip((weight, 1 - weight), q_means, strict=True)
    ]
    log_q = np.logaddexp(logs[0], logs[1]) - 0.5 * np.log(2 * np.pi * variance)
    return np.asarray((log_q @ mass)[inverse].reshape(means.shape))


def _negative_entropy(distance: FloatArray, weight: FloatArray, variance: float) -> FloatArray:
    """E_p[log p] of two Gaussians, `distance` δ in units of σ, the first with `weight`: (...) -> (...).

    E[log p] = −½ log 2πeσ² + Σₖ wₖ E[log(wₖ + (1 − wₖ) exp(δz − δ²/2))], z ~ N(0, 1).
    """
    pairs = np.stack([np.abs(distance).ravel().round(12), weight.ravel().round(15)])
    (deltas, weights), inverse = np.unique(pairs, axis=1, return_inverse=True)
    unique, at = np.unique(deltas, return_inverse=True)
    z, mass = _normal_nodes(float(unique.max(initial=0)))
    ratio = np.exp(unique[:, None] * z - unique[:, None] ** 2 / 2)[at]
    total = np.zeros(len(deltas))
    for w in (weights, 1 - weights):
        total += w * (np.log(np.maximum(w[:, None] + (1 - w[:, None]) * ratio, _TINY)) @ mass)
    return np.asarray((total - 0.5 * np.log(2 * np.pi * np.e * variance))[inverse].reshape(distance.shape))


def _normal_nodes(distance: float) -> tuple[FloatArray, FloatArray]:
    """Nodes z and weights of the trapezoidal rule for E_z[·], z ~ N(0, 1).

    log(1 + exp(δz)) has poles at ±iπ/δ; a spacing of a quarter of that leaves an error of about exp(−8π).
    """
    spacing = min(0.2, np.pi / 4 / max(abs(distance), 1e-9))
    z = np.arange(-np.ceil(_REACH / spacing), np.ceil(_REACH / spacing) + 1) * spacing
    mass = np.exp(-(z**2) / 2)
    return z, mass / mass.sum()


def _marginal_nodes(factor: float, variance: float) -> tuple[FloatArray, FloatArray]:
    """Values of y_S and their weights for the mean over q(y_S)."""
    sigma = np.sqrt(variance)
    means = [factor * c for c in CENTRES]
    values = np.arange(min(means) - 6 * sigma, max(means) + 6 * sigma, sigma / 5)
    density = sum(np.exp(-((values - m) ** 2) / (2 * variance)) for m in means)
    return values, density / np.sum(density)
