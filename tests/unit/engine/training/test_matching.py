"""The losses are put together as the config says: which term, which weight, which sign, which network it reaches."""

from __future__ import annotations

import contextlib
import math
from typing import Any

import pytest
import torch
from torch import nn

from engine.config import Config, ObjectiveConfig
from engine.data.dataset import Dataset
from engine.patches import unpatchify
from engine.subsets import SubsetPair
from engine.training import objectives
from engine.training.draws import Draw
from engine.training.matching import Losses, Term
from engine.training.trainer import Trainer
from tests.unit.engine.conftest import TINY

CPU = torch.device("cpu")
STRONG = {"diversity_weight": 3.0, "penalty": 0.7, "communication": 0.2, "penalty_sigma": 0.5}


def configured(**sections: dict[str, Any]) -> Config:
    """TINY past its warm-up, with other settings."""
    values = TINY.model_dump()
    for section, settings in ({"training": {"warmup_images": 0}} | sections).items():
        values[section] |= settings
    return type(TINY).model_validate(values)


def trainer_of(dataset: Dataset, **objective: Any) -> Trainer:
    return Trainer(configured(objective=objective), dataset, device=CPU, seed=0)


def losses_of(trainer: Trainer) -> Losses:
    return trainer.matcher.losses(*trainer.batch(), warming_up=trainer.warming_up)


def weights(terms: dict[str, Term]) -> dict[str, float]:
    return {name: term.weight for name, term in terms.items()}


@pytest.mark.parametrize("adversarial", ["logistic", "relativistic"])
def test_every_term_has_its_weight_and_its_sign(dataset: Dataset, adversarial: str) -> None:
    losses = losses_of(trainer_of(dataset, adversarial=adversarial, **STRONG))
    assert weights(losses.generator) == {"diversity": 3.0, "generator": 1.0, "communication": 0.2}
    judged = {"discriminator": 1.0, "r1": 0.7, "r2": 0.7, "communication_d": -0.2}
    assert weights(losses.discriminator) == judged


@pytest.mark.parametrize(
    ("diversity", "adversarial", "warm_up", "then"),
    [
        ("energy", "logistic", {"diversity": 1.0}, {"diversity": 3.0, "generator": 1.0}),
        ("rcgan", "relativistic", {"diversity": 1.0}, {"diversity": 3.0, "generator": 1.0}),
        ("none", "logistic", {"likelihood": 1.0}, {"generator": 1.0}),
    ],
)
def test_the_warm_up_is_the_generators_alone(
    dataset: Dataset, diversity: str, adversarial: str, warm_up: dict[str, float], then: dict[str, float]
) -> None:
    trainer = trainer_of(dataset, diversity=diversity, adversarial=adversarial, penalty=0.0)
    first = trainer.matcher.losses(*trainer.batch(), warming_up=True)
    assert (weights(first.generator), first.discriminator) == (warm_up, {})
    second = trainer.matcher.losses(*trainer.batch(), warming_up=False)
    assert (weights(second.generator), weights(second.discriminator)) == (then, {"discriminator": 1.0})


def test_a_term_that_weighs_nothing_is_not_computed(dataset: Dataset) -> None:
    losses = losses_of(trainer_of(dataset, diversity_weight=0.0, penalty=0.0, communication=0.0))
    assert losses.generator.keys() == {"generator"}
    assert losses.discriminator.keys() == {"discriminator"}


def test_the_log_has_each_term_as_it_is_summed_but_diversity_without_its_weight(dataset: Dataset) -> None:
    losses = losses_of(trainer_of(dataset, **STRONG))
    logged, terms = losses.logged(), losses.generator | losses.discriminator
    assert logged.keys() == terms.keys()
    for name, term in terms.items():
        factor = 1.0 if name == "diversity" else term.weight
        assert logged[name].item() == pytest.approx(factor * term.value.item())
        assert term.weighted.item() == pytest.approx(term.weight * term.value.item())


