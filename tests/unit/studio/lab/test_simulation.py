"""The simulation computes as far as it may, and what it computes is the engine's run."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from engine import lab
from studio.lab.mixture_plots import outlines
from studio.lab.simulation import EVERY, MATCHINGS, Frame, Simulation, SimulationOrder

PATIENCE_MS = 60_000


def test_it_stops_at_the_goal_survives_closing_and_gives_the_engines_own_run(qtbot: QtBot) -> None:
    frames: list[Frame] = []
    simulation = Simulation()
    simulation.advanced.connect(lambda run, new: frames.extend(new))
    simulation.want(SimulationOrder(run=0, seed=3, goal=10))
    qtbot.waitUntil(lambda: len(frames) == 3, timeout=PATIENCE_MS)
    simulation.close()
    simulation.want(SimulationOrder(run=0, seed=3, goal=20))
    qtbot.waitUntil(lambda: len(frames) == 5, timeout=PATIENCE_MS)
    simulation.close()
    assert [frame.matching for frame in frames] == [0, 5, 10, 15, 20]
    settings = lab.Exploration(seeds=(3,), matchings=MATCHINGS, record_every=EVERY)
    state = lab.start(settings)
    for _ in range(20):
        lab.advance(state, settings)
    np.testing.assert_array_equal(frames[-1].means, state.mixtures[:, 0, :, :2].numpy())
    assert frames[-1].found == tuple(lab.found(state.mixtures[:, 0], 0.05).tolist())


def test_another_run_begins_anew(qtbot: QtBot) -> None:
    told: list[tuple[int, int]] = []
    simulation = Simulation()
    simulation.advanced.connect(lambda run, new: told.extend((run, frame.matching) for frame in new))
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
