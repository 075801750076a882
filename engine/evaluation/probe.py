"""What a model's inner features tell of labels: a linear probe of the frozen network, beside networks that learn."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor, nn

from engine.config import LabelConfig
from engine.data.dataset import load_dataset
from engine.data.labels import ALL, mapped
from engine.data.readers import read_pictures
from engine.errors import EngineError
from engine.evaluation.held_out import data_config
from engine.evaluation.intervals import IntArray
from engine.models.library import ModelInfo
from engine.networks.generator import Generator, Noise
from engine.networks.inference import to_unit
from engine.patches import patchify
from engine.subsets import SubsetPair

STRENGTHS = (0.001, 0.01, 0.1, 1.0)
"""Of the probe's penalty, C of `sklearn`; the best for a fifth of the labelled images is taken."""
COUNTS = (100, 1000)
"""Labelled images, besides all."""
SEED = 0
BATCH = 250
TUNED_BATCH = 64
LEARNING_RATE = 1e-3

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """Images and the category of each."""

    images: Tensor
    """(N, C, H, W) uint8."""
    y: IntArray
    """(N,)."""

    def __getitem__(self, few: IntArray) -> Labelled:
        return Labelled(images=self.images[torch.from_numpy(few)], y=self.y[few])


class Encoder(nn.Module):
    """A generator that is given whole images and asked nothing: what its tokens are after each block."""

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator

    def forward(self, images: Tensor) -> Tensor:
        """(B, C, H, W) uint8 -> (B, depth, width): the mean of the patches' tokens; labels are ignored."""
        config, B = self.generator.config, len(images)
        L, Y = config.grid.L, len(config.labels)
        known = (torch.arange(L + Y, device=images.device) < L).expand(B, -1)
        silent = Noise(torch.zeros(B, config.noise_global), torch.zeros(B, L, config.noise_patch)).to(images.device)
        unknown = torch.full((B, Y), -1, device=images.device) if Y else None
        means: list[Tensor] = []
        hooks = [
            block.register_forward_hook(lambda _, __, x: means.append(x[:, :L].mean(1)))
            for block in self.generator.blocks
        ]
        try:
            pair = SubsetPair(known, torch.zeros_like(known))
            self.generator(patchify(to_unit(images), config.grid), pair, silent, unknown)
        finally:
            for hook in hooks:
                hook.remove()
        return torch.stack(means, dim=1)


def read_labelled(
    info: ModelInfo, data: Path, unseen: Path | None, *, label: str | None, images: int
) -> tuple[Labelled, Labelled, LabelConfig]:
    """Labelled images to learn from, those to measure on, and what the label is.

    Args:
        unseen: where the latter are; by default they are those of `data` that training held out.
        label: its name; by default the only one that the data has.
        images: how many to learn from, at most.

    Raises:
        EngineError: no such label, or several and none is named.
    """
    config = data_config(info)
    bare = info.config.model_copy(update={"labels": ()})
    whole = load_dataset(data, bare, config.model_copy(update={"labels": (ALL,) if label is None else (label,)}))
    if len(whole.label_configs) != 1:
        names = ", ".join(each.name for each in whole.label_configs)
        raise EngineError(
            f"{data} has the labels {names}. Choose one with --label."
            if names
            else f"{data} has no labels. Give class folders, or labels beside the pictures."
        )
    assert whole.labels is not None
    assert whole.validation_labels is not None
    if unseen is None:
        test = Labelled(images=whole.validation, y=whole.validation_labels[:, 0].numpy())
    else:
        others = read_pictures(unseen, bare, config)
        y, _ = mapped(others.labels, others.label_configs, whole.label_configs, len(others.images))
        test = Labelled(images=torch.from_numpy(others.images).permute(0, 3, 1, 2), y=y[:, 0])
    train = Labelled(images=whole.images, y=whole.labels[:, 0].numpy())
    order = np.random.default_rng(SEED).permutation(np.flatnonzero(train.y >= 0))[:images]
    return train[order], test[np.flatnonzero(test.y >= 0)], whole.label_configs[0]


