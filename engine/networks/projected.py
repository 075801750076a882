"""The projected discriminator: small heads that judge images by the features of a frozen network.

After Projected GAN (Sauer et al., 2021): random mixtures, fixed for good, across the channels of a stage and from
deeper stages to shallower ones, so that no head can rest on a few features; and one head for each stage.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.networks.features import CHANNELS, STRIDES
from engine.networks.layers import in_float32, with_masks
from engine.subsets import SubsetPair

WIDTH = 64
"""Channels of a head."""


class ProjectedDiscriminator(nn.Module):
    """f_k(φ(x); S, T), a logit of each stage k; told S and T by their share of each place. Always in float32."""

    def __init__(self, *, height: int, width: int) -> None:
        """Of features of inputs of so many pixels."""
        super().__init__()
        for k, channels in enumerate(CHANNELS):
            self.register_buffer(f"across{k}", _orthogonal(channels, channels))
            if k:
                self.register_buffer(f"down{k}", _orthogonal(CHANNELS[k - 1], channels))
        self.heads = nn.ModuleList(
            _head(channels, min(height, width) // stride) for channels, stride in zip(CHANNELS, STRIDES, strict=True)
        )

    def forward(self, features: Sequence[Tensor], pair: SubsetPair[Tensor]) -> Tensor:
        """Score a batch.

        Args:
            features: (B, channels, h, w) for each stage, shallow to deep, of images in which only S ∪ T is visible.
            pair: S and T by pixels, (B, 1, H, W) bool each.

        Returns:
            logits: (B, K), one for each stage.
        """
        with in_float32(features[0]):
            logits = []
            for head, x in zip(self.heads, self._mixed(features), strict=True):
                h, w = x.shape[2:]
                S, T = (F.adaptive_avg_pool2d(mask.float(), (h, w)) for mask in (pair.known, pair.target))
                logits.append(head(with_masks(x, SubsetPair(S, T))).mean((1, 2, 3)))
        return torch.stack(logits, dim=1)

    def _mixed(self, features: Sequence[Tensor]) -> list[Tensor]:
        mixed: list[Tensor] = []
        for k in reversed(range(len(features))):
            x = F.conv2d(features[k], self.get_buffer(f"across{k}"))
            if mixed:
                deeper = F.conv2d(mixed[0], self.get_buffer(f"down{k + 1}"))
                deeper = F.interpolate(deeper, size=x.shape[2:], mode="bilinear")
                x = (x + deeper) * math.sqrt(0.5)
            mixed.insert(0, x)
        return mixed


def _head(channels: int, side: int) -> nn.Sequential:
    """(B, channels + 2, side, side) -> (B, 1, h, w), halved while its shorter side is above 4."""
    convolutions = [nn.Conv2d(channels + 2, WIDTH, 3, padding=1)]
    while side > 4:
        convolutions.append(nn.Conv2d(WIDTH, WIDTH, 4, stride=2, padding=1))
        side //= 2
    convolutions.append(nn.Conv2d(WIDTH, WIDTH, 3, padding=1))
    layers: list[nn.Module] = []
    for convolution in convolutions:
        nn.init.kaiming_normal_(convolution.weight, a=0.2)
        layers += [convolution, nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, nn.Conv2d(WIDTH, 1, 1))


def _orthogonal(out: int, channels: int) -> Tensor:
    """The weights of a random 1x1 convolution that keeps the size of what it mixes: (out, channels, 1, 1)."""
    return nn.init.orthogonal_(torch.empty(out, channels))[:, :, None, None]
