"""Small real things that the engine's tests share: pictures, a data folder, a trained run, a model."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.config import Config, DiscriminatorConfig, ModelConfig, TrainingConfig
from engine.data.dataset import Dataset
from engine.training.trainer import Trainer

TINY = Config(
    name="tiny",
    model=ModelConfig(image_size=12, patch_size=4, width=16, depth=1, heads=2, noise_global=4, noise_patch=2),
    discriminator=DiscriminatorConfig(stem=(8, 16), depth=1, heads=2),
    training=TrainingConfig(images=800, batch=8, warmup_images=160, monitor_images=10**9, precision="float32"),
)
"""In float32 on every machine."""


def stripes(count: int, size: int = 12) -> torch.Tensor:
    """(count, 1, size, size) uint8: bars at random places and angles, enough to learn from."""
    rng = np.random.default_rng(0)
    images = np.zeros((count, size, size), dtype=np.uint8)
    for image in images:
        place = rng.integers(0, size - 2)
        if rng.random() < 0.5:
            image[place : place + 2] = 255
        else:
            image[:, place : place + 2] = 255
    return torch.from_numpy(images)[:, None]


@pytest.fixture
def dataset() -> Dataset:
    images = stripes(120)
    return Dataset(images=images[:100], validation=images[100:], labels=None)


@pytest.fixture
def trainer(dataset: Dataset) -> Trainer:
    return Trainer(TINY, dataset, device=torch.device("cpu"), seed=0)


@pytest.fixture
def picture_folder(tmp_path: Path) -> Path:
    """Forty pictures of several sizes, modes and formats, some nested."""
    folder = tmp_path / "pictures"
    (folder / "nested" / "deep").mkdir(parents=True)
    for i, image in enumerate(stripes(40, 24)[:, 0].numpy()):
        picture = Image.fromarray(image).resize((24 + i % 3, 30))
        where = folder / ("nested/deep" if i % 4 == 0 else "")
        if i % 5 == 0:
            picture.convert("RGBA").save(where / f"{i}.png")
        elif i % 5 == 1:
            picture.convert("P").save(where / f"{i}.gif")
        else:
            picture.convert("RGB").save(where / f"{i}.JPG", "JPEG")
    return folder
