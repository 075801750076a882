import gzip
import struct
import tarfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.config import DataConfig, ModelConfig
from engine.data.dataset import load_dataset
from engine.data.idx import read_idx
from engine.errors import EngineError

MODEL = ModelConfig(image_size=12, patch_size=4, width=16, heads=2)
IN_ORDER = DataConfig(held_out="last")
"""Held out are the last images: the others are in the order of the data."""


def idx(array: np.ndarray) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.astype(np.uint8).tobytes()


def test_a_folder_of_any_sizes_modes_and_depths_is_read(picture_folder: Path) -> None:
    data = load_dataset(picture_folder, MODEL, IN_ORDER)
    assert data.images.shape == (36, 1, 12, 12)
    assert data.validation.shape == (4, 1, 12, 12)
    assert data.notes == []


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_pictures_of_16_bits_are_learnt_in_their_own_tones(tmp_path: Path, suffix: str) -> None:
    deep = np.linspace(5000, 60000, 12 * 12).astype(np.uint16).reshape(12, 12)
    for number in range(3):
        Image.fromarray(deep // (number + 1)).save(tmp_path / f"{number}{suffix}")
    images = load_dataset(tmp_path, MODEL, IN_ORDER).images
    for number, image in enumerate(images.numpy()):
        np.testing.assert_array_equal(image[0], np.rint(deep // (number + 1) / 257))


def test_colour_that_is_lost_on_a_grey_model_is_told(tmp_path: Path) -> None:
    for i in range(4):
        Image.new("RGB", (12, 12), (40 * i, 40 * i, 40 * i)).save(tmp_path / f"{i}.jpg")
    assert not load_dataset(tmp_path, MODEL, IN_ORDER).notes, "grey, though stored as RGB"
    Image.new("RGB", (12, 12), (200, 20, 20)).save(tmp_path / "red.png")
    assert load_dataset(tmp_path, MODEL, IN_ORDER).notes
    coloured = ModelConfig(image_size=12, patch_size=4, width=16, heads=2, channels=3)
    assert not load_dataset(tmp_path, coloured, DataConfig()).notes


def test_an_unreadable_image_is_named_and_skipped(picture_folder: Path) -> None:
    (picture_folder / "broken.png").write_bytes(b"not a picture")
    truncated = picture_folder / "truncated.png"
    truncated.write_bytes((picture_folder / "5.png").read_bytes()[:60])
    data = load_dataset(picture_folder, MODEL, IN_ORDER)
    assert len(data.images) + len(data.validation) == 40
    assert len(data.notes) == 2
    assert "broken.png" in data.notes[0]
    assert "truncated.png" in data.notes[1]


def test_pictures_of_a_folder_that_are_passed_over_are_told(picture_folder: Path) -> None:
    (picture_folder / ".thumbnails").mkdir()
    Image.new("L", (12, 12)).save(picture_folder / ".thumbnails" / "1.png")
    data = load_dataset(picture_folder, MODEL, IN_ORDER)
    assert len(data.images) + len(data.validation) == 40
    assert data.notes == ["Passed over: 1 picture hidden or in hidden or system folders (.thumbnails)."]


def test_a_folder_without_a_usable_image_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no image file"):
        load_dataset(tmp_path, MODEL, IN_ORDER)
    (tmp_path / "broken.png").write_bytes(b"not a picture")
    with pytest.raises(EngineError, match="no usable image"):
        load_dataset(tmp_path, MODEL, IN_ORDER)


def test_exif_orientation_is_honoured(tmp_path: Path) -> None:
    pixels = np.zeros((12, 12), dtype=np.uint8)
    pixels[:, :6] = 255
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise to see it upright
    for i in range(2):
        Image.fromarray(pixels).save(tmp_path / f"{i}.jpg", exif=exif, quality=95)
    image = load_dataset(tmp_path, MODEL, IN_ORDER).images[0, 0]
    assert image[:5].min() > 200
    assert image[7:].max() < 50


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_an_idx_file_is_read_with_its_labels(tmp_path: Path, suffix: str) -> None:
    images = np.random.default_rng(0).integers(0, 256, (30, 12, 12))
    labels = np.arange(30) % 3
    for name, array in (("a-images-idx3-ubyte", images), ("a-labels-idx1-ubyte", labels)):
        data = gzip.compress(idx(array)) if suffix else idx(array)
        (tmp_path / (name + suffix)).write_bytes(data)
    data_set = load_dataset(tmp_path / f"a-images-idx3-ubyte{suffix}", MODEL, IN_ORDER)
    assert (data_set.images[:, 0].numpy() == images[:27]).all()
    assert data_set.classes is not None
    assert data_set.classes.tolist() == labels[:27].tolist()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not an IDX file"),
        (b"\x89PNG....", "not an IDX file"),
        (idx(np.zeros((2, 3, 3)))[:-1], "truncated"),
        (gzip.compress(idx(np.zeros((2, 3, 3))), mtime=0)[:-9], "cannot be read"),
        (struct.pack(">HBB3I", 0, 8, 3, 2**31, 2**31, 2**31), "truncated"),
    ],
)
def test_a_damaged_idx_file_is_one_clear_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "images.idx"
    path.write_bytes(content)
    with pytest.raises(EngineError, match=message):
        read_idx(path)


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="does not exist"):
        load_dataset(tmp_path / "nowhere", MODEL, IN_ORDER)


