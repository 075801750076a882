"""The surfaces' page: what is asked for, and what is drawn of it."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from engine.lab import GLOBAL_OPTIMA, REACH, divergence
from studio.lab.palette import scale, surface_pixels
from studio.lab.scene import LINE, Scene, compute_divergence, compute_surface, densities, highest, level_lines


def test_what_is_of_no_effect_makes_no_other_surface() -> None:
    scene = Scene(kind="joint")
    assert dataclasses.replace(scene, angle=40, target=2, given=1.0, averaged=True).request == scene.request
    marginal = Scene(kind="marginal", angle=40)
    assert dataclasses.replace(marginal, given=1.0, averaged=True).request == marginal.request
    assert dataclasses.replace(marginal, angle=41).request != marginal.request


def test_theta_stays_on_the_surface() -> None:
    assert Scene().moved(9, -9).theta == (REACH, -REACH)
    assert Scene().moved(0.1234567, 0).theta == (0.123, 0)


def test_the_coarse_comes_first_and_the_optima_last() -> None:
    surfaces = list(compute_surface(Scene(kind="conditional", angle=30).request))
    assert [len(surface.values) for surface in surfaces] == [41, 101, 101]
    assert [surface.complete for surface in surfaces] == [False, False, True]
    assert surfaces[-1].local
    assert all(math.dist(theta, best) > 0.1 for theta in surfaces[-1].local for best in GLOBAL_OPTIMA)
    assert np.nanmax(abs(surfaces[-1].lines)) <= REACH + 1e-9


def test_a_joint_or_marginal_surface_is_complete_at_once_but_for_its_optima() -> None:
    assert [len(s.values) for s in compute_surface(Scene(kind="marginal", angle=20).request)] == [101, 101]


def test_local_optima_move_with_the_rotation() -> None:
    at = [list(compute_surface(Scene(kind="marginal", angle=angle).request))[-1].local for angle in (0, 50)]
    assert at[0] != at[1]


def test_the_divergence_is_exact_and_0_at_a_global_optimum() -> None:
    scene = Scene(kind="marginal", angle=30).moved(0.3, -0.7)
    (found,) = compute_divergence(scene)
    assert found.nats == float(divergence(np.array(0.3), np.array(-0.7), scene.matching))
    (best,) = compute_divergence(scene.moved(*GLOBAL_OPTIMA[0]))
    assert best.nats == pytest.approx(0, abs=1e-9)
    assert best.nats >= 0


def test_the_scale_reaches_above_the_surfaces() -> None:
    for scene in (Scene(), Scene(kind="marginal", angle=20), Scene(kind="conditional", averaged=True)):
        assert next(compute_surface(scene.request)).values.max() <= highest(scene.variance) + 1e-6


@pytest.mark.parametrize("kind", ["joint", "marginal", "conditional"])
def test_densities_are_densities_and_agree_at_a_global_optimum(kind: str) -> None:
    scene = Scene(kind=kind, angle=25, averaged=True)  # type: ignore[arg-type]
    q, p = densities(scene)
    for density in (q, p):
        assert np.trapezoid(density, LINE) == pytest.approx(1, abs=1e-3)
    assert abs(q - p).max() > 0.1
    q, p = densities(scene.moved(*GLOBAL_OPTIMA[1]))
    assert q == pytest.approx(p)


def test_pixels_go_from_the_lowest_to_the_highest_colour() -> None:
    pixels = surface_pixels(np.array([[0.0, 1.0], [4.0, 9.0]]), 4.0)
    assert (pixels[0, 0] == scale()[0]).all()
    assert (pixels[1, 0] == scale()[-1]).all()
    assert (pixels[1, 1] == scale()[-1]).all(), "what is above is as high as the highest"
    assert (pixels[..., 3] == 255).all()


def test_the_level_line_of_a_cone_is_a_circle() -> None:
    x = np.linspace(-1, 1, 101)
    lines = level_lines(x, np.hypot(x[:, None], x), [0.5])
    assert np.isnan(lines[-1]).all(), "a gap after it"
    assert np.hypot(*lines[:-1].T) == pytest.approx(0.5, abs=1e-3)
    assert np.hypot(*np.diff(lines[:-1], axis=0).T).sum() == pytest.approx(2 * np.pi * 0.5, rel=1e-3), "closed, once"


def test_a_plane_has_straight_lines_and_rows_come_first() -> None:
    x = np.arange(5.0)
    lines = level_lines(x, np.repeat(x[:, None], 5, axis=1), [1.25, 3.5])
    first, second = (lines[lines[:, 0] == level] for level in (1.25, 3.5))
    assert len(first) + len(second) == len(lines) - 2, "two lines and the gaps"
    assert (first[:, 1].min(), first[:, 1].max()) == (0, 4)


def test_a_level_that_is_not_reached_and_a_flat_surface_have_no_lines() -> None:
    x = np.arange(5.0)
    assert level_lines(x, np.zeros((5, 5)), [0.0, 1.0]).shape == (0, 2)
    assert level_lines(x, np.eye(5), []).shape == (0, 2)
