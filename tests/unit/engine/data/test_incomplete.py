from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.config import DataConfig, ModelConfig
from engine.data.dataset import load_dataset
from engine.data.readers import read_pictures
from engine.errors import EngineError
from engine.patches import BoolArray
from tests.unit.engine.data.test_readers import idx, picture, tar

MODEL = ModelConfig(image_size=12, patch_size=4, width=16, heads=2)
LEFT = np.arange(9) % 3 == 0
"""The patches that touch the left edge."""


def png(path: Path, pixels: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels.astype(np.uint8)).save(path)


def mask(*, height: int = 12, width: int = 12, left: int) -> np.ndarray:
    """White but for the leftmost pixels."""
    pixels = np.full((height, width), 255)
    pixels[:, :left] = 0
    return pixels


def present(path: Path, *, model: ModelConfig = MODEL, **settings: object) -> list[BoolArray]:
    found = read_pictures(path, model, DataConfig.model_validate(settings))
    assert found.present is not None
    return list(found.present)


def test_a_mask_beside_a_picture_says_which_patches_are_there_and_is_no_picture(tmp_path: Path) -> None:
    for name in ("1", "2", "3"):
        png(tmp_path / f"{name}.png", np.full((12, 12), 90))
    png(tmp_path / "1.mask.png", mask(left=1))
    png(tmp_path / "2.mask.png", mask(left=0))
    png(tmp_path / "lonely.mask.png", np.full((12, 12), 40))
    found = read_pictures(tmp_path, MODEL, DataConfig())
    assert len(found.images) == 4
    assert found.present is not None
    assert found.present.tolist() == [(~LEFT).tolist(), [True] * 9, [True] * 9, [True] * 9]
    assert found.notes == ["1 picture incomplete: 92% of all patches are there."]


def test_complete_pictures_have_no_masks_and_are_read_as_ever(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for name in ("1", "2"):
        png(tmp_path / f"{name}.png", rng.integers(0, 255, (40, 30)))
    plain = read_pictures(tmp_path, MODEL, DataConfig()).images
    png(tmp_path / "1.mask.png", np.full((40, 30), 255))
    found = read_pictures(tmp_path, MODEL, DataConfig())
    assert (found.images == plain).all()
    assert found.present is None


def test_masks_may_lie_in_a_folder_of_their_own(tmp_path: Path) -> None:
    for name in ("a/1.jpg", "a/2.jpg", "3.jpg"):
        png(tmp_path / "all" / name, np.full((12, 12), 90))
    png(tmp_path / "masks" / "a" / "1.png", mask(left=1))
    png(tmp_path / "masks" / "3.mask.png", mask(left=5))
    masks = str(tmp_path / "masks")
    found = read_pictures(tmp_path / "all", MODEL, DataConfig(present=masks))
    assert found.present is not None
    assert found.present.sum(axis=1).tolist() == [3, 6, 9]
    assert found.notes[0] == f"1 picture without a mask in {masks}: taken as complete."


@pytest.mark.parametrize(("place", "message"), [("all/masks", "among the pictures"), ("nowhere", "is no folder")])
def test_a_folder_of_masks_that_cannot_be_one_is_refused(tmp_path: Path, place: str, message: str) -> None:
    png(tmp_path / "all" / "1.png", np.full((12, 12), 90))
    (tmp_path / "all" / "masks").mkdir()
    with pytest.raises(EngineError, match=message):
        read_pictures(tmp_path / "all", MODEL, DataConfig(present=str(tmp_path / place)))
    (tmp_path / "empty").mkdir()
    with pytest.raises(EngineError, match="holds no mask of any picture"):
        read_pictures(tmp_path / "all", MODEL, DataConfig(present=str(tmp_path / "empty")))


def test_a_mask_of_another_size_costs_its_picture_and_is_named(tmp_path: Path) -> None:
    png(tmp_path / "1.png", np.full((12, 12), 90))
    png(tmp_path / "2.png", np.full((12, 12), 90))
    png(tmp_path / "1.mask.png", mask(left=1, width=10))
    png(tmp_path / "2.mask.png", mask(left=1))
    found = read_pictures(tmp_path, MODEL, DataConfig())
    assert len(found.images) == 1
    assert found.notes[0] == f"skipped: {tmp_path / '1.mask.png'} is 10x12; its picture is 12x12. Resize the mask."


def test_a_picture_without_a_whole_patch_is_skipped(tmp_path: Path) -> None:
    png(tmp_path / "1.png", np.full((12, 12), 90))
    png(tmp_path / "2.png", np.full((12, 12), 90))
    png(tmp_path / "2.mask.png", mask(left=9))
    assert read_pictures(tmp_path, MODEL, DataConfig()).notes == [
        f"skipped: {tmp_path / '2.png'} has no whole patch that is there. Leave it out."
    ]


def test_a_shard_and_an_idx_file_may_have_masks_too(tmp_path: Path) -> None:
    white = {"1.mask.png": _bytes(mask(left=1))}
    path = tar(tmp_path / "a.tar", {"1.png": picture(10), **white, "2.png": picture(20)})
    assert [p.tolist() for p in present(path)] == [(~LEFT).tolist(), [True] * 9]
    png(tmp_path / "masks" / "2.png", mask(left=5))
    assert [int(p.sum()) for p in present(path, present=str(tmp_path / "masks"))] == [6, 3]
    (tmp_path / "images").write_bytes(idx(np.full((2, 12, 12), 7)))
    (tmp_path / "masks.idx").write_bytes(idx(np.stack([mask(left=0), mask(left=1)]) > 0))
    told = present(tmp_path / "images", present=str(tmp_path / "masks.idx"))
    assert [p.tolist() for p in told] == [[True] * 9, (~LEFT).tolist()]


def _bytes(pixels: np.ndarray) -> bytes:
    buffer = BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("missing", "colour"),
    [("alpha", (9, 9, 9, 0)), ("white", (255,) * 3), (128, (128,) * 3), ("#10a0ff", (16, 160, 255))],
)
def test_missing_pixels_may_be_known_by_what_they_show(
    tmp_path: Path, missing: str | int, colour: tuple[int, ...]
) -> None:
    pixels = np.full((12, 12, 4), 60)
    pixels[..., 3] = 255
    pixels[5, 0, : len(colour)] = colour
    png(tmp_path / "1.png", pixels)
    (told,) = present(tmp_path, incomplete=missing)
    assert np.flatnonzero(~told).tolist() == [3]


