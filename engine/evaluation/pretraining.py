"""Training of a feature net on the data itself, with labels or without.

Two tasks make it see what an image shows and how well it is drawn: the labels (without labels: telling two views of
one image from those of others, NT-Xent, arXiv:2002.05709), and which corruption the image suffered. Features of the
labels alone would forgive a blurred digit, which is the very fault of a squared-error completion.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.config import Config
from engine.data.dataset import Dataset, batch_indices, load_dataset
from engine.data.prefetch import Batches
from engine.data.store import ImageStore
from engine.errors import EngineError
from engine.evaluation.features import CORRUPTIONS, DESCRIPTION, FeatureConfig, FeatureNet, Features, save_features
from engine.files import check_folder
from engine.models.library import CONFIG
from engine.networks.inference import to_unit

TEMPERATURE = 0.2
"""Of the NT-Xent loss."""
CORRUPTION_WEIGHT = 0.1
"""Small: at 1 the net sees little else, and noise that no eye sees weighs more than five missing digits."""
CHECKED = 500
"""Training images kept back to tell how often the feature net is right; at most a tenth."""


@dataclass(frozen=True, kw_only=True)
class Pretraining:
    """How a feature net is made."""

    images: int = 180_000
    """Training images to see."""
    batch: int = 128
    learning_rate: float = 2e-3
    """Peak of a one-cycle schedule; AdamW."""
    width: int = 128
    """Of the net; see `FeatureConfig`."""
    seed: int = 0

    @property
    def steps(self) -> int:
        """How many whole batches that is."""
        return max(1, self.images // self.batch)


def read_data(data: Path, folder: Path, config: Config) -> Dataset:
    """Read the data that the feature net in `folder` will be trained on.

    Raises:
        EngineError: the data cannot be used, or the folder holds something else.
    """
    check_folder(folder)
    if folder.exists() and not (folder / DESCRIPTION).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise EngineError(f"{folder} holds something else. Choose a new folder.")
    if (folder / CONFIG).is_file():
        raise EngineError(f"{folder} is a model's folder. Choose {folder / 'features'}.")
    return load_dataset(data, config.model, config.data, store=ImageStore(folder=folder))


def make_features(
    whole: Dataset,
    folder: Path,
    config: Config,
    settings: Pretraining,
    *,
    data: Path,
    device: torch.device,
    command: str,
    tick: Callable[[int], None] = lambda count: None,
) -> Features:
    """Train a feature net on the training images of a data set, of `read_data`, and write it.

    Args:
        data: where the data set came from, for the card.

    Raises:
        EngineError: the folder cannot be written.
    """
    N, labels = len(whole.images), whole.classes
    first, last = slice(N - min(CHECKED, N // 10)), slice(N - min(CHECKED, N // 10), None)
    some = None if labels is None else labels[first]
    training = Dataset(
        images=whole.images[first], validation=whole.validation, classes=some, categories=whole.categories
    )
    net = train_features(training, settings, device=device, tick=tick)
    card = {
        "data": str(data),
        "licence": config.licence,
        "training": asdict(settings),
        "trained_on": len(training.images),
        **({"categories": list(whole.categories)} if whole.categories else {}),
        "command": command,
    }
    if len(training.images) < N:
        card["accuracy"] = accuracies(net, whole.images[last], None if labels is None else labels[last])
    return save_features(folder, net, card)


def train_features(
    data: Dataset,
    settings: Pretraining,
    *,
    device: torch.device,
    tick: Callable[[int], None] = lambda count: None,
) -> FeatureNet:
    """Train, then centre and scale over the training images; all but the choice of images is the device's work.

    Args:
        tick: called after every step with the number of images in it.
    """
    torch.manual_seed(settings.seed)
    N, C, H, W = data.images.shape
    size = H if H == W else (H, W)
    classes = 0 if data.classes is None else len(data.categories) or int(data.classes.max()) + 1
    net = FeatureNet(FeatureConfig(image_size=size, channels=C, width=settings.width, classes=classes)).to(device)
    projection = nn.Linear(net.config.dimension, net.config.dimension).to(device)
    optimizer = torch.optim.AdamW([*net.parameters(), *projection.parameters()], settings.learning_rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, settings.learning_rate, total_steps=settings.steps)
    random = torch.Generator(device).manual_seed(settings.seed)

    def choose(step: int) -> NDArray[np.int64]:
        return batch_indices(seed=settings.seed, first=step * settings.batch, count=settings.batch, size=N)

    batches = Batches(data.images, choose, device=device)
    net.train()
    for step in range(settings.steps):
        images = to_unit(batches(step)).contiguous()
        if data.classes is None:
            views = torch.cat([view(images, random), view(images, random)])
            loss = contrast(projection(F.gelu(net(views))))
        else:
            images, loss = move(images, random), torch.zeros((), device=device)
        corrupted, kinds = corrupt(images, random)
        features = net(corrupted)
        loss = loss + CORRUPTION_WEIGHT * F.cross_entropy(net.corruption(F.gelu(features)), kinds)
        if data.classes is not None:
            named = data.classes[choose(step)].to(device)
            if (named >= 0).any():
                loss = loss + F.cross_entropy(net.logits(features), named, ignore_index=-1)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        schedule.step()
        tick(settings.batch)
    net.half().float()  # as the file will hold it, so that what follows is of the loaded net
    standardise(net.eval().requires_grad_(False), data.images)
    return net


@torch.no_grad()
def standardise(net: FeatureNet, images: Tensor) -> None:
    """Set a net's mean and scale from (N, C, H, W) uint8 images, in place.

    One scale for all features: whitening would blow up those in which real images hardly differ.
    """
    device = net.mean.device
    few = images[torch.linspace(0, len(images) - 1, min(10_000, len(images))).long()]
    features = torch.cat([net(to_unit(part.to(device)).contiguous()) for part in few.split(500)])
    net.mean.copy_(features.mean(dim=0))
    net.scale.copy_(features.var(dim=0).mean().sqrt().clamp_min(1e-3))


@torch.no_grad()
def accuracies(net: FeatureNet, images: Tensor, labels: Tensor | None) -> dict[str, float]:
    """Shares of (N, C, H, W) uint8 images whose label, if known, and whose corruption the net names right."""
    device = net.mean.device
    shown = to_unit(images.to(device)).contiguous()
    corrupted, kinds = corrupt(shown, torch.Generator(device).manual_seed(0))
    kind = net.corruption(F.gelu(net(corrupted) * net.scale + net.mean)).argmax(dim=1)
    result = {"corruption": round(float((kind == kinds).float().mean()), 4)}
    if labels is not None and (labels >= 0).any():
        named = net.logits(net(shown)).argmax(dim=1).cpu()
        result["label"] = round(float((named == labels)[labels >= 0].float().mean()), 4)
    return result


def contrast(projected: Tensor) -> Tensor:
    """NT-Xent of (2B, D), the i-th and the (B + i)-th being views of one image."""
    unit = F.normalize(projected, dim=1)
    similarity = unit @ unit.T / TEMPERATURE
    similarity.fill_diagonal_(-1e9)
    other = torch.arange(len(unit), device=unit.device).roll(len(unit) // 2)
    return F.cross_entropy(similarity, other)


def corrupt(images: Tensor, random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Leave each image as it is, blur it, add noise, or put a square of it elsewhere.

    Args:
        images: (B, C, H, W) in [-1, 1].
        random: on the same device.

    Returns:
        images of the same shape, and the kind of corruption of each, (B,) int64.
    """
    B, _, H, W = images.shape
    device = images.device
    kinds = torch.randint(CORRUPTIONS, (B,), generator=random, device=device)
    strength = torch.rand(B, 1, 1, 1, generator=random, device=device)
    smooth = F.avg_pool2d(F.avg_pool2d(images, 3, 1, 1, count_include_pad=False), 3, 1, 1, count_include_pad=False)
    blurred = images.lerp(smooth, 0.3 + 0.7 * strength)
    noise = torch.randn(images.shape, generator=random, device=device)
    noisy = (images + (0.1 + 0.2 * strength) * noise).clamp(-1, 1)
    shift = [int(torch.randint(H // 4, H // 2 + 1, (1,), generator=random, device=device)) for _ in range(2)]
    top, left = torch.rand(2, B, 1, 1, generator=random, device=device) * 0.6
    side = 0.2 + 0.3 * strength[:, 0]
    rows, columns = torch.arange(H, device=device)[:, None] / H, torch.arange(W, device=device)[None] / W
    inside = (rows >= top) & (rows < top + side) & (columns >= left) & (columns < left + side)
    moved = torch.where(inside[:, None], images.roll(shift, dims=(2, 3)), images)
    every = torch.stack([images, blurred, noisy, moved])
    return every[kinds, torch.arange(B, device=device)], kinds


def move(images: Tensor, random: torch.Generator, *, most: int = 2) -> Tensor:
    """Shift a batch (B, C, H, W) by up to `most` pixels, the same for all; the edge repeats."""
    y, x = torch.randint(0, 2 * most + 1, (2,), generator=random, device=images.device).tolist()
    H, W = images.shape[2:]
    return F.pad(images, (most, most, most, most), mode="replicate")[:, :, y : y + H, x : x + W]


def view(images: Tensor, random: torch.Generator) -> Tensor:
    """A view of each (B, C, H, W): a crop of 60 to 100 %, perhaps mirrored, of other brightness and contrast."""
    B, device = len(images), images.device
    zoom = 0.6 + 0.4 * torch.rand(B, generator=random, device=device)
    mirror = torch.where(torch.rand(B, generator=random, device=device) < 0.5, -1.0, 1.0)
    place = (2 * torch.rand(B, 2, generator=random, device=device) - 1) * (1 - zoom)[:, None]
    affine = torch.zeros(B, 2, 3, device=device)
    affine[:, 0, 0], affine[:, 1, 1], affine[:, :, 2] = zoom * mirror, zoom, place
    grid = F.affine_grid(affine, list(images.shape), align_corners=False)
    cropped = F.grid_sample(images, grid, padding_mode="border", align_corners=False)
    tone = 0.3 * (2 * torch.rand(2, B, 1, 1, 1, generator=random, device=device) - 1)
    return (cropped * (1 + tone[0]) + tone[1]).clamp(-1, 1)
