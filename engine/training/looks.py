"""What a training run measures of itself now and then: gain, distance from the data, classes; and a plain verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.models.completion import Model
from engine.models.sheet import standard_subsets
from engine.networks.inference import TorchRuntime, to_unit
from engine.patches import BoolArray
from engine.pictures.images import UInt8Array
from engine.training.trainer import Trainer

FloatArray = NDArray[np.float64]

SUBSETS = ("0", "0.1", "0.25", "0.5", "half")
"""Names of the standard subsets."""
GAIN_IMAGES = 32
"""Validation images of the PSNR gain and of the energy score."""
DRAWN = 200
"""Images that are drawn at S = ∅."""
REFERENCES = 8000
"""Labelled, complete training images that name the classes."""
EARLY_IMAGES = 10_000
"""Before so many, no model uses its noise, and no warning is given."""
NOISE, SHAPES = 0.25, 0.08
"""Distances from the data above which completions are still noise, or shapes at best."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One measurement of the averaged generator."""

    psnr_gain: dict[str, float]
    """In dB, of 8 completions, by subset."""
    scores: FloatArray
    """The energy score of each validation image whose half is known; smaller is better."""
    distance: float | None
    """The energy distance of images drawn at S = ∅ from complete validation images, in mean distances of these. 0 is
    best, and a half is that of one image that is drawn again and again. None where fewer than two are complete."""
    classes: list[int] | None = None
    """How many of the drawn images fall in each class, where the data has one label."""

    def record(self) -> dict[str, Any]:
        """For the log."""
        record: dict[str, Any] = {"psnr_gain": {name: round(gain, 3) for name, gain in self.psnr_gain.items()}}
        record["energy_score"] = round(float(self.scores.mean()), 5)
        if self.distance is not None:
            record["distance"] = round(self.distance, 4)
        return record if self.classes is None else record | {"classes": self.classes}

    def describe(self, images_seen: int, last: Look | None = None) -> str:
        """One line, with a warning where the noise is ignored."""
        text = f"{images_seen:,} images: {self._verdict(last)}. PSNR gain of 8 "
        text += ", ".join(f"{gain:.2f} dB at {name}" for name, gain in self.psnr_gain.items())
        if self.classes is not None:
            text += f"; classes at S = ∅ {self.classes}"
        if images_seen >= EARLY_IMAGES and max(self.psnr_gain.values()) < 0.3:
            text += ". The noise is ignored: stop this run, or raise objective.diversity_weight"
        return text

    def _verdict(self, last: Look | None) -> str:
        words = []
        if self.distance is not None:
            words.append("still noise" if self.distance > NOISE else "shapes" if self.distance > SHAPES else "usable")
        if last is not None:
            change = self.scores - last.scores
            sure = abs(change.mean()) > 2 * change.std() / len(change) ** 0.5
            words.append("as good as" if not sure else "better than" if change.mean() < 0 else "worse than")
            words[-1] += " at the last look"
        return ", ".join(words) or "see the sheet"


def take_look(trainer: Trainer) -> Look:
    """Measure the averaged generator."""
    model = Model(trainer.config.model, TorchRuntime(trainer.average))
    images, present = preview_images(trainer, GAIN_IMAGES)
    drawn = [completions_of(model, images, subset, present) for subset in standard_subsets(model.grid)]
    blank = np.zeros(model.config.shape, dtype=np.uint8)
    from_nothing = model.complete(blank, np.zeros(model.grid.L, dtype=bool), n=DRAWN, seed=0).images
    flat = _flat(from_nothing)
    classes, there, named = trainer.data.classes, trainer.data.present, None
    if classes is not None:
        few = (classes >= 0 if there is None else (classes >= 0) & there.all(1)).nonzero()[:REFERENCES, 0]
        named = classes_of(flat, trainer.data.images[few], classes[few]) if len(few) else None
    complete = slice(None) if trainer.data.validation_present is None else trainer.data.validation_present.all(1)
    real = to_unit(trainer.data.validation[complete][:DRAWN]).flatten(1)
    return Look(
        psnr_gain={name: psnr_gain(each, images) for name, each in zip(SUBSETS, drawn, strict=True)},
        scores=energy_scores(drawn[-1], images),
        distance=energy_distance(flat, real) if len(real) > 1 else None,
        classes=named,
    )


