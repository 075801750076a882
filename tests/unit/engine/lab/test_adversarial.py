"""The adversarial simulation's networks, training and metrics, in small."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, Literal

import pytest
import torch

from engine.errors import EngineError
from engine.lab import points, simulation
from engine.lab.adversarial import KNOWN, TARGET, VARIANTS, Adversarial, Discriminators, Generators
from engine.lab.adversarial_run import Rivalry, advance, completer, recorded_steps, start
from engine.lab.point_metrics import NAMES, Effort, conditional_samples, divergence, floor, judge
from engine.lab.simulation import one_thread

TINY = Adversarial(seeds=(0, 1), steps=6, batch=16, width=8, noise=4, records=2)
EQ5, EQ56 = (VARIANTS.index(name) for name in ("Eq. 5", "Eq. 5 + 6"))


def compete(path: Path, **how: Any) -> Rivalry:
    state: Rivalry = simulation.run(TINY, path, start, advance, total=TINY.steps, **how)
    return state


def networks(rivalry: Rivalry) -> torch.Tensor:
    """All parameters of the generators and discriminators, (R, ...)."""
    both = (*rivalry.generators.parameters(), *rivalry.discriminators.parameters())
    return torch.cat([p.detach().flatten(1) for p in both], 1)


def train(settings: Adversarial) -> Rivalry:
    rivalry = Rivalry(settings)
    with one_thread():
        for _ in range(settings.steps):
            rivalry.advance()
    return rivalry


@pytest.mark.parametrize("pair", range(5))
def test_a_generator_reads_x_at_S_alone_and_writes_at_T_alone(pair: int) -> None:
    generators = Generators(TINY)
    x, other = torch.randn(2, TINY.runs, 8, 2)
    pairs, z = torch.full((TINY.runs, 8), pair), torch.randn(TINY.runs, 8, TINY.noise)
    out = generators(x, pairs, z)
    S, T = KNOWN[pair], TARGET[pair]
    assert torch.equal(generators(torch.where(S.bool(), x, other), pairs, z), out)
    assert torch.equal(out * S, x * S)
    assert torch.equal(out * (1 - S - T), torch.zeros_like(out))
    assert (out * T).abs().sum(-1).min() > 0


@pytest.mark.parametrize("pair", range(5))
def test_a_discriminator_reads_x_at_S_and_T_alone_and_tells_them_apart(pair: int) -> None:
    discriminators = Discriminators(TINY)
    x, other = torch.randn(2, TINY.runs, 8, 2)
    pairs = torch.full((TINY.runs, 8), pair)
    union = (KNOWN[pair] + TARGET[pair]).bool()
    assert torch.equal(discriminators(torch.where(union, x, other), pairs), discriminators(x, pairs))
    assert not torch.allclose(discriminators(x, pairs), discriminators(x, (pairs + 1) % 5))


def test_the_variants_of_a_seed_start_alike_and_only_eq_6_parts_them() -> None:
    rivalry = Rivalry(TINY)
    begin = networks(rivalry).unflatten(0, (len(VARIANTS), -1))
    assert torch.equal(begin[EQ5], begin[EQ56])
    with_it = networks(train(TINY)).unflatten(0, (len(VARIANTS), -1))
    assert not torch.allclose(with_it[EQ5], with_it[EQ56], rtol=1e-3, atol=5e-4)
    without = networks(train(dataclasses.replace(TINY, communication=0.0))).unflatten(0, (len(VARIANTS), -1))
    torch.testing.assert_close(without[EQ5], without[EQ56], rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(without[EQ5], with_it[EQ5], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("adversarial", ["logistic", "relativistic"])
def test_a_seed_gives_the_same_in_any_batch(adversarial: Literal["logistic", "relativistic"]) -> None:
    many = dataclasses.replace(TINY, adversarial=adversarial)
    one = dataclasses.replace(many, seeds=(1,))
    rows = networks(train(many)).unflatten(0, (len(VARIANTS), -1))[:, 1]
    torch.testing.assert_close(rows, networks(train(one)), rtol=1e-3, atol=1e-4)


def test_a_resumed_run_is_bit_for_bit_the_unbroken_one(tmp_path: Path) -> None:
    whole = compete(tmp_path / "whole")
    steps: list[int] = []
    compete(tmp_path / "broken", stop=lambda: len(steps) > 4, report=lambda s: steps.append(s.done))
    resumed = compete(tmp_path / "broken", report=lambda s: steps.append(s.done))
    assert steps == [0, 1, 2, 3, 4, 4, 5, 6]
    assert torch.equal(networks(resumed), networks(whole))
    assert torch.equal(resumed.metrics, whole.metrics)
    assert torch.equal(resumed.shown, whole.shown)
    assert recorded_steps(resumed, TINY)[0] == [0, 3, 6]


def test_a_state_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    state = start(TINY)
    state.metrics = torch.zeros(2)
    simulation.save(tmp_path / "state", state, TINY)
    with pytest.raises(EngineError, match="is damaged"):
        compete(tmp_path / "state")


def test_training_by_eq_5_and_by_both_draws_the_conditionals_to_the_exact_ones() -> None:
    settings = Adversarial(seeds=(0,), steps=130, batch=64, width=32, records=1, learning_rate=3e-3)
    before = start(settings).metrics[0]
    rivalry = train(settings)
    effort = Effort(each=1000, joint=10_000)
    after = judge(completer(rivalry.average, settings, 0), settings.runs, settings.variance, effort)
    for name in ("conditional_reverse", "joint_reverse"):
        column = NAMES.index(name)
        assert (after[:, column] < 0.5 * before[:, column]).all(), name


def test_samples_of_q_are_judged_perfect_but_for_their_number() -> None:
    few, many = (floor(0.1, Effort(each=n, joint=10 * n)) for n in (400, 4000))
    assert (many < 0.5 * few).all()
    assert (many < 0.02).all()


def test_a_model_that_ignores_what_it_is_given_is_judged_by_the_closed_form() -> None:
    """Drawing x_T from q(x_T) whatever x_S, the forward KL is the mutual information of the bins."""
    generator = torch.Generator().manual_seed(0)

    def ignore(x: torch.Tensor, pair: int) -> torch.Tensor:
        component = torch.randint(2, x.shape[:-1], generator=generator)
        new = points.sample(torch.randn(x.shape, generator=generator), component, 0.1)
        return torch.where(KNOWN[pair].bool(), x, new)

    edges = torch.linspace(-2.2, 2.2, 45)
    given = points.quantiles(16, 0.1)
    exact = points.conditional_masses(given, edges, 0.1)
    marginal = points.cumulative(edges[None], torch.full((1, 2), 0.5), 0.1).diff()
    expected = divergence(exact, marginal).mean()
    judged = judge(ignore, 1, 0.1, Effort(each=20_000))[0]
    assert judged[NAMES.index("conditional_forward")].item() == pytest.approx(float(expected), rel=0.02)
    assert judged[NAMES.index("joint_forward")] < 0.02
    assert judged[NAMES.index("calibration")] > 0.3
    assert judged[NAMES.index("disagreement")] > 0.1


def test_conditional_samples_are_laid_out_by_value() -> None:
    def echo(x: torch.Tensor, pair: int) -> torch.Tensor:
        return x.flip(-1) * TARGET[pair] + x * KNOWN[pair]

    given = torch.tensor([-1.0, 2.0])
    for S in (0, 1):
        out = conditional_samples(echo, 3, given, 5, S)
        assert torch.equal(out, given[None, :, None].expand(3, 2, 5))


def test_an_infinite_weight_is_refused() -> None:
    with pytest.raises(EngineError, match="a weight from 0"):
        dataclasses.replace(TINY, communication=float("inf"))
