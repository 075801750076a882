import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from engine.config import Config, DataConfig
from engine.data.dataset import load_dataset
from engine.errors import EngineError
from engine.evaluation.held_out import for_selection, load_held_out, shared
from engine.models.library import ModelInfo, find_model
from engine.networks.generator import Generator
from engine.training.checkpoint import write_model
from tests.unit.engine.evaluation.conftest import CONFIG, flat_patches


def folder(path: Path, count: int, seed: int) -> Path:
    path.mkdir()
    for i, image in enumerate(flat_patches(count, seed)):
        Image.fromarray(image[..., 0]).save(path / f"{i:03d}.png")
    return path


@pytest.fixture
def trained_on(tmp_path: Path) -> Path:
    return folder(tmp_path / "train", 60, 0)


@pytest.fixture
def unseen(tmp_path: Path) -> Path:
    return folder(tmp_path / "unseen", 40, 1)


def model(tmp_path: Path, card: dict[str, Any]) -> ModelInfo:
    config = Config(model=CONFIG)
    torch.manual_seed(0)
    write_model(
        tmp_path / "model", config, Generator(CONFIG), {"config": config.model_dump(mode="json")} | card, None
    )
    return find_model(tmp_path / "model")


def test_unseen_images_are_taken_all_and_compared_with_the_training_images(
    tmp_path: Path, trained_on: Path, unseen: Path
) -> None:
    data = load_held_out(model(tmp_path, {"data": str(trained_on)}), unseen)
    assert data.images.shape == (40, 12, 12, 1)
    assert data.training is not None
    assert len(data.training) == 54
    assert data.description["also_trained_on"] == 0
    assert "0.00% of it trained on" in data.note


def test_the_training_data_is_refused_by_path_unless_forced(tmp_path: Path, trained_on: Path) -> None:
    info = model(tmp_path, {"data": str(trained_on)})
    with pytest.raises(EngineError, match=r"was trained on\. .* for those of it that training held out"):
        load_held_out(info, tmp_path / "model" / ".." / "train")
    assert len(load_held_out(info, trained_on, force=True).images) == 60


def test_a_copy_of_the_training_data_is_refused_by_content(tmp_path: Path, trained_on: Path) -> None:
    info = model(tmp_path, {"data": str(trained_on)})
    copy = shutil.copytree(trained_on, tmp_path / "innocent")
    with pytest.raises(EngineError, match=r"90% of the images of .* are among those"):
        load_held_out(info, copy)
    assert "forced" in load_held_out(info, copy, force=True).note


def test_what_a_model_was_trained_on_is_judged_by_content_and_not_by_a_name(
    tmp_path: Path, trained_on: Path, unseen: Path
) -> None:
    told = load_dataset(trained_on, CONFIG, DataConfig()).fingerprint()
    info = model(tmp_path, {"data": str(trained_on), "fingerprint": told})
    moved = trained_on.rename(tmp_path / "moved")
    with pytest.raises(EngineError, match=r"moved is what 'model' was trained on\."):
        load_held_out(info, moved)
    unseen.rename(trained_on)
    assert len(load_held_out(info, trained_on, compare=False).images) == 40


def test_the_training_data_of_an_older_model_is_refused_by_name(tmp_path: Path, trained_on: Path) -> None:
    info = model(tmp_path, {"data": "elsewhere/train"})
    with pytest.raises(EngineError, match="was trained on"):
        load_held_out(info, trained_on)


def test_the_part_held_out_of_the_training_data_may_be_taken(tmp_path: Path, trained_on: Path) -> None:
    info = model(tmp_path, {"data": str(trained_on)})
    data = load_held_out(info, trained_on, validation=True)
    told = load_dataset(trained_on, CONFIG, DataConfig())
    assert (data.images == told.validation.permute(0, 2, 3, 1).numpy()).all()
    assert not (data.images == flat_patches(60, 0)[-6:]).all()
    assert "the card cannot confirm" in data.note
    assert data.training is not None
    assert shared(data.images, data.training) == 0


def test_of_an_older_models_data_the_last_images_were_held_out(tmp_path: Path, trained_on: Path) -> None:
    told = load_dataset(trained_on, CONFIG, DataConfig(held_out="last")).fingerprint()
    older = Config(model=CONFIG).model_dump(mode="json")
    del older["data"]["held_out"]
    info = model(tmp_path, {"data": str(trained_on), "fingerprint": told, "config": older})
    data = load_held_out(info, trained_on, validation=True)
    assert (data.images == flat_patches(60, 0)[-6:]).all()
    assert "0.00% of it trained on" in data.note
    assert data.training is not None
    assert shared(data.images, data.training) == 0