class Sum(nn.Module):
    """A discriminator whose score is known: the mean of what it sees at T, by one weight, and the share of S."""

    def __init__(self) -> None:
        super().__init__()
        self.slope = nn.Parameter(torch.tensor(0.7))

    def forward(
        self, images: torch.Tensor, pair: SubsetPair[torch.Tensor], given: torch.Tensor | None = None
    ) -> torch.Tensor:
        return self.slope * (images * pair.target).mean((1, 2, 3)) + pair.known.float().mean((1, 2, 3))


@pytest.mark.parametrize("adversarial", ["logistic", "relativistic"])
def test_the_terms_are_the_objectives_of_real_and_completed_images(dataset: Dataset, adversarial: str) -> None:
    trainer = trainer_of(dataset, adversarial=adversarial, centring=0.3, **STRONG)
    matcher, judge, (real, draw) = trainer.matcher, Sum(), trainer.batch()
    matcher.discriminator = judge
    losses = matcher.losses(real, draw, warming_up=False)

    def f(patches: torch.Tensor) -> torch.Tensor:
        return matcher.score(patches, draw.pair, None)

    fake, second = (matcher.complete(real, draw.pair, noise) for noise in draw.noises[:2])
    if adversarial == "logistic":
        generator = objectives.logistic_generator(f(fake))
        discriminator = objectives.logistic_discriminator(f(real), f(fake))
    else:
        generator = objectives.relativistic_generator(f(real), f(fake))
        discriminator = objectives.relativistic_discriminator(f(real), f(fake), 0.3)
    scores = matcher.cross_scores(fake, real, draw)
    expected = {
        "diversity": objectives.energy_score(fake, second, real, draw.pair.target, grid=matcher.grid),
        "generator": generator,
        "communication": objectives.communication_generator(*scores),
        "discriminator": discriminator,
        "communication_d": objectives.communication(*scores),
        "r1": slope_of(judge, draw, draw.directions[0]),
        "r2": slope_of(judge, draw, draw.directions[1]),
    }
    found = losses.generator | losses.discriminator
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        torch.testing.assert_close(found[name].value, value, msg=name)


def slope_of(judge: Sum, draw: Draw, direction: torch.Tensor) -> torch.Tensor:
    """The penalty that `Sum` has to pay: it is linear, so at every point and by steps of every size the same."""
    inside = direction * draw.pair.target[::4, :, None]
    return (judge.slope * inside.mean((1, 2))).square().mean()


@pytest.mark.parametrize(("name", "other"), [("generator", "discriminator"), ("discriminator", "generator")])
def test_an_update_leaves_the_other_network_alone_though_the_graph_holds_both(
    dataset: Dataset, name: str, other: str
) -> None:
    trainer = trainer_of(dataset, **STRONG)
    losses = losses_of(trainer)
    before = [parameter.clone() for parameter in trainer.networks[other].parameters()]
    trainer._update(name, {"generator": losses.generator, "discriminator": losses.discriminator}[name].values())
    for parameter, old in zip(trainer.networks[other].parameters(), before, strict=True):
        assert parameter.grad is None
        assert torch.equal(parameter, old)
    assert all(parameter.grad is not None for parameter in trainer.networks[name].parameters())


@pytest.mark.parametrize("name", ["generator", "discriminator"])
def test_a_step_follows_the_gradient_of_each_networks_own_terms(dataset: Dataset, name: str) -> None:
    """So weights, signs and the choice of network hold to the very update, without clipping or anything between."""
    values = {"objective": STRONG, "training": {"warmup_images": 0, "clip": 1e9}}
    trainer, twin = (Trainer(configured(**values), dataset, device=CPU, seed=0) for _ in range(2))
    trainer.train_step()
    losses = losses_of(twin)
    terms = {"generator": losses.generator, "discriminator": losses.discriminator}[name]
    total = sum(term.weight * term.value for term in terms.values())
    assert isinstance(total, torch.Tensor)
    wanted = torch.autograd.grad(total, list(twin.networks[name].parameters()))
    for parameter, gradient in zip(trainer.networks[name].parameters(), wanted, strict=True):
        torch.testing.assert_close(parameter.grad, gradient, rtol=1e-4, atol=1e-7)


