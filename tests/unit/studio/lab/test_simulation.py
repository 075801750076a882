"""The simulation computes as far as it may, and what it computes is the engine's run."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine import lab
from studio.lab.mixture_plots import apart, outlines
from studio.lab.runs import MATCHINGS, MATCHINGS_EVERY, Frame, bridge_run, exploration_run
from studio.lab.simulation import Simulation, SimulationOrder

PATIENCE_MS = 60_000


def exploration() -> Simulation:
    return Simulation(exploration_run, every=MATCHINGS_EVERY, name="test", doing="")


def test_it_stops_at_the_goal_survives_closing_and_gives_the_engines_own_run(qtbot: QtBot) -> None:
    frames: list[Frame] = []
    simulation = exploration()
    simulation.advanced.connect(lambda run, new: frames.extend(new))
    simulation.want(SimulationOrder(run=0, seed=3, goal=10))
    qtbot.waitUntil(lambda: len(frames) == 3, timeout=PATIENCE_MS)
    simulation.close()
    simulation.want(SimulationOrder(run=0, seed=3, goal=20))
    qtbot.waitUntil(lambda: len(frames) == 5, timeout=PATIENCE_MS)
    simulation.close()
    assert [frame.step for frame in frames] == [0, 5, 10, 15, 20]
    settings = lab.Exploration(seeds=(3,), matchings=MATCHINGS, record_every=MATCHINGS_EVERY)
    state = lab.start(settings)
    for _ in range(20):
        lab.advance(state, settings)
    np.testing.assert_array_equal(frames[-1].means, state.mixtures[:, 0, :, :2].numpy())
    assert frames[-1].found == tuple(lab.found(state.mixtures[:, 0], 0.05).tolist())


def test_another_run_begins_anew(qtbot: QtBot) -> None:
    told: list[tuple[int, int]] = []
    simulation = exploration()
    simulation.advanced.connect(lambda run, new: told.extend((run, frame.step) for frame in new))
    simulation.want(SimulationOrder(run=0, seed=0, goal=MATCHINGS))
    qtbot.waitUntil(lambda: (0, 5) in told, timeout=PATIENCE_MS)
    simulation.want(SimulationOrder(run=1, seed=1, goal=5))
    qtbot.waitUntil(lambda: (1, 5) in told, timeout=PATIENCE_MS)
    simulation.close()
    assert [matching for run, matching in told if run == 1] == [0, 5]


def test_outlines_are_ellipses_of_two_standard_deviations() -> None:
    factors = np.array([[[1.0, 0.0], [0.0, 1.0]], [[2.0, 0.0], [1.0, 0.5]]], np.float32)
    means = np.array([[0.0, 0.0], [3.0, -1.0]], np.float32)
    rows = outlines(means, factors).reshape(2, -1, 2)
    assert np.isnan(rows[:, -1]).all(), "a gap after each"
    inner = rows[:, :-1] - means[:, None]
    whitened = np.linalg.solve(factors[:, None], inner[..., None])[..., 0]
    np.testing.assert_allclose(np.hypot(*np.moveaxis(whitened, -1, 0)), 2, rtol=1e-5)


def test_the_bridge_is_run_beside_both_of_its_ends() -> None:
    run = bridge_run(0)
    first = run.frame()
    for _ in range(3):
        run.advance()
    frame = run.frame()
    assert (first.step, frame.step, frame.alpha) == (0, 3, 1)
    assert frame.means.shape == (3, 12, 2)
    assert not np.array_equal(frame.means[0], frame.means[1]), "α = 0 and α = 1"
    np.testing.assert_allclose(frame.means[1], frame.means[2])
    assert len(frame.found) == len(frame.quality) == 3


@pytest.mark.parametrize("heights", [(1, 4), (0, 0), (25, 25), (3, 3, 3), (25, 24, 25), (0, 25, 12)])
def test_names_beside_the_curves_lie_neither_on_one_another_nor_outside(heights: tuple[int, ...]) -> None:
    placed = sorted(apart(heights))
    assert all(after - before >= 5 for before, after in itertools.pairwise(placed))
    assert placed[0] >= 2.5
    assert placed[-1] <= 25
    assert sorted(range(len(heights)), key=lambda i: heights[i]) == sorted(
        range(len(heights)), key=lambda i: apart(heights)[i]
    )
