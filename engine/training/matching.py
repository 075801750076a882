"""All losses of a training step in one place: each with its weight, its sign and the network that it reaches.

Both networks minimise the sum of their terms. What φ maximises, Eq. 6, has a negative weight.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from torch import Tensor, nn

from engine.config import Config
from engine.networks.features import Features
from engine.networks.generator import Generator, Noise
from engine.networks.inference import to_unit
from engine.patches import patchify, pixel_mask, unpatchify
from engine.subsets import SubsetPair
from engine.training import objectives
from engine.training.augment import Augmentation
from engine.training.draws import Draw


class Term(NamedTuple):
    """One loss, and what it counts for in the sum."""

    value: Tensor
    weight: float = 1.0

    @property
    def weighted(self) -> Tensor:
        """The loss as it is summed."""
        return self.weight * self.value


@dataclass(frozen=True)
class Losses:
    """The terms of a step by name."""

    generator: dict[str, Term]
    """Minimised over θ alone."""
    discriminator: dict[str, Term]
    """Minimised over φ alone; none during the warm-up."""
    projected: dict[str, Term] = field(default_factory=dict)
    """Minimised over the weights of the projected discriminator alone; none where there is none."""

    def logged(self) -> dict[str, Tensor]:
        """Each as it is summed, but the diversity term as it is: else its curve would jump after the warm-up."""
        terms = self.generator | self.discriminator | self.projected
        return {name: term.value if name == "diversity" else term.weighted for name, term in terms.items()}


class Matcher:
    """Completes and scores real images with the two networks, and says what each has to minimise."""

    def __init__(
        self,
        config: Config,
        generator: Generator,
        discriminator: nn.Module,
        *,
        images: Tensor,
        present: Tensor | None = None,
        mixed: bool,
        projected: nn.Module | None = None,
    ) -> None:
        """Hold the networks.

        Args:
            images: of the data, (N, C, H, W) uint8.
            present: their patches that are there, (N, L) bool; None = all.
            mixed: whether the networks multiply in bfloat16.
            projected: the discriminator of the features, if there is one.
        """
        self.objective, self.grid = config.objective, config.model.grid
        self.generator: nn.Module = generator
        self.tokens, self.discriminator, self.mixed = generator.codebook, discriminator, mixed
        weights, device = octave_weights(config, images, present), next(generator.parameters()).device
        self.octave_weights = None if weights is None else weights.to(device)
        self.features, self.projected = fitted_features(config, images, present, device), projected

    def losses(self, real: Tensor, draw: Draw, *, warming_up: bool) -> Losses:
        """Complete and score a batch of real images, (B, L, D) in [-1, 1], and put the losses together."""
        objective, L = self.objective, self.grid.L
        target = draw.pair.target[:, :L]
        # an ignored patch is 0 in a completion: so it is no difference anywhere
        real = torch.where(draw.pair.union[:, :L, None], real, 0.0)
        of_generator: dict[str, Term] = {}
        of_discriminator: dict[str, Term] = {}
        fake, logits = self.generate(real, draw.pair, draw.noises[0], draw.labels)
        if draw.labels is not None:
            cross_entropy = objectives.label_cross_entropy(logits, draw.labels, draw.pair.target[:, L:])
            of_generator["labels"] = Term(cross_entropy, objective.label_weight)
        if self.tokens is not None:
            likelihood = objectives.token_cross_entropy(fake, self.tokens(real), target)
            return Losses(of_generator | {"likelihood": Term(likelihood)}, of_discriminator)
        diversity_weight = 1.0 if warming_up else objective.diversity_weight
        second = fake
        if self.feature_weight or (objective.diversity != "none" and diversity_weight):
            second = self.complete(real, draw.pair, draw.noises[1], draw.labels)

        if objective.diversity == "none":
            if warming_up:
                completion, image = self._target_features(fake), self._target_features(real)
                of_generator["likelihood"] = Term(objectives.maximum_likelihood(completion, image, target))
        elif weight := diversity_weight:
            of_generator["diversity"] = Term(self._diversity(fake, second, real, draw), weight)
        if weight := self.feature_weight:
            of_generator["features"] = Term(self._feature_score(fake, second, real, draw), weight)
        if warming_up:
            return Losses(of_generator, of_discriminator)

        if draw.labels is not None and objective.second_pass != "none":
            again = self._second_pass(fake, draw.labels, draw)
            of_generator["second_pass"] = Term(again, objective.second_pass_weight)
        shown_fake, shown_real = draw.rotated(fake), draw.rotated(real)
        f_fake = self.score(shown_fake, draw.pair, draw.augmentation, draw.labels)
        f_real = self.score(shown_real, draw.pair, draw.augmentation, draw.labels)
        if objective.adversarial == "logistic":
            adversarial = objectives.logistic_generator(f_fake), objectives.logistic_discriminator(f_real, f_fake)
        else:
            adversarial = (
                objectives.relativistic_generator(f_real, f_fake),
                objectives.relativistic_discriminator(f_real, f_fake, objective.centring),
            )
        of_generator["generator"], of_discriminator["discriminator"] = map(Term, adversarial)

        if weight := objective.penalty:
            of_discriminator["r1"] = Term(self._penalty(shown_real, f_real, draw.directions[0], draw), weight)
            r2 = self._penalty(shown_fake.detach(), f_fake, draw.directions[1], draw)
            of_discriminator["r2"] = Term(r2, weight)

        if weight := objective.communication:
            scores = self.cross_scores(fake, real, draw)
            of_generator["communication"] = Term(objectives.communication_generator(*scores), weight)
            of_discriminator["communication_d"] = Term(objectives.communication(*scores), -weight)

        of_projected: dict[str, Term] = {}
        if weight := objective.projected:
            value, of_projected = self._projected(fake, real, draw)
            of_generator["projected"] = Term(value, weight)
        return Losses(of_generator, of_discriminator, of_projected)

    def complete(
        self, patches: Tensor, pair: SubsetPair[Tensor], noise: Noise, labels: Tensor | None = None
    ) -> Tensor:
        """x_T by the generator, x_S as it is: (B, L, D)."""
        return self.generate(patches, pair, noise, labels)[0]

    def generate(
        self, patches: Tensor, pair: SubsetPair[Tensor], noise: Noise, labels: Tensor | None = None
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """As `Generator.forward`, in the precision of this training."""
        with self._precision(patches):
            out, logits = self.generator(patches, pair, noise, labels)
        return out.float(), logits

    def score(
        self,
        patches: Tensor,
        pair: SubsetPair[Tensor],
        augmentation: Augmentation | None,
        labels: Tensor | None = None,
        *,
        precise: bool = False,
    ) -> Tensor:
        """f(x, y_S; S, T): patches (B, L, D), labels (B, Y) -> (B,)."""
        given = None if labels is None else torch.where(pair.known[:, self.grid.L :], labels, -1)
        images, pair = unpatchify(patches, self.grid), pair.by_pixel(self.grid)
        if augmentation is not None:
            images, pair = augmentation(images, pair)
        with self._precision(patches, precise=precise):
            logits: Tensor = self.discriminator(images, pair, given)
        return logits.float()

    def cross_scores(self, fake: Tensor, real: Tensor, draw: Draw) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """f(x¹; S¹, T¹), f(x¹; S², T²), f(x²; S², T²), f(x²; S¹, T¹) of a part of the batch, (b,) each."""
        few = slice(None, None, self.objective.communication_every)
        pair, other, augmentation = draw.pair[few], draw.other_pair[few], draw.augmentation and draw.augmentation[few]
        labels = None if draw.labels is None else draw.labels[few]
        second = self.complete(real[few], other, draw.noises[2][few], labels)
        first, second = draw.rotated(fake[few]), draw.rotated(second)
        return (
            self.score(first, pair, augmentation, labels),
            self.score(first, other, augmentation, labels),
            self.score(second, other, augmentation, labels),
            self.score(second, pair, augmentation, labels),
        )

    @property
    def feature_weight(self) -> float:
        """What the energy score of the features counts for."""
        return self.objective.feature_weight if self.features is not None else 0.0

    def seen_features(self, patches: Tensor, draw: Draw) -> tuple[list[Tensor], SubsetPair[Tensor]]:
        """What the projected discriminator is told of patches (B, L, D): their features, and S and T by pixels."""
        assert self.features is not None
        images, pair = unpatchify(patches, self.grid), draw.pair.by_pixel(self.grid)
        if draw.augmentation is not None:
            images, pair = draw.augmentation(images, pair)
        return self.features(images, pair.union), pair

    def _feature_score(self, fake: Tensor, second: Tensor, real: Tensor, draw: Draw) -> Tensor:
        """The energy score of the features of crops, 0 for each pair that ignores patches: a hole is no picture."""
        assert self.features is not None
        assert draw.crop is not None
        patches, scale = draw.pair.map(lambda subset: subset[:, : self.grid.L]), self.objective.feature_scale
        whole = patches.union.all(1)
        places = draw.crop[whole].places(scale * self.grid.height, scale * self.grid.width)
        images = [unpatchify(x[whole], self.grid) for x in (fake, second, real)]
        first, other, truth = (self.features(x, places=places) for x in images)
        share = patches.target[whole].float().mean(1)
        return objectives.feature_energy_score(first, other, truth, share).sum() / len(real)

    def _projected(self, fake: Tensor, real: Tensor, draw: Draw) -> tuple[Tensor, dict[str, Term]]:
        """The generator's loss by the projected discriminator, and that one's own terms."""
        assert self.projected is not None
        (of_fake, pair), (of_real, _) = self.seen_features(fake, draw), self.seen_features(real, draw)
        f_fake, f_real = self.projected(of_fake, pair), self.projected(of_real, pair)
        judged = list(zip(f_real.unbind(1), f_fake.unbind(1), strict=True))
        generator = torch.stack([objectives.relativistic_generator(r, f) for r, f in judged]).mean()
        centring = self.objective.centring
        own = torch.stack([objectives.relativistic_discriminator(r, f, centring) for r, f in judged]).mean()
        terms = {"projected_d": Term(own)}
        if weight := self.objective.projected_penalty:
            rng = torch.Generator(device=real.device).manual_seed(draw.feature_seed)
            for name, features, scores in (("r1", of_real, f_real), ("r2", of_fake, f_fake)):
                penalty = self._feature_penalty(features, scores, pair, rng)
                terms[f"projected_{name}"] = Term(penalty, weight)
        return generator, terms

    def _feature_penalty(
        self, features: list[Tensor], scores: Tensor, pair: SubsetPair[Tensor], rng: torch.Generator
    ) -> Tensor:
        """R1 or R2 of the heads in their own space, that of the features: the frozen network is not asked again."""
        assert self.projected is not None
        few, sigma = slice(None, None, self.objective.penalty_every), self.objective.penalty_sigma
        still = [stage[few].detach() for stage in features]
        moved = [x + sigma * torch.randn(x.shape, generator=rng, device=x.device) for x in still]
        return objectives.approximate_penalty(scores[few], self.projected(moved, pair[few]), sigma)

    def _target_features(self, patches: Tensor) -> Tensor:
        """h(x), of which the likelihood is: (B, L, D) -> (B, L, ...)."""
        if self.objective.target_features == "none":
            return patches
        return objectives.oriented_gradients(patches, self.grid.patch_size)

    def _diversity(self, fake: Tensor, second: Tensor, real: Tensor, draw: Draw) -> Tensor:
        target = draw.pair.target[:, : self.grid.L]
        if self.objective.diversity == "rcgan":
            return objectives.rcgan(fake, second, real, target)
        weights, pixel_weight = self.octave_weights, self.objective.pixel_weight
        return objectives.energy_score(
            fake, second, real, target, grid=self.grid, weights=weights, pixel_weight=pixel_weight
        )

    def _second_pass(self, fake: Tensor, labels: Tensor, draw: Draw) -> Tensor:
        """The cross-entropy of y given the generated x_T (Eq. 7), for a part of the batch."""
        few, L = slice(None, None, 4), self.grid.L
        pair, y = draw.pair[few], labels[few]
        asked = (pair.known if self.objective.second_pass == "given" else pair.target)[:, L:]
        patches, none = pair.union[:, :L], torch.zeros_like(asked)
        known = none if self.objective.second_pass == "given" else pair.known[:, L:]
        again = SubsetPair(torch.cat([patches, known], dim=1), torch.cat([torch.zeros_like(patches), asked], dim=1))
        _, logits = self.generate(fake[few], again, draw.noises[2][few], y)
        return objectives.label_cross_entropy(logits, y, asked)

    def _penalty(self, patches: Tensor, scores: Tensor, direction: Tensor, draw: Draw) -> Tensor:
        """R1 or R2 of a part of the batch, whose scores are there already, if not too coarse."""
        few, sigma = slice(None, None, self.objective.penalty_every), self.objective.penalty_sigma
        pair, augmentation = draw.pair[few], draw.augmentation and draw.augmentation[few]
        labels = None if draw.labels is None else draw.labels[few]
        moved = self.score(patches[few] + sigma * direction, pair, augmentation, labels, precise=True)
        still = self.score(patches[few], pair, augmentation, labels, precise=True) if self.mixed else scores[few]
        return objectives.approximate_penalty(still, moved, sigma)

    def _precision(self, patches: Tensor, *, precise: bool = False) -> torch.autocast:
        """bfloat16 inside the networks where precision is mixed; float32 where a small difference counts."""
        return torch.autocast(patches.device.type, torch.bfloat16, enabled=self.mixed and not precise)


def octave_weights(config: Config, images: Tensor, present: Tensor | None = None) -> Tensor | None:
    """What each octave's norm counts for in the energy score: the less, the more it varies in the data.

    Args:
        images: (N, C, H, W) uint8.
        present: the patches of each that count, (N, L) bool; None = all.

    Returns:
        (K,), or None where the octaves do not count.
    """
    weight, model = config.objective.octave_weight, config.model
    if not weight:
        return None
    every = slice(None, None, max(len(images) // 1000, 1))
    few, there = images[every].split(32), None if present is None else present[every]
    if there is None:
        mean = torch.stack([to_unit(part).mean((0, 2, 3)) for part in few]).mean(0)[:, None, None]
    else:
        shown = pixel_mask(there, model.grid)
        sums = [
            (to_unit(part) * part_shown).sum((0, 2, 3)) for part, part_shown in zip(few, shown.split(32), strict=True)
        ]
        mean = (torch.stack(sums).sum(0) / shown.sum())[:, None, None]
    powers = torch.cat(
        [objectives.octave_power(patchify(to_unit(x) - mean, model.grid), model.patch_size) for x in few]
    )
    varies = (powers.mean((0, 1)) if there is None else powers[there].mean(0)).sqrt()
    return weight / varies.clamp(min=1 / 255)


def fitted_features(config: Config, images: Tensor, present: Tensor | None, device: torch.device) -> Features | None:
    """The frozen network, if the config wants one, told how its features spread over the data.

    Args:
        images: (N, C, H, W) uint8.
        present: their patches that are there, (N, L) bool; None = all.
    """
    if config.objective.features == "none":
        return None
    features = Features(scale=config.objective.feature_scale).to(device)
    every = slice(None, None, max(len(images) // 256, 1))
    visible = None if present is None else pixel_mask(present[every], config.model.grid).to(device)
    features.fit(to_unit(images[every].to(device)), visible)
    return features