def test_eq_6_makes_the_discriminator_tell_the_two_pairs_apart_and_the_generator_make_them_alike(
    dataset: Dataset,
) -> None:
    """φ climbs Eq. 6 and θ descends it: on the first order, each step alone moves it so."""
    trainer = trainer_of(dataset, communication=1.0, penalty=0.0, diversity="none")
    matcher, (real, draw) = trainer.matcher, trainer.batch()

    def eq_6() -> torch.Tensor:
        return objectives.communication(*matcher.cross_scores(fake(), real, draw))

    def fake() -> torch.Tensor:
        return matcher.complete(real, draw.pair, draw.noises[0])

    before = eq_6().item()
    for name, rises in (("discriminator", True), ("generator", False)):
        losses = matcher.losses(real, draw, warming_up=False)
        term = (losses.generator | losses.discriminator)["communication_d" if rises else "communication"]
        parameters = list(trainer.networks[name].parameters())
        gradients = torch.autograd.grad(term.weighted, parameters, allow_unused=True)
        with torch.no_grad():
            pairs = [(p, g) for p, g in zip(parameters, gradients, strict=True) if g is not None]
            length = torch.stack([g.square().sum() for _, g in pairs]).sum().sqrt()
            for parameter, gradient in pairs:
                parameter.sub_(1e-2 * gradient / length)
            moved = eq_6().item()
            for parameter, gradient in pairs:
                parameter.add_(1e-2 * gradient / length)
        assert (moved > before) is rises, name


