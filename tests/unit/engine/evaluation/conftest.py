"""Images of independent flat patches, of which a perfect sampler is known, and three samplers of them."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine.config import ModelConfig, ViewConfig
from engine.evaluation.features import FeatureConfig, FeatureNet, Features
from engine.models.completion import Model
from engine.networks.generator import Generator, Noise
from engine.networks.inference import TorchRuntime
from engine.pictures.images import UInt8Array
from engine.subsets import SubsetPair

CONFIG = ModelConfig(image_size=12, patch_size=4, width=16, depth=1, heads=2, noise_global=4, noise_patch=2)

TWINS = ModelConfig(
    image_size=(12, 24),
    channels=4,
    patch_size=4,
    width=16,
    depth=1,
    heads=2,
    views=(
        ViewConfig(name="left", row=0, column=0, rows=3, columns=3),
        ViewConfig(name="right", row=0, column=3, rows=3, columns=3),
    ),
)
"""Of `twins`."""


class Sampler(nn.Module):
    """Stands for a generator: flat patches, uniform and independent, or not."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind, self.config = kind, CONFIG
        self.unused = nn.Parameter(torch.zeros(()))

    def forward(
        self, patches: Tensor, pair: SubsetPair[Tensor], noise: Noise, labels: Tensor | None = None
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """As `engine.networks.generator.Generator.forward`."""
        flat = torch.erf(noise.patch[..., :1] / 2**0.5)
        if self.kind == "collapsed":
            flat = torch.zeros_like(flat)
        if self.kind == "inconsistent":  # what is drawn depends on how much is known
            flat = flat * (1 - pair.known.float().mean(dim=1))[:, None, None] ** 2
        given = torch.where(pair.known[..., None], patches, 0.0)
        return torch.where(pair.target[..., None], flat.expand_as(patches), given), ()


def sampler(kind: str) -> Model:
    return Model(CONFIG, TorchRuntime(Sampler(kind)))  # type: ignore[arg-type]


def flat_patches(count: int, seed: int = 0) -> UInt8Array:
    """(count, 12, 12, 1): each of the nine patches of one grey, uniform and independent."""
    greys = np.random.default_rng(seed).integers(0, 256, (count, 3, 3, 1), dtype=np.uint8)
    return greys.repeat(4, axis=1).repeat(4, axis=2)


def twins(count: int, seed: int = 0) -> UInt8Array:
    """(count, 12, 24, 4): two views of one figure in one colour, on nothing."""
    rng = np.random.default_rng(seed)
    images = np.zeros((count, 12, 24, 4), dtype=np.uint8)
    for image, colour, top in zip(images, rng.integers(0, 256, (count, 3)), rng.integers(1, 5, count), strict=True):
        image[top : top + 6, 3:9] = image[top : top + 6, 15:21] = (*colour, 255)
    return images


def beginner() -> Model:
    """An untrained model of `TWINS`."""
    torch.manual_seed(0)
    return Model(TWINS, TorchRuntime(Generator(TWINS).eval()))


@pytest.fixture(scope="session")
def features() -> Features:
    """A net as it is before training: it still tells distributions apart."""
    torch.manual_seed(0)
    net = FeatureNet(FeatureConfig(image_size=12, channels=1, width=16, dimension=8, classes=3))
    net.scale.fill_(0.1)
    return Features(net=net.requires_grad_(False).eval(), name="untrained", hash="0" * 16, card={})
