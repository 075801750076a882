"""All that is random in a step is a function of seed and step, and is shared out among processes without a change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from engine.training.draws import Draw, draw
from tests.unit.engine.conftest import TINY

VALUES = TINY.model_dump()
VALUES["training"]["batch"] = 64
VALUES["augment"] = {"translate": 1, "colour": 1, "cutout": 1}
CONFIG = type(TINY).model_validate(VALUES)

PARTS: dict[str, Callable[[Draw], torch.Tensor]] = {
    "known": lambda drawn: drawn.pair.known,
    "other target": lambda drawn: drawn.other_pair.target,
    "mirrored": lambda drawn: drawn.mirrored,
    "global noise": lambda drawn: drawn.noises[0].whole,
    "noise of the last patches": lambda drawn: drawn.noises[2].patch,
    "directions on real images": lambda drawn: drawn.directions[0],
    "directions on completed images": lambda drawn: drawn.directions[1],
    "shift": lambda drawn: drawn.augmentation.shift if drawn.augmentation else torch.empty(0),
    "kept": lambda drawn: drawn.augmentation.kept if drawn.augmentation else torch.empty(0),
}


def drawn(*, seed: int = 0, step: int = 0, mine: slice = slice(0, 64)) -> Draw:
    return draw(CONFIG, seed=seed, step=step, mine=mine)


@pytest.mark.parametrize("part", PARTS)
def test_the_draws_of_two_processes_are_those_of_one(part: str) -> None:
    halves = [PARTS[part](drawn(mine=half)) for half in (slice(0, 32), slice(32, 64))]
    assert torch.equal(torch.cat(halves), PARTS[part](drawn()))


@pytest.mark.parametrize("part", PARTS)
def test_another_step_or_seed_draws_anew_and_the_same_again_the_same(part: str) -> None:
    first, again, other_step, other_seed = (
        PARTS[part](each) for each in (drawn(), drawn(), drawn(step=1), drawn(seed=1))
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other_step)
    assert not torch.equal(first, other_seed)


def test_the_two_pairs_of_eq_6_have_one_union_and_differ() -> None:
    both = drawn()
    assert torch.equal(both.pair.union, both.other_pair.union)
    assert not torch.equal(both.pair.known, both.other_pair.known)


def test_the_noises_of_a_step_are_independent() -> None:
    first, second, third = (noise.whole for noise in drawn().noises)
    assert not torch.equal(first, second)
    assert not torch.equal(second, third)
    assert not torch.equal(*drawn().directions)


def test_half_of_all_images_are_mirrored() -> None:
    shares = [drawn(step=step).mirrored.float().mean() for step in range(20)]
    assert 0.45 < torch.stack(shares).mean() < 0.55
