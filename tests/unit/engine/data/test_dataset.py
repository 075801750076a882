from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.config import DataConfig
from engine.data.dataset import batch_indices, fingerprint, load_dataset
from engine.errors import EngineError
from tests.unit.engine.conftest import TINY


def greys(folder: Path, count: int) -> Path:
    """Pictures of one grey each: 0, 1, 2, ..."""
    for grey in range(count):
        Image.new("L", (12, 12), grey).save(folder / f"{grey:02d}.png")
    return folder


@pytest.mark.parametrize(("count", "asked", "held_out"), [(40, 3, 3), (40, 100, 4), (5, 100, 1)])
def test_the_last_images_are_held_out_at_most_a_tenth_and_at_least_one(
    tmp_path: Path, count: int, asked: int, held_out: int
) -> None:
    data = load_dataset(greys(tmp_path, count), TINY.model, DataConfig(validation=asked))
    assert data.images[:, 0, 0, 0].tolist() == list(range(count - held_out))
    assert data.validation[:, 0, 0, 0].tolist() == list(range(count - held_out, count))


def test_one_image_is_too_few(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="training needs at least 2"):
        load_dataset(greys(tmp_path, 1), TINY.model, DataConfig())


def test_a_fingerprint_is_of_the_images_their_order_and_their_split() -> None:
    images = torch.arange(10, dtype=torch.uint8).reshape(10, 1, 1, 1)
    prints = {
        fingerprint(images[:8], images[8:]),
        fingerprint(images[:7], images[7:]),
        fingerprint(images[:8].flip(0), images[8:]),
        fingerprint(images[:8], images[8:].flip(0)),
        fingerprint(images[:8].reshape(4, 2, 1, 1), images[8:]),
    }
    assert len(prints) == 5
    assert fingerprint(images[:8].clone(), images[8:]) in prints


def test_every_epoch_shows_every_image_once_in_another_order() -> None:
    first, second = (batch_indices(seed=0, first=k * 10, count=10, size=10) for k in (0, 1))
    assert sorted(first) == sorted(second) == list(range(10))
    assert list(first) != list(second)
    assert list(first) != list(batch_indices(seed=1, first=0, count=10, size=10))


def test_batches_do_not_depend_on_how_a_run_is_cut() -> None:
    whole = batch_indices(seed=3, first=0, count=25, size=10)
    parts = [batch_indices(seed=3, first=i, count=5, size=10) for i in range(0, 25, 5)]
    assert (whole == np.concatenate(parts)).all()
