"""*Big Cooperative Learning*, Fig. 4, in small: who explores, and what makes a run repeatable."""

from __future__ import annotations

import pytest
import torch

from engine.lab.exploration import METHODS, Exploration, ExplorationState, advance, centres, found, recorded, start
from engine.lab.mixtures import isotropic
from engine.lab.simulation import one_thread

JOINT, BIG = METHODS.index("joint"), METHODS.index("big")


def run(settings: Exploration) -> ExplorationState:
    state = start(settings)
    with one_thread():
        while state.done < settings.matchings:
            advance(state, settings)
    return state


def test_big_learning_explores_where_joint_matching_is_stuck() -> None:
    settings = Exploration(seeds=(0, 1), matchings=100)
    counts = found(run(settings).mixtures, settings.variance)
    assert counts[JOINT].tolist() == [1, 1]
    assert counts[BIG].min() >= 4


def test_every_mean_starts_about_minus_five_with_a_unit_covariance() -> None:
    mixtures = start(Exploration(seeds=tuple(range(40)))).mixtures
    assert torch.equal(mixtures[JOINT], mixtures[BIG])
    assert torch.equal(mixtures[..., 2:], torch.zeros_like(mixtures[..., 2:]))
    offset = mixtures[0, ..., :2] + 5
    assert offset.mean().abs() < 0.01
    assert offset.std().item() == pytest.approx(0.1, rel=0.05)


def test_a_seed_gives_the_same_in_any_batch() -> None:
    one = run(Exploration(seeds=(7,), matchings=6)).mixtures[:, 0]
    many = run(Exploration(seeds=(3, 7, 5), matchings=6)).mixtures[:, 1]
    torch.testing.assert_close(one, many, rtol=1e-4, atol=1e-4)


def test_different_seeds_differ() -> None:
    mixtures = run(Exploration(seeds=(0, 1), matchings=2)).mixtures
    assert not torch.allclose(mixtures[BIG, 0], mixtures[BIG, 1], atol=1e-2)


def test_joint_matchings_enter_big_learning_in_the_second_half_only() -> None:
    settings = Exploration(seeds=(0,), matchings=2, joint_share=1.0)
    state = start(settings)
    with one_thread():
        advance(state, settings)
        first = state.mixtures.clone()
        state.mixtures[BIG] = first[JOINT]
        advance(state, settings)
    assert not torch.allclose(first[JOINT], first[BIG], atol=1e-3)
    assert torch.equal(state.mixtures[JOINT], state.mixtures[BIG])


def test_q_itself_is_found_whole_and_stays_where_it_is() -> None:
    settings = Exploration(seeds=(0,), matchings=4)
    state = start(settings)
    q = isotropic(centres(), settings.variance)
    state.mixtures[:] = q
    assert found(state.mixtures, settings.variance).tolist() == [[25], [25]]
    with one_thread():
        for _ in range(4):
            advance(state, settings)
    assert (state.mixtures - q).abs().max() < 1e-3


def test_a_component_is_found_by_a_mean_within_three_sigma() -> None:
    mixture = isotropic(torch.full((25, 2), 100.0), 1.0)
    mixture[0, :2] = torch.tensor([2.0, 4.0 + 2.99 * 0.05**0.5])
    mixture[1, :2] = torch.tensor([2.0, 4.0])
    mixture[2, :2] = torch.tensor([-2.0, 4.0 + 3.01 * 0.05**0.5])
    assert int(found(mixture, 0.05)) == 1


def test_records_hold_the_start_every_so_many_matchings_and_the_end() -> None:
    settings = Exploration(seeds=(0,), matchings=5, record_every=2)
    state = start(settings)
    begin = state.mixtures.clone()
    with one_thread():
        for _ in range(4):
            advance(state, settings)
        at, records = recorded(state, settings)
        assert at.tolist() == [0, 2, 4]
        assert torch.equal(records[0], begin)
        assert torch.equal(records[2], state.mixtures)
        advance(state, settings)
    at, records = recorded(state, settings)
    assert at.tolist() == [0, 2, 4, 5], "the end is told, recorded or not"
    assert torch.equal(records[3], state.mixtures)
