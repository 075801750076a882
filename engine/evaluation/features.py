"""Frozen feature nets: what images are measured by. Small, trained on the data itself, hashed.

A feature net is a folder: weights (safetensors) and a JSON description. No downloaded network is used, so that
figures made with it are called `ffd` and `fkid`, never FID and KID, and compare only under the same hash.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import safetensors.torch
import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError
from torch import Tensor, nn

from engine.config import ModelConfig, Pixels
from engine.configs.validation import first_problem
from engine.errors import EngineError
from engine.evaluation.intervals import FloatArray
from engine.evaluation.pretrained import PretrainedFeatures, find_pretrained
from engine.files import make_folder, write_atomically
from engine.models.library import ModelInfo
from engine.networks.inference import to_unit
from engine.pictures.images import UInt8Array
from engine.wording import COLOURS

WEIGHTS, DESCRIPTION = "features.safetensors", "features.json"
BATCH = 500
LARGEST = 8
"""Side of the last feature map, at most; strides of 2 lead there."""
CORRUPTIONS = 4
"""Kinds that the second head tells apart: none, blurred, noisy, a square from elsewhere."""


class NoFeaturesError(EngineError):
    """There is no feature net for a model's images."""


class FeatureConfig(BaseModel):
    """What a feature net is built from."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    image_size: Pixels | tuple[Pixels, Pixels]
    """As `ModelConfig.image_size`."""
    channels: int = Field(ge=1, le=4)
    """1 = grey, 3 = RGB, 4 = RGBA."""
    width: int = Field(default=128, ge=8)
    """Channels of the last feature map; each one before has half."""
    dimension: int = Field(default=64, ge=2)
    """Number of features."""
    classes: int = Field(default=0, ge=0)
    """Classes of the labels it was trained with; 0 = trained without labels."""


class FeatureNet(nn.Module):
    """Convolutions, a coarse map, centred and scaled features; heads for labels and for kinds of corruption."""

    mean: Tensor
    scale: Tensor

    def __init__(self, config: FeatureConfig) -> None:
        super().__init__()
        self.config = config
        size = config.image_size if isinstance(config.image_size, int) else max(config.image_size)
        halvings = max(0, (size - 1).bit_length() - LARGEST.bit_length() + 1)
        widths = [max(16, config.width >> i) for i in range(halvings, -1, -1)]
        layers: list[nn.Module] = []
        for index, (before, after) in enumerate(pairwise([config.channels, *widths])):
            stride = 2 if index < halvings else 1
            layers += [nn.Conv2d(before, after, 3, stride, padding=1, bias=False), nn.BatchNorm2d(after), nn.GELU()]
        self.body = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(4), nn.Flatten())
        self.neck = nn.Linear(16 * widths[-1], config.dimension)
        self.head = nn.Linear(config.dimension, config.classes) if config.classes else None
        self.corruption = nn.Linear(config.dimension, CORRUPTIONS)
        self.register_buffer("mean", torch.zeros(config.dimension))
        self.register_buffer("scale", torch.ones(1))

    def forward(self, images: Tensor) -> Tensor:
        """(B, C, H, W) in [-1, 1] -> (B, dimension), of mean 0 and average variance 1 over the training images."""
        result: Tensor = (self.neck(self.body(images)) - self.mean) / self.scale
        return result

    def logits(self, features: Tensor) -> Tensor:
        """(B, dimension) features -> (B, classes).

        Raises:
            EngineError: it was trained without labels.
        """
        if self.head is None:
            raise EngineError("these features were trained without labels. Train some on labelled data.")
        result: Tensor = self.head(nn.functional.gelu(features * self.scale + self.mean))
        return result


@dataclass(frozen=True, kw_only=True)
class Features:
    """A loaded feature net and where it came from."""

    most: ClassVar[int] = 10**9
    """Images that are worth its time."""
    net: FeatureNet
    name: str
    hash: str
    """First 16 hexadecimal digits of the SHA-256 of its weights file; stored with every result."""
    card: dict[str, Any]
    """Data, licence, images seen, accuracy on held-out images, command."""

    @property
    def classes(self) -> int:
        """Number of classes it can name; 0 without labels."""
        return self.net.config.classes

    @property
    def categories(self) -> tuple[str, ...]:
        """What its classes are called; those of a net whose card does not say are numbered."""
        return tuple(self.card.get("categories", map(str, range(self.classes))))

    @torch.inference_mode()
    def __call__(self, images: UInt8Array, *, probabilities: bool = False) -> FloatArray:
        """(N, H, W, C) uint8 -> (N, dimension) float64, or probabilities (N, classes), rows that sum to 1."""
        device = next(self.net.parameters()).device
        pieces = []
        for start in range(0, len(images), BATCH):
            batch = torch.from_numpy(images[start : start + BATCH]).permute(0, 3, 1, 2).to(device)
            out = self.net(to_unit(batch))
            if probabilities:
                out = self.net.logits(out).softmax(dim=1)
            pieces.append(out.double().cpu().numpy())
        return np.concatenate(pieces)


ImageFeatures = Features | PretrainedFeatures
"""What images are measured by."""


def save_features(folder: Path, net: FeatureNet, card: dict[str, Any]) -> Features:
    """Write a feature net as float16 weights and JSON; give it back as it will be loaded.

    Raises:
        EngineError: the folder cannot be written.
    """
    make_folder(folder)
    tensors = {key: value.detach().cpu().contiguous() for key, value in net.state_dict().items()}
    halved = {k: v.half() if v.is_floating_point() else v for k, v in tensors.items()}
    data = safetensors.torch.save(halved)
    description = {"config": net.config.model_dump(), "hash": _hash(data), "card": card}
    write_atomically(folder / WEIGHTS, data)
    write_atomically(
        folder / DESCRIPTION,
        json.dumps(description, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace"),
    )
    return load_features(folder)


def load_features(folder: Path, *, device: torch.device | None = None) -> Features:
    """Load a feature net.

    Raises:
        EngineError: missing, damaged, or weights that are not those of the description.
    """
    remedy = "Train it again with `engine features`."
    try:
        description = json.loads((folder / DESCRIPTION).read_text("utf-8"))
        config = FeatureConfig.model_validate(description["config"])
        data = (folder / WEIGHTS).read_bytes()
    except FileNotFoundError as error:
        raise EngineError(
            f"{folder} is not a feature net: it has no {Path(error.filename).name}. {remedy}"
        ) from error
    except ValidationError as error:
        what = first_problem(error, FeatureConfig).what
        raise EngineError(f"{folder / DESCRIPTION} is damaged ({what}). {remedy}") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError(f"{folder / DESCRIPTION} is damaged ({str(error).splitlines()[0]}). {remedy}") from error
    if _hash(data) != description.get("hash"):
        raise EngineError(f"{folder / WEIGHTS} does not match the hash in {DESCRIPTION}. {remedy}")
    net = FeatureNet(config)
    try:
        net.load_state_dict({k: _widen(v) for k, v in safetensors.torch.load(data).items()})
    except (SafetensorError, RuntimeError) as error:
        raise EngineError(f"{folder / WEIGHTS} does not fit {DESCRIPTION}. {remedy}") from error
    net.requires_grad_(False).eval().to(device or torch.device("cpu"))
    return Features(net=net, name=folder.name, hash=_hash(data), card=dict(description.get("card", {})))


def find_features(wanted: str | None, info: ModelInfo, *, device: torch.device | None = None) -> Features:
    """The feature net to measure a model by.

    Args:
        wanted: a bundled name or a folder; None = `features` beside the model's weights, else the bundled one of
            the model's name, else the only bundled one for its size and channels.

    Raises:
        NoFeaturesError: there is none, or there is no telling which.
        EngineError: it is damaged, or for images of another size or other channels.
    """
    bundled = Path(str(resources.files("assets"))) / "features"
    names = sorted(path.parent.name for path in bundled.glob(f"*/{DESCRIPTION}"))
    remedy = "Train one with `engine features DATA OUT` and give --features OUT."
    if wanted is not None:
        features = load_features(bundled / wanted if wanted in names else Path(wanted), device=device)
    elif (info.path / "features" / DESCRIPTION).is_file():
        features = load_features(info.path / "features", device=device)
    elif info.name in names:
        features = load_features(bundled / info.name, device=device)
    else:
        candidates = [load_features(bundled / name, device=device) for name in names]
        fitting = [f for f in candidates if _fits(f, info.config)]
        if len(fitting) != 1:
            count = f"{len(fitting)} feature nets" if fitting else "no feature net"
            raise NoFeaturesError(f"{count} found for images of model '{info.name}'. {remedy}")
        features = fitting[0]
    if not _fits(features, info.config):
        size, colours = features.net.config.image_size, COLOURS[features.net.config.channels]
        shown = size if isinstance(size, int) else "x".join(map(str, size[::-1]))
        raise EngineError(
            f"features '{features.name}' are for {colours} images of {shown} pixels, not {info.name}'s. {remedy}"
        )
    return features


def find_nets(
    wanted: str | None, info: ModelInfo, images: UInt8Array, *, device: torch.device | None = None
) -> list[ImageFeatures]:
    """The feature nets to measure a model by: that of `find_features`, and ImageNet's where it is installed.

    Args:
        images: (N, H, W, C) real images, to which the second is fitted.

    Raises:
        EngineError: as `find_features`; but where there is no such net, ImageNet's alone will do.
    """
    second = find_pretrained(images, device)
    try:
        own = find_features(wanted, info, device=device)
    except NoFeaturesError:
        if second is None:
            raise
        return [second]
    return [own] if second is None else [own, second]


def _fits(features: Features, config: ModelConfig) -> bool:
    own = features.net.config
    return (own.image_size, own.channels) == (config.image_size, config.channels)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _widen(value: Tensor) -> Tensor:
    return value.float() if value.is_floating_point() else value
