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


def tones(images: torch.Tensor) -> list[int]:
    return [int(image.flatten()[0]) for image in images]


@pytest.mark.parametrize(("count", "asked", "held_out"), [(40, 3, 3), (40, 100, 4), (5, 100, 1)])
def test_images_are_held_out_at_most_a_tenth_and_at_least_one(
    tmp_path: Path, count: int, asked: int, held_out: int
) -> None:
    greys(tmp_path, count)
    last = load_dataset(tmp_path, TINY.model, DataConfig(validation=asked, held_out="last"))
    assert tones(last.images) == list(range(count - held_out))
    assert tones(last.validation) == list(range(count - held_out, count))
    drawn = load_dataset(tmp_path, TINY.model, DataConfig(validation=asked))
    assert len(drawn.validation) == held_out
    assert sorted(tones(drawn.images) + tones(drawn.validation)) == list(range(count))


def test_images_held_out_are_the_same_at_every_reading_and_from_all_over_the_data(tmp_path: Path) -> None:
    first, again = (load_dataset(greys(tmp_path, 200), TINY.model, DataConfig()) for _ in range(2))
    assert first.fingerprint() == again.fingerprint()
    held_out = tones(first.validation)
    assert min(held_out) < 50
    assert held_out != sorted(held_out)
    assert sorted(tones(first.images) + held_out) == list(range(200))


def test_images_are_held_out_in_proportion_of_the_classes_and_keep_their_labels(tmp_path: Path) -> None:
    sizes = {"a_cat": 60, "b_dog": 34, "c_cow": 1, "z_owl": 5}
    for tone, (name, size) in enumerate(sizes.items()):
        (tmp_path / name).mkdir()
        for number in range(size):
            Image.new("L", (12, 12), tone).save(tmp_path / name / f"{number}.png")
    data = load_dataset(tmp_path, TINY.model, DataConfig(labels=("class",)))
    held_out = tones(data.validation)
    assert [held_out.count(tone) for tone in range(4)] == [6, 3, 0, 1]
    assert data.labels is not None
    assert data.classes is not None
    assert data.validation_labels is not None
    assert data.labels[:, 0].tolist() == data.classes.tolist() == tones(data.images)
    assert data.validation_labels[:, 0].tolist() == held_out


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
