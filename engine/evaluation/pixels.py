"""Measures of single pixels: grain, transparency, colours of a palette, and whether views agree in their colours."""

from __future__ import annotations

import numpy as np
import torch

from engine.evaluation.intervals import FloatArray
from engine.networks.inference import to_unit
from engine.patches import BoolArray, Grid, patchify
from engine.pictures.images import UInt8Array
from engine.training.objectives import octave_power

BATCH = 500
OFF = 0.1
"""Distance in RGB, each channel 0 to 1, from which on a colour is another than the nearest of a palette."""


def finest_octave(images: UInt8Array, target: BoolArray, grid: Grid) -> FloatArray:
    """Power of the finest octave at the targets, of colour apart from brightness; of grey images, of their grey.

    Args:
        images: (N, H, W, C).
        target: T of each, (N, L) bool.
        grid: of patches that halve.

    Returns:
        (N,) sums over the targets.
    """
    sums = []
    parts = {1: 1, 3: 2, 4: 3}[images.shape[-1]]  # brightness, colour, alpha
    for start in range(0, len(images), BATCH):
        pixels = to_unit(torch.from_numpy(images[start : start + BATCH]).permute(0, 3, 1, 2))
        octaves = octave_power(patchify(pixels, grid), grid.patch_size)
        finest = octaves[..., octaves.shape[-1] // parts if parts > 1 else 0]
        sums.append((finest * torch.from_numpy(target[start : start + BATCH])).sum(dim=1).double().numpy())
    return np.concatenate(sums)


def alpha_agreement(images: UInt8Array, others: UInt8Array, inside: BoolArray) -> FloatArray:
    """(N,) share of the pixels of a mask (N, H, W) that are opaque in both (N, H, W, 4) images, or in neither."""
    same = (images[..., 3] >= 128) == (others[..., 3] >= 128)
    result: FloatArray = (same & inside).sum(axis=(1, 2)) / inside.sum(axis=(1, 2))
    return result


def off_palette(images: UInt8Array, inside: BoolArray, given: UInt8Array, known: BoolArray) -> FloatArray:
    """Share of the opaque pixels of a mask whose colour is none of the known ones.

    Args:
        images: (N, H, W, C); inside: (N, H, W) bool, the pixels that are judged.
        given: (N, H, W, C); known: (N, H, W) bool, the pixels that the palette of each is taken from.

    Returns:
        (M,) of those of the N images that have pixels of both kinds.
    """
    shares = []
    for image, judged, source, told in zip(images, inside, given, known, strict=True):
        palette, colours = colours_of(source[told]), colours_of(image[judged])
        if len(palette) and len(colours):
            shares.append(float((_to_nearest(colours, palette) > OFF).mean()))
    return np.array(shares)


def colour_distance(one: UInt8Array, other: UInt8Array) -> float:
    """Root mean squared distance of the opaque pixels of two images to the nearest colour of the other, both ways.

    Args:
        one, other: (..., C) uint8, of any sizes.

    Returns:
        a distance in RGB, each channel 0 to 1; NaN where an image has no opaque pixel.
    """
    a, b = colours_of(one), colours_of(other)
    if not (len(a) and len(b)):
        return float("nan")
    return float(np.sqrt(np.square(_to_nearest(a, b)).mean() / 2 + np.square(_to_nearest(b, a)).mean() / 2))


def colours_of(pixels: UInt8Array) -> FloatArray:
    """(..., C) uint8 -> (K, 3) in [0, 1], the colours of the opaque pixels, each as often as it is there."""
    flat = pixels.reshape(-1, pixels.shape[-1])
    if flat.shape[1] == 4:
        flat = flat[flat[:, 3] >= 128, :3]
    return np.broadcast_to(flat, (len(flat), 3)) / 255


def _to_nearest(colours: FloatArray, palette: FloatArray) -> FloatArray:
    """(K,) distances of (K, 3) colours to the nearest of (M, 3)."""
    few, which = np.unique(colours, axis=0, return_inverse=True)
    distances = torch.cdist(torch.from_numpy(few), torch.from_numpy(np.unique(palette, axis=0)))
    return distances.min(dim=1).values.numpy()[which.reshape(-1)]