def picture(tone: int) -> bytes:
    buffer = BytesIO()
    Image.fromarray(np.full((12, 12), tone, dtype=np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def tar(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, BytesIO(data))
    return path


def shard(path: Path, count: int, *, first: int = 0) -> Path:
    members: dict[str, bytes] = {}
    for i in range(first, first + count):
        members |= {f"{i:03d}.png": picture(i), f"{i:03d}.cls": str(i % 3).encode()}
    return tar(path, members)


def test_tar_shards_are_read_in_order_with_their_labels(tmp_path: Path) -> None:
    shard(tmp_path / "a-0.tar", 10)
    shard(tmp_path / "a-1.tar", 10, first=10)
    data = load_dataset(tmp_path / "a-*.tar", MODEL, IN_ORDER)
    assert data.images[:, 0, 0, 0].tolist() == list(range(18))
    assert data.classes is not None
    assert data.classes.tolist() == [i % 3 for i in range(18)]


def test_pictures_in_a_shard_may_have_dots_in_their_names(tmp_path: Path) -> None:
    names = ["a", "IMG.2021", "IMG.2022", "v1.0/photo.v2", "v1.0/photo.v3"]
    members: dict[str, bytes] = {}
    for i, name in enumerate(names):
        members |= {f"{name}.cls": str(i % 2).encode(), f"{name}.PNG": picture(i)}
    data = load_dataset(tar(tmp_path / "a.tar", members), MODEL, IN_ORDER)
    assert data.classes is not None
    assert data.images[:, 0, 0, 0].tolist() == [0, 1, 2, 3]
    assert data.classes.tolist() == [0, 1, 0, 1]
    assert len(data.validation) == 1


def test_pictures_in_a_shard_may_have_the_same_name_but_for_their_kind(tmp_path: Path) -> None:
    members = {"a.png": picture(0), "a.bmp": picture(1), "a.cls": b"7"}
    members |= {"b.png": picture(2), "b.cls": b"8", "c.png": picture(3), "c.cls": b"8"}
    data = load_dataset(tar(tmp_path / "a.tar", members), MODEL, IN_ORDER)
    assert data.images[:, 0, 0, 0].tolist() == [0, 1, 2]
    assert data.classes is not None
    assert data.classes.tolist() == [7, 7, 8]


@pytest.mark.parametrize("name", ["x[1].tar", "what?.tar", "all*.tar"])
def test_the_name_of_a_shard_that_exists_is_no_pattern(tmp_path: Path, name: str) -> None:
    shard(tmp_path / name, 4)
    shard(tmp_path / "all-others.tar", 8)
    assert len(load_dataset(tmp_path / name, MODEL, IN_ORDER).images) == 3


def test_a_pickle_in_a_shard_is_passed_over_unopened(tmp_path: Path) -> None:
    path = shard(tmp_path / "a.tar", 4)
    with tarfile.open(path, "a") as archive:
        member = tarfile.TarInfo("000.pkl")
        trap = b"cos\nsystem\n(S'touch " + str(tmp_path / "trap").encode() + b"'\ntR."
        member.size = len(trap)
        archive.addfile(member, BytesIO(trap))
    assert len(load_dataset(path, MODEL, IN_ORDER).images) == 3
    assert not (tmp_path / "trap").exists()


def test_a_truncated_shard_and_an_empty_glob_are_one_clear_line(tmp_path: Path) -> None:
    path = shard(tmp_path / "a.tar", 4)
    path.write_bytes(path.read_bytes()[:700])
    with pytest.raises(EngineError, match="not a readable tar shard"):
        load_dataset(path, MODEL, IN_ORDER)
    with pytest.raises(EngineError, match="no tar shard matches"):
        load_dataset(tmp_path / "b-*.tar", MODEL, IN_ORDER)


def test_labels_stay_with_their_images_when_one_cannot_be_read(tmp_path: Path) -> None:
    path = shard(tmp_path / "my shard.tar", 20)
    data = bytearray(path.read_bytes())
    data[512 * 1 : 512 * 1 + 8] = b"\0" * 8  # the first picture's signature
    path.write_bytes(data)
    result = load_dataset(path, MODEL, IN_ORDER)
    assert len(result.notes) == 1
    assert result.classes is not None
    assert [int(v) % 3 for v in result.images[:, 0, 0, 0]] == result.classes.tolist()


def test_a_crop_leaves_the_edges_out(tmp_path: Path) -> None:
    framed = np.full((24, 24), 255, dtype=np.uint8)
    framed[6:18, 6:18] = 0
    for i in range(2):
        Image.fromarray(framed).save(tmp_path / f"{i}.png")
    assert load_dataset(tmp_path, MODEL, DataConfig(crop=0.5)).images.max() < 128
    assert load_dataset(tmp_path, MODEL, IN_ORDER).images.max() == 255


def test_labels_that_are_not_one_for_each_image_are_named(tmp_path: Path) -> None:
    (tmp_path / "a-images-idx3-ubyte").write_bytes(idx(np.zeros((5, 12, 12))))
    (tmp_path / "a-labels-idx1-ubyte").write_bytes(idx(np.zeros(4)))
    with pytest.raises(EngineError, match=r"a-labels-idx1-ubyte does not hold one label for each image"):
        load_dataset(tmp_path / "a-images-idx3-ubyte", MODEL, IN_ORDER)