class Listener(nn.Module):
    """A discriminator that keeps what it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[torch.Tensor, SubsetPair[torch.Tensor]]] = []

    def forward(
        self, images: torch.Tensor, pair: SubsetPair[torch.Tensor], given: torch.Tensor | None = None
    ) -> torch.Tensor:
        self.heard.append((images.detach(), pair))
        return images.mean((1, 2, 3))


def test_every_score_is_of_augmented_images_real_and_completed_alike(dataset: Dataset) -> None:
    """Two scores of the batch, two moved ones of the penalties, and four of Eq. 6."""
    settings = {
        "objective": STRONG | {"communication_every": 2, "penalty_every": 1},
        "augment": {"cutout": 1.0, "translate": 1.0},
    }
    trainer = Trainer(configured(**settings), dataset, device=CPU, seed=0)
    matcher, listener, (real, draw) = trainer.matcher, Listener(), trainer.batch()
    matcher.discriminator = listener
    fake = matcher.complete(real, draw.pair, draw.noises[0])
    second = matcher.complete(real[::2], draw.other_pair[::2], draw.noises[2][::2])
    matcher.losses(real, draw, warming_up=False)
    assert draw.augmentation is not None
    shown = [
        (fake, draw.pair, 1),
        (real, draw.pair, 1),
        (real + 0.5 * draw.directions[0], draw.pair, 1),
        (fake + 0.5 * draw.directions[1], draw.pair, 1),
        (fake[::2], draw.pair, 2),
        (fake[::2], draw.other_pair, 2),
        (second, draw.other_pair, 2),
        (second, draw.pair, 2),
    ]
    assert len(listener.heard) == len(shown)
    for (images, pair), (patches, subsets, every) in zip(listener.heard, shown, strict=True):
        few = slice(None, None, every)
        wanted, masks = draw.augmentation[few](unpatchify(patches, matcher.grid), subsets[few].by_pixel(matcher.grid))
        torch.testing.assert_close(images, wanted)
        assert torch.equal(pair.known, masks.known)
        assert torch.equal(pair.target, masks.target)


def test_penalties_are_taken_in_float32_where_the_networks_multiply_in_bfloat16(dataset: Dataset) -> None:
    """A small difference of two scores would drown in bfloat16."""
    config = configured(training={"warmup_images": 0, "precision": "bfloat16"})
    trainer = Trainer(config, dataset, device=CPU, seed=0)
    seen: list[torch.dtype] = []
    hidden = trainer.discriminator.get_submodule("blocks.0.mlp.0")
    hidden.register_forward_hook(lambda _module, _inputs, output: seen.append(output.dtype))
    losses_of(trainer)
    assert seen == [torch.bfloat16] * 2 + [torch.float32] * 4, "of fake and real; then of r1 and r2, moved and not"


class ShareOfKnown(nn.Module):
    """A discriminator whose score tells which subset pair it was asked about."""

    def forward(
        self, images: torch.Tensor, pair: SubsetPair[torch.Tensor], given: torch.Tensor | None = None
    ) -> torch.Tensor:
        return pair.known.float().mean((1, 2, 3)) + 0 * images.sum((1, 2, 3))


def test_eq_6_scores_each_completion_by_its_own_and_by_the_other_pair(trainer: Trainer) -> None:
    matcher, (real, draw) = trainer.matcher, trainer.batch()
    matcher.discriminator = ShareOfKnown()
    fake = matcher.complete(real, draw.pair, draw.noises[0])
    own1, other1, own2, other2 = matcher.cross_scores(fake, real, draw)
    every = trainer.config.objective.communication_every
    one, two = (pair.known[::every].float().mean(1) for pair in (draw.pair, draw.other_pair))
    assert not torch.equal(one, two)
    for score, share in ((own1, one), (other1, two), (own2, two), (other2, one)):
        assert torch.allclose(score, share)


@pytest.mark.parametrize("warmup_images", [0, 160])
@pytest.mark.parametrize("diversity", ["energy", "rcgan", "none"])
def test_a_step_stays_on_its_device(
    monkeypatch: pytest.MonkeyPatch, dataset: Dataset, diversity: str, warmup_images: int
) -> None:
    """A GPU refuses what is mixed with tensors of the CPU; so does the device without memory, on every machine."""
    monkeypatch.setattr(torch, "autocast", lambda *_, **__: contextlib.nullcontext())  # is not for that device
    monkeypatch.setattr(torch.compiler, "is_compiling", lambda: True)  # no branches on values: there are none
    config = configured(
        model={"seam_channels": 4},
        objective={"diversity": diversity, "communication": 0.1, "octave_weight": 0.1},
        augment={"translate": 1, "colour": 1, "cutout": 1},
        data={"flip": True},
        training={"warmup_images": warmup_images},
    )
    losses = losses_of(Trainer(config, dataset, device=torch.device("meta"), seed=0))
    assert bool(losses.discriminator) == (warmup_images == 0)
    values = list(losses.logged().values())
    assert {value.device.type for value in values} == {"meta"}
    torch.stack(values).sum().backward()


@pytest.mark.parametrize("brightness", [0, 15])
def test_an_octave_counts_for_the_more_the_less_it_varies_in_the_data(brightness: int) -> None:
    ramp = torch.arange(brightness, brightness + 240, 20).byte().expand(40, 1, 12, 12)  # 20 a pixel, 80 a patch
    config = TINY.model_copy(update={"objective": ObjectiveConfig(octave_weight=0.1)})
    trainer = Trainer(config, Dataset(images=ramp, validation=ramp[:1], labels=None), device=CPU, seed=0)
    off = torch.tensor([10.0, 20.0, math.sqrt((80**2 + 0 + 80**2) / 3)])  # pixel, 2x2 and patch, off the next mean
    torch.testing.assert_close(trainer.matcher.octave_weights, 0.1 / (off / 127.5))


@pytest.mark.parametrize("patch_size", [1, 12])
def test_octaves_do_not_mind_patches_of_a_pixel_or_of_the_whole_image(dataset: Dataset, patch_size: int) -> None:
    model = TINY.model.model_copy(update={"patch_size": patch_size})
    config = TINY.model_copy(update={"model": model, "objective": ObjectiveConfig(octave_weight=0.1)})
    assert Trainer(config, dataset, device=CPU, seed=0).train_step()["diversity"] > 0