def completions_of(
    model: Model, images: Sequence[UInt8Array], known: BoolArray, present: BoolArray | None = None, *, n: int = 8
) -> UInt8Array:
    """n completions of each image, (N, n, H, W, C).

    Args:
        images: (H, W, C) uint8 each.
        known: S, (L,) bool; T is the rest.
        present: the patches of each image that are there, (N, L); the others are ignored. None = all.
    """
    there = np.ones((len(images), model.grid.L), dtype=bool) if present is None else present
    drawn = [
        model.complete(image, known & its, target=~known & its, n=n, seed=0).images
        for image, its in zip(images, there, strict=True)
    ]
    return np.stack(drawn)


def psnr_gain(completions: UInt8Array, images: Sequence[UInt8Array]) -> float:
    """By how many dB the mean of n completions is nearer the truth than one completion, all images together.

    A perfect posterior sampler gives 10·log10(2n/(n+1)), 2.5 dB at n = 8; a model deaf to its noise gives 0.

    Args:
        completions: (N, n, H, W, C) uint8.
        images: (H, W, C) uint8 each.
    """
    drawn, truth = completions / 255.0, np.stack(images)[:, None] / 255.0
    alone = np.square(drawn - truth).mean()
    together = np.square(drawn.mean(axis=1, keepdims=True) - truth).mean()
    return 10 * float(np.log10(max(alone, 1e-12) / max(together, 1e-12)))


def energy_scores(completions: UInt8Array, images: Sequence[UInt8Array]) -> FloatArray:
    """E‖x¹ − x‖ − ½ E‖x¹ − x²‖ of each image, (N,), over its n completions; arguments as for `psnr_gain`."""
    scores = []
    for drawn, image in zip(completions, images, strict=True):
        x, truth = _flat(drawn), _flat(image[None])
        pairs, size = len(x) * (len(x) - 1), x.shape[1] ** 0.5
        scores.append(float(torch.cdist(x, truth).mean() - torch.cdist(x, x).sum() / pairs / 2) / size)
    return np.array(scores)


def energy_distance(drawn: Tensor, real: Tensor) -> float:
    """2 E‖x − y‖ − E‖x − x'‖ − E‖y − y'‖ of (n, D) and (m, D), in units of the last term."""
    within = [torch.cdist(each, each).sum() / (len(each) * (len(each) - 1)) for each in (drawn, real)]
    distance = 2 * torch.cdist(drawn, real).mean() - within[0] - within[1]
    return float(distance / within[1].clamp(min=1e-6))


def classes_of(drawn: Tensor, references: Tensor, labels: Tensor) -> list[int]:
    """How many images fall in each class, by the 5 nearest labelled images.

    Args:
        drawn: (n, D), as `to_unit` gives them.
        references: (R, C, H, W) uint8.
        labels: (R,) int64, 0 ... classes - 1.
    """
    distances = torch.cdist(drawn, to_unit(references).flatten(1))
    votes = labels[distances.topk(5, largest=False).indices].mode(dim=1).values
    return torch.bincount(votes, minlength=int(labels.max()) + 1).tolist()


def preview_images(trainer: Trainer, count: int = 5) -> tuple[list[UInt8Array], BoolArray | None]:
    """The first validation images as (H, W, C) uint8, and which of their patches are there, (n, L); None = all."""
    few = trainer.data.validation[:count].permute(0, 2, 3, 1).contiguous().numpy()
    rows = [i % len(few) for i in range(min(count, max(len(few), 5)))]
    present = trainer.data.validation_present
    return [few[i] for i in rows], None if present is None else present[rows].numpy()


def _flat(images: UInt8Array) -> Tensor:
    """(n, H, W, C) uint8 -> (n, D) in [-1, 1], colours premultiplied."""
    return to_unit(torch.from_numpy(images).permute(0, 3, 1, 2)).flatten(1)
