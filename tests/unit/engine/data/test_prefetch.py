from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine.data.dataset import Dataset, batch_indices
from engine.data.prefetch import AHEAD, Ahead, Batches, fits
from engine.data.store import IN_MEMORY, ImageStore
from engine.training.trainer import Trainer
from tests.unit.engine.conftest import TINY, stripes

CPU = torch.device("cpu")


def choose(step: int) -> NDArray[np.int64]:
    return batch_indices(seed=0, first=8 * step, count=8, size=50)


@pytest.fixture
def on_disk(tmp_path: Path) -> Dataset:
    """The images of `dataset`, in a file."""
    store = ImageStore(folder=tmp_path, memory=1000)
    for image in stripes(120).permute(0, 2, 3, 1).numpy():
        store.add(image)
    array = store.array()
    assert isinstance(array, np.memmap)
    images = torch.from_numpy(array).permute(0, 3, 1, 2)
    return Dataset(images=images[:100], validation=images[100:], labels=None)


@pytest.fixture
def nothing_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.data.prefetch.fits", lambda images, device: False)


@pytest.mark.usefixtures("nothing_fits")
def test_a_run_that_fetches_ahead_from_disk_is_bit_for_bit_the_resident_one(
    on_disk: Dataset, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """30 steps of 8: more than two epochs of 100 images, and across the end of the warm-up."""
    augment = {"translate": 1, "colour": 1, "cutout": 1}
    values = TINY.model_dump() | {"data": {"flip": True}, "augment": augment}
    config = type(TINY).model_validate(values)
    ahead = Trainer(config, on_disk, device=CPU, seed=3)
    assert not ahead.batches.resident
    ahead.draws = Ahead(ahead._random)
    monkeypatch.undo()
    resident = Trainer(config, dataset, device=CPU, seed=3)
    assert resident.batches.resident
    for _ in range(30):
        assert ahead.train_step() == resident.train_step()
    ours, theirs = ahead.state(), resident.state()
    assert all(torch.equal(ours[key], theirs[key]) for key in theirs)


@pytest.mark.usefixtures("nothing_fits")
def test_the_images_of_a_step_do_not_depend_on_the_steps_asked_for_before() -> None:
    images = torch.arange(50, dtype=torch.uint8).reshape(50, 1, 1, 1).expand(-1, 3, 4, 4)
    batches = Batches(images, choose, device=CPU)
    for step in (0, 1, 2, 3, 20, 5, 5, 6):
        assert batches(step)[:, 0, 0, 0].tolist() == choose(step).tolist()


def test_while_a_step_is_computed_the_next_are_fetched() -> None:
    asked: list[int] = []
    value = Ahead(asked.append)
    value(0)
    for step in range(1, AHEAD + 1):
        value._coming[step].result(timeout=10)
    assert asked == list(range(AHEAD + 1))
    value(1)
    value._coming[AHEAD + 1].result(timeout=10)
    assert asked == list(range(AHEAD + 2))


@pytest.mark.usefixtures("nothing_fits")
def test_what_goes_wrong_while_fetching_is_told_by_the_step_that_wants_it() -> None:
    batches = Batches(stripes(5), choose, device=CPU)
    with pytest.raises(IndexError):
        batches(0)


def test_images_fit_in_the_memory_that_reading_would_keep_them_in() -> None:
    assert fits(stripes(10), CPU)
    assert not fits(torch.empty(1, dtype=torch.uint8).expand(IN_MEMORY + 1), CPU)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
def test_a_gpu_is_fed_the_same_images_whether_they_fit_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    device, images = torch.device("cuda"), stripes(50)
    here = Batches(images, choose, device=device)
    assert here.resident
    monkeypatch.setattr("engine.data.prefetch.fits", lambda images, device: False)
    ahead = Batches(images, choose, device=device)
    for step in range(12):
        assert here(step).device.type == "cuda"
        assert torch.equal(here(step), ahead(step))
