import json
from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.data.dataset import Dataset
from engine.errors import EngineError
from engine.evaluation.features import (
    DESCRIPTION,
    WEIGHTS,
    FeatureNet,
    find_features,
    load_features,
    save_features,
)
from engine.evaluation.pretraining import Pretraining, accuracies, corrupt, train_features, view
from engine.models.library import ModelInfo
from engine.pictures.files import read_image
from engine.pictures.images import fit_image
from tests.unit.engine.evaluation.conftest import CONFIG

CPU = torch.device("cpu")


def bars(count: int, *, labelled: bool = True) -> Dataset:
    """Two classes: a bar across and a bar down."""
    rng = np.random.default_rng(0)
    images = torch.zeros(count, 1, 12, 12, dtype=torch.uint8)
    labels = torch.from_numpy(rng.integers(0, 2, count))
    for image, label in zip(images[:, 0], labels, strict=True):
        place = rng.integers(0, 10)
        (image if label else image.T)[place : place + 2] = 255
    return Dataset(images=images, validation=images[:1], classes=labels if labelled else None)


@pytest.fixture(scope="module")
def trained() -> FeatureNet:
    return train_features(bars(400), Pretraining(images=5120, batch=64, width=32), device=CPU)


def info(folder: Path, **changes: int) -> ModelInfo:
    return ModelInfo(name=folder.name, path=folder, bundled=False, config=CONFIG.model_copy(update=changes))


def test_training_learns_the_labels_and_the_corruptions(trained: FeatureNet) -> None:
    data = bars(300)
    told = accuracies(trained, data.images, data.classes)
    assert told["label"] > 0.95
    assert told["corruption"] > 0.6


def test_features_have_mean_0_and_average_variance_1_over_the_training_images(trained: FeatureNet) -> None:
    features = trained(bars(400).images / 127.5 - 1)
    assert features.mean(dim=0).abs().max() < 1e-3
    assert float(features.var(dim=0).mean()) == pytest.approx(1, abs=1e-3)


def test_without_labels_the_views_of_one_image_lie_together() -> None:
    data = bars(200, labelled=False)
    net = train_features(data, Pretraining(images=6400, batch=64, width=32), device=CPU)
    assert net.config.classes == 0
    assert accuracies(net, data.images, None)["corruption"] > 0.3
    random = torch.Generator().manual_seed(0)
    images = data.images / 127.5 - 1
    one, other = (net(view(images, random)) for _ in range(2))
    assert (one - other).norm(dim=1).mean() < 0.7 * (one - other.roll(1, dims=0)).norm(dim=1).mean()
    with pytest.raises(EngineError, match="without labels"):
        net.logits(torch.zeros(1, 64))


def test_the_same_seed_trains_the_same_hash(tmp_path: Path) -> None:
    settings = Pretraining(images=320, batch=32, width=32)
    seeds = {"a": 0, "b": 0, "c": 1}
    a, b, c = (
        save_features(tmp_path / name, train_features(bars(64), replace(settings, seed=seed), device=CPU), {}).hash
        for name, seed in seeds.items()
    )
    assert a == b != c


def test_a_saved_net_gives_the_features_of_the_loaded_one(trained: FeatureNet, tmp_path: Path) -> None:
    saved = save_features(tmp_path / "bars", trained, {"data": "bars"})
    loaded = load_features(tmp_path / "bars")
    images = bars(20).images.permute(0, 2, 3, 1).numpy()
    assert (saved(images) == loaded(images)).all()
    assert loaded(images, probabilities=True).sum(axis=1) == pytest.approx(np.ones(20))
    assert loaded.hash == saved.hash
    assert loaded.card == {"data": "bars"}


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (WEIGHTS, b"changed", "does not match the hash"),
        (DESCRIPTION, b"{", "is damaged"),
        (DESCRIPTION, b"[]", "is damaged"),
        (DESCRIPTION, None, "has no features.json"),
        (WEIGHTS, None, "has no features.safetensors"),
    ],
)
def test_damaged_features_are_refused(
    trained: FeatureNet, tmp_path: Path, name: str, data: bytes | None, message: str
) -> None:
    save_features(tmp_path / "bars", trained, {})
    path = tmp_path / "bars" / name
    path.unlink() if data is None else path.write_bytes(data)
    with pytest.raises(EngineError, match=message):
        load_features(tmp_path / "bars")


def test_a_description_of_another_net_is_refused(trained: FeatureNet, tmp_path: Path) -> None:
    save_features(tmp_path / "bars", trained, {})
    path = tmp_path / "bars" / DESCRIPTION
    description = json.loads(path.read_text())
    description["config"]["dimension"] = 32
    path.write_text(json.dumps(description))
    with pytest.raises(EngineError, match="does not fit"):
        load_features(tmp_path / "bars")


def test_features_are_found_beside_the_model_by_name_or_by_folder(trained: FeatureNet, tmp_path: Path) -> None:
    model = tmp_path / "model"
    beside = save_features(model / "features", trained, {})
    assert find_features(None, info(model)).hash == beside.hash
    assert find_features(str(model / "features"), info(tmp_path)).hash == beside.hash
    digits = find_features("mnist", info(tmp_path, image_size=28))
    assert digits.classes == 10
    assert find_features(None, info(tmp_path / "mnist", image_size=28)).hash == digits.hash


def test_features_for_other_images_are_refused(trained: FeatureNet, tmp_path: Path) -> None:
    save_features(tmp_path / "features", trained, {})
    with pytest.raises(EngineError, match="are for grey images of 12 pixels"):
        find_features(None, info(tmp_path, image_size=16))
    with pytest.raises(EngineError, match="no feature net"):
        find_features(None, info(tmp_path / "nowhere", image_size=48))


def test_the_shipped_digit_features_know_the_shipped_digits() -> None:
    assets = Path(str(resources.files("assets")))
    shipped = load_features(assets / "features" / "mnist")
    files = sorted((assets / "images" / "mnist").glob("digit-*.png"))
    images = np.stack([fit_image(read_image(file), (28, 28, 1)) for file in files])
    named = shipped(images, probabilities=True).argmax(axis=1)
    assert [int(file.stem[-1]) for file in files] == named.tolist()
    assert sum(file.stat().st_size for file in assets.glob("features/mnist/*")) < 5 * 2**20


def test_corruptions_leave_the_first_kind_alone_and_change_the_others() -> None:
    images = bars(200).images / 127.5 - 1
    corrupted, kinds = corrupt(images, torch.Generator().manual_seed(0))
    changed = (corrupted != images).flatten(1).any(dim=1)
    assert not changed[kinds == 0].any()
    assert changed[(kinds == 1) | (kinds == 2)].all()
    assert set(kinds.tolist()) == {0, 1, 2, 3}
    assert corrupted.abs().max() <= 1
