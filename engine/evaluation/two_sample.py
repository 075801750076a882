"""The two-sample test: how often a small convnet tells completions from real images (arXiv:1610.06545)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.evaluation.intervals import FloatArray
from engine.networks.inference import to_unit
from engine.pictures.images import UInt8Array

FOLDS = 2
WIDTHS = (16, 32, 64, 64)
"""Channels of the convolutions. The first has stride 1, to see every pixel; the others halve the map."""
STEPS = 300
"""Of training, for each fold, with `MOST_PAIRS`; with fewer there are more, as their root asks."""
EPOCHS = 60
"""How often an image is seen, at most: a few are learnt sooner."""
MOST_PAIRS, FEWEST_PAIRS, PIXELS = 64, 8, 64 * 28 * 28
"""Pairs in a step: as many as have about so many pixels, as large images take long and few of them show much."""
LEARNING_RATE = 2e-3
"""Peak of a one-cycle schedule; AdamW."""


@dataclass(frozen=True, kw_only=True)
class TwoSample:
    """The verdicts of nets on images that they were not trained on, above 0 for "real"."""

    real: FloatArray
    """(N,) of the real images."""
    drawn: FloatArray
    """(N,) of the completions."""

    @property
    def right(self) -> FloatArray:
        """(N,) share of right verdicts in each pair of an image and its completion; ½ on average by chance."""
        right = [(v > 0) + 0.5 * (v == 0) for v in (self.real, -self.drawn)]
        result: FloatArray = (right[0] + right[1]) / 2
        return result


def auc(real: FloatArray, drawn: FloatArray) -> float:
    """Area under the ROC curve: how often a real image looks more real than a completion, of all pairs of the two."""
    ranked = np.sort(drawn)
    below = np.searchsorted(ranked, real, "left") + np.searchsorted(ranked, real, "right")
    return float(below.mean() / 2 / len(drawn))


def two_sample(
    real: UInt8Array,
    drawn: UInt8Array,
    *,
    steps: int = STEPS,
    mirrored: bool = False,
    device: torch.device | None = None,
    seed: int = 0,
) -> TwoSample:
    """Train a net on one half of the pairs to judge the other, and the other way round.

    Args:
        real: (N, H, W, C).
        drawn: (N, H, W, C); the i-th may be a completion of the i-th real image: both are in the same half.
        steps: of training, for each half.
        mirrored: train on mirrored images too.
        seed: of the halves, the weights and the batches.
    """
    sets = [torch.from_numpy(images).permute(0, 3, 1, 2) for images in (real, drawn)]
    verdicts = np.zeros((2, len(real)))
    pairs, steps = _batches(real.shape, steps)
    halves: list[NDArray[np.int64]] = np.array_split(np.random.default_rng(seed).permutation(len(real)), FOLDS)
    for fold, judged in enumerate(halves):
        rng = np.random.default_rng([seed, fold])
        net = _trained(sets, halves[1 - fold], rng, pairs, steps, mirrored=mirrored, device=device)
        for row, images in enumerate(sets):
            with torch.inference_mode():
                pieces = [net(_input(part, device)) for part in images[judged].split(256)]
            verdicts[row, judged] = torch.cat(pieces).double().cpu().numpy()
    return TwoSample(real=verdicts[0], drawn=verdicts[1])


class _Judge(nn.Module):
    """(B, C, H, W) in [-1, 1] -> (B,): the logit of being real."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for index, width in enumerate(WIDTHS):
            stride = 2 if index else 1
            layers += [nn.Conv2d(channels, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
            channels = width
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(2 * channels, 1)

    def forward(self, images: Tensor) -> Tensor:
        maps = self.body(images)
        pooled = torch.cat([maps.mean(dim=(2, 3)), maps.amax(dim=(2, 3))], dim=1)  # the whole, and single faults
        result: Tensor = self.head(pooled)[:, 0]
        return result


def _trained(
    sets: list[Tensor],
    some: NDArray[np.int64],
    rng: np.random.Generator,
    pairs: int,
    steps: int,
    *,
    mirrored: bool,
    device: torch.device | None,
) -> _Judge:
    """A net that has learnt to tell real (N, C, H, W) from drawn ones by `some` of both."""
    labels = torch.tensor([1.0, 0.0], device=device).repeat_interleave(pairs)
    with torch.random.fork_rng():
        torch.manual_seed(int(rng.integers(2**31)))
        net = _Judge(sets[0].shape[1])
    net.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stubs lack it
    optimizer = torch.optim.AdamW(net.parameters(), LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps)
    net.train()
    for _ in range(steps):
        chosen = rng.choice(some, pairs, replace=False)
        images = _input(torch.cat([each[chosen] for each in sets]), device)
        if mirrored and rng.random() < 0.5:
            images = images.flip(3)
        loss = F.binary_cross_entropy_with_logits(net(images), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        schedule.step()
    net.eval()
    return net


def _batches(shape: tuple[int, ...], steps: int) -> tuple[int, int]:
    """Pairs in a step, and steps, of the training on half of (N, H, W, C) images."""
    half, pixels = max(1, shape[0] // FOLDS), shape[1] * shape[2]
    pairs = min(MOST_PAIRS, max(FEWEST_PAIRS, PIXELS // pixels))
    steps = round(steps * (MOST_PAIRS / pairs) ** 0.5)
    pairs = min(pairs, half)
    return pairs, min(steps, EPOCHS * half // pairs)


def _input(images: Tensor, device: torch.device | None) -> Tensor:
    return to_unit(images.to(device)).contiguous(memory_format=torch.channels_last)
