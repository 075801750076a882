"""Labels are learnt by cross-entropy given x_S and, on a second pass, given the generated x_T (Eq. 7)."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.config import Config
from engine.networks.generator import Noise
from engine.subsets import SubsetPair
from engine.training import objectives
from engine.training.draws import Draw
from engine.training.matching import Losses
from engine.training.trainer import Trainer
from tests.unit.engine.conftest import TINY
from tests.unit.engine.training.golden import data

CPU = torch.device("cpu")
LABELS = [{"name": "bar", "categories": ["lying", "standing"]}, {"name": "place", "categories": ["a", "b", "c"]}]
L = TINY.model.grid.L


def trainer_of(*, labels: bool = True, **objective: Any) -> Trainer:
    values = TINY.model_dump()
    values["model"]["labels"] = LABELS if labels else []
    values["objective"] |= objective
    values["training"] |= {"warmup_images": 0, "batch": 16}
    config = Config.model_validate(values)
    return Trainer(config, data(config.model), device=CPU, seed=0)


def batch(trainer: Trainer) -> tuple[Tensor, Draw, Tensor]:
    real, draw = trainer.batch()
    assert draw.labels is not None
    return real, draw, draw.labels


def losses_of(trainer: Trainer, real: Tensor, draw: Draw) -> Losses:
    return trainer.matcher.losses(real, draw, warming_up=False)


def test_the_cross_entropy_is_torchs_own_over_all_labels_asked_for() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = [torch.randn(20, count, generator=generator) for count in (2, 3)]
    y = torch.stack([torch.randint(0, count, (20,), generator=generator) for count in (2, 3)], dim=1)
    asked = torch.rand(20, 2, generator=generator) < 0.4
    each = torch.stack([F.cross_entropy(one, own, reduction="none") for one, own in zip(logits, y.T, strict=True)], 1)
    torch.testing.assert_close(objectives.label_cross_entropy(logits, y, asked), each[asked].mean())
    everything = torch.ones_like(asked)
    torch.testing.assert_close(
        objectives.label_cross_entropy(logits[:1], y[:, :1], everything[:, :1]), each[:, 0].mean()
    )
    assert objectives.label_cross_entropy(logits, y, ~everything).item() == 0


def test_the_first_pass_is_asked_for_the_labels_in_T() -> None:
    trainer = trainer_of()
    real, draw, labels = batch(trainer)
    asked = draw.pair.target[:, L:]
    assert (labels[asked] >= 0).all()
    assert asked.any()
    term = losses_of(trainer, real, draw).generator["labels"]
    _, logits = trainer.matcher.generate(real, draw.pair, draw.noises[0], labels)
    chosen = [
        F.cross_entropy(one[own], y[own], reduction="sum")
        for one, y, own in zip(logits, labels.T, asked.T, strict=True)
    ]
    torch.testing.assert_close(term.value, torch.stack(chosen).sum() / asked.sum())
    assert term.weight == trainer.config.objective.label_weight == 0.3


def gradients(value: Tensor, network: nn.Module) -> dict[str, Tensor]:
    """Those that are not 0, by name."""
    named = dict(network.named_parameters())
    found = torch.autograd.grad(value, list(named.values()), allow_unused=True, retain_graph=True)
    return {name: g for name, g in zip(named, found, strict=True) if g is not None and g.abs().max() > 0}


@pytest.mark.parametrize("second_pass", ["given", "target"])
def test_the_second_pass_reaches_the_generator_through_the_x_T_that_it_generated(second_pass: str) -> None:
    """The head writes pixels alone: of the labels, only those asked for given these pixels can move it."""
    trainer = trainer_of(second_pass=second_pass)
    real, draw, _ = batch(trainer)
    terms = losses_of(trainer, real, draw).generator
    assert terms["second_pass"].weight == trainer.config.objective.second_pass_weight == 0.1
    assert {"head.weight", "head.bias"} <= gradients(terms["second_pass"].value, trainer.generator).keys()
    first = gradients(terms["labels"].value, trainer.generator)
    assert "label_heads.0.weight" in first
    assert "head.weight" not in first


class Spy(nn.Module):
    """A generator that keeps what it is asked."""

    def __init__(self, generator: nn.Module) -> None:
        super().__init__()
        self.generator = generator
        self.heard: list[tuple[Tensor, SubsetPair[Tensor], Tensor | None]] = []

    def forward(
        self, patches: Tensor, pair: SubsetPair[Tensor], noise: Noise, labels: Tensor | None = None
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        self.heard.append((patches.detach(), pair, labels))
        out: tuple[Tensor, tuple[Tensor, ...]] = self.generator(patches, pair, noise, labels)
        return out


@pytest.mark.parametrize("second_pass", ["given", "target"])
def test_the_second_pass_is_given_all_patches_of_the_first_and_asked_for_labels(second_pass: str) -> None:
    trainer = trainer_of(second_pass=second_pass, diversity="none")
    real, draw, labels = batch(trainer)
    spy = Spy(trainer.generator)
    trainer.matcher.generator = spy
    term = losses_of(trainer, real, draw).generator["second_pass"]
    (first, second), few = spy.heard, slice(None, None, 4)
    fake = trainer.matcher.complete(first[0], draw.pair, draw.noises[0], labels)
    torch.testing.assert_close(second[0], fake.detach()[few])
    pair, union = second[1], draw.pair.union[few]
    assert torch.equal(pair.known[:, :L], union[:, :L])
    assert not pair.target[:, :L].any()
    known, target = draw.pair.known[few, L:], draw.pair.target[few, L:]
    if second_pass == "given":
        assert torch.equal(pair.target[:, L:], known)
        assert not pair.known[:, L:].any(), "what it is asked for, it is not told"
    else:
        assert torch.equal(pair.target[:, L:], target)
        assert torch.equal(pair.known[:, L:], known)
    asked = pair.target[:, L:]
    assert asked.any()
    _, logits = trainer.generator(second[0], pair, draw.noises[2][few], labels[few])
    torch.testing.assert_close(term.value, objectives.label_cross_entropy(logits, labels[few], asked))


def test_there_is_no_second_pass_where_none_is_wanted_and_none_in_the_warm_up() -> None:
    trainer = trainer_of(second_pass="none")
    real, draw, _ = batch(trainer)
    assert losses_of(trainer, real, draw).generator.keys() == {"labels", "diversity", "generator"}
    trainer = trainer_of()
    real, draw, _ = batch(trainer)
    assert trainer.matcher.losses(real, draw, warming_up=True).generator.keys() == {"labels", "diversity"}


def test_a_model_without_labels_has_no_loss_of_any() -> None:
    trainer = trainer_of(labels=False)
    real, draw = trainer.batch()
    assert draw.labels is None
    assert losses_of(trainer, real, draw).generator.keys() == {"diversity", "generator"}


def test_an_unknown_label_trains_nothing() -> None:
    """Nor does it change what the others train: it is as if it were in neither S nor T."""
    trainer = trainer_of(communication=0.1)
    real, draw, labels = batch(trainer)
    unknown = draw.of(torch.ones(16, L, dtype=torch.bool), torch.full_like(labels, -1))
    assert not unknown.pair.union[:, L:].any()
    assert not unknown.other_pair.union[:, L:].any()
    losses = losses_of(trainer, real, unknown)
    assert losses.generator["labels"].value.item() == losses.generator["second_pass"].value.item() == 0
    total = torch.stack([term.weighted for term in losses.generator.values()]).sum()
    assert not any("label" in name for name in gradients(total, trainer.generator))
    for term in losses.discriminator.values():
        table = gradients(term.value, trainer.discriminator).get("label_tokens.table.weight")
        assert table is not None
        assert not table[[0, 1, 3, 4, 5]].any(), "no category: [M_y] of each alone"


def test_one_unknown_label_leaves_the_other() -> None:
    trainer = trainer_of()
    _, draw, labels = batch(trainer)
    known, unknown = labels.clone(), labels.clone()
    known[:, 0], unknown[:, 0] = 1, -1
    there = torch.ones(16, L, dtype=torch.bool)
    whole = dataclasses.replace(draw, pair=SubsetPair(~there, there).map(lambda s: F.pad(s, (0, 2), value=True)))
    pair = whole.of(there, unknown).pair
    assert not pair.known[:, L].any()
    assert torch.equal(pair.known[:, L + 1], labels[:, 1] >= 0)
    assert torch.equal(pair.target[:, :L], there)
    assert whole.of(there, known).pair.known[:, L].all()


def test_what_is_missing_of_an_image_is_in_neither_S_nor_T() -> None:
    trainer = trainer_of()
    _, draw, labels = batch(trainer)
    present = torch.rand(16, L, generator=torch.Generator().manual_seed(0)) < 0.7
    for y in (None, labels):
        before = (
            draw
            if y is not None
            else dataclasses.replace(
                draw, **{name: getattr(draw, name).map(lambda s: s[:, :L]) for name in ("pair", "other_pair")}
            )
        )
        after = before.of(present, y)
        for name in ("pair", "other_pair"):
            old, new = getattr(before, name), getattr(after, name)
            assert torch.equal(new.known[:, :L], old.known[:, :L] & present)
            assert torch.equal(new.target[:, :L], old.target[:, :L] & present)


class Listener(nn.Module):
    """A discriminator that keeps which labels it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Tensor | None] = []

    def forward(self, images: Tensor, pair: SubsetPair[Tensor], given: Tensor | None = None) -> Tensor:
        self.heard.append(given)
        return images.mean((1, 2, 3))


