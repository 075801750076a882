"""All that is random in a training step but its images: a pure function of (seed, step), drawn on the CPU."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from engine.config import Config
from engine.networks.domains import random_orthogonal
from engine.networks.generator import Noise
from engine.subsets import SubsetPair, sample_pairs, split_union
from engine.training.augment import Augmentation, Crop


@dataclass(frozen=True, kw_only=True)
class Draw:
    """What one process draws for one step; B is its share of the batch."""

    pair: SubsetPair[Tensor]
    """(S, T), (B, L + Y) bool each."""
    other_pair: SubsetPair[Tensor]
    """(S², T²) of Eq. 6, of the same union."""
    mirrored: Tensor
    """(B,) bool: which images would be flipped."""
    noises: tuple[Noise, ...]
    """For two completions by (S, T), and one by (S², T²)."""
    directions: tuple[Tensor, ...]
    """ε of the penalties on real and on completed images, (b, L, D), for every k-th image of the batch."""
    augmentation: Augmentation | None
    crop: Crop | None = None
    """Of the images whose features are scored; None where none are."""
    feature_seed: int = 0
    """Of the directions in which the features' discriminator is penalised."""
    borrowing: Tensor | None = None
    """(B,) bool: whose S is what another incomplete image has; None where none is."""
    rotation: Tensor | None = None
    """The random domain in which the discriminator is shown patches, (D, D) and orthogonal; None = pixels."""
    labels: Tensor | None = None
    """y of a model with labels, (B, Y) int64; -1 where one is unknown. Not drawn, but of the images."""

    def to(self, device: torch.device) -> Draw:
        """The same draw on another device."""
        return Draw(
            pair=self.pair.map(lambda subset: subset.to(device)),
            other_pair=self.other_pair.map(lambda subset: subset.to(device)),
            mirrored=self.mirrored.to(device),
            noises=tuple(noise.to(device) for noise in self.noises),
            directions=tuple(direction.to(device) for direction in self.directions),
            augmentation=self.augmentation and self.augmentation.to(device),
            crop=self.crop and self.crop.to(device),
            feature_seed=self.feature_seed,
            borrowing=None if self.borrowing is None else self.borrowing.to(device),
            rotation=None if self.rotation is None else self.rotation.to(device),
        )

    def rotated(self, patches: Tensor) -> Tensor:
        """Patches (B, L, D) as the discriminator is shown them."""
        return patches if self.rotation is None else patches @ self.rotation

    def of(self, present: Tensor, labels: Tensor | None) -> Draw:
        """The same draw for these images: what one has not is neither known nor target.

        Args:
            present: which patches are there, (B, L) bool.
            labels: y, (B, Y) int64, -1 where one is unknown; None for a model without labels.
        """
        L = present.shape[1]
        there = present if labels is None else torch.cat([present, labels >= 0], dim=1)
        pair, other_pair = (pair.map(lambda subset: subset & there) for pair in (self.pair, self.other_pair))
        # nothing of an image left: then all of it is target, as no token could attend to any
        empty = F.pad(present & ~pair.union.any(dim=1, keepdim=True), (0, there.shape[1] - L))
        pair, other_pair = (SubsetPair(each.known, each.target | empty) for each in (pair, other_pair))
        if self.borrowing is not None:
            common = present & present.view(-1, 2, L).flip(1).flatten(0, 1)  # with its neighbour, as in `exchange`
            both = self.borrowing & common.any(dim=1) & (present & ~common).any(dim=1)
            shared = SubsetPair(common, present & ~common)
            pair = _where(both, shared, pair)
            other_pair = _where(both, SubsetPair(shared.target, shared.known), other_pair)
        return replace(self, pair=pair, other_pair=other_pair, labels=labels)


def _where(chosen: Tensor, patches: SubsetPair[Tensor], pair: SubsetPair[Tensor]) -> SubsetPair[Tensor]:
    """Pairs (B, L + Y) with other patches, (B, L), in the images that are chosen, (B,) bool."""
    L = patches.known.shape[1]
    known, target = (
        torch.cat([torch.where(chosen[:, None], new, old[:, :L]), old[:, L:]], dim=1)
        for new, old in ((patches.known, pair.known), (patches.target, pair.target))
    )
    return SubsetPair(known, target)


def draw(config: Config, *, seed: int, step: int, mine: slice) -> Draw:
    """Draw for the whole batch, and keep the part `mine`: as many processes as there are draw the same."""
    batch, model, every = config.training.batch, config.model, config.objective.penalty_every
    rng = np.random.default_rng([seed, 2, step])
    generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
    mirrored = rng.random(batch) < 0.5
    pair = sample_pairs(config.subsets, model, batch, rng)
    other_pair = split_union(pair, model.grid.L, rng)
    augmentation = Augmentation.sample(config.augment, batch, model.grid, generator)
    noises = tuple(Noise.sample(model, batch, generator)[mine] for _ in range(3))
    shape = (math.ceil(batch / every), model.grid.L, model.patch_size**2 * model.channels)
    penalised = slice(mine.start // every, math.ceil(mine.stop / every))
    directions = tuple(torch.randn(shape, generator=generator)[penalised] for _ in range(2))
    crop, feature_seed = draw_for_features(config, seed=seed, step=step)
    return Draw(
        pair=pair[mine].map(torch.from_numpy),
        other_pair=other_pair[mine].map(torch.from_numpy),
        mirrored=torch.from_numpy(mirrored[mine]),
        noises=noises,
        directions=directions,
        augmentation=augmentation and augmentation[mine],
        crop=crop and crop[mine],
        feature_seed=feature_seed + mine.start,
        borrowing=_borrowing(config, seed=seed, step=step, mine=mine),
        rotation=_rotation(config, seed=seed, step=step),
    )


def _rotation(config: Config, *, seed: int, step: int) -> Tensor | None:
    """In a stream of its own, as `draw_for_features`."""
    rng = np.random.default_rng([seed, 5, step])
    if rng.random() >= config.discriminator.rotated:
        return None
    generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
    return random_orthogonal(config.model.patch_size**2 * config.model.channels, generator)


def _borrowing(config: Config, *, seed: int, step: int, mine: slice) -> Tensor | None:
    """In a stream of its own, as `draw_for_features`."""
    if not config.subsets.present:
        return None
    rng = np.random.default_rng([seed, 4, step])
    return torch.from_numpy(rng.random(config.training.batch) < config.subsets.present)[mine]


def draw_for_features(config: Config, *, seed: int, step: int) -> tuple[Crop | None, int]:
    """Crops of the whole batch, and a seed. In a stream of their own: other draws do not depend on these."""
    if config.objective.features == "none":
        return None, 0
    rng = np.random.default_rng([seed, 3, step])
    crop_seed, feature_seed = (int(value) for value in rng.integers(2**62, size=2))
    return Crop.sample(config.training.batch, torch.Generator().manual_seed(crop_seed)), feature_seed
