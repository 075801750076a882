"""What is in neither S nor T is no part of any loss: exactly, not nearly."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.config import Config
from engine.training.trainer import Trainer
from tests.unit.engine.conftest import TINY
from tests.unit.engine.training.golden import data

CPU = torch.device("cpu")
SHEET: dict[str, Any] = {
    "image_size": (12, 24),
    "channels": 4,
    "seam_channels": 4,
    "labels": [
        {"name": "bar", "categories": ["lying", "standing"]},
        {"name": "place", "categories": ["a", "b", "c"]},
    ],
}
CASES: dict[str, dict[str, Any]] = {
    "relativistic": {"objective": {"octave_weight": 0.1, "communication": 0.1, "penalty_sigma": 0.5}},
    "logistic, rcGAN": {"objective": {"adversarial": "logistic", "diversity": "rcgan", "second_pass": "target"}},
    "augmented": {"augment": {"translate": 1, "colour": 1, "cutout": 1}, "objective": {"octave_weight": 0.1}},
    "likelihood": {"objective": {"diversity": "none"}, "training": {"warmup_images": 800}},
    "warm-up": {"objective": {"octave_weight": 0.1}, "training": {"warmup_images": 800}},
}


def trainer_of(case: str) -> Trainer:
    values = TINY.model_dump()
    values["training"]["warmup_images"] = 0
    for section, changes in ({"model": SHEET, "subsets": {"partial": 1.0}} | CASES[case]).items():
        values[section] = values[section] | changes
    config = Config.model_validate(values)
    return Trainer(config, data(config.model), device=CPU, seed=0)


@pytest.mark.parametrize("case", CASES)
@given(step=st.integers(0, 10_000))
@settings(max_examples=6)
def test_no_loss_changes_with_what_is_in_neither_S_nor_T(case: str, step: int) -> None:
    trainer = trainer_of(case)
    trainer.generator.seam.second.weight.data.normal_()  # type: ignore[union-attr]
    trainer.step = step
    real, draw = trainer.batch()
    assert draw.labels is not None
    generator = torch.Generator().manual_seed(step)
    L, union = trainer.config.model.grid.L, draw.pair.union
    noise = torch.rand(real.shape, generator=generator) * 2 - 1
    changed = torch.where(union[:, :L, None], real, noise)
    others = torch.stack([torch.randint(-1, count, (8,), generator=generator) for count in (2, 3)], dim=1)
    labels = torch.where(union[:, L:], draw.labels, others)
    assert not torch.equal(real, changed)
    warming_up = trainer.config.training.warmup_images > 0
    before = trainer.matcher.losses(real, draw, warming_up=warming_up).logged()
    after = trainer.matcher.losses(changed, dataclasses.replace(draw, labels=labels), warming_up=warming_up).logged()
    assert before.keys() == after.keys()
    for name, value in before.items():
        assert torch.equal(value, after[name]), name


@pytest.mark.parametrize("case", CASES)
def test_every_loss_changes_with_what_is_in_T(case: str) -> None:
    """Guards the test above against losses that see nothing."""
    trainer = trainer_of(case)
    real, draw = trainer.batch()
    assert draw.labels is not None
    warming_up = trainer.config.training.warmup_images > 0
    before = trainer.matcher.losses(real, draw, warming_up=warming_up).logged()
    other = dataclasses.replace(draw, labels=(draw.labels + 1) % 2)
    after = trainer.matcher.losses(-real, other, warming_up=warming_up).logged()
    assert [name for name, value in before.items() if torch.equal(value, after[name])] == []