def test_the_discriminator_is_told_y_S_and_no_other_label() -> None:
    """Of fake and real, of both penalties, and four times for Eq. 6, whose pairs have the same y_S."""
    trainer = trainer_of(communication=0.1, communication_every=2, penalty_every=1)
    real, draw, labels = batch(trainer)
    listener = Listener()
    trainer.matcher.discriminator = listener
    losses_of(trainer, real, draw)
    given = torch.where(draw.pair.known[:, L:], labels, -1)
    assert (given >= 0).any()
    assert (given[draw.pair.target[:, L:]] == -1).all()
    assert torch.equal(draw.pair.known[:, L:], draw.other_pair.known[:, L:])
    for heard, every in zip(listener.heard, [1] * 4 + [2] * 4, strict=True):
        assert heard is not None
        assert torch.equal(heard, given[::every])


def test_labels_and_their_cross_entropy_are_learnt() -> None:
    trainer = trainer_of(diversity="none", penalty=0)
    trainer.config = trainer.config.model_copy(
        update={
            "training": trainer.config.training.model_copy(update={"warmup_images": 10**6, "learning_rate": 3e-3})
        }
    )
    values = [trainer.train_step()["labels"] for _ in range(120)]
    assert sum(values[-20:]) < 0.9 * sum(values[:20])