def test_the_part_held_out_is_that_of_the_very_data(tmp_path: Path, trained_on: Path) -> None:
    config = Config(model=CONFIG)
    told = load_dataset(trained_on, CONFIG, config.data).fingerprint()
    info = model(tmp_path, {"data": str(trained_on), "fingerprint": told})
    assert "0.00% of it trained on" in load_held_out(info, trained_on, validation=True).note
    other_order = tmp_path / "other"
    other_order.mkdir()
    for path in trained_on.iterdir():
        shutil.copy(path, other_order / f"{59 - int(path.stem):03d}.png")
    with pytest.raises(EngineError, match="or in another order: there is no telling which were held out"):
        load_held_out(info, other_order, validation=True)


def test_training_data_that_is_not_at_hand_is_said_to_be_so(tmp_path: Path, unseen: Path, trained_on: Path) -> None:
    info = model(tmp_path, {"data": "elsewhere/faces"})
    data = load_held_out(info, unseen)
    assert data.training is None
    assert data.note.endswith("not compared with the training images (elsewhere/faces is not here: give --train)")
    assert load_held_out(info, unseen, compare=False).note.endswith("not compared with the training images")
    nameless = load_held_out(model(tmp_path, {}), unseen).note
    assert nameless.endswith("not compared with the training images (the card names none: give --train)")
    assert load_held_out(info, unseen, training=trained_on).training is not None
    with pytest.raises(EngineError, match="nowhere does not exist"):
        load_held_out(info, unseen, training=tmp_path / "nowhere")


def test_what_could_not_be_read_and_lost_colour_is_known_of_held_out_images(tmp_path: Path, unseen: Path) -> None:
    (unseen / "broken.png").write_bytes(b"no picture")
    data = load_held_out(model(tmp_path, {}), unseen)
    (line,) = data.notes
    assert "broken.png is not an image" in line
    Image.new("RGB", (12, 12), "red").save(unseen / "red.png")
    assert "become grey" in load_held_out(model(tmp_path, {}), unseen).notes[-1]


def test_incomplete_images_are_no_truth_to_measure_on(tmp_path: Path, trained_on: Path, unseen: Path) -> None:
    masks = tmp_path / "masks"
    masks.mkdir()
    for picture in trained_on.iterdir():
        Image.new("L", (12, 12), "white").save(masks / picture.name)
    config = Config(model=CONFIG, data=DataConfig(present=str(masks))).model_dump(mode="json")
    info = model(tmp_path, {"data": str(trained_on), "config": config})
    hole = Image.new("L", (12, 12), "white")
    hole.paste(0, (0, 0, 1, 1))
    for number in range(3):
        hole.save(unseen / f"{number:03}.mask.png")
    data = load_held_out(info, unseen)
    assert data.images.shape == (37, 12, 12, 1)
    assert data.notes[-1] == "3 incomplete images left out: the truth is not known."
    for picture in trained_on.iterdir():
        hole.save(masks / picture.name)
    with pytest.raises(EngineError, match=r"train holds no complete image to measure on\. Give complete ones\."):
        load_held_out(info, trained_on, validation=True)


def test_a_damaged_card_is_an_error_of_one_line(tmp_path: Path, unseen: Path) -> None:
    with pytest.raises(EngineError, match="card of 'model' is damaged"):
        load_held_out(model(tmp_path, {"config": {"data": {"crop": 7}}}), unseen)


def test_shared_counts_the_images_that_are_among_others_bit_for_bit() -> None:
    images = flat_patches(10)
    almost = images.copy()
    almost[:5, 0, 0] ^= 1
    assert shared(images, images) == 1
    assert shared(almost, images) == 0.5


def test_images_for_selection_are_a_fifth_and_never_reported_on_whatever_their_order(
    tmp_path: Path, unseen: Path
) -> None:
    info = model(tmp_path, {})
    parts = [load_held_out(info, unseen, part=part) for part in ("all", "selection", "reporting")]
    everything, chosen, reported = ({image.tobytes() for image in part.images} for part in parts)
    assert chosen | reported == everything
    assert not chosen & reported
    assert "the selection images" in parts[1].note
    many = flat_patches(2000)
    assert for_selection(many).mean() == pytest.approx(0.2, abs=0.03)
    assert (for_selection(many[::-1])[::-1] == for_selection(many)).all()
