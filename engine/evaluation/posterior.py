"""Measures of many completions of the same x_S, and what each is for a sampler of the true posterior.

All rest on one fact: given x_S, the completions of a perfect sampler and the truth are draws from one
distribution. So two completions relate to each other as a completion does to the truth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from engine.evaluation.distances import flat_levels
from engine.evaluation.intervals import FloatArray, IntArray
from engine.pictures.images import UInt8Array


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Sums of squares over the pixels of each image, as shares of the grey range; (M,) each."""

    alone: FloatArray
    """Between a completion and the truth, averaged over the completions."""
    together: FloatArray
    """Between the mean of the completions and the truth."""
    apart: FloatArray
    """Between two completions, averaged over the pairs."""


def spread(completions: UInt8Array, truth: UInt8Array) -> Spread:
    """How far P completions (M, P, H, W, C) of M images lie from the truth (M, H, W, C) and from each other."""
    M, P = completions.shape[:2]
    x = flat_levels(completions.reshape(M * P, *truth.shape[1:])).reshape(M, P, -1).astype(np.float64)
    y = flat_levels(truth).astype(np.float64)
    mean = x.mean(axis=1)
    apart = 2 * np.square(x - mean[:, None]).sum(axis=2).sum(axis=1) / (P - 1)
    return Spread(
        alone=np.square(x - y[:, None]).sum(axis=2).mean(axis=1),
        together=np.square(mean - y).sum(axis=1),
        apart=apart,
    )


def gain(alone: FloatArray, together: FloatArray) -> float:
    """PSNR gain in dB, of errors summed over images: 10·log10(2P/(P+1)) for a perfect sampler, whatever the data.

    Exact because the sums are taken before the logarithm; a mean of logarithms is so only where T is large.
    """
    return 10 * float(np.log10(max(alone.mean(), 1e-12) / max(together.mean(), 1e-12)))


def ideal_gain(P: int) -> float:
    """What `gain` is for P completions of a perfect sampler, in dB."""
    return 10 * float(np.log10(2 * P / (P + 1)))


def energy_score(completions: UInt8Array, truth: UInt8Array, share: FloatArray) -> FloatArray:
    """The energy score of P completions (M, P, H, W, C) of M images by the truth (M, H, W, C), image by image.

    E‖x − y‖ − ½ E‖x − x'‖, unbiased, with norms over all of T as root mean squares of levels in [0, 1]. Strictly
    proper (Gneiting and Raftery, 2007): on average least for the true posterior, whatever the sampler.

    Args:
        share: of T in each image, (M,).
    """
    M, P = completions.shape[:2]
    x = torch.from_numpy(flat_levels(completions.reshape(M * P, *truth.shape[1:])).reshape(M, P, -1))
    y = torch.from_numpy(flat_levels(truth))[:, None]
    apart = torch.cdist(x, x, compute_mode="donot_use_mm_for_euclid_dist").sum(dim=(1, 2)) / (P * (P - 1))
    scores = (torch.cdist(x, y).mean(dim=(1, 2)) - apart / 2).numpy().astype(np.float64)
    result: FloatArray = scores / np.sqrt(np.maximum(share, 1e-9) * x.shape[-1])
    return result


def energy(one: FloatArray, other: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Energy distance between two sets of completions of the same x_S, image by image.

    Args:
        one, other: (M, P, D) features. In pixels the measure is nearly blind: every two drawings are far apart there.

    Returns:
        distances (M,): 2·E|x−y| − E|x−x'| − E|y−y'|, unbiased, so 0 on average where both are of one distribution;
        scales (M,): E|x−x'| within the first set.
    """
    P = one.shape[1]
    x, y = torch.from_numpy(one), torch.from_numpy(other)
    across = torch.cdist(x, y).mean(dim=(1, 2))
    within = [torch.cdist(s, s).sum(dim=(1, 2)) / (P * (P - 1)) for s in (x, y)]
    return (2 * across - within[0] - within[1]).numpy(), within[0].numpy()


def agreement(classes: IntArray, truth: IntArray) -> tuple[FloatArray, FloatArray]:
    """How often a completion shows the true class, and how often two completions show the same.

    Args:
        classes: (M, P) the class that each completion shows; truth: (M,).

    Returns:
        kept (M,), agreed (M,): of one mean for a perfect sampler.
    """
    P = classes.shape[1]
    kept = (classes == truth[:, None]).mean(axis=1)
    same = (classes[:, :, None] == classes[:, None, :]).sum(axis=(1, 2)) - P
    return kept, same / (P * (P - 1))


def histogram_distance(a: IntArray, b: IntArray) -> float:
    """Total variation between the class histograms of (N,) and (M,) labels: 0 = alike, 1 = no class in common."""
    classes = int(max(a.max(), b.max())) + 1
    shares = [np.bincount(v, minlength=classes) / len(v) for v in (a, b)]
    return float(np.abs(shares[0] - shares[1]).sum() / 2)