@pytest.mark.parametrize("missing", ["blue", "#12", 256])
def test_what_missing_pixels_show_is_checked(missing: str | int) -> None:
    with pytest.raises(ValueError, match="incomplete"):
        DataConfig.model_validate({"incomplete": missing})


def test_a_mask_is_cut_and_resized_as_its_picture_and_nothing_missing_leaks_in(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 255, (70, 50))
    whole = mask(height=70, width=50, left=0)
    whole[10:29, 4:22] = 0
    png(tmp_path / "1.png", pixels)
    png(tmp_path / "1.mask.png", whole)
    model = ModelConfig(image_size=(24, 16), patch_size=4, width=16, heads=2)
    before = read_pictures(tmp_path, model, DataConfig(crop=0.9))
    png(tmp_path / "1.png", np.where(whole, pixels, 255 - pixels))
    after = read_pictures(tmp_path, model, DataConfig(crop=0.9))
    assert before.present is not None
    assert after.present is not None
    assert (before.present == after.present).all()
    assert 0 < before.present.sum() < before.present.size
    same = (before.images == after.images)[0, ..., 0]
    there = model.grid.mask(before.present[0])
    assert same[there].all()
    assert not same.all()


def test_what_is_there_stays_with_its_image_when_some_are_held_out(tmp_path: Path) -> None:
    for tone in range(40):
        pixels = np.full((12, 12), tone)
        png(tmp_path / f"{tone:02}.png", pixels)
        png(tmp_path / f"{tone:02}.mask.png", mask(left=tone % 9))
    data = load_dataset(tmp_path, MODEL, DataConfig())
    assert data.present is not None
    assert data.validation_present is not None
    for images, there in ((data.images, data.present), (data.validation, data.validation_present)):
        assert there.dtype == torch.bool
        for image, patches in zip(images, there, strict=True):
            assert int(patches.sum()) == 9 - 3 * -(-(int(image[0, 0, 0]) % 9) // 4)
    assert len(data.present) + len(data.validation_present) == 40
