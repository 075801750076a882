import operator
import os
import tempfile
import threading
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from time import sleep

import numpy as np
import pytest

from engine.config import DataConfig, ModelConfig
from engine.data.dataset import load_dataset
from engine.data.samples import IN_HAND, in_order
from engine.data.store import ImageStore
from engine.errors import EngineError

MODEL = ModelConfig(image_size=12, channels=3, patch_size=4, width=16, heads=2)


def test_images_beyond_the_memory_are_mapped_from_a_file_without_a_name(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (20, 4, 6, 3), dtype=np.uint8)
    small, large = ImageStore(folder=tmp_path / "runs" / "new", memory=5 * 4 * 6 * 3), ImageStore()
    for image in images:
        small.add(image)
        large.add(image)
    mapped = small.array()
    assert isinstance(mapped, np.memmap)
    assert mapped.mode == "r+", "a private map counts against the system's memory, which it may exceed"
    assert not isinstance(large.array(), np.memmap)
    assert (small.array() == images).all()
    assert (large.array() == images).all()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_the_same_data_in_memory_and_on_disk(picture_folder: Path, tmp_path: Path) -> None:
    (picture_folder / "broken.png").write_bytes(b"not a picture")
    memory = load_dataset(picture_folder, MODEL, DataConfig())
    disk = load_dataset(picture_folder, MODEL, DataConfig(), store=ImageStore(folder=tmp_path, memory=1000))
    assert disk.fingerprint() == memory.fingerprint()
    assert disk.notes == memory.notes
    assert disk.images.shape == (36, 3, 12, 12)
    assert (disk.images == memory.images).all()
    assert (disk.validation == memory.validation).all()


def test_the_fingerprint_is_that_of_the_images_in_order_channel_by_channel(picture_folder: Path) -> None:
    """Runs of earlier versions hold one: a resume compares it."""
    data = load_dataset(picture_folder, MODEL, DataConfig())
    digest = blake2b(digest_size=16)
    for part in (data.images, data.validation):
        digest.update(repr(tuple(part.shape)).encode())
        digest.update(part.contiguous().numpy().tobytes())
    assert data.fingerprint() == digest.hexdigest()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Path("/dev/full").open("wb"))  # noqa: SIM115
    store = ImageStore(folder=tmp_path, memory=100)
    for _ in range(3):
        store.add(np.zeros((4, 4, 3), dtype=np.uint8))
    with pytest.raises(EngineError, match=r"images .* no file can hold them .*No space left.*Free space there\."):
        store.array()


def test_pictures_are_taken_as_they_are_wanted_not_all_at_once() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for i in range(10 * IN_HAND):
            taken.append(i)
            yield i

    results = in_order(operator.neg, items())
    assert next(results) == 0
    assert len(taken) <= IN_HAND
    assert list(results) == [-i for i in range(1, 10 * IN_HAND)]


def test_a_result_that_is_there_is_not_held_back_until_more_are_in_hand() -> None:
    second = threading.Event()
    taken: list[int] = []

    def items() -> Iterator[int]:
        for i in range(10):
            if i == 2:
                second.wait()  # in one thread it begins when the first is done
            taken.append(i)
            yield i

    def run(i: int) -> int:
        if i == 1:
            second.set()
        return i

    assert next(in_order(run, items(), threads=1, ahead=10)) == 0
    assert len(taken) <= 3


def test_threads_keep_the_order_of_the_items() -> None:
    def slow_at_first(i: int) -> int:
        sleep(0.02 if i < (os.cpu_count() or 1) else 0)
        return i

    assert list(in_order(slow_at_first, range(100))) == list(range(100))