@torch.inference_mode()
def features(generator: Generator, images: Tensor) -> FloatArray:
    """(N, depth · width) of (N, C, H, W) uint8 images: the means of all blocks side by side."""
    encoder = Encoder(generator).eval()
    return np.concatenate([encoder(few).flatten(1).float().numpy() for few in images.split(BATCH)])


def linear_accuracy(x: FloatArray, y: IntArray, unseen: FloatArray, truth: IntArray) -> float:
    """The share of (M, F) unseen features whose category a logistic regression on (N, F) tells."""
    held = max(1, len(y) // 5)

    def fitted(strength: float, count: int) -> LogisticRegression:
        model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=300))
        return model.fit(x[count:], y[count:])

    best = STRENGTHS[0]
    if len(set(y[held:].tolist())) > 1:
        best = max(STRENGTHS, key=lambda strength: fitted(strength, held).score(x[:held], y[:held]))
    return float(fitted(best, 0).score(unseen, truth))


def tuned_accuracy(generator: Generator, data: Labelled, unseen: Labelled, *, categories: int, steps: int) -> float:
    """The same of the whole network with a linear head on its last block, trained on `data` by cross-entropy."""
    torch.manual_seed(SEED)
    encoder = Encoder(copy.deepcopy(generator).requires_grad_(True))
    width = generator.config.width
    head = nn.Sequential(nn.LayerNorm(width, elementwise_affine=False), nn.Linear(width, categories))
    parameters = [*encoder.parameters(), *head.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=LEARNING_RATE, betas=(0.9, 0.99), weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps, pct_start=0.1)
    for rows in islice(_batches(len(data.y)), steps):
        few = data[rows]
        loss = F.cross_entropy(head(encoder(few.images)[:, -1]), torch.from_numpy(few.y))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        schedule.step()
    with torch.inference_mode():
        found = [head(encoder(few)[:, -1]).argmax(1) for few in unseen.images.split(BATCH)]
    return float((torch.cat(found).numpy() == unseen.y).mean())


def measure_probes(
    models: Mapping[str, Generator], train: Labelled, unseen: Labelled, *, categories: int, steps: int
) -> Iterator[tuple[str, dict[int, float]]]:
    """Each probe, and its accuracy by the number of labelled images that it learnt from; `work` says how many probes.

    Args:
        models: by name; of the first one, a network with new weights is trained from scratch too.
        steps: of training of a whole network, in batches of 64; 0 = linear probes alone.
    """
    counts, both = probe_counts(len(train.y)), (train, unseen)

    def linear(x: FloatArray, others: FloatArray) -> dict[int, float]:
        return {n: linear_accuracy(x[:n], train.y[:n], others, unseen.y) for n in counts}

    pixels = [each.images.flatten(1).float().div(255).numpy() for each in both]
    yield "pixels, linear", linear(*pixels)
    for name, generator in models.items():
        yield f"{name}, linear", linear(*(features(generator, each.images) for each in both))
    networks = {f"{name}, all weights": each for name, each in models.items()}
    torch.manual_seed(SEED)
    networks["from scratch"] = Generator(next(iter(models.values())).config)
    for name, generator in networks.items() if steps else ():
        few = {n: train[np.arange(n)] for n in counts}
        yield (
            name,
            {
                n: tuned_accuracy(generator, some, unseen, categories=categories, steps=steps)
                for n, some in few.items()
            },
        )


def probe_counts(images: int) -> list[int]:
    """Of labelled images: `COUNTS` and all, where there are so many."""
    return [*(count for count in COUNTS if count < images), images]


def work(models: int, *, steps: int) -> int:
    """How many probes there are of so many models."""
    return 1 + models + (models + 1) * bool(steps)


def _batches(count: int) -> Iterator[IntArray]:
    """Rows of a batch, one epoch after another without end."""
    rng, size = np.random.default_rng(SEED), min(TUNED_BATCH, count)
    while True:
        order = rng.permutation(count)
        for start in range(0, count - size + 1, size):
            yield order[start : start + size]
