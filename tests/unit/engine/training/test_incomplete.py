"""Images with missing patches: what is missing is in neither S nor T, and no number depends on what is there."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.config import Config
from engine.data.dataset import Dataset
from engine.models.completion import Model
from engine.models.sheet import completion_sheet, standard_subsets
from engine.networks.inference import TorchRuntime
from engine.patches import pixel_mask
from engine.training.looks import preview_images, take_look
from engine.training.matching import octave_weights
from engine.training.trainer import Trainer
from tests.unit.engine.conftest import TINY
from tests.unit.engine.training.golden import data

CPU = torch.device("cpu")
GRID = TINY.model.grid


def incomplete(share: float = 0.5, *, other: bool = False) -> Dataset:
    """Bars of whose patches a random share is there; the pixels of the missing ones are the bars', or noise."""
    whole = data(TINY.model)
    generator = torch.Generator().manual_seed(1)

    def part(images: Tensor) -> tuple[Tensor, Tensor]:
        present = torch.rand(len(images), GRID.L, generator=generator) < share
        present[present.sum(1) == 0, 0] = True
        noise = torch.randint(0, 256, images.shape, generator=generator, dtype=torch.uint8)
        return torch.where(pixel_mask(present, GRID), images, noise) if other else images, present

    (images, present), (validation, validation_present) = part(whole.images), part(whole.validation)
    return Dataset(images=images, present=present, validation=validation, validation_present=validation_present)


def trainer_of(dataset: Dataset, **sections: Any) -> Trainer:
    values = TINY.model_dump()
    for section, changes in ({"training": {"warmup_images": 0}} | sections).items():
        values[section] = values[section] | changes
    return Trainer(Config.model_validate(values), dataset, device=CPU, seed=0)


@pytest.mark.parametrize("flip", [False, True])
def test_missing_patches_are_neither_known_nor_target_wherever_the_image_is_mirrored(flip: bool) -> None:
    dataset = incomplete()
    assert dataset.present is not None
    trainer = trainer_of(dataset, data={"flip": flip})
    _, draw = trainer.batch()
    present = dataset.present[torch.from_numpy(trainer._indices(0))]
    there = [
        row.view(GRID.shape).flip(-1).flatten() if flip and mirrored else row
        for row, mirrored in zip(present, draw.mirrored, strict=True)
    ]
    assert draw.mirrored.any()
    for pair in (draw.pair, draw.other_pair):
        assert not (pair.union & ~torch.stack(there)).any()
        assert pair.union.any(1).all()


EVERYTHING: dict[str, Any] = {
    "objective": {"octave_weight": 0.1, "communication": 0.1},
    "augment": {"translate": 1, "colour": 1, "cutout": 1},
    "data": {"flip": True},
}


def test_a_training_is_bit_for_bit_the_same_whatever_missing_patches_show() -> None:
    one, other = (trainer_of(incomplete(other=noisy), **EVERYTHING) for noisy in (False, True))
    assert not torch.equal(one.data.images, other.data.images)
    for _ in range(3):
        assert one.train_step() == other.train_step()
    for key, value in one.state().items():
        assert torch.equal(value, other.state()[key]), key
    assert take_look(one).record() == take_look(other).record()


def test_complete_data_trains_as_data_that_says_nothing_of_what_is_missing() -> None:
    whole = data(TINY.model)
    told = dataclasses.replace(whole, present=torch.ones(len(whole.images), GRID.L, dtype=torch.bool))
    one, other = (trainer_of(each, data={"flip": True}) for each in (whole, told))
    assert one.train_step() == other.train_step()


def test_an_image_of_which_a_single_patch_is_there_trains_too() -> None:
    trainer = trainer_of(incomplete(share=0.0), **EVERYTHING)
    for _ in range(3):
        _, draw = trainer.batch()
        assert draw.pair.union.any(1).all()
        assert all(math.isfinite(value) for value in trainer.train_step().values())


def test_octaves_vary_as_they_do_in_the_patches_that_are_there() -> None:
    config = TINY.model_copy(update={"objective": TINY.objective.model_copy(update={"octave_weight": 0.1})})
    dataset = incomplete()
    found, noisy = (octave_weights(config, each.images, each.present) for each in (dataset, incomplete(other=True)))
    everything = torch.ones(len(dataset.images), GRID.L, dtype=torch.bool)
    whole, told = octave_weights(config, dataset.images), octave_weights(config, dataset.images, everything)
    assert found is not None
    assert noisy is not None
    assert whole is not None
    assert told is not None
    assert torch.equal(found, noisy)
    torch.testing.assert_close(whole, told)
    assert not torch.allclose(found, whole)


def test_a_subset_can_be_what_an_image_has_in_common_with_another() -> None:
    dataset = incomplete()
    assert dataset.present is not None
    trainer = trainer_of(dataset, subsets={"present": 1.0})
    _, draw = trainer.batch()
    present = dataset.present[torch.from_numpy(trainer._indices(0))]
    for i, (known, target) in enumerate(zip(draw.pair.known, draw.pair.target, strict=True)):
        neighbour = present[i ^ 1]
        if (present[i] & neighbour).any() and (present[i] & ~neighbour).any():
            assert torch.equal(known, present[i] & neighbour)
            assert torch.equal(target, present[i] & ~neighbour)
        assert torch.equal(draw.pair.union[i], draw.other_pair.union[i])
    assert all(math.isfinite(value) for value in trainer.train_step().values())


def test_a_preview_gives_the_model_no_missing_patch_and_shows_none_as_the_truth() -> None:
    sheets = []
    trainer = trainer_of(incomplete())
    for noisy in (False, True):
        trainer.data = incomplete(other=noisy)
        images, present = preview_images(trainer)
        assert present is not None
        model = Model(TINY.model, TorchRuntime(trainer.average))
        sheets.append(completion_sheet(model, images, standard_subsets(GRID), present=present, n=2))
    np.testing.assert_array_equal(np.asarray(sheets[0]), np.asarray(sheets[1]))
