"""All losses of a training step in one place: each with its weight, its sign and the network that it reaches.

Both networks minimise the sum of their terms. What φ maximises, Eq. 6, has a negative weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from engine.config import Config
from engine.networks.generator import Noise
from engine.networks.inference import to_unit
from engine.patches import patchify, unpatchify
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

    def logged(self) -> dict[str, Tensor]:
        """Each as it is summed, but the diversity term as it is: else its curve would jump after the warm-up."""
        terms = self.generator | self.discriminator
        return {name: term.value if name == "diversity" else term.weighted for name, term in terms.items()}


class Matcher:
    """Completes and scores real images with the two networks, and says what each has to minimise."""

    def __init__(
        self,
        config: Config,
        generator: nn.Module,
        discriminator: nn.Module,
        *,
        images: Tensor,
        mixed: bool,
    ) -> None:
        """Hold the networks.

        Args:
            images: of the data, (N, C, H, W) uint8.
            mixed: whether the networks multiply in bfloat16.
        """
        self.objective, self.grid = config.objective, config.model.grid
        self.generator, self.discriminator, self.mixed = generator, discriminator, mixed
        weights, device = octave_weights(config, images), next(generator.parameters()).device
        self.octave_weights = None if weights is None else weights.to(device)

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
        if objective.diversity == "none":
            if warming_up:
                of_generator["likelihood"] = Term(objectives.maximum_likelihood(fake, real, target))
        elif weight := 1.0 if warming_up else objective.diversity_weight:
            of_generator["diversity"] = Term(self._diversity(fake, real, draw), weight)
        if warming_up:
            return Losses(of_generator, of_discriminator)

        if draw.labels is not None and objective.second_pass != "none":
            again = self._second_pass(fake, draw.labels, draw)
            of_generator["second_pass"] = Term(again, objective.second_pass_weight)
        f_fake = self.score(fake, draw.pair, draw.augmentation, draw.labels)
        f_real = self.score(real, draw.pair, draw.augmentation, draw.labels)
        if objective.adversarial == "logistic":
            adversarial = objectives.logistic_generator(f_fake), objectives.logistic_discriminator(f_real, f_fake)
        else:
            adversarial = (
                objectives.relativistic_generator(f_real, f_fake),
                objectives.relativistic_discriminator(f_real, f_fake, objective.centring),
            )
        of_generator["generator"], of_discriminator["discriminator"] = map(Term, adversarial)

        if weight := objective.penalty:
            of_discriminator["r1"] = Term(self._penalty(real, f_real, draw.directions[0], draw), weight)
            of_discriminator["r2"] = Term(self._penalty(fake.detach(), f_fake, draw.directions[1], draw), weight)

        if weight := objective.communication:
            scores = self.cross_scores(fake, real, draw)
            of_generator["communication"] = Term(objectives.communication_generator(*scores), weight)
            of_discriminator["communication_d"] = Term(objectives.communication(*scores), -weight)
        return Losses(of_generator, of_discriminator)

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
        first, second = fake[few], self.complete(real[few], other, draw.noises[2][few], labels)
        return (
            self.score(first, pair, augmentation, labels),
            self.score(first, other, augmentation, labels),
            self.score(second, other, augmentation, labels),
            self.score(second, pair, augmentation, labels),
        )

    def _diversity(self, fake: Tensor, real: Tensor, draw: Draw) -> Tensor:
        second = self.complete(real, draw.pair, draw.noises[1], draw.labels)
        target = draw.pair.target[:, : self.grid.L]
        if self.objective.diversity == "rcgan":
            return objectives.rcgan(fake, second, real, target)
        return objectives.energy_score(fake, second, real, target, grid=self.grid, weights=self.octave_weights)

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


def octave_weights(config: Config, images: Tensor) -> Tensor | None:
    """What each octave's norm counts for in the energy score: the less, the more it varies in the data.

    Args:
        images: (N, C, H, W) uint8.

    Returns:
        (K,), or None where the octaves do not count.
    """
    weight, model = config.objective.octave_weight, config.model
    if not weight:
        return None
    few = images[:: max(len(images) // 1000, 1)].split(32)
    mean = torch.stack([to_unit(part).mean((0, 2, 3)) for part in few]).mean(0)[:, None, None]
    powers = [objectives.octave_power(patchify(to_unit(x) - mean, model.grid), model.patch_size) for x in few]
    varies = torch.cat(powers).mean((0, 1)).sqrt()
    return weight / varies.clamp(min=1 / 255)
